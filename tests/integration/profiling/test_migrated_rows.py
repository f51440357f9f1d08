"""Rows of earlier releases after the migrations, and after the way back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from integration.profiling.earlier import (
    PACKAGE,
    SELECTION,
    chosen,
    looked,
    read,
    scalar,
    stored,
)
from integration.profiling.intake.consignments import COMPANY, KG, KZ, consignment
from sealwire.contract.profiling.experts import RequestRecord, RestsOn, StrategicRecord
from sealwire.contract.profiling.goods import ControlTableRecord
from sealwire_chassis import migrate
from sealwire_chassis.database import Database
from sealwire_profiling.assessments.adapters import rescreened, rescreenings, selected, selections
from sealwire_profiling.assessments.domain.standing import Window
from sealwire_profiling.goods.adapters import control_tables, records
from sealwire_profiling.goods.domain.correlation import Correlation
from sealwire_profiling.intake.adapters import consignments, parties
from sealwire_profiling.intake.parties import make
from sealwire_profiling.lists.adapters import lists
from sealwire_profiling.lists.adapters.lists import Note
from sqlalchemy import text

if TYPE_CHECKING:
    from conftest import PostgresFixture


async def test_later_migrations_keep_the_consignments_that_are_there(postgres: PostgresFixture) -> None:
    dsn = postgres.fresh_database()
    await migrate.upgrade(PACKAGE, dsn, revision="0001")
    await stored(dsn, "BL-1")
    await migrate.upgrade(PACKAGE, dsn)
    database = Database(dsn, pool_size=1)
    async with database.transaction() as session:
        kept = await consignments.load(session, tenant=KG, limit=10)
    await migrate.downgrade(PACKAGE, dsn, revision="base")
    await database.close()
    assert [each.consignment for each in kept] == [consignment("BL-1")]


async def test_control_tables_stay_when_records_of_strategic_goods_come_and_go(
    postgres: PostgresFixture,
) -> None:
    dsn = postgres.fresh_database()
    await migrate.upgrade(PACKAGE, dsn, revision="0005")
    database = Database(dsn, pool_size=1)
    await stored(dsn, "BL-1")
    rows = (Correlation("8413", "2B350"),)
    table = ControlTableRecord(
        name="national", version=1, edition="1", source="s", rows=1, filed_at=1, filed_by="KG-OSH/a"
    )
    async with database.transaction() as session:
        await control_tables.add(session, KG, table, rows)
    await migrate.upgrade(PACKAGE, dsn)
    rests_on = RestsOn(consignment=1, tables={"national": 1}, groups={}, priority_list=date(2024, 2, 23))
    request = RequestRecord(unit="KG-STC", envelope=UUID(int=9))
    record = StrategicRecord(
        number=1, recorded_at=2, recorded_by="KG-OSH/a", rests_on=rests_on, request=request
    )
    async with database.transaction() as session:
        (known,) = await consignments.load(session, tenant=KG, limit=1)
        assert await records.add(session, known.id, record, tenant=KG)
        assert not await records.add(session, known.id, record, tenant=KG)
        assert await records.of_consignments(session, [known.id], tenant=KG) == {known.id: [record]}
        assert await control_tables.newest(session, KG) == [table]
    await migrate.downgrade(PACKAGE, dsn, revision="0005")
    async with database.transaction() as session:
        assert await control_tables.newest(session, KG) == [table]
    assert await scalar(dsn, "SELECT count(*) FROM consignments") == 1
    await migrate.downgrade(PACKAGE, dsn, revision="base")
    await database.close()


async def test_what_was_decided_before_0011_is_told_apart_by_who_decided_it(
    postgres: PostgresFixture,
) -> None:
    dsn = postgres.fresh_database()
    await migrate.upgrade(PACKAGE, dsn, revision="0005")
    await stored(dsn, "never")
    inspected = await stored(dsn, "inspected", is_open=False)
    await looked(dsn, inspected, 150, "seizure")
    released = await stored(dsn, "released", is_open=False)
    wrong = await looked(dsn, released, 150, "seizure")
    await looked(dsn, released, 160, "not-controlled", corrects=wrong)
    amended = await stored(dsn, "amended", version=2, is_open=False)
    before = await looked(dsn, amended, 150, "seizure")
    await looked(dsn, amended, 250, "no-irregularity", corrects=before)
    await looked(dsn, uuid4(), 150, "seizure")
    await migrate.upgrade(PACKAGE, dsn)
    told = "SELECT string_agg(reference, ' ' ORDER BY reference) FROM consignments WHERE released"
    assert await scalar(dsn, told) == "amended released"
    versions = "SELECT array_agg(version ORDER BY recorded_at, version NULLS FIRST) FROM inspections"
    assert await scalar(dsn, versions) == [None, 1, 1, 1, 1, 1]
    await migrate.downgrade(PACKAGE, dsn, revision="0005")
    await migrate.upgrade(PACKAGE, dsn)
    assert await scalar(dsn, told) == "amended released"


async def test_selections_of_the_release_before_are_shown_without_shadows_and_kept_on_the_way_back(
    postgres: PostgresFixture,
) -> None:
    dsn = postgres.fresh_database()
    await migrate.upgrade(PACKAGE, dsn, revision="0005")
    await chosen(dsn, uuid4())
    database = Database(dsn, pool_size=1)
    await migrate.upgrade(PACKAGE, dsn)
    async with database.transaction() as session:
        shown = await selections.find(session, SELECTION, tenant=KG)
        [row] = await selected.page(session, SELECTION, Window(0, 10), tenant=KG)
        # The process of the release before goes on storing what it knows of.
        await session.execute(text("UPDATE selections SET finished_at = 5"))
    assert shown is not None
    assert (shown.shadow, row.shadow, row.slot, row.propensity) == (None, None, "random", 0.1)
    await migrate.downgrade(PACKAGE, dsn, revision="0005")
    await database.close()
    assert (
        await scalar(dsn, "SELECT count(*) FROM selected JOIN selections ON selections.id = selection") == 1
    )


async def test_a_selection_from_before_its_hits_were_kept_stays_and_is_not_screened_again(
    postgres: PostgresFixture,
) -> None:
    dsn = postgres.fresh_database()
    await migrate.upgrade(PACKAGE, dsn, revision="0005")
    database = Database(dsn, pool_size=1)
    await chosen(dsn, await stored(dsn, "BL-1"))
    await migrate.upgrade(PACKAGE, dsn)
    async with database.transaction() as session:
        note = Note("list", "seized", "seized", 1)
        await lists.write_down(session, [note], tenant=KG, by="KG-OSH/a", now=7)
        await rescreenings.notice(session, now=8)
        kept = await selections.find(session, SELECTION, tenant=KG)
        [row] = await selected.page(session, SELECTION, Window(0, 10), tenant=KG)
        found = await rescreenings.page(session, tenant=KG, selection=None, before=None, limit=10)
        hits = await rescreened.hits(session, SELECTION, [str(row.consignment)], tenant=KG)
    assert kept is not None
    assert (row.reference, row.since, found, hits) == ("BL-1", None, [], {str(row.consignment): ()})
    async with database.transaction() as session:
        await session.execute(text("UPDATE selections SET list_changes = 0, screened_at = 5"))
        await rescreenings.notice(session, now=8)
        found = await rescreenings.page(session, tenant=KG, selection=SELECTION, before=None, limit=10)
    assert len(found) == 1
    await migrate.downgrade(PACKAGE, dsn, revision="0005")
    await migrate.upgrade(PACKAGE, dsn)
    async with database.transaction() as session:
        assert len(await selected.page(session, SELECTION, Window(0, 10), tenant=KG)) == 1
    await database.close()


async def test_an_upload_that_was_read_before_gets_its_parties(postgres: PostgresFixture) -> None:
    dsn = postgres.fresh_database()
    await migrate.upgrade(PACKAGE, dsn, revision="0005")
    database = Database(dsn, pool_size=1)
    upload = await read(dsn)
    await stored(dsn, "BL-1", upload=upload)
    await stored(dsn, "BL-2", upload=uuid4())
    await migrate.upgrade(PACKAGE, dsn)
    async with database.transaction() as session:
        claimed = await parties.claim(session, for_s=60)
    assert claimed == (KG, upload)
    await make(database, claimed)
    async with database.transaction() as session:
        told = await parties.page(session, upload, tenant=KG, after=0, limit=10)
        foreign = await parties.page(session, upload, tenant=KZ, after=0, limit=10)
    await migrate.downgrade(PACKAGE, dsn, revision="0005")
    left = await scalar(dsn, "SELECT (SELECT count(*) FROM uploads) + (SELECT count(*) FROM consignments)")
    await database.close()
    assert sorted(each.spellings[0].name for each in told) == ["Guangzhou Tools Co., Ltd", COMPANY]
    assert foreign == []
    assert left == 3
