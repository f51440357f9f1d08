"""Acceptance over a real PostgreSQL: positions, idempotency, one bad one in a group."""

from __future__ import annotations

import asyncio
import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from integration.alerts.conftest import RETENTION_DAYS, Part
from sealwire.contract.acceptance import Accepted, Outcome, Refused
from sealwire.envelope.format import parse
from sealwire_alerts import service
from sealwire_alerts.domain.mailbox import PageQuery
from simulators.posting import BATKEN, BISHKEK, OSH, SENT_AT, PostingDevice
from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


async def rows(part: Part, query: str) -> list[Any]:
    async with part.database.transaction() as session:
        return list((await session.execute(text(query))).all())


async def test_positions_are_gapless_and_unique_when_two_processes_accept_at_once(
    two_processes: Sequence[Part],
) -> None:
    devices = [PostingDevice() for _ in range(10)]
    envelopes = [device.envelope() for device in devices for _ in range(20)]
    outcomes = await asyncio.gather(
        *(two_processes[number % 2].accept(envelope) for number, envelope in enumerate(envelopes))
    )
    assert sorted(outcome.position for (outcome,) in outcomes) == list(range(1, 201))  # type: ignore[union-attr]  # a refusal fails too
    ((size,),) = await rows(two_processes[0], "SELECT size FROM log_head")
    assert size == 200
    stored = {row.position: row.digest for row in await rows(two_processes[0], "SELECT * FROM envelopes")}
    for envelope, (outcome,) in zip(envelopes, outcomes, strict=True):
        assert isinstance(outcome, Accepted)
        assert stored[outcome.position] == hashlib.sha256(envelope).digest()


async def test_a_reader_behind_its_cursor_misses_nothing_while_two_processes_commit(
    two_processes: Sequence[Part],
) -> None:
    devices = [PostingDevice() for _ in range(8)]

    async def post(number: int, device: PostingDevice) -> None:
        for _ in range(25):
            await two_processes[number % 2].accept(
                device.envelope((BATKEN, BISHKEK)), device.envelope((OSH,))
            )

    async def read_all() -> list[int]:
        seen: list[int] = []
        while len(seen) < 200:
            after = seen[-1] if seen else 0
            page = await service.read_mailbox(two_processes[0].database, BATKEN, PageQuery(after, limit=7))
            seen += [mail.position for mail in page.entries]
        return seen

    async with asyncio.timeout(30):
        seen, *_ = await asyncio.gather(read_all(), *(post(n, device) for n, device in enumerate(devices)))
    stored = await rows(two_processes[0], f"SELECT position FROM mailbox WHERE unit = '{BATKEN}' ORDER BY 1")  # noqa: S608 - a constant
    assert seen == [row.position for row in stored]


def resend(device: PostingDevice) -> bytes:
    return device.envelope()


def same_id_other_bytes(device: PostingDevice) -> bytes:
    return PostingDevice().envelope(id=parse(EARLIER[device.sign.key_id]).id)


def same_sequence_other_id(device: PostingDevice) -> bytes:
    return PostingDevice(device.unit, device.sign).envelope()


EARLIER: dict[bytes, bytes] = {}


@pytest.mark.parametrize("together", [True, False], ids=["in one group", "in a later group"])
@pytest.mark.parametrize(
    ("second", "expected"),
    [
        pytest.param(lambda device: EARLIER[device.sign.key_id], "the same", id="the same bytes"),
        pytest.param(same_id_other_bytes, Refused("duplicate-id"), id="the same id with other bytes"),
        pytest.param(same_sequence_other_id, Refused("sequence-reused"), id="the same number, another id"),
        pytest.param(resend, "the next", id="the device's next envelope"),
    ],
)
async def test_what_comes_second_is_answered_by_what_came_first(
    alerts: Part, second: Callable[[PostingDevice], bytes], expected: Outcome | str, *, together: bool
) -> None:
    device = PostingDevice()
    first = EARLIER[device.sign.key_id] = device.envelope()
    envelopes = [first, second(device)]
    if together:
        one, two = await alerts.accept(*envelopes)
    else:
        (one,) = await alerts.accept(envelopes[0])
        (two,) = await alerts.accept(envelopes[1])
    assert isinstance(one, Accepted)
    assert one.position == 1
    if expected == "the same":
        assert two == one
    elif expected == "the next":
        assert isinstance(two, Accepted)
        assert two.position == 2
    else:
        assert two == expected
    assert len(await rows(alerts, "SELECT 1 FROM envelopes")) == (2 if expected == "the next" else 1)


