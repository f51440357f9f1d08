"""What ends is listed by role and announced once a threshold; seeds past their retention are destroyed."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from integration.directory.conftest import EPOCH, KEY_OFFICER, Service, as_caller, code, grant_to
from sealwire.directory.batch import Batch
from sealwire.directory.epochs import DAY_S
from sealwire.private_keys import SealKey
from sealwire_chassis.caller import HEADER
from sealwire_directory.expiry import upkeep
from sealwire_directory.expiry.adapters import announcements
from sealwire_directory.expiry.adapters.tables import announcements as rows
from sealwire_directory.expiry.events import EXPIRING
from sealwire_directory.log.verified import VerifiedLog
from sealwire_directory.tables import grants, outbox
from simulators.programme import OSH, seed
from sqlalchemy import func, select, update

if TYPE_CHECKING:
    from sealwire.contract.events import DirectoryExpiring
    from sealwire_chassis.database import Database

EXPIRING_PATH = "/v1/directory/expiring"
NEXT_EPOCH = SealKey.from_seed(seed("KG-OSH/epoch/2"))
LONG = {"within_days": 3650}


def caller(kind: str, **more: Any) -> dict[str, str]:
    return {HEADER: json.dumps({"key": "ab" * 32, "kind": kind, **more})}


def officer(*roles: str, unit: str = OSH) -> dict[str, str]:
    return caller("device", unit=unit, roles=roles)


async def shown(service: Service, who: dict[str, str], **params: int) -> list[tuple[str, str]]:
    answer = await service.http.get(EXPIRING_PATH, params=params or LONG, headers=who)
    assert answer.status_code == 200, answer.text
    return sorted((each["kind"], each["holder"]) for each in answer.json()["endings"])


async def upkeep_at(service: Service, database: Database, now: int) -> None:
    await upkeep.once(database, VerifiedLog(service.programme.founding), now=now)


async def told(database: Database) -> list[DirectoryExpiring]:
    async with database.transaction() as session:
        found = await session.scalars(
            select(outbox.c.payload).where(outbox.c.subject == EXPIRING.name()).order_by(outbox.c.id)
        )
    return [EXPIRING.decode(payload) for payload in found]


async def count(database: Database, table: Any) -> int:
    async with database.transaction() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


def device_until(service: Service) -> int:
    return service.programme.state.units[OSH].active_devices()[0].until


async def rotate(service: Service) -> None:
    """Close Osh's first epoch and open its second, after a month."""
    programme = service.programme
    programme.now += 30 * DAY_S
    author = programme.author(KEY_OFFICER.sign)
    author.close_epoch(OSH)
    author.open_epoch(OSH, NEXT_EPOCH.key_id)
    programme.take(author.statements)
    grant = grant_to(NEXT_EPOCH, 2, programme=programme, keys=KEY_OFFICER)
    answer = await service.post(Batch(tuple(author.statements), (NEXT_EPOCH.public,), (grant,)))
    assert answer.status_code == 201, answer.text


async def test_each_role_is_shown_what_is_its_own(osh: Service) -> None:
    own = [("device", "key.kg-osh"), ("epoch", "1")]
    assert await shown(osh, officer("analyst")) == own
    assert await shown(osh, officer("analyst", unit="KG-BAT")) == []
    assert await shown(osh, caller("administrator", scope="*")) == [("administrator", "kg"), *own]
    assert await shown(osh, caller("administrator", scope="KG")) == [("administrator", "kg"), *own]
    assert await shown(osh, caller("administrator", scope="KZ")) == []


async def test_a_viewer_and_whoever_does_not_say_who_calls_are_refused(osh: Service) -> None:
    viewer = await osh.http.get(EXPIRING_PATH, headers=officer("viewer"))
    assert code(viewer) == (403, "not-allowed")
    assert code(await osh.http.get(EXPIRING_PATH)) == (401, "no-caller")


async def test_thirty_days_ahead_are_looked_at_unless_asked_otherwise(osh: Service) -> None:
    osh.programme.now = device_until(osh) - 20 * DAY_S
    answer = await osh.http.get(EXPIRING_PATH, headers=officer("analyst"))
    assert [each["kind"] for each in answer.json()["endings"]] == ["epoch", "device"]
    assert await shown(osh, officer("analyst"), within_days=19) == [("epoch", "1")]
    assert answer.json()["without_recovery"] == [OSH]
    for wrong in (0, 3651):
        params = {"within_days": wrong}
        refused = await osh.http.get(EXPIRING_PATH, params=params, headers=officer("analyst"))
        assert refused.status_code == 422


