"""Keeps processes running: one thread launches them, restarts those that end, and reports it."""

from __future__ import annotations

import queue
import signal
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire_local.errors import PartFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sealwire_local.child import Child

_LOOK_S = 0.05
_BACKOFF_S = (0.1, 10.0)
_STEADY_S = 30.0  # a part that ran so long starts again without delay


@dataclass
class _Watched:
    child: Child
    launched_at: float = 0.0
    due_at: float | None = None
    failures: int = 0
    restarts: int = 0
    settled: bool = False  # it was ready once: from now on an end is a crash, not a failed start
    stopping: bool = False
    last_end: str = ""


class Supervisor:
    """Watches children until they are stopped.

    All launches happen in its one thread, which lives as long as the children should: Linux ends a child
    whose launching thread has ended; so nothing is left when the supervising process itself is killed.
    """

    def __init__(self, *, report: Callable[[str, str], None], changed: Callable[[], None]) -> None:
        """Start the thread.

        Args:
            report: Takes the name of a part and what happened to it.
            changed: Called after each launch and each end.
        """
        self._report = report
        self._changed = changed
        self._watched: dict[str, _Watched] = {}
        self._requests: queue.SimpleQueue[tuple[Callable[[], object], Future[None]]] = queue.SimpleQueue()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="supervisor", daemon=True)
        self._thread.start()

    @property
    def children(self) -> dict[str, Child]:
        """The children by name, in the order in which they were started."""
        return {name: each.child for name, each in self._watched.items()}

    def restarts(self, name: str) -> int:
        """Return how often a part was started again by itself."""
        return self._watched[name].restarts

    def last_end(self, name: str) -> str:
        """Return how a part ended the last time, or nothing."""
        return self._watched[name].last_end

    def start(self, children: Sequence[Child]) -> None:
        """Launch children at once and wait until all are ready.

        Raises:
            PartFailed: One ended or is not ready in time; the others run on.
        """
        for child in children:
            self._watched[child.program.name] = _Watched(child)
        self._ask(lambda: self._launch_all([child.program.name for child in children]))
        for child in children:
            child.wait_ready()
            self._watched[child.program.name].settled = True

    def stop(self, names: Sequence[str]) -> None:
        """Stop children, all asked at once, and watch them no longer."""
        found = [self._watched[name] for name in names if name in self._watched]
        self._ask(lambda: _mark_stopping(found))
        for each in found:
            each.child.ask_to_stop()
        for each in found:
            each.child.wait_stopped()

    def restart(self, name: str) -> None:
        """Stop a part, launch it again and wait until it is ready.

        Raises:
            PartFailed: It ended or is not ready in time.
        """
        each = self._watched[name]
        self.stop([name])
        self._ask(lambda: self._launch_all([name]))
        each.child.wait_ready()

    def end(self) -> None:
        """Stop everything that still runs, then the thread."""
        self.stop(list(reversed(self._watched)))
        self._ended.set()
        self._thread.join()

    def _ask(self, action: Callable[[], object]) -> None:
        """Run something in the supervisor's thread and wait for it."""
        answer: Future[None] = Future()
        self._requests.put((action, answer))
        answer.result()

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                action, answer = self._requests.get(timeout=_LOOK_S)
            except queue.Empty:
                self._look()
                continue
            try:
                action()
            except PartFailed as error:
                answer.set_exception(error)
            else:
                answer.set_result(None)

    def _look(self) -> None:
        for each in list(self._watched.values()):
            if each.stopping or not each.settled:
                continue
            if each.due_at is not None:
                if time.monotonic() >= each.due_at:
                    self._launch_again(each)
            elif each.child.exit_code is not None:
                self._note_end(each)

    def _note_end(self, each: _Watched) -> None:
        now = time.monotonic()
        if now - each.launched_at > _STEADY_S:
            each.failures = 0
        low, high = _BACKOFF_S
        delay_s = min(high, low * 2 ** min(each.failures, 10))
        each.failures += 1
        each.due_at = now + delay_s
        each.last_end = describe_end(each.child.exit_code)
        self._report(each.child.program.name, f"{each.last_end}; starting it again in {delay_s:g} s")
        self._changed()

    def _launch_again(self, each: _Watched) -> None:
        each.restarts += 1
        try:
            self._launch(each)
        except PartFailed as error:
            self._report(each.child.program.name, error.detail)
            each.due_at = time.monotonic() + _BACKOFF_S[1]

    def _launch(self, each: _Watched) -> None:
        each.due_at = None
        each.launched_at = time.monotonic()
        each.child.launch()
        self._changed()

    def _launch_all(self, names: Sequence[str]) -> None:
        for name in names:
            self._watched[name].stopping = False
            self._launch(self._watched[name])


def _mark_stopping(watched: Sequence[_Watched]) -> None:
    """Run in the supervisor's thread: no restart is then on its way."""
    for each in watched:
        each.stopping = True


def describe_end(exit_code: int | None) -> str:
    """Return how a process ended, in words."""
    if exit_code is None:
        return "runs"
    if exit_code >= 0:
        return f"ended with code {exit_code}"
    try:
        return f"ended by {signal.Signals(-exit_code).name}"
    except ValueError:
        return f"ended by signal {-exit_code}"
