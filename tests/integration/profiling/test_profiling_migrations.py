"""The migrations of profiling make the tables that the code declares, there and back and with rows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
import sealwire_profiling.intake.adapters.tables  # noqa: F401  # declares its tables on the metadata
from integration.profiling.intake.consignments import KG, consignment, filed
from sealwire.contract.profiling.experts import RequestRecord, RestsOn, StrategicRecord
from sealwire.contract.profiling.goods import ControlTableRecord
from sealwire_chassis import migrate
from sealwire_chassis.database import Database
from sealwire_chassis.migrate import MigrationFailed
from sealwire_profiling.goods.adapters import control_tables, records
from sealwire_profiling.goods.domain.correlation import Correlation
from sealwire_profiling.assessments.adapters import selected, selections
from sealwire_profiling.assessments.domain.standing import Window
from sealwire_profiling.intake.adapters import consignments
from sealwire_profiling.tables import metadata
from sqlalchemy import text

if TYPE_CHECKING:
    from conftest import PostgresFixture

PACKAGE = "sealwire_profiling"
TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"


async def scalar(dsn: str, query: str) -> object:
    database = Database(dsn, pool_size=1)
    try:
        async with database.transaction() as session:
            return await session.scalar(text(query))
    finally:
        await database.close()


async def test_migrations_make_just_what_the_code_declares(dsn: str) -> None:
    await migrate.check(PACKAGE, dsn)
    database = Database(dsn, pool_size=1)
    async with database.transaction() as session:
        await session.execute(text("ALTER TABLE uploads ADD COLUMN surplus int"))
    await database.close()
    with pytest.raises(MigrationFailed):
        await migrate.check(PACKAGE, dsn)


async def test_migrations_go_up_and_down_and_up_again(postgres: PostgresFixture) -> None:
    dsn = postgres.fresh_database()
    await migrate.upgrade(PACKAGE, dsn)
    made = await scalar(dsn, TABLES)
    assert isinstance(made, int)
    assert made >= 9
    await migrate.downgrade(PACKAGE, dsn, revision="base")
    assert await scalar(dsn, TABLES) == 0
    await migrate.upgrade(PACKAGE, dsn)
    await migrate.upgrade(PACKAGE, dsn)
    assert await scalar(dsn, TABLES) == made
    assert set(metadata.tables) >= {"consignments", "uploads", "outbox"}


async def test_control_tables_stay_when_records_of_strategic_goods_come_and_go(
    postgres: PostgresFixture,
) -> None:
    dsn = postgres.fresh_database()
    await migrate.upgrade(PACKAGE, dsn, revision="0005")
    database = Database(dsn, pool_size=1)
    await filed(database, KG, consignment("BL-1"))
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
        (stored,) = await consignments.load(session, tenant=KG, limit=1)
        assert await records.add(session, stored.id, record, tenant=KG)
        assert not await records.add(session, stored.id, record, tenant=KG)
        assert await records.of_consignments(session, [stored.id], tenant=KG) == {stored.id: [record]}
        assert await control_tables.newest(session, KG) == [table]
    await migrate.downgrade(PACKAGE, dsn, revision="0005")
    async with database.transaction() as session:
        assert await control_tables.newest(session, KG) == [table]
        assert len(await consignments.load(session, tenant=KG, limit=2)) == 1
    await migrate.downgrade(PACKAGE, dsn, revision="base")
    await database.close()
async def run(dsn: str, statement: str, **values: object) -> None:
    database = Database(dsn, pool_size=1)
    try:
        async with database.transaction() as session:
            await session.execute(text(statement), values)
    finally:
        await database.close()


async def stored(dsn: str, reference: str, *, version: int = 1, is_open: bool = True) -> UUID:
    """Store a consignment as the first release did; its versions came at 100, 200 and so on."""
    key, body = uuid4(), consignment(reference).model_dump_json()
    row = {"id": key, "reference": reference, "version": version, "body": body, "at": 100 * version}
    await run(dsn, _CONSIGNMENT, **row, open=is_open)
    for number in range(1, version):
        await run(dsn, _VERSION, id=key, version=number, body=body, at=100 * number)
    return key


async def looked(dsn: str, of: UUID, at: int, outcome: str, corrects: UUID | None = None) -> UUID:
    """Store an inspection as the release before 0011 did."""
    key = uuid4()
    await run(dsn, _INSPECTION, id=key, of=of, at=at, outcome=outcome, corrects=corrects)
    return key


_CONSIGNMENT = """
INSERT INTO consignments (tenant, id, source, reference, version, body, fingerprint, received_at, line,
                          changed, amended, open, seen_on, containers, party_words)
VALUES ('KG', :id, 'manifests', :reference, :version, cast(:body AS jsonb), '', :at, 1, '{}', '{}', :open,
        '2026-09-01', '{}', '{}')
"""
_VERSION = """
INSERT INTO consignment_versions (tenant, consignment, version, body, received_at, line, changed)
VALUES ('KG', :id, :version, cast(:body AS jsonb), :at, 1, '{}')
"""
_INSPECTION = """
INSERT INTO inspections (tenant, id, consignment, inspected_on, outcome, body, recorded_at, recorded_by,
                         corrects)
VALUES ('KG', :id, :of, '2026-09-20', :outcome, '{}', :at, 'KG-OSH/a', :corrects)
"""


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


MADE_BEFORE = """
    INSERT INTO selections (tenant, id, state, asked, on_day, seed, requested_at, requested_by, claimed_until,
        tries, overflow, counts, broken)
    VALUES ('KG', '00000000-0000-4000-8000-000000000001', 'done', '{"budget": 1}', '2026-09-21', 1, 0, 'x', 0,
        1, 0, '{}', '[]');
    INSERT INTO selected (tenant, selection, consignment, version, rank, reference, lane, slot, propensity,
        place, overflow, removed, score, reasons)
    VALUES ('KG', '00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002', 1, 1,
        'BL-1', 'red', 'random', 0.1, 1, false, false, 0, '[]')
"""
SELECTION = UUID("00000000-0000-4000-8000-000000000001")


async def test_selections_of_the_release_before_are_shown_without_shadows_and_kept_on_the_way_back(
    postgres: PostgresFixture,
) -> None:
    dsn = postgres.fresh_database()
    await migrate.upgrade(PACKAGE, dsn, revision="0005")
    database = Database(dsn, pool_size=1)
    for statement in MADE_BEFORE.split(";"):
        async with database.transaction() as session:
            await session.execute(text(statement))
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
