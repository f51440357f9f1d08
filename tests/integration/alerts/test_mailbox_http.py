"""The mailbox and single envelopes over HTTP: whose they are, pages, and waiting for mail."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pytest
from integration.alerts.conftest import Part, caller_of, part
from sealwire.contract import paths
from sealwire.contract.models import MAX_PAGE_BYTES, MAX_POSITION, MailboxPage
from sealwire.envelope.format import parse
from sealwire.identifiers import new_id
from sealwire_alerts import service
from sealwire_alerts.domain.mailbox import Page, PageQuery
from sealwire_chassis.caller import Caller
from simulators.posting import AKTAU, BATKEN, BISHKEK, OSH, SENT_AT, PostingDevice

if TYPE_CHECKING:
    import httpx

SENDER, READER, OTHER_READER, STRANGER = (PostingDevice(unit) for unit in (OSH, BATKEN, BISHKEK, AKTAU))
ADMINISTRATOR = Caller(key="ab" * 32, kind="administrator", officer="a-1", scope="*", sign="cd" * 32)


async def page(client: httpx.AsyncClient, **query: Any) -> MailboxPage:
    answer = await client.get(paths.MAILBOX, params=query)
    assert answer.status_code == 200, answer.text
    return MailboxPage.model_validate_json(answer.content)


async def test_a_unit_sees_what_it_was_sent_and_nothing_else(alerts: Part) -> None:
    device = PostingDevice()
    both, one = device.envelope((BATKEN, BISHKEK)), device.envelope((BISHKEK,))
    await alerts.accept(both, one)
    async with alerts.client(READER) as batken, alerts.client(OTHER_READER) as bishkek:
        assert [entry.id for entry in (await page(batken)).entries] == [parse(both).id]
        assert [entry.id for entry in (await page(bishkek)).entries] == [parse(both).id, parse(one).id]
    async with alerts.client(STRANGER) as stranger, alerts.client(SENDER) as sender:
        assert (await page(stranger)).entries == []
        assert (await page(sender)).entries == []


async def test_an_entry_shows_the_visible_header_and_the_envelope_on_request(alerts: Part) -> None:
    device = PostingDevice()
    question = device.envelope()
    answer = device.envelope(answers=parse(question).id, due=SENT_AT + 60, priority=2)
    await alerts.accept(question, answer)
    async with alerts.client(READER) as client:
        plain = await client.get(paths.MAILBOX)
        first, second = plain.json()["entries"]
        full = (await page(client, envelopes="true")).entries
    assert set(first) == {
        "position", "id", "from", "device", "sent_at", "accepted_at", "priority", "tlp", "size",
    }  # fmt: skip
    assert second["re"] == str(parse(question).id)
    assert (second["due"], second["priority"], second["from"]) == (SENT_AT + 60, 2, OSH)
    assert (second["device"], second["size"]) == (device.sign.key_id.hex(), len(answer))
    assert [entry.envelope for entry in full] == [question, answer]


async def test_pages_follow_each_other_without_gap_or_repetition(alerts: Part) -> None:
    device = PostingDevice()
    for _ in range(3):
        await alerts.accept(*(device.envelope() for _ in range(4)), device.envelope((BISHKEK,)))
    seen: list[int] = []
    async with alerts.client(READER) as client:
        while True:
            found = await page(client, after=seen[-1] if seen else 0, limit=5)
            seen += [entry.position for entry in found.entries]
            assert found.next == seen[-1]
            if not found.more:
                break
    assert seen == [1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14]


async def test_a_page_with_envelopes_stays_within_four_mebibytes(alerts: Part) -> None:
    device = PostingDevice()
    units = (BATKEN, *(f"KG-{number:03}" for number in range(250)))
    envelopes = [device.envelope(units) for _ in range(16)]
    for envelope in envelopes:
        await alerts.accept(envelope)
    async with alerts.client(READER) as client:
        first = await page(client, envelopes="true")
        second = await page(client, envelopes="true", after=first.next)
    assert first.more
    assert not second.more
    assert sum(entry.size for entry in first.entries) <= MAX_PAGE_BYTES
    assert sum(entry.size for entry in first.entries) + len(envelopes[0]) > MAX_PAGE_BYTES
    assert [entry.envelope for entry in (*first.entries, *second.entries)] == envelopes


@pytest.mark.parametrize(
    "query",
    [
        {"after": -1},
        {"after": MAX_POSITION + 1},
        {"after": "x"},
        {"limit": 0},
        {"limit": 501},
        {"wait": 31},
        {"wait": -1},
        {"envelopes": "perhaps"},
        {"unit": BISHKEK},
    ],
    ids=str,
)
async def test_a_query_outside_its_bounds_is_refused(alerts: Part, query: dict[str, Any]) -> None:
    async with alerts.client(READER) as client:
        assert (await page(client, after=MAX_POSITION, limit=500)).entries == []
        answer = await client.get(paths.MAILBOX, params=query)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")


@pytest.mark.parametrize(
    ("who", "status", "code"),
    [
        pytest.param(None, 401, "no-caller", id="nobody"),
        pytest.param(ADMINISTRATOR, 403, "not-allowed", id="an administrator"),
    ],
)
async def test_who_is_no_device_has_no_mailbox_envelopes_or_receipts(
    alerts: Part, who: Caller | None, status: int, code: str
) -> None:
    envelope = PostingDevice().envelope()
    await alerts.accept(envelope)
    address = parse(envelope).id
    async with alerts.client(who) as client, alerts.client(READER) as device:
        for path in (paths.MAILBOX, paths.envelope(address), paths.receipts(address)):
            answer = await client.get(path)
            assert (answer.status_code, answer.json()["code"]) == (status, code)
            assert (await device.get(path)).status_code == 200


@pytest.mark.parametrize(
    ("who", "status"),
    [
        pytest.param(SENDER, 200, id="the sending unit"),
        pytest.param(READER, 200, id="a recipient unit"),
        pytest.param(PostingDevice(BATKEN), 200, id="a colleague in a recipient unit"),
        pytest.param(OTHER_READER, 404, id="another unit"),
        pytest.param(STRANGER, 404, id="a unit that has no mail at all"),
    ],
)
async def test_an_envelope_is_given_to_those_who_have_a_part_in_it(
    alerts: Part, who: PostingDevice, status: int
) -> None:
    envelope = PostingDevice().envelope((BATKEN,))
    await alerts.accept(envelope)
    async with alerts.client(who) as client:
        answer = await client.get(paths.envelope(parse(envelope).id))
        missing = await client.get(paths.envelope(new_id(0)))
    assert answer.status_code == status
    if status == 200:
        assert answer.content == envelope
        assert answer.headers["content-type"] == paths.CBOR
    else:
        # One cannot tell an envelope of others from one that does not exist.
        assert answer.json() == missing.json()


async def test_an_id_that_is_none_is_refused(alerts: Part) -> None:
    async with alerts.client(READER) as client:
        answer = await client.get(f"{paths.ENVELOPES}/1")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")


async def test_a_waiting_reader_is_answered_as_soon_as_mail_is_accepted(alerts: Part) -> None:
    device = PostingDevice()
    async with alerts.client(READER) as client:
        waiting = asyncio.create_task(page(client, wait=30))
        other = asyncio.create_task(asyncio.wait_for(asyncio.shield(waiting), 0.3))
        with pytest.raises(TimeoutError):
            await other
        await alerts.accept(device.envelope((BISHKEK,)))
        assert not waiting.done()
        began = time.monotonic()
        await alerts.accept(device.envelope((BATKEN,)))
        found = await waiting
    assert time.monotonic() - began < 1
    assert [entry.position for entry in found.entries] == [2]


async def test_mail_that_arrives_while_the_reader_looks_is_not_missed(alerts: Part) -> None:
    device = PostingDevice()

    async def look_after(delay_s: float, cursor: int) -> Page:
        await asyncio.sleep(delay_s)
        query = PageQuery(after=cursor, limit=10)
        who = caller_of(READER)
        return await service.await_mail(alerts.database, alerts.arrivals, who=who, query=query, wait_s=10)

    began = time.monotonic()
    for number in range(200):
        looking = look_after(number % 20 / 4000, number)
        found, _ = await asyncio.gather(looking, alerts.accept(device.envelope()))
        assert [entry.position for entry in found.entries] == [number + 1]
    assert time.monotonic() - began < 10


async def test_a_reader_who_waits_in_vain_gets_an_empty_page_and_keeps_its_cursor(alerts: Part) -> None:
    began = time.monotonic()
    async with alerts.client(READER) as client:
        found = await page(client, wait=1, after=7)
    assert 0.9 < time.monotonic() - began < 5
    assert (found.entries, found.next, found.more) == ([], 7, False)


async def test_waiting_readers_hold_no_connection(dsn: str) -> None:
    alerts = part(dsn, pool_size=1)
    device = PostingDevice()
    async with alerts.client(READER) as client:
        waiting = [asyncio.create_task(page(client, wait=30)) for _ in range(50)]
        await asyncio.sleep(0.2)
        began = time.monotonic()
        await alerts.accept(device.envelope())
        pages = await asyncio.gather(*waiting)
    assert time.monotonic() - began < 1
    assert all(len(found.entries) == 1 for found in pages)
    await alerts.database.close()
