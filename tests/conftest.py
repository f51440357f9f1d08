"""Servers that integration tests share: real ones, on free ports, state in pytest's temporary folder."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from sealwire_local.nats import Nats
from sealwire_local.permissions import USERS, User
from sealwire_local.postgres import Postgres

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sealwire_local.postgres import ServiceDatabase

# A search by examples says whether code is right, never how fast the machine is today.
settings.register_profile(
    "sealwire", parent=settings.get_profile(settings.get_current_profile_name()), deadline=None
)
settings.load_profile("sealwire")

# Beside the users of the stack, with exactly their permissions, one for subjects made up in tests.
EVERYTHING = User(publish=(">",), subscribe=(">",), replies=True)


@dataclass
class PostgresFixture:
    """A running server that hands out empty databases."""

    server: Postgres
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def fresh(self) -> ServiceDatabase:
        """Make an empty database with a role of its own."""
        return self.server.create_service_database(f"fresh_{next(self._numbers)}")

    def fresh_database(self) -> str:
        """Make an empty database with a role of its own and return its SQLAlchemy address."""
        return self.fresh().dsn


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresFixture]:
    """A running PostgreSQL; tests that crash it take one of their own."""
    server = Postgres(tmp_path_factory.mktemp("postgres"))
    try:
        server.start()
        yield PostgresFixture(server)
    finally:
        server.stop()


@pytest.fixture(scope="session")
def nats_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nats]:
    """A running NATS: `.url`, `.seed_file(user)` for gateway, directory, alerts, operator and `test`."""
    server = Nats(tmp_path_factory.mktemp("nats"), users={**USERS, "test": EVERYTHING})
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def nats_user(nats_server: Nats) -> dict[str, tuple[str, Path]]:
    """The address and seed file for each user."""
    return {user: (nats_server.url, nats_server.seed_file(user)) for user in nats_server.users}