async def test_a_refused_one_neither_fails_its_group_nor_takes_a_position(alerts: Part) -> None:
    device, stranger = PostingDevice(), PostingDevice()
    first = device.envelope()
    await alerts.accept(first)
    double = stranger.envelope(id=parse(first).id)
    outcomes = await alerts.accept(device.envelope(), double, device.envelope())
    assert [type(outcome) for outcome in outcomes] == [Accepted, Refused, Accepted]
    stored = await rows(alerts, "SELECT position FROM envelopes ORDER BY position")
    assert [row.position for row in stored] == [1, 2, 3]
    assert len(await rows(alerts, "SELECT 1 FROM mailbox")) == 3


async def test_everything_that_retention_and_answers_need_is_stored(alerts: Part) -> None:
    device = PostingDevice()
    question = device.envelope()
    answer = device.envelope(
        (BATKEN, BISHKEK, BATKEN), answers=parse(question).id, due=SENT_AT + 60, expires_at=2**53 - 1
    )
    await alerts.accept(question, answer)
    first, second = await rows(alerts, "SELECT * FROM envelopes ORDER BY position")
    assert first.retain_until == max(first.accepted_at + RETENTION_DAYS * 86_400, first.expires_at)
    assert (first.due, first.answers) == (None, None)
    assert (second.due, second.answers, second.retain_until) == (SENT_AT + 60, parse(question).id, 2**53 - 1)
    assert (second.size, second.raw, second.sender, second.priority) == (len(answer), answer, OSH, 1)
    assert (second.digest, second.header_hash) == (parse(answer).digest, parse(answer).header_hash)
    units = await rows(alerts, "SELECT unit FROM mailbox WHERE position = 2 ORDER BY unit")
    assert [row.unit for row in units] == [BATKEN, BISHKEK]


async def test_ciphertext_is_stored_without_an_attempt_to_compress_it(alerts: Part) -> None:
    query = "SELECT attstorage FROM pg_attribute WHERE attrelid = 'envelopes'::regclass AND attname = 'raw'"
    assert await rows(alerts, query) == [(b"e",)]


async def test_a_group_writes_one_event_and_a_group_of_resends_none(alerts: Part) -> None:
    device = PostingDevice()
    envelopes = [device.envelope((BATKEN, OSH)) for _ in range(3)]
    await alerts.accept(PostingDevice().envelope())
    await alerts.accept(*envelopes)
    await alerts.accept(*envelopes)
    _, (subject, payload) = await rows(alerts, "SELECT subject, payload FROM outbox ORDER BY id")
    assert subject == "alerts.v1.accepted"
    event = json.loads(payload)
    assert event["first"] == 2
    assert [entry["id"] for entry in event["entries"]] == [str(parse(raw).id) for raw in envelopes]
    assert event["entries"][0] == {
        "id": str(parse(envelopes[0]).id),
        "from": OSH,
        "units": [BATKEN, OSH],
        "pri": 1,
    }


async def test_the_largest_request_to_the_most_recipients_fits_one_event(alerts: Part) -> None:
    device = PostingDevice()
    units = [f"KG-{number:012}" for number in range(256)]
    envelopes = [device.envelope(units) for _ in range(6)]
    assert all(isinstance(outcome, Accepted) for outcome in await alerts.accept(*envelopes))
    assert len(await rows(alerts, "SELECT 1 FROM mailbox")) == 6 * 256


async def test_the_gateway_learns_what_exactly_these_bytes_were_answered(alerts: Part) -> None:
    envelope = PostingDevice().envelope()
    (outcome,) = await alerts.accept(envelope)
    assert isinstance(outcome, Accepted)
    path, digest = f"/internal/acceptances/{parse(envelope).id}", hashlib.sha256(envelope).hexdigest()
    async with alerts.client(None) as client:
        answer = await client.get(path, params={"digest": digest})
        other = await client.get(path, params={"digest": hashlib.sha256(b"other bytes").hexdigest()})
    assert (answer.json()["position"], answer.json()["accepted_at"]) == (
        outcome.position,
        outcome.accepted_at,
    )
    assert other.status_code == 404
