"""Appending to the log over HTTP, with the real database."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from integration.directory.conftest import (
    EPOCH,
    KEY_OFFICER,
    LOG_SEED,
    STATEMENTS,
    Service,
    as_caller,
    code,
    grant_to,
    osh_opens,
    process,
)
from sealwire.checkpoint import origin
from sealwire.directory.applicant import publics_of
from sealwire.directory.author import found
from sealwire.directory.batch import MAX_BATCH, Batch
from sealwire.directory.fields import Log
from sealwire.directory.grants import open_grant
from sealwire.directory.replica import Replica
from sealwire.log_signing import LogSigner
from sealwire.private_keys import SealKey, SigningKey
from sealwire_directory.log.adapters import log
from sealwire_directory.tables import outbox, statements
from simulators.programme import OSH, Programme, device_keys, seed
from sqlalchemy import select, update

if TYPE_CHECKING:
    from sealwire_chassis.database import Database

ANALYST = device_keys("analyst.osh")
NEXT_EPOCH = SealKey.from_seed(seed("KG-OSH/epoch/2"))


async def test_an_appended_batch_is_served_and_verifies(osh: Service) -> None:
    size, page = await osh.log()
    assert (size, page) == (6, osh.programme.statements)
    replica = Replica(osh.programme.founding)
    assert replica.append(page).root() == osh.programme.state.root()


async def test_the_log_is_served_in_pages(osh: Service) -> None:
    pages = [await osh.log(after=after, limit=2) for after in (0, 2, 4, 6, 99)]
    assert [size for size, _ in pages] == [6] * 5
    assert [raw for _, page in pages for raw in page] == osh.programme.statements


async def test_a_batch_sent_again_is_answered_the_same_and_changes_nothing(founded: Service) -> None:
    batch = osh_opens(founded.programme)
    first = await founded.post(batch)
    later = founded.programme.say(device_keys("kg").sign, lambda a: a.change_unit(OSH, {"en": "O"}))
    assert (await founded.post(Batch(tuple(later)))).json() == {"size": 7}
    again = await founded.post(batch)
    assert (again.status_code, again.json()) == (first.status_code, first.json()) == (201, {"size": 6})
    assert await founded.size() == 7


async def test_only_the_pinned_founding_begins_the_log(database: Database, programme: Programme) -> None:
    service = process(database, programme)
    other = found(SigningKey.from_seed(bytes(32)), "Another", now=programme.now)
    async with service.http:
        assert code(await service.post(Batch((other,)))) == (409, "wrong-founding")
        assert await service.log() == (0, [])
        assert (await service.post(Batch((programme.statements[0],)))).status_code == 201
        assert code(await service.post(Batch((other,)))) == (409, "already-founded")


async def test_a_bad_third_statement_stores_nothing_of_its_batch(osh: Service) -> None:
    author = osh.programme.author(device_keys("kg").sign)
    for name in ("A", "B", "C"):
        author.change_unit(OSH, {"en": name})
    good = tuple(author.statements)
    bad = (*good[:2], good[2][:-1] + bytes([good[2][-1] ^ 1]))
    assert code(await osh.post(Batch(bad))) == (403, "bad-signature")
    assert await osh.size() == 6
    assert (await osh.post(Batch(good))).json() == {"size": 9}


async def test_refused_statements_leave_the_log_as_it_was(osh: Service) -> None:
    programme = osh.programme
    first = programme.author(device_keys("kg").sign)
    first.change_unit(OSH, {"en": "A"})
    stranger = SigningKey.from_seed(seed("a stranger"))
    payload = first.statements[0]
    refused = {
        "out-of-order": Batch((programme.statements[3], payload)),
        "unknown-signer": Batch((payload.replace(device_keys("kg").sign.key_id, stranger.key_id),)),
        "bad-signature": Batch((payload.replace(device_keys("kg").sign.key_id, KEY_OFFICER.device_id),)),
        "malformed-cbor": Batch((b"\xff",)),
        "malformed-statement": Batch((b"\x80",)),
        "malformed-batch": Batch(()),
    }
    answers = {expected: code(await osh.post(batch))[1] for expected, batch in refused.items()}
    assert answers == {expected: expected for expected in refused}
    assert await osh.size() == 6


async def test_a_statement_of_the_future_is_refused(osh: Service) -> None:
    programme = osh.programme
    programme.now += 3_600
    late = programme.author(device_keys("kg").sign)
    late.change_unit(OSH, {"en": "A"})
    programme.now -= 3_660 + 600
    assert code(await osh.post(Batch(tuple(late.statements)))) == (422, "statement-future-dated")
    programme.now += 3_660
    assert (await osh.post(Batch(tuple(late.statements)))).status_code == 201


async def test_a_batch_brings_exactly_the_keys_and_grants_that_it_names(osh: Service) -> None:
    programme = osh.programme
    author = programme.author(KEY_OFFICER.sign)
    author.enrol(OSH, "analyst.osh", ["analyst"])
    author.add_device(OSH, "analyst.osh", publics_of(ANALYST), epoch=1)
    programme.take(author.statements)
    said = tuple(author.statements)
    key, grant = ANALYST.seal.public, grant_to(EPOCH, 1, programme=programme, keys=ANALYST)
    mine = grant_to(EPOCH, 1, programme=programme, keys=KEY_OFFICER)
    refused = [
        ("key-missing", Batch(said, (), (grant,))),
        ("key-not-named", Batch(said, (key, NEXT_EPOCH.public), (grant,))),
        ("grant-missing", Batch(said, (key,), ())),
        ("grant-not-named", Batch(said, (key,), (grant, mine))),
        ("grant-not-named", Batch(said, (key,), (grant, grant))),
        ("weak-key", Batch(said, (bytes([255]) * 1216,), (grant,))),
    ]
    for expected, batch in refused:
        assert code(await osh.post(batch))[1] == expected
    assert await osh.size() == 6
    assert (await osh.post(Batch(said, (key,), (grant,)))).json() == {"size": 8}


async def test_keys_are_served_under_their_hash(osh: Service) -> None:
    for public in (KEY_OFFICER.seal, EPOCH):
        answer = await osh.http.get(f"/v1/directory/keys/{public.key_id.hex()}")
        assert (answer.status_code, answer.content) == (200, public.public)
    assert code(await osh.http.get(f"/v1/directory/keys/{bytes(32).hex()}")) == (404, "not-found")
    assert code(await osh.http.get("/v1/directory/keys/xyz")) == (422, "invalid-request")


async def test_a_grant_is_served_to_its_device_only_and_opens(osh: Service) -> None:
    path = f"/v1/directory/grants/{EPOCH.key_id.hex()}"
    answer = await osh.http.get(path, headers=as_caller(KEY_OFFICER))
    epoch = osh.programme.state.units[OSH].epochs[1]
    assert open_grant(answer.content, KEY_OFFICER, unit=OSH, epoch=epoch) == EPOCH
    assert code(await osh.http.get(path, headers=as_caller(ANALYST))) == (404, "not-found")
    administrator = as_caller(device_keys("kg"), kind="administrator")
    assert code(await osh.http.get(path, headers=administrator)) == (404, "not-found")
    assert code(await osh.http.get(path)) == (401, "no-caller")


async def test_revoking_and_opening_the_next_epoch_is_one_batch(osh: Service) -> None:
    programme = osh.programme
    before = len(programme.statements)
    programme.join(OSH, "analyst.osh", ["analyst"], voucher=KEY_OFFICER.sign)
    added = Batch(tuple(programme.statements[before:]), (ANALYST.seal.public,))
    assert (await osh.post(added)).status_code == 201
    author = programme.author(KEY_OFFICER.sign)
    author.revoke_device(OSH, ANALYST.device_id)
    author.open_epoch(OSH, NEXT_EPOCH.key_id)
    programme.take(author.statements)
    grants = (grant_to(NEXT_EPOCH, 2, programme=programme, keys=KEY_OFFICER),)
    batch = Batch(tuple(author.statements), (NEXT_EPOCH.public,), grants)
    assert (await osh.post(batch)).json() == {"size": 10}
    units = (await osh.http.get("/v1/directory/units", headers=as_caller(KEY_OFFICER))).json()
    assert units["root"] == programme.state.root().hex()
    assert units["units"] == [
        {
            "unit": OSH,
            "name": {"en": OSH},
            "status": "open",
            "officers": 2,
            "devices": 1,
            "epoch": {
                "number": 2,
                "key": NEXT_EPOCH.key_id.hex(),
                "until": programme.state.units[OSH].epochs[2].until,
            },
        }
    ]


async def test_of_concurrent_appends_that_follow_the_same_statement_one_wins(osh: Service) -> None:
    rivals = []
    for name in ("A", "B", "C", "D", "E", "F"):
        author = osh.programme.author(device_keys("kg").sign)
        author.change_unit(OSH, {"en": name})
        rivals.append(Batch(tuple(author.statements)))
    answers = await asyncio.gather(*(osh.post(rival) for rival in rivals))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 5]
    assert await osh.size() == 7
    stored = (await osh.log(after=6))[1]
    won = next(rival for rival, answer in zip(rivals, answers, strict=True) if answer.status_code == 201)
    assert stored == list(won.statements)


async def test_concurrent_appends_about_different_units_all_count(osh: Service) -> None:
    batches = []
    for number in range(8):
        author = osh.programme.author(device_keys("kg").sign)
        author.open_unit(f"KG-U{number}", {"en": "Unit"})
        batches.append(Batch(tuple(author.statements)))
    answers = await asyncio.gather(*(osh.post(batch) for batch in batches))
    assert sorted(answer.json()["size"] for answer in answers) == list(range(7, 15))
    size, page = await osh.log()
    assert Replica(osh.programme.founding).append(page).size == size == 14


async def test_several_processes_share_one_log(osh: Service, database: Database) -> None:
    other = process(database, osh.programme)
    async with other.http:
        for turn, service in enumerate((other, osh, other, osh), 7):
            author = osh.programme.author(device_keys("kg").sign)
            author.change_unit(OSH, {"en": f"Osh {turn}"})
            osh.programme.take(author.statements)
            assert (await service.post(Batch(tuple(author.statements)))).json() == {"size": turn}
        assert await other.log() == await osh.log()


@pytest.mark.usefixtures("osh")
async def test_an_append_is_told_in_the_transaction_that_makes_it_true(database: Database) -> None:
    async with database.transaction() as session:
        told = (await session.execute(select(outbox.c.subject, outbox.c.payload).order_by(outbox.c.id))).all()
    assert [tuple(row) for row in told] == [
        ("directory.v1.appended", b'{"size":1}'),
        ("directory.v1.appended", b'{"size":6}'),
    ]


async def test_a_log_that_was_tampered_with_is_not_believed(osh: Service, database: Database) -> None:
    forged = found(SigningKey.from_seed(bytes(32)), "Another", now=1)
    async with database.transaction() as session:
        await session.execute(update(statements).where(statements.c.position == 1).values(raw=forged))
    fresh = process(database, osh.programme)
    async with fresh.http:
        answer = await fresh.http.get("/v1/directory/units", headers=as_caller(KEY_OFFICER))
    assert code(answer) == (503, "log-corrupt")


@pytest.mark.parametrize(
    "body",
    [b"", b"\x00", b"\xa0", b"[]", bytes([0x9F]), b"\x9b" + b"\xff" * 8, b"\x81" * 64, bytes(4096)],
    ids=lambda body: body[:8].hex() or "nothing",
)
async def test_a_hostile_body_is_refused_as_what_it_is(osh: Service, body: bytes) -> None:
    for path in (STATEMENTS, "/v1/directory/enrolments"):
        status, _ = code(await osh.http.post(path, content=body))
        assert status == 400


async def test_a_body_above_the_limit_is_refused(osh: Service) -> None:
    assert code(await osh.post(bytes(MAX_BATCH + 1))) == (413, "too-large")
    assert code(await osh.http.post("/v1/directory/enrolments", content=bytes(8_193))) == (413, "too-large")


@pytest.mark.parametrize(
    "query", ["after=-1", "after=99999999999999999999", "limit=0", "limit=1001", "after=x"]
)
async def test_a_page_out_of_bounds_is_refused(osh: Service, query: str) -> None:
    assert code(await osh.http.get(f"{STATEMENTS}?{query}")) == (422, "invalid-request")


async def test_an_append_that_cannot_get_its_turn_is_told_to_come_again(
    osh: Service, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "_LOCK_WAIT_MS", 50)
    author = osh.programme.author(device_keys("kg").sign)
    author.change_unit(OSH, {"en": "A"})
    async with database.transaction() as session:
        await log.lock(session)
        answer = await osh.post(Batch(tuple(author.statements)))
    assert code(answer) == (503, "database-unavailable")
    assert (await osh.post(Batch(tuple(author.statements)))).status_code == 201


async def test_a_key_of_this_log_is_only_appointed_where_it_is_at_hand(founded: Service) -> None:
    """Every client would refuse the checkpoints of a service that signs with another key."""

    def appointed(log: Log, public: bytes) -> Batch:
        author = founded.programme.author(founded.programme.root)
        return Batch((author.appoint_log(log, public),))

    stranger = SigningKey.generate().public
    refused = await founded.post(appointed(Log.DIRECTORY, stranger))
    assert (refused.status_code, refused.json()["code"]) == (422, "log-key-not-held")
    own = LogSigner(origin(founded.programme.founding, Log.DIRECTORY), LOG_SEED).public
    batch = appointed(Log.DIRECTORY, own)
    assert (await founded.post(batch)).status_code == 201
    founded.programme.take(batch.statements)
    assert (await founded.post(appointed(Log.ENVELOPES, stranger))).status_code == 201
