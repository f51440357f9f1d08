"""A gateway that is ready, shared by a module's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from simulators.gateway_peers import Field
from simulators.gateway_stage import peers, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sealwire_local.nats import Nats
    from simulators.gateway_stage import Exchange


@pytest.fixture(scope="module")
async def exchange(nats_server: Nats) -> AsyncIterator[Exchange]:
    """A directory and an alerts service on the bus, and a gateway before them."""
    async with peers(nats_server, Field.opened()) as opened, running(opened.settings()) as url:
        opened.url = url
        yield opened
