"""The whole exchange on one machine: PostgreSQL, NATS, the services and the gateway, supervised."""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Self

from sealwire.directory.fields import Log

from sealwire_local import log_keys, preflight, record
from sealwire_local.errors import StackRefused
from sealwire_local.folder import StateFolder
from sealwire_local.nats import Nats
from sealwire_local.ports import LOOPBACK, free_port
from sealwire_local.postgres import Postgres
from sealwire_local.services import MIGRATIONS, SERVICES, Surroundings
from sealwire_local.supervisor import Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import psutil

PARTS = ("postgres", "nats", *(service.name for service in SERVICES))
# Stopped one group after the other, so that each finds what it needs to end cleanly.
_STOP_ORDER = (
    ("gateway",),
    ("alerts", "directory", "profiling", "profiling-worker"),
    ("alerts-relay", "directory-relay", "profiling-relay"),
    ("nats", "postgres"),
)


@dataclass(frozen=True)
class Options:
    """What a stack may be told.

    Attributes:
        port: The gateway's; 0 takes a free one.
        settings: Further SEALWIRE_ variables for every service of ours, such as rate limits.
        report: Takes each line of news.
    """

    port: int = 0
    settings: Mapping[str, str] = field(default_factory=dict)
    report: Callable[[str], None] = lambda _line: None


class Stack:
    """All parts, started together and kept running; a context manager that starts and stops."""

    def __init__(self, state: Path, founding: str, options: Options | None = None) -> None:
        """Prepare without starting anything.

        Args:
            state: The state folder; made when missing.
            founding: Hash of the programme's founding statement, 64 hex digits.
            options: Port, settings and where news go.
        """
        self.folder = StateFolder(state.absolute())
        self.founding = founding
        self._options = options or Options()
        self.port = self._options.port or free_port()
        logs, secrets = self.folder.logs, self.folder.secrets
        self.postgres = Postgres(self.folder.postgres, secrets_directory=secrets, log=logs / "postgres.log")
        self.nats = Nats(self.folder.nats, secrets_directory=secrets, log=logs / "nats.log")
        self._supervisor: Supervisor | None = None
        self._lock: IO[str] | None = None
        self._ready = False

    @property
    def gateway_url(self) -> str:
        """The one address that users need."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def log_keys(self) -> dict[Log, bytes]:
        """The public keys of the logs, for the root to appoint; known before the first start."""
        return {log: log_keys.signer(self.folder, self.founding, log).public for log in Log}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start everything and wait until every part is ready.

        Raises:
            StackRefused: This machine or folder does not allow it; nothing was started.
            PartFailed: A part does not start; everything is stopped again.
        """
        preflight.check_folder(self.folder.path)
        preflight.check_disk(self.folder.path)
        self._lock = record.take_lock(self.folder)
        try:
            self._clear_leftovers()
            preflight.check_port(self._options.port)
            self.folder.logs.mkdir(mode=0o700, exist_ok=True)
            self._supervisor = Supervisor(report=self._news, changed=self._write_record)
            self._start_parts(self._supervisor)
        except BaseException:  # Ctrl-C as well: nothing may be left
            self.stop()
            raise

    def stop(self) -> None:
        """Stop everything, the gateway first and the stores last."""
        supervisor, self._supervisor = self._supervisor, None
        self._ready = False
        if supervisor is not None:
            for names in _STOP_ORDER:
                supervisor.stop(names)
            supervisor.end()
            self.folder.record.unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def kill(self, part: str) -> None:
        """End a part at once (SIGKILL), as a crash would; the supervisor starts it again.

        Raises:
            StackRefused: There is no such part, or nothing runs.
        """
        self._running(part).children[part].kill()

    def restart(self, part: str) -> None:
        """Stop a part, start it again and wait until it is ready.

        Raises:
            StackRefused: There is no such part, or nothing runs.
            PartFailed: It does not come back.
        """
        self._news(part, "is restarted on demand")
        self._running(part).restart(part)

    def process(self, part: str) -> psutil.Process | None:
        """Return the process of a part, for measurements; None while it does not run.

        Raises:
            StackRefused: There is no such part, or nothing runs.
        """
        pid = self._running(part).children[part].pid
        return None if pid is None else record.Running.of(pid).process()

    def restarts(self, part: str) -> int:
        """Return how often a part was started again by the supervisor.

        Raises:
            StackRefused: There is no such part, or nothing runs.
        """
        return self._running(part).restarts(part)

    def is_ready(self, part: str) -> bool:
        """Tell whether a part runs and its readiness check answers."""
        return self._running(part).children[part].is_ready()

    def wait_ready(self, *, timeout_s: float = 60.0) -> None:
        """Wait until every part is ready again after crashes.

        Raises:
            StackRefused: They are not in time, or nothing runs.
        """
        deadline = time.monotonic() + timeout_s
        while not all(self.is_ready(part) for part in PARTS):
            if time.monotonic() > deadline:
                late = [part for part in PARTS if not self.is_ready(part)]
                raise StackRefused(f"not ready after {timeout_s:g} s: {', '.join(late)}")
            time.sleep(0.05)

    def _start_parts(self, supervisor: Supervisor) -> None:
        supervisor.start([self.postgres.child, self.nats.child])
        for migration in MIGRATIONS:
            self.postgres.create_service_database(migration.user)
        surroundings = Surroundings(
            self.folder, self.postgres, self.nats, self.founding, self.port, self._options.settings
        )
        for name in surroundings.migrate():
            self._news(name, "brought its database to the newest revision")
        supervisor.start([surroundings.child(service) for service in SERVICES])
        self._ready = True
        self._write_record()
        self._news("stack", f"is ready at {self.gateway_url}")

    def _clear_leftovers(self) -> None:
        for name in record.end_leftovers(self.folder):
            self._news(name, "was left over from a supervisor that died; stopped it")

    def _running(self, part: str) -> Supervisor:
        if self._supervisor is None:
            raise StackRefused("the stack is not up")
        if part not in self._supervisor.children:
            raise StackRefused(f"there is no part {part!r}; the parts are {', '.join(PARTS)}")
        return self._supervisor

    def _news(self, part: str, what: str) -> None:
        line = f"{part} {what}"
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        # A full disk ends nothing here: the part that needs it says so itself.
        with contextlib.suppress(OSError):
            self.folder.logs.mkdir(mode=0o700, exist_ok=True)
            with (self.folder.logs / "events.log").open("a", encoding="utf-8") as log:
                log.write(f"{stamp} {line}\n")
        self._options.report(line)

    def _write_record(self) -> None:
        supervisor = self._supervisor
        if supervisor is None:
            return
        parts = {}
        for name, child in supervisor.children.items():
            pid = child.pid
            running = record.Running.of(pid) if pid is not None else None
            parts[name] = record.Part(running, supervisor.restarts(name), supervisor.last_end(name))
        us = record.Running.of(os.getpid())
        with contextlib.suppress(OSError):
            record.Record(us, self.gateway_url, self._ready, parts).write(self.folder)