async def test_each_threshold_is_announced_once_and_by_one_process(osh: Service, database: Database) -> None:
    end = device_until(osh)
    await upkeep_at(osh, database, end - 31 * DAY_S)
    before = len(await told(database))
    for days in (30, 14, 7, 1):
        rounds = (upkeep_at(osh, database, end - days * DAY_S) for _ in range(3))
        await asyncio.gather(*rounds)
        await upkeep_at(osh, database, end - days * DAY_S + 3600)
    devices = [each for each in (await told(database))[before:] if each.kind == "device"]
    assert [each.threshold_days for each in devices] == [30, 14, 7, 1]
    assert {(each.place, each.holder, each.until) for each in devices} == {(OSH, "key.kg-osh", end)}


async def test_a_service_that_was_away_announces_the_nearest_threshold_only(
    osh: Service, database: Database
) -> None:
    now = device_until(osh) - 3 * DAY_S
    await upkeep_at(osh, database, now)
    await upkeep_at(osh, database, now + 60)
    assert [each.threshold_days for each in await told(database) if each.kind == "device"] == [7]


async def test_what_was_announced_long_ago_is_forgotten(osh: Service, database: Database) -> None:
    now = device_until(osh) - DAY_S
    await upkeep_at(osh, database, now)
    kept = await count(database, rows)
    assert kept > 0
    async with database.transaction() as session:
        await session.execute(
            update(rows).values(id=b"of old", announced_at=now - 61 * DAY_S).where(rows.c.kind == "device")
        )
    await upkeep_at(osh, database, now)
    async with database.transaction() as session:
        assert b"of old" not in set(await session.scalars(select(rows.c.id)))


async def test_grants_are_destroyed_when_their_retention_is_over_and_no_others(
    osh: Service, database: Database
) -> None:
    await rotate(osh)
    first, second = osh.programme.state.units[OSH].epochs.values()
    last = min(first.until, second.until) + 365 * DAY_S
    path, who = "/v1/directory/grants/", as_caller(KEY_OFFICER)
    await upkeep_at(osh, database, last)
    assert (await osh.http.get(path + EPOCH.key_id.hex(), headers=who)).status_code == 200
    await upkeep_at(osh, database, last + 1)
    assert code(await osh.http.get(path + EPOCH.key_id.hex(), headers=who)) == (404, "not-found")
    assert (await osh.http.get(path + NEXT_EPOCH.key_id.hex(), headers=who)).status_code == 200
    assert await count(database, grants) == 1


async def test_a_destroyed_grant_does_not_come_back_with_its_batch(osh: Service, database: Database) -> None:
    await rotate(osh)
    # What was sent once is answered the same again, and changes nothing.
    statements = tuple(osh.programme.statements[-2:])
    grant = grant_to(NEXT_EPOCH, 2, programme=osh.programme, keys=KEY_OFFICER)
    batch = Batch(statements, (NEXT_EPOCH.public,), (grant,))
    await upkeep_at(osh, database, osh.programme.now + 800 * DAY_S)
    assert await count(database, grants) == 0
    assert (await osh.post(batch)).status_code == 201
    assert await count(database, grants) == 0


async def test_while_another_process_sees_to_it_this_one_does_nothing(
    osh: Service, database: Database
) -> None:
    now = osh.programme.now + 800 * DAY_S
    async with database.transaction() as other:
        assert await announcements.alone(other)
        await upkeep_at(osh, database, now)
        assert await count(database, grants) == 1
    await upkeep_at(osh, database, now)
    assert await count(database, grants) == 0


async def test_upkeep_goes_round_until_it_is_ended(osh: Service, database: Database) -> None:
    first, later = osh.programme.now, osh.programme.now + 800 * DAY_S
    times, enough = iter([first, later, later]), asyncio.Event()

    def clock() -> int:
        if (now := next(times, None)) is None:
            enough.set()
        return now or later

    verified = VerifiedLog(osh.programme.founding)
    task = asyncio.create_task(upkeep.run(database, verified, every_s=0.001, clock=clock))
    await asyncio.wait_for(enough.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await count(database, grants) == 0
