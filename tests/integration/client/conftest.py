"""A server that lies when it is told to, and the homes of those who work with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from simulators.hostile_server import HostileServer, batken, serving
from simulators.lies import World

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from sealwire.client.session import Session


@pytest.fixture(scope="session")
def world() -> World:
    return World()


@pytest.fixture(scope="session")
async def lasting_server(world: World) -> AsyncIterator[HostileServer]:
    async with serving(HostileServer(world.before)) as running:
        yield running


@pytest.fixture
def server(lasting_server: HostileServer, world: World) -> HostileServer:
    """A server that shows what there was before the world went on, and tells no lie yet."""
    lasting_server.honest, lasting_server.lie = world.before, lambda shown: shown
    lasting_server.asked.clear()
    return lasting_server


@pytest.fixture
async def session(tmp_path: Path, server: HostileServer, world: World) -> AsyncIterator[Session]:
    """Batken's home, which has seen what there was before; the server has come further since."""
    async with batken(tmp_path / "batken", server, world) as opened:
        await opened.directory.sync(opened.exchange)
        assert opened.directory.signed
        server.honest = world.honest()
        yield opened
