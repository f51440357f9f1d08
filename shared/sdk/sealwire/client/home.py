"""The home folder: where a device keeps its configuration, its keys and its own copy of the exchange."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from sealwire.client.store import HomeUnusable, Store
from sealwire.errors import Conflict, Unauthorised, Unprocessable

CONFIG = "config.json"
KEYS = "keys.sealwire"
DATABASE = "state.db"
_HASH_BYTES = 32
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class NoHome(Unauthorised, code="no-home"):
    """There is no Sealwire home here; make one with `sealwire init`."""


class HomeExists(Conflict, code="home-exists"):
    """There is a Sealwire home here already; use another folder, its keys are not replaced."""


class BadSetting(Unprocessable, code="bad-setting"):
    """The home cannot be set up so."""


class NotEnrolled(Unauthorised, code="not-enrolled"):
    """This device is not enrolled yet; run `sealwire enrol` and let your voucher confirm the fingerprint."""


@dataclass(frozen=True, slots=True)
class Config:
    """What a home is set to.

    Attributes:
        server: The gateway's address.
        founding: SHA-256 of the founding statement, in hex: the one thing that is trusted unseen.
        unit: The device's unit; empty for an administrator and before enrolment.
        officer: The officer's or administrator's handle; empty before enrolment.
    """

    server: str
    founding: str
    unit: str = ""
    officer: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """A home folder that exists."""

    folder: Path
    config: Config

    @property
    def keys_path(self) -> Path:
        """Where the private keys lie, under the passphrase."""
        return self.folder / KEYS

    @property
    def founding(self) -> bytes:
        """The pinned hash of the founding statement."""
        return bytes.fromhex(self.config.founding)

    def store(self) -> Store:
        """Return a new connection to the home's database."""
        return Store(self.folder / DATABASE)

    def named(self, *, unit: str, officer: str) -> Home:
        """Return the home after writing whose it is."""
        home = replace(self, config=replace(self.config, unit=unit, officer=officer))
        _write(home)
        return home


def default_folder() -> Path:
    """Return $SEALWIRE_HOME, or ~/.sealwire-client."""
    return Path(os.environ.get("SEALWIRE_HOME") or Path.home() / ".sealwire-client")


def create(folder: Path, *, server: str, founding: str) -> Home:
    """Make a home folder, which holds no keys yet.

    Args:
        folder: Where; it may exist and be empty.
        server: The gateway's address: https, or http on this machine.
        founding: The founding hash, 64 hex digits, as the programme announced it.

    Raises:
        HomeExists: A home is there already.
        BadSetting: The address or the hash has another form.
        HomeUnusable: The folder cannot be written.
    """
    home = Home(folder, Config(_checked_server(server), _checked_founding(founding)))
    if (folder / CONFIG).exists():
        raise HomeExists(folder=str(folder))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise HomeUnusable(str(error)) from error
    _write(home)
    home.store().close()
    return home


def load(folder: Path) -> Home:
    """Return the home that a folder holds.

    Raises:
        NoHome: It holds none.
        HomeUnusable: Its configuration cannot be read.
    """
    try:
        values = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        config = Config(**values)
        server, founding = _checked_server(str(config.server)), _checked_founding(str(config.founding))
        return Home(folder, replace(config, server=server, founding=founding))
    except FileNotFoundError as error:
        raise NoHome(folder=str(folder)) from error
    except (OSError, ValueError, TypeError) as error:
        raise HomeUnusable(f"{folder / CONFIG}: {error}") from error


def _write(home: Home) -> None:
    target = home.folder / CONFIG
    partial = target.with_suffix(".partial")
    try:
        partial.write_text(json.dumps(asdict(home.config), indent=2) + "\n", encoding="utf-8")
        partial.replace(target)
    except OSError as error:
        raise HomeUnusable(str(error)) from error


def _checked_server(server: str) -> str:
    try:
        parts = urlsplit(server)
        scheme, host, _ = parts.scheme, parts.hostname, parts.port
    except ValueError:
        scheme, host = "", None
    if scheme not in ("https", "http") or not host:
        raise BadSetting("A server is an address such as https://exchange.example.")
    if scheme == "http" and host not in _LOOPBACK:
        raise BadSetting("A server on another machine is reached by https only.")
    return server.rstrip("/")


def _checked_founding(founding: str) -> str:
    try:
        value = bytes.fromhex(founding)
    except ValueError:
        value = b""
    if len(value) != _HASH_BYTES:
        raise BadSetting("A founding hash has 64 hexadecimal digits.")
    return value.hex()
