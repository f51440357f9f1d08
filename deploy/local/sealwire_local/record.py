"""The record of a running stack: one supervisor per folder, and no process left over from one that died."""

from __future__ import annotations

import fcntl
import json
import os
import signal
from dataclasses import asdict, dataclass, field
from typing import IO, TYPE_CHECKING, Any

import psutil

from sealwire_local.errors import StackRefused
from sealwire_local.secret_files import write_private

if TYPE_CHECKING:
    from sealwire_local.folder import StateFolder

# Clock corrections move a process's start time by less than this.
_SAME_START_S = 2.0
_GRACE_S = 20.0


@dataclass(frozen=True)
class Running:
    """A process as it can be recognised later; a number alone may meanwhile be another's."""

    pid: int
    started: float

    @classmethod
    def of(cls, pid: int) -> Running:
        """Return the mark of a process that runs; of one that has just ended, a mark that fits none."""
        try:
            return cls(pid, psutil.Process(pid).create_time())
        except psutil.Error:
            return cls(pid, 0.0)

    def process(self) -> psutil.Process | None:
        """Return the process if it still runs, and is the same."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started) < _SAME_START_S
            return process if same and process.status() != psutil.STATUS_ZOMBIE else None
        except psutil.Error:
            return None


@dataclass
class Part:
    """What the record says about one part."""

    running: Running | None = None
    restarts: int = 0
    last_end: str = ""


@dataclass
class Record:
    """What the record says about the stack."""

    supervisor: Running
    gateway_url: str
    ready: bool = False
    parts: dict[str, Part] = field(default_factory=dict)

    def write(self, folder: StateFolder) -> None:
        """Replace the record on disk."""
        write_private(folder.record, json.dumps(asdict(self), indent=1))


def read(folder: StateFolder) -> Record | None:
    """Return the record of the last start, or None where there is none that can be read."""
    try:
        data: dict[str, Any] = json.loads(folder.record.read_text("utf-8"))
        parts = {name: _part(part) for name, part in data["parts"].items()}
        return Record(Running(**data["supervisor"]), data["gateway_url"], data["ready"], parts)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _part(data: dict[str, Any]) -> Part:
    running = Running(**data["running"]) if data["running"] else None
    return Part(running, int(data["restarts"]), str(data["last_end"]))


def take_lock(folder: StateFolder) -> IO[str]:
    """Become the one supervisor of a folder until the returned file is closed or this process ends.

    Raises:
        StackRefused: Another one runs.
    """
    lock = folder.lock.open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        running = read(folder)
        where = f" (process {running.supervisor.pid}, {running.gateway_url})" if running else ""
        raise StackRefused(f"the stack in {folder.path} is up already{where}: stop it first") from error
    return lock


def end_leftovers(folder: StateFolder) -> list[str]:
    """End the parts of a supervisor that died without stopping them; call with the lock held.

    Returns:
        The names of the parts that still ran.
    """
    record = read(folder)
    if record is None:
        return []
    found = {name: part.running.process() for name, part in record.parts.items() if part.running}
    left = {name: process for name, process in found.items() if process is not None}
    for name, process in left.items():
        _signal(process, signal.SIGINT if name == "postgres" else signal.SIGTERM)
    _, stubborn = psutil.wait_procs(list(left.values()), timeout=_GRACE_S)
    for process in stubborn:
        _signal(process, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=_GRACE_S)
    return sorted(left)


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        os.kill(process.pid, number)
    except ProcessLookupError:
        return
    except PermissionError as error:
        raise StackRefused(
            f"process {process.pid} is left over from a stack of another account: stop it as that account"
        ) from error
