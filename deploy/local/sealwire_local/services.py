"""The parts that are ours: their modules, databases, environment and readiness."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sealwire.directory.fields import Log

from sealwire_local.child import Child, Program
from sealwire_local.errors import StackRefused
from sealwire_local.log_keys import key_file
from sealwire_local.ports import LOOPBACK, free_port
from sealwire_local.probes import gateway_ready, ops_ready
from sealwire_local.secret_files import write_private

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sealwire_local.folder import StateFolder
    from sealwire_local.nats import Nats
    from sealwire_local.postgres import Postgres

# Everything else of the caller's environment stays away from the parts.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "SSL_CERT_FILE")
MIGRATION_TIMEOUT_S = 120.0


@dataclass(frozen=True)
class Service:
    """One process of ours; `log` is the one that it runs, and whose key it holds."""

    name: str
    module: str
    command: str
    user: str
    database: bool = True
    log: Log | None = None


SERVICES = (
    Service("directory", "sealwire_directory", "serve", "directory", log=Log.DIRECTORY),
    Service("directory-relay", "sealwire_directory", "relay", "directory"),
    Service("alerts", "sealwire_alerts", "serve", "alerts", log=Log.ENVELOPES),
    Service("alerts-relay", "sealwire_alerts", "relay", "alerts"),
    Service("profiling", "sealwire_profiling", "serve", "profiling"),
    Service("profiling-worker", "sealwire_profiling", "work", "profiling"),
    Service("profiling-relay", "sealwire_profiling", "relay", "profiling"),
    Service("gateway", "sealwire_gateway", "serve", "gateway", database=False),
)
MIGRATIONS = (
    Service("directory-migrate", "sealwire_directory", "migrate", "directory"),
    Service("alerts-migrate", "sealwire_alerts", "migrate", "alerts"),
    Service("profiling-migrate", "sealwire_profiling", "migrate", "profiling"),
)


@dataclass(frozen=True)
class Surroundings:
    """What every service is told about the stack that it runs in."""

    folder: StateFolder
    postgres: Postgres
    nats: Nats
    founding: str
    gateway_port: int
    settings: Mapping[str, str]

    def child(self, service: Service) -> Child:
        """Return the process of a service, not yet launched."""
        ops_port = free_port()
        environment = self._environment(service, ops_port)

        def ready(_pid: int) -> bool:
            if service.name == "gateway":
                return gateway_ready(self.gateway_port, ops_port)
            return ops_ready(ops_port)

        return Child(
            Program(
                name=service.name,
                # -P: the working directory is no place to import from.
                command=[sys.executable, "-P", "-m", service.module, service.command],
                log=self.folder.logs / f"{service.name}.log",
                ready=ready,
                environment=environment,
            )
        )

    def _environment(self, service: Service, ops_port: int) -> dict[str, str]:
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        environment |= {
            "SEALWIRE_NATS_URL": self.nats.url,
            "SEALWIRE_NATS_SEED_FILE": str(self.nats.seed_file(service.user)),
            "SEALWIRE_OPS_HOST": LOOPBACK,
            "SEALWIRE_OPS_PORT": str(ops_port),
            "SEALWIRE_FOUNDING": self.founding,
        }
        if service.database:
            database = self.postgres.service_database(service.user)
            environment["SEALWIRE_DATABASE_URL"] = database.url
            environment["SEALWIRE_DATABASE_PASSWORD_FILE"] = str(database.password_file)
        if service.log is not None:
            environment["SEALWIRE_LOG_KEY_FILE"] = str(key_file(self.folder, service.log))
        if service.name == "gateway":
            environment["SEALWIRE_HOST"] = LOOPBACK
            environment["SEALWIRE_PORT"] = str(self.gateway_port)
            environment["SEALWIRE_PUBLIC_URL"] = f"http://{LOOPBACK}:{self.gateway_port}"
        return environment | dict(self.settings)

    def migrate(self) -> list[str]:
        """Bring the databases to the newest revision where the migrations changed since the last time.

        Returns:
            The names of the migrations that ran.

        Raises:
            PartFailed: One of them failed.
        """
        done = _read_stamps(self.folder.migrated)
        wanted = {each.name: _fingerprint(each.module) for each in MIGRATIONS}
        due = [self.child(each) for each in MIGRATIONS if done.get(each.name) != wanted[each.name]]
        for child in due:
            child.launch()
        for child in due:
            code = child.wait_end(MIGRATION_TIMEOUT_S)
            if code != 0:
                child.kill()
                raise child.failure("did not end in time" if code is None else f"ended with code {code}")
        if due:
            write_private(self.folder.migrated, json.dumps(wanted))
        return [child.program.name for child in due]


def _fingerprint(module: str) -> str:
    """Return a hash over a package's migrations; asking Alembic whether any is due costs a second."""
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise StackRefused(f"{module} is not installed: run `make setup`")
    digest = hashlib.sha256()
    for file in sorted((Path(spec.origin).parent / "migrations").rglob("*.py")):
        digest.update(f"{file.name}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _read_stamps(file: Path) -> dict[str, str]:
    try:
        stamps = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps if isinstance(stamps, dict) else {}
