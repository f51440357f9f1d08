"""The processes of alerts on the real bus, with the permissions of the stack."""

from __future__ import annotations

import asyncio
import hashlib
import time
from typing import TYPE_CHECKING

import httpx
import pytest
from integration.alerts.conftest import FOUNDING, LOG_SEED, LOG_SIGNER, caller_of
from sealwire.checkpoint import verify
from sealwire.contract import paths
from sealwire.contract.acceptance import (
    ACCEPT_SUBJECT,
    Accepted,
    Outcome,
    Refused,
    decode_reply,
    encode_request,
)
from sealwire.contract.log import EnvelopeProofOut
from sealwire.contract.models import MailboxPage
from sealwire.envelope.format import parse
from sealwire.merkle import leaf_hash
from sealwire.proofs import verify_inclusion
from sealwire_alerts.events import ENVELOPES_ACCEPTED
from sealwire_alerts.process import run_relay, serve
from sealwire_alerts.settings import AlertsSettings
from sealwire_chassis import bus as chassis_bus
from sealwire_chassis import caller
from sealwire_chassis.http_over_nats import BusUnavailable, NatsTransport
from sealwire_chassis.settings import BadSettings, Settings
from simulators.posting import BATKEN, OSH, PostingDevice

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from nats.aio.msg import Msg
    from sealwire_chassis.bus import Bus
    from sealwire_local.nats import Nats

READER = PostingDevice(BATKEN)


async def connected(nats_server: Nats, user: str) -> Bus:
    settings = Settings(nats_url=nats_server.url, nats_seed_file=nats_server.seed_file(user))
    return await chassis_bus.connect(settings, user=user)


@pytest.fixture
async def gateway(nats_server: Nats) -> AsyncIterator[Bus]:
    """The gateway's connection, which may do what the gateway may."""
    bus = await connected(nats_server, "gateway")
    yield bus
    await bus.close()


@pytest.fixture
async def listener(nats_server: Nats) -> AsyncIterator[Bus]:
    """A connection that may hear everything."""
    bus = await connected(nats_server, "test")
    yield bus
    await bus.close()


@pytest.fixture
def settings(dsn: str, nats_server: Nats, tmp_path: Path) -> AlertsSettings:
    """The settings of the processes."""
    key = tmp_path / "log-envelopes.key"
    key.write_text(LOG_SEED)
    return AlertsSettings(
        database_url=dsn,
        nats_url=nats_server.url,
        nats_seed_file=nats_server.seed_file("alerts"),
        founding=FOUNDING.hex(),
        log_key_file=key,
    )


