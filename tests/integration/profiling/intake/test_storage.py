"""Consignments in the database: kept whole, amended with history, and each administration's own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import polars as pl
import pytest
from integration.profiling.intake.consignments import KG, KZ, RECEIVED_AT, SOURCE, consignment, filed
from sealwire_profiling.frame.domain.building import build
from sealwire_profiling.frame.domain.history import HISTORY, slim
from sealwire_profiling.intake.adapters import consignments, filing
from sealwire_profiling.intake.domain.stored import Query

if TYPE_CHECKING:
    from sealwire_chassis.database import Database
    from sealwire_profiling.intake.domain.stored import Stored
    from sealwire_profiling.tenancy import Tenant

DAY = 86_400
LONG_AGO, LATER = date(2020, 1, 1), date(2030, 1, 1)


async def stored(database: Database, tenant: Tenant = KG, *, open_only: bool = False) -> list[Stored]:
    async with database.transaction() as session:
        return await consignments.load(session, tenant=tenant, open_only=open_only, limit=100)


async def found(database: Database, query: Query, tenant: Tenant = KG) -> list[str]:
    async with database.transaction() as session:
        page = await consignments.find(session, query, tenant=tenant)
    return sorted(each.consignment.reference for each in page)


async def test_a_consignment_comes_back_as_it_was_filed(database: Database) -> None:
    await filed(database, KG, consignment("BL-1"))
    [back] = await stored(database)
    assert back.consignment == consignment("BL-1")
    assert (back.source, back.open, back.amended) == (SOURCE, True, ())
    assert (back.current.number, back.current.line, back.current.received_at) == (1, 1, RECEIVED_AT)


async def test_what_an_amendment_replaces_is_kept(database: Database) -> None:
    upload = uuid4()
    await filed(database, KG, consignment("BL-1"))
    await filed(database, KG, consignment("BL-1", vessel="ALMA"), upload=upload)
    await filed(database, KG, consignment("BL-1", vessel="ALMA", legs=[]))
    [now] = await stored(database)
    async with database.transaction() as session:
        before = await consignments.versions(session, tenant=KG, consignment=now.id)
        abroad = await consignments.versions(session, tenant=KZ, consignment=now.id)
    assert [each.number for each in before] == [1, 2]
    assert [each.consignment.vessel for each in before] == [None, "ALMA"]
    assert (before[1].upload, before[1].changed) == (upload, ("vessel",))
    assert "legs" in now.current.changed
    assert {"legs", "vessel"} <= set(now.amended)
    assert abroad == []


async def test_the_frame_is_told_on_which_days_a_consignment_was_amended(database: Database) -> None:
    days = [RECEIVED_AT + count * DAY for count in range(4)]
    await filed(database, KG, consignment("BL-1"), consignment("BL-2"), at=days[0])
    await filed(database, KG, consignment("BL-1", vessel="ALMA"), at=days[1])
    await filed(database, KG, consignment("BL-1", vessel="ALMA", legs=[]), at=days[2])
    await filed(database, KG, consignment("BL-1", legs=[]), consignment("BL-3"), at=days[3])
    async with database.transaction() as session:
        page = await consignments.load(session, tenant=KG, limit=10)
        told = {
            each.consignment.reference: each for each in await consignments.received(session, page, tenant=KG)
        }
        abroad = await consignments.received(session, page, tenant=KZ)
    began = datetime.fromtimestamp(RECEIVED_AT, UTC).date()
    expected = tuple(began + timedelta(days=count) for count in (1, 2, 3))
    assert tuple(sorted(told["BL-1"].amended_on)) == expected
    assert {name: each.amendments for name, each in told.items()} == {"BL-1": 3, "BL-2": 0, "BL-3": 0}
    assert told["BL-2"].amended_on == ()
    assert [each.amended_on for each in abroad if each.amendments == 3] == [expected[-1:]]


async def test_an_amended_consignment_is_open_again(database: Database) -> None:
    await filed(database, KG, consignment("BL-1"), consignment("BL-2"))
    async with database.transaction() as session:
        ids = [each.id for each in await consignments.load(session, tenant=KG, limit=2)]
        await filing.release(session, ids, tenant=KZ)
    assert len(await stored(database, open_only=True)) == 2
    async with database.transaction() as session:
        await filing.release(session, ids, tenant=KG)
    assert await stored(database, open_only=True) == []
    await filed(database, KG, consignment("BL-2", vessel="ALMA"))
    assert [each.consignment.reference for each in await stored(database, open_only=True)] == ["BL-2"]


async def test_two_administrations_never_see_each_others_consignments(database: Database) -> None:
    await filed(database, KG, consignment("BL-1"), consignment("BL-2"))
    await filed(database, KZ, consignment("BL-1", office="KZ20"))
    assert [each.consignment.office for each in await stored(database, KG)] == ["KG10", "KG10"]
    assert [each.consignment.office for each in await stored(database, KZ)] == ["KZ20"]
    assert await found(database, Query(office="KG10"), KZ) == []
    [abroad] = await stored(database, KZ)
    async with database.transaction() as session:
        assert await consignments.load(session, tenant=KG, ids=[str(abroad.id)], limit=5) == []
        kyrgyz = await consignments.history(session, tenant=KG, before=LATER, since=LONG_AGO)
        assert kyrgyz.height == 2
        known = await consignments.by_reference(
            session, tenant=KZ, source=SOURCE, references=["BL-1", "BL-2"]
        )
        assert list(known) == ["BL-1"]


async def test_pages_follow_each_other_without_gap(database: Database) -> None:
    await filed(database, KG, *(consignment(f"BL-{number}") for number in range(7)))
    seen: list[str] = []
    async with database.transaction() as session:
        while page := await consignments.load(
            session, tenant=KG, limit=3, after=str(seen[-1]) if seen else ""
        ):
            seen += [str(each.id) for each in page]
    assert len(set(seen)) == len(seen) == 7


@pytest.mark.parametrize(
    ("wanted", "references"),
    [
        (Query(), ["BL-1", "BL-2"]),
        (Query(reference="BL-2"), ["BL-2"]),
        (Query(container="msku1234565"), ["BL-1"]),
        (Query(container="MSKU1234566"), []),
        (Query(party="ак жол"), ["BL-1"]),
        (Query(party="жол tools"), ["BL-1"]),
        (Query(party="kok jol"), ["BL-2"]),
        (Query(party="жо"), []),
        (Query(party="-"), []),
        (Query(office="KG11"), ["BL-2"]),
        (Query(since=date(2026, 9, 2)), ["BL-2"]),
        (Query(until=date(2026, 9, 1)), ["BL-1"]),
        (Query(upload=uuid4()), []),
    ],
)
async def test_a_search_finds_what_fits(database: Database, wanted: Query, references: list[str]) -> None:
    party = {"role": "notify", "name": "Kok-Jol LLC"}
    other = consignment("BL-2", office="KG11", declared_on="2026-09-02", parties=[party], equipment=[])
    await filed(database, KG, consignment("BL-1"), other)
    assert await found(database, wanted) == references


async def test_the_history_is_what_the_frame_would_leave_of_what_came_before(database: Database) -> None:
    undated, heavy = consignment("BL-2", declared_on=None), consignment("BL-3", declared_on=LATER)
    await filed(database, KG, consignment("BL-1"), undated, heavy)
    async with database.transaction() as session:
        page = await consignments.load(session, tenant=KG, limit=10)
        history = await consignments.history(session, tenant=KG, before=LATER, since=LONG_AGO)
        later = await consignments.history(session, tenant=KG, before=date(2031, 1, 1), since=LATER)
        framed = await consignments.received(session, page, tenant=KG)
    assert history.schema == pl.Schema({"id": pl.String(), **HISTORY})
    expected = slim(build(framed, on=LATER)).with_columns(
        pl.col("declared_on").fill_null(date(2026, 9, 10))  # the day of its receipt
    )
    assert history.drop("id").sort("declared_on").equals(expected.sort("declared_on").head(2))
    assert later.height == 1


async def test_an_infinite_price_by_weight_is_filed_with_the_rest(database: Database) -> None:
    goods = [{"description": "Dust", "value": 1e15, "net_kg": 5e-324}]
    await filed(database, KG, consignment("BL-1"), consignment("BL-2", goods=goods))
    async with database.transaction() as session:
        history = await consignments.history(session, tenant=KG, before=LATER, since=LONG_AGO)
    assert history["value_per_kg"].is_infinite().sum() == 1
    assert history["value_per_kg"].is_finite().sum() == 1
