"""The steps of the demo: each is timed, says what it checked, and ends the demo where a check fails."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from sealwire.errors import SealwireError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class StepFailed(SealwireError, code="step-failed"):
    """A step of the demo did not hold."""


@dataclass(frozen=True)
class Step:
    """A step as the report has it."""

    name: str
    ok: bool
    seconds: float


@dataclass
class Steps:
    """Plays steps in order and keeps what became of each.

    Attributes:
        say: Prints a line.
        done: The steps so far.
        complete: Whether the last step was played.
    """

    say: Callable[[str], None]
    done: list[Step] = field(default_factory=list)
    complete: bool = False

    @property
    def ok(self) -> bool:
        """Whether every step was played and held."""
        return self.complete and all(step.ok for step in self.done)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what happens inside; an error fails the step and goes on outwards."""
        self.say(f"\n{len(self.done) + 1}. {name}")
        started = time.perf_counter()
        ok = False
        try:
            yield
            ok = True
        finally:
            seconds = round(time.perf_counter() - started, 3)
            self.done.append(Step(name, ok, seconds))
            self.say(f"   {'done' if ok else 'FAILED'} in {seconds:.1f} s")

    def check(self, what: str, held: object) -> None:
        """Print a check that held.

        Raises:
            StepFailed: It did not.
        """
        if not held:
            self.say(f"   ✗ {what}")
            raise StepFailed(what)
        self.say(f"   ✓ {what}")

    def write(self, path: Path) -> None:
        """Write the report: `{"ok": ..., "steps": [{"name", "ok", "seconds"}]}`."""
        report = {"ok": self.ok, "steps": [asdict(step) for step in self.done]}
        path.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
