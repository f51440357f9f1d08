"""One child process of the stack: launched, watched, stopped, its output in a log file."""

from __future__ import annotations

import signal
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sealwire_local.errors import PartFailed
from sealwire_local.identity import SAME, Identity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_LOG_KEPT_BYTES = 20_000_000
_POLL_S = 0.02


@dataclass(frozen=True)
class Program:
    """What to run, how to tell that it is ready and how to ask it to end.

    `ready` takes the process id and must answer quickly and without raising. `orphan_signal` is what the
    program gets when the supervisor dies without having stopped it; `before` runs before every launch.
    """

    name: str
    command: list[str]
    log: Path
    ready: Callable[[int], bool]
    before: Callable[[], None] = lambda: None
    environment: Mapping[str, str] = field(default_factory=dict)
    identity: Identity = SAME
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL
    start_timeout_s: float = 60.0
    stop_timeout_s: float = 20.0


class Child:
    """A program that runs, or not yet, or no longer.

    Launch it from a thread that lives as long as it should: Linux tells an orphan by the thread.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id while the program runs, else None."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    @property
    def exit_code(self) -> int | None:
        """The exit code (negative: ended by that signal) of a program that ran and ended, else None."""
        return None if self._process is None else self._process.poll()

    def launch(self) -> None:
        """Start the process without waiting until it is ready.

        Raises:
            PartFailed: The operating system refuses.
        """
        program = self.program
        program.before()
        command = program.identity.command(program.command, death_signal=program.orphan_signal)
        try:
            program.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _turn_over(program.log)
            with program.log.open("ab") as log:
                self._process = subprocess.Popen(  # noqa: S603 - our own launcher and programs
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    env=dict(program.environment),
                    # Ctrl-C at the terminal is the supervisor's; it stops the parts in order.
                    start_new_session=True,
                )
        except OSError as error:
            raise PartFailed(f"{program.name} cannot start: {error}") from error

    def is_ready(self) -> bool:
        """Tell whether the process runs and its readiness check answers."""
        return self.pid is not None and self.program.ready(self.pid)

    def wait_ready(self) -> None:
        """Wait until the readiness check answers.

        Raises:
            PartFailed: The process ended, or is not ready in time; names the log file.
        """
        deadline = time.monotonic() + self.program.start_timeout_s
        while not self.is_ready():
            if self.exit_code is not None:
                raise self.failure(f"ended with code {self.exit_code} while starting")
            if time.monotonic() > deadline:
                raise self.failure(f"is not ready after {self.program.start_timeout_s:.0f} s")
            time.sleep(_POLL_S)

    def failure(self, what: str) -> PartFailed:
        """Return the error that says what happened, the last line that the part wrote and where more is."""
        return PartFailed(
            f"{self.program.name} {what}: {last_line(self.program.log)} (see {self.program.log})"
        )

    def ask_to_stop(self) -> None:
        """Ask the process to end, without waiting; nothing if it does not run."""
        if self.pid is not None and self._process is not None:
            self._process.send_signal(self.program.stop_signal)

    def wait_end(self, timeout_s: float) -> int | None:
        """Wait for the end and return the exit code; None if it still runs or never ran."""
        if self._process is None:
            return None
        try:
            return self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return None

    def stop(self) -> None:
        """Ask the process to end, and kill it when it does not in time; nothing if it does not run."""
        self.ask_to_stop()
        self.wait_stopped()

    def wait_stopped(self) -> None:
        """Wait for a process that was asked to end, and kill it when it does not in time."""
        if self.wait_end(self.program.stop_timeout_s) is None:
            self.kill()

    def kill(self) -> None:
        """End the process at once (SIGKILL); nothing if it does not run."""
        if self.pid is not None and self._process is not None:
            self._process.kill()
            self._process.wait()


def last_line(log: Path) -> str:
    """Return the last line of a log that is not blank, at most 300 characters."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 4096))
            lines = [line for line in file.read().decode(errors="replace").splitlines() if line.strip()]
    except OSError:
        return "it wrote nothing"
    return lines[-1].strip()[-300:] if lines else "it wrote nothing"


def _turn_over(log: Path) -> None:
    """Keep one older log once a log is large."""
    if log.exists() and log.stat().st_size > _LOG_KEPT_BYTES:
        log.replace(log.with_name(log.name + ".1"))
