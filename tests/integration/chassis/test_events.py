"""Events: from the outbox over JetStream to a handler, at least once on the way and once in effect."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from integration.chassis.scene import Happened, eventually, fresh_subject, left, running, see, seen, write
from pydantic import BaseModel
from sealwire.errors import TooLarge
from sealwire_chassis import consumer, inbox, outbox, relay
from sealwire_chassis.bus import Subject, stream
from sealwire_chassis.replies import BusUnavailable
from sqlalchemy import text

if TYPE_CHECKING:
    from sealwire_chassis.bus import Bus
    from sealwire_chassis.database import Database
    from sqlalchemy.ext.asyncio import AsyncSession


async def in_stream(bus: Bus, subject: Subject[Happened]) -> list[tuple[int, str]]:
    info = await bus.js.stream_info(subject.stream)
    found = []
    for sequence in range(info.state.first_seq or 1, info.state.last_seq + 1):
        msg = await bus.js.get_msg(subject.stream, sequence)
        found.append((subject.decode(msg.data or b"").number, (msg.headers or {})["Nats-Msg-Id"]))
    return found


async def test_events_are_published_in_the_order_written_each_with_its_id(
    db: Database, bus: Bus, subject: Subject[Happened]
) -> None:
    await write(db, subject, range(25))
    assert await relay.publish_batch(db, bus, batch=20) == 20
    assert await relay.publish_batch(db, bus, batch=20) == 5
    found = await in_stream(bus, subject)
    assert [number for number, _ in found] == list(range(25))
    assert len({message_id for _, message_id in found}) == 25
    assert await left(db) == 0


async def test_an_event_of_a_transaction_that_rolled_back_is_not_published(
    db: Database, bus: Bus, subject: Subject[Happened]
) -> None:
    async def fail() -> None:
        async with db.transaction() as session:
            await outbox.add(session, subject, Happened(number=1))
            raise KeyError

    with pytest.raises(KeyError):
        await fail()
    await write(db, subject, [2])
    await relay.publish_batch(db, bus)
    assert [number for number, _ in await in_stream(bus, subject)] == [2]


async def test_rows_that_the_stream_holds_already_are_not_doubled_after_a_lost_delete(
    db: Database, bus: Bus, subject: Subject[Happened]
) -> None:
    await write(db, subject, range(3))
    async with db.transaction() as session:
        rows = (
            await session.execute(text("SELECT message_id, subject, payload FROM outbox ORDER BY id"))
        ).all()
    for row in rows[:2]:
        await bus.js.publish(row.subject, row.payload, headers={"Nats-Msg-Id": row.message_id.hex})
    assert await relay.publish_batch(db, bus) == 3
    assert [number for number, _ in await in_stream(bus, subject)] == [0, 1, 2]


async def test_a_row_that_no_stream_takes_stays_until_one_does(db: Database, bus: Bus) -> None:
    homeless = Subject("homeless.v1.happened", Happened, stream="HOMELESS")
    await write(db, homeless, [1])
    with pytest.raises(BusUnavailable):
        await relay.publish_batch(db, bus)
    assert await left(db) == 1
    await bus.ensure_stream(stream("HOMELESS", ["homeless.v1.happened"], max_age_s=60))
    assert await relay.publish_batch(db, bus) == 1
    assert [number for number, _ in await in_stream(bus, homeless)] == [1]


async def test_an_event_larger_than_the_bus_takes_is_refused_when_it_is_written(db: Database) -> None:
    class Long(BaseModel):
        text: str

    subject = Subject("test.v1.long", Long, stream="TEST")

    async with db.transaction() as session:
        with pytest.raises(TooLarge):
            await outbox.add(session, subject, Long(text="x" * outbox.MAX_EVENT_BYTES))


async def test_two_relays_publish_each_row_once_and_in_order(
    db: Database, bus: Bus, subject: Subject[Happened]
) -> None:
    async with running(relay.run(db, bus, batch=7)), running(relay.run(db, bus, batch=7)):
        await write(db, subject, range(60))

        async def done() -> bool:
            return await left(db) == 0

        await eventually(done)
    assert [number for number, _ in await in_stream(bus, subject)] == list(range(60))


class Stubborn:
    """A handler that does its work and then fails, once."""

    def __init__(self) -> None:
        self.tries = 0

    async def __call__(self, session: AsyncSession, message: Happened) -> None:
        self.tries += 1
        await see(session, message)
        if self.tries == 1:
            raise RuntimeError("told to fail")


async def test_an_event_reaches_the_handler(db: Database, bus: Bus, subject: Subject[Happened]) -> None:
    await write(db, subject, range(100))
    async with running(relay.run(db, bus)), running(consumer.run(bus, subject, "c1", see, db)):

        async def done() -> bool:
            return len(await seen(db)) == 100

        await eventually(done)
    assert await seen(db) == list(range(100))


async def test_a_message_delivered_twice_is_handled_once(db: Database, bus: Bus) -> None:
    subject = await fresh_subject(bus, duplicate_window_s=0.1)
    for number, message_id in [(1, "same"), (1, "same"), (2, "other")]:
        await bus.js.publish(subject.name(), b'{"number":%d}' % number, headers={"Nats-Msg-Id": message_id})
        await asyncio.sleep(0.5)  # past the stream's own window, so that only the inbox can tell
    assert (await bus.js.stream_info(subject.stream)).state.messages == 3
    async with running(consumer.run(bus, subject, "c2", see, db)):

        async def done() -> bool:
            return 2 in await seen(db)

        await eventually(done)
    assert await seen(db) == [1, 2]


async def test_a_handler_that_raises_gets_the_message_again_and_its_work_was_rolled_back(
    db: Database, bus: Bus, subject: Subject[Happened]
) -> None:
    stubborn = Stubborn()
    await bus.js.publish(subject.name(), b'{"number":7}')
    async with running(consumer.run(bus, subject, "c3", stubborn, db)):

        async def done() -> bool:
            return await seen(db) == [7]

        await eventually(done)
    assert stubborn.tries == 2


async def test_bytes_that_never_parse_are_terminated_and_the_next_message_is_handled(
    db: Database, bus: Bus, subject: Subject[Happened]
) -> None:
    await bus.js.publish(subject.name(), b"\xff not json")
    await bus.js.publish(subject.name(), b'{"number":8}')
    async with running(consumer.run(bus, subject, "c4", see, db)):

        async def done() -> bool:
            if await seen(db) != [8]:
                return False
            info = await bus.js.consumer_info(subject.stream, "c4")
            return (info.num_ack_pending, info.num_redelivered) == (0, 0)

        await eventually(done)


async def test_the_inbox_knows_an_id_until_it_is_forgotten(db: Database) -> None:
    async def first() -> bool:
        async with db.transaction() as session:
            return await inbox.first_time(session, "c", "id")

    assert [await first(), await first()] == [True, False]
    async with db.transaction() as session:
        await inbox.forget(session, older_than_s=3600)
    assert not await first()
    async with db.transaction() as session:
        await inbox.forget(session, older_than_s=0)
    assert await first()
