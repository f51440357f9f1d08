"""Settings that every process shares: frozen, read once from SEALWIRE_ variables at the entrypoint."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError
from sealwire.checkpoint import origin
from sealwire.errors import SealwireError
from sealwire.log_signing import LogSigner, MalformedLogSeed
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

if TYPE_CHECKING:
    from sealwire.directory.fields import Log

S = TypeVar("S", bound="Settings")


class BadSettings(SealwireError, code="bad-settings"):
    """The settings of this process are incomplete or wrong; correct the named variables."""


class Settings(BaseSettings):
    """What every process may be told; a service subclasses it with its own few fields."""

    model_config = SettingsConfigDict(env_prefix="SEALWIRE_", frozen=True, extra="ignore")

    database_url: str = Field(default="", repr=False, description="postgresql+asyncpg://user@host:port/name")
    database_password_file: Path | None = Field(default=None, description="File that holds the password")
    database_pool_size: int = Field(default=10, ge=2, description="Most database connections of the process")
    nats_url: str = Field(
        default="nats://127.0.0.1:4222", repr=False, description="nats:// address, or several with commas"
    )
    nats_seed_file: Path | None = Field(default=None, description="File that holds the user's nkey seed")
    stream_replicas: int = Field(default=1, ge=1, le=5, description="Copies of each stream; 3 in a region")
    ops_host: str = Field(default="127.0.0.1", description="Address of the health and metrics port")
    ops_port: int = Field(
        default=0, ge=0, le=65535, description="Health and metrics port; 0 picks a free one"
    )
    founding: str = Field(
        default="", pattern=r"^([0-9a-f]{64})?$", description="Hash of the founding statement"
    )
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    def database_dsn(self) -> str:
        """Return the database address with the password of the password file merged in.

        Raises:
            BadSettings: There is no address, it cannot be parsed, or the file cannot be read.
        """
        if not self.database_url:
            raise BadSettings("SEALWIRE_DATABASE_URL is not set.")
        try:
            url = make_url(self.database_url)
        except ArgumentError as error:
            raise BadSettings("SEALWIRE_DATABASE_URL is not a database address.") from error
        if self.database_password_file is not None:
            url = url.set(password=_read(self.database_password_file, "SEALWIRE_DATABASE_PASSWORD_FILE"))
        return url.render_as_string(hide_password=False)

    def nats_seed(self) -> str:
        """Return the nkey seed, or an empty string where no file is set.

        Raises:
            BadSettings: The file cannot be read.
        """
        if self.nats_seed_file is None:
            return ""
        return _read(self.nats_seed_file, "SEALWIRE_NATS_SEED_FILE")

    def founding_hash(self) -> bytes:
        """Return the pinned hash of the founding statement, 32 bytes.

        Raises:
            BadSettings: It is not set.
        """
        if not self.founding:
            raise BadSettings("SEALWIRE_FOUNDING is not set; it is the hash that the founder announced.")
        return bytes.fromhex(self.founding)


class LogSettings(Settings):
    """The settings of a service that runs a log: it signs checkpoints with the log's own key."""

    log_key_file: Path | None = Field(
        default=None,
        description="File of the log's seed in hex; a second line, while the key changes, is newer",
    )

    def log_signer(self, log: Log) -> LogSigner:
        """Return the key that signs the checkpoints of one of the programme's logs.

        Raises:
            BadSettings: There is no file, it cannot be read or holds no key; or no founding is pinned.
        """
        if self.log_key_file is None:
            raise BadSettings("SEALWIRE_LOG_KEY_FILE is not set.")
        seeds = _read(self.log_key_file, "SEALWIRE_LOG_KEY_FILE").split()
        try:
            return LogSigner(origin(self.founding_hash(), log), *seeds)
        except MalformedLogSeed as error:
            raise BadSettings(f"SEALWIRE_LOG_KEY_FILE: {error}") from error


def load(settings_type: type[S]) -> S:
    """Read the environment into one settings object.

    Args:
        settings_type: Settings or a service's subclass of it.

    Raises:
        BadSettings: A variable is missing or wrong; the detail names each, never its value.
    """
    try:
        return settings_type()
    except ValidationError as error:
        prefix = str(settings_type.model_config.get("env_prefix", ""))
        names = [
            f"{prefix}{'_'.join(str(part) for part in each['loc'])}".upper() + f" ({each['type']})"
            for each in error.errors(include_input=False, include_url=False)
        ]
        raise BadSettings("Wrong or missing: " + ", ".join(names) + ".") from None
    except SettingsError as error:
        raise BadSettings("A variable that takes a list or a map is not valid JSON.") from error


def _read(path: Path, variable: str) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"{variable} names a file that cannot be read: {path}.") from error