@pytest.fixture
async def running(settings: AlertsSettings, gateway: Bus) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Two serving processes and a relay."""
    tasks = [asyncio.create_task(command(settings)) for command in (serve, serve, run_relay)]
    await until_answered(gateway)
    yield tasks
    for task in tasks:
        task.cancel()
    done, pending = await asyncio.wait(tasks, timeout=15)
    assert not pending
    assert all(task.cancelled() for task in done), [task for task in done if not task.cancelled()]


async def until_answered(gateway: Bus) -> None:
    async with asyncio.timeout(15):
        while True:
            try:
                await gateway.request(ACCEPT_SUBJECT, b"", timeout_s=1)
            except BusUnavailable:
                await asyncio.sleep(0.05)
            else:
                return


async def accept(gateway: Bus, *envelopes: bytes) -> list[Outcome]:
    reply = await gateway.request(ACCEPT_SUBJECT, encode_request(envelopes), timeout_s=10)
    return decode_reply(reply, expected=len(envelopes))


def client(gateway: Bus) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=NatsTransport(gateway, "alerts", deadline_s=40),
        base_url="http://alerts",
        headers={caller.HEADER: caller.encode(caller_of(READER))},
    )


async def test_an_envelope_goes_in_over_the_bus_and_comes_out_of_the_mailbox(
    running: list[asyncio.Task[None]], gateway: Bus
) -> None:
    assert running
    device = PostingDevice()
    envelopes = [device.envelope((BATKEN, OSH)) for _ in range(3)]
    outcomes = await accept(gateway, envelopes[0], b"\xff", *envelopes[1:])
    assert [type(outcome) for outcome in outcomes] == [Accepted, Refused, Accepted, Accepted]
    async with client(gateway) as http:
        answer = await http.get("/v1/mailbox", params={"envelopes": "true"})
        raw = await http.get(f"/v1/envelopes/{parse(envelopes[0]).id}")
        described = await http.get("/openapi.json")
    found = MailboxPage.model_validate_json(answer.content).entries
    assert [entry.envelope for entry in found] == envelopes
    assert raw.content == envelopes[0]
    assert set(described.json()["paths"]) == {
        "/v1/mailbox",
        "/v1/envelopes/{envelope_id}",
        "/v1/envelopes/{envelope_id}/receipts",
        "/v1/envelopes/{envelope_id}/proof",
        "/v1/log/checkpoint",
        "/v1/log/proofs/consistency",
    }


async def test_an_accepted_envelope_is_proved_within_two_seconds(
    running: list[asyncio.Task[None]], gateway: Bus
) -> None:
    assert running
    for _ in range(3):
        raw = PostingDevice().envelope((BATKEN, OSH))
        (outcome,) = await accept(gateway, raw)
        assert isinstance(outcome, Accepted)
        began = time.monotonic()
        async with client(gateway) as http:
            while (answer := await http.get(paths.envelope_proof(parse(raw).id))).status_code == 409:
                assert answer.json()["code"] == "not-yet-proven"
                await asyncio.sleep(0.02)
        assert time.monotonic() - began < 2
        proved = EnvelopeProofOut.model_validate_json(answer.content)
        found = verify(proved.checkpoint.encode(), LOG_SIGNER.origin, LOG_SIGNER.public)
        assert proved.index == outcome.position - 1
        leaf = leaf_hash(hashlib.sha256(raw).digest())
        verify_inclusion(leaf, proved.index, size=found.size, proof=proved.proof, root=found.root)


async def test_a_process_without_a_log_key_does_not_start(settings: AlertsSettings) -> None:
    with pytest.raises(BadSettings, match="SEALWIRE_LOG_KEY_FILE"):
        await serve(settings.model_copy(update={"log_key_file": None}))


async def test_many_at_once_are_answered_each_for_itself(
    running: list[asyncio.Task[None]], gateway: Bus
) -> None:
    assert running
    devices = [PostingDevice() for _ in range(20)]
    replies = await asyncio.gather(*(accept(gateway, d.envelope(), d.envelope()) for d in devices))
    positions = [outcome.position for outcomes in replies for outcome in outcomes]  # type: ignore[union-attr]  # a refusal fails too
    assert sorted(positions) == list(range(1, 41))


async def test_what_was_accepted_is_published(
    running: list[asyncio.Task[None]], gateway: Bus, listener: Bus
) -> None:
    assert running
    heard: asyncio.Queue[bytes] = asyncio.Queue()

    async def on_message(msg: Msg) -> None:
        heard.put_nowait(msg.data)

    await listener.nc.subscribe(ENVELOPES_ACCEPTED.name(), cb=on_message)
    await listener.nc.flush()
    envelope = PostingDevice().envelope((BATKEN, OSH))
    await accept(gateway, envelope)
    async with asyncio.timeout(5):
        event = ENVELOPES_ACCEPTED.decode(await heard.get())
    assert event.first == 1
    (entry,) = event.entries
    assert (entry.id, entry.sender, entry.units) == (parse(envelope).id, OSH, [BATKEN, OSH])


async def test_a_reader_is_woken_whichever_process_accepted(
    running: list[asyncio.Task[None]], gateway: Bus
) -> None:
    assert running
    async with client(gateway) as http:
        # Enough readers that both processes hold some.
        waiting = [asyncio.create_task(http.get("/v1/mailbox", params={"wait": 30})) for _ in range(12)]
        await asyncio.sleep(0.3)
        assert not any(task.done() for task in waiting)
        began = time.monotonic()
        await accept(gateway, PostingDevice().envelope())
        answers = await asyncio.gather(*waiting)
    assert time.monotonic() - began < 1
    assert [len(answer.json()["entries"]) for answer in answers] == [1] * 12


async def test_a_process_that_ends_lets_its_readers_go_at_once(
    settings: AlertsSettings, gateway: Bus
) -> None:
    task = asyncio.create_task(serve(settings))
    await until_answered(gateway)
    async with client(gateway) as http:
        waiting = asyncio.create_task(http.get("/v1/mailbox", params={"wait": 30}))
        await asyncio.sleep(0.3)
        began = time.monotonic()
        task.cancel()
        assert (await waiting).json()["entries"] == []
        await asyncio.wait([task])
    assert time.monotonic() - began < 5
    assert task.cancelled()
