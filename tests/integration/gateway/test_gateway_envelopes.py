"""Handing in envelopes: each refused one differs in one thing from one that is accepted."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from simulators.gateway_peers import DAY_S, digest
from simulators.programme import BATKEN, OSH, device_keys, seed
from simulators.sealing import Steps, flipped, parts_of

from sealwire import cbor
from sealwire.contract.models import AcceptanceOut
from sealwire.envelope.format import MAX_ENVELOPE, DirectorySeen, Recipient, Tlp
from sealwire.envelope.seal import Content, seal
from sealwire.private_keys import SealKey, SigningKey

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from gateway.conftest import Exchange

STRANGER = SigningKey.from_seed(seed("stranger"))


async def test_an_envelope_is_stored_and_its_acceptance_answered(exchange: Exchange) -> None:
    raw = exchange.field.envelope()
    answer = await exchange.post(raw)
    assert answer.status_code == 202
    assert answer.headers["content-type"] == "application/json"
    accepted = AcceptanceOut.model_validate(answer.json())
    assert set(answer.json()) == set(accepted.model_dump())
    stored_raw, stored = exchange.alerts.stored[accepted.id.bytes]
    assert stored_raw == raw
    assert (accepted.position, accepted.accepted_at) == (stored.position, stored.accepted_at)
    assert accepted.digest == digest(raw)
