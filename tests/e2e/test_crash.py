"""A 202 survives: any part is killed while envelopes are sent, and each is delivered exactly once."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from sealwire.contract import paths
from sealwire.envelope.format import parse
from sealwire.requests import RequestSigner
from sealwire_local.stack import Options, Stack

from bench.programme import BenchUnit, Programme

if TYPE_CHECKING:
    from collections.abc import Iterator

KILLED = ("alerts", "gateway", "nats", "postgres")
ENVELOPES = 500
IN_FLIGHT = 16
KILL_AFTER = 150
SETTINGS = {"SEALWIRE_RATE_ENVELOPES": "1000000/minute", "SEALWIRE_RATE_REQUESTS": "1000000/minute"}
TRY_AGAIN = {502, 503, 504}
PATIENCE_S = 90.0


@dataclass
class Sending:
    """What a sender knows: every 202's answer, and how often it had to send again."""

    url: str
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    again: int = 0
    well_under_way: asyncio.Event = field(default_factory=asyncio.Event)

    async def all(self, envelopes: list[bytes]) -> None:
        waiting = iter(envelopes)
        limits = httpx.Limits(max_connections=IN_FLIGHT)
        async with httpx.AsyncClient(timeout=20, limits=limits) as client:
            await asyncio.gather(*(self._worker(client, waiting) for _ in range(IN_FLIGHT)))

    async def _worker(self, client: httpx.AsyncClient, waiting: Iterator[bytes]) -> None:
        for raw in waiting:
            async with asyncio.timeout(PATIENCE_S):
                while not await self._send(client, raw):
                    self.again += 1
                    await asyncio.sleep(0.1)

    async def _send(self, client: httpx.AsyncClient, raw: bytes) -> bool:
        try:
            answer = await client.post(self.url, content=raw, headers={"content-type": "application/cbor"})
        except httpx.TransportError:
            return False
        if answer.status_code in TRY_AGAIN:
            assert answer.headers["content-type"] == "application/problem+json"
            return False
        assert answer.status_code == 202, answer.text
        self.answers[str(parse(raw).id)] = answer.json()
        if len(self.answers) >= KILL_AFTER:
            self.well_under_way.set()
        return True


@pytest.fixture(scope="module")
def programme() -> Programme:
    return Programme(len(KILLED) + 1)


@pytest.fixture(scope="module")
def stack(programme: Programme, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    state = tmp_path_factory.mktemp("crash") / "state"
    with Stack(state, programme.founding, Options(settings=SETTINGS)) as running:
        programme.publish(running.gateway_url)
        yield running


async def mailbox(stack: Stack, unit: BenchUnit) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    signer = RequestSigner(unit.device.auth)
    async with httpx.AsyncClient(base_url=stack.gateway_url, auth=signer, timeout=30) as client:
        more, after = True, 0
        while more:
            params: dict[str, str | int] = {"after": after, "limit": 500}
            page = (await client.get(paths.MAILBOX, params=params)).raise_for_status().json()
            entries += page["entries"]
            more, after = page["more"], page["next"]
    return entries


@pytest.mark.parametrize("part", KILLED)
async def test_what_was_answered_202_is_delivered_exactly_once_when_a_part_is_killed(
    part: str, stack: Stack, programme: Programme
) -> None:
    receiver, *senders = programme.units
    sender = senders[KILLED.index(part)]
    envelopes = programme.sealed(sender, [receiver], ENVELOPES)
    entries_of_all = len(await mailbox(stack, receiver))
    sending = Sending(stack.gateway_url + paths.ENVELOPES)
    killed_before = stack.restarts(part)

    task = asyncio.create_task(sending.all(envelopes))
    await asyncio.wait_for(sending.well_under_way.wait(), PATIENCE_S)
    answered_before = len(sending.answers)
    await asyncio.to_thread(stack.kill, part)
    await task
    await asyncio.to_thread(stack.wait_ready)

    assert KILL_AFTER <= answered_before < ENVELOPES, "the kill fell into the middle of the send"
    assert stack.restarts(part) == killed_before + 1
    assert sending.again > 0, "the kill was felt, or nothing was tested"
    entries = [entry for entry in await mailbox(stack, receiver) if entry["from"] == sender.code]
    assert Counter(entry["id"] for entry in entries) == Counter(dict.fromkeys(sending.answers, 1))
    assert len(entries) == ENVELOPES
    positions = {entry["id"]: entry["position"] for entry in entries}
    assert positions == {name: answer["position"] for name, answer in sending.answers.items()}
    resent = Sending(sending.url)
    await asyncio.to_thread(stack.restart, "gateway")  # which would answer from its memory
    await resent.all(envelopes[:KILL_AFTER])
    assert resent.answers == {name: sending.answers[name] for name in resent.answers}
    assert len(await mailbox(stack, receiver)) == entries_of_all + ENVELOPES
