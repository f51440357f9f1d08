"""What earlier releases stored: written as they wrote it, at the revision that they had."""

from __future__ import annotations

from uuid import UUID, uuid4

from integration.profiling.intake.consignments import consignment
from sealwire_chassis.database import Database
from sqlalchemy import text

PACKAGE = "sealwire_profiling"
SELECTION = UUID(int=7)
_CONSIGNMENT = """
INSERT INTO consignments (tenant, id, source, reference, version, body, fingerprint, received_at, line,
                          changed, amended, open, seen_on, containers, party_words, upload)
VALUES ('KG', :id, 'manifests', :reference, :version, cast(:body AS jsonb), '', :at, 1, '{}', '{}', :open,
        '2026-09-01', '{}', '{}', :upload)
"""
_VERSION = """
INSERT INTO consignment_versions (tenant, consignment, version, body, received_at, line, changed, upload)
VALUES ('KG', :id, :version, cast(:body AS jsonb), :at, 1, '{}', :upload)
"""
_INSPECTION = """
INSERT INTO inspections (tenant, id, consignment, inspected_on, outcome, body, recorded_at, recorded_by,
                         corrects)
VALUES ('KG', :id, :of, '2026-09-20', :outcome, '{}', :at, 'KG-OSH/a', :corrects)
"""
_UPLOAD = """
INSERT INTO uploads (tenant, id, name, source, kind, dry_run, size, sha256, created_at, created_by, state,
    ready_at, position, lines, added, amended, unchanged, refused, errors, ignored, failure_code, failure)
VALUES ('KG', :id, 'm.csv', 'manifests', 'csv', false, 9, '', 1789000000, 'KG-OSH/a', 'done',
    now(), 1, 2, 1, 0, 0, 0, 0, '{}', '', '')
"""
_SELECTION = """
INSERT INTO selections (tenant, id, state, asked, on_day, seed, requested_at, requested_by, claimed_until,
    tries, finished_at, overflow, counts, broken)
VALUES ('KG', :id, 'done', '{"budget": 1}', '2026-09-20', 1, 5, 'KG-OSH/a', 9, 1, 6, 0, '{}', '[]')
"""
_SELECTED = """
INSERT INTO selected (tenant, selection, consignment, version, rank, reference, lane, slot, propensity, place,
    overflow, removed, score, reasons)
VALUES ('KG', :selection, :id, 1, 1, 'BL-1', 'red', 'random', 0.1, 1, false, false, 0, '[]')
"""


async def scalar(dsn: str, query: str) -> object:
    """Return the one value of a query."""
    database = Database(dsn, pool_size=1)
    try:
        async with database.transaction() as session:
            return await session.scalar(text(query))
    finally:
        await database.close()


async def run(dsn: str, statement: str, **values: object) -> None:
    """Run a statement that returns nothing."""
    database = Database(dsn, pool_size=1)
    try:
        async with database.transaction() as session:
            await session.execute(text(statement), values)
    finally:
        await database.close()


async def stored(
    dsn: str, reference: str, *, version: int = 1, is_open: bool = True, upload: UUID | None = None
) -> UUID:
    """Store a consignment as the first release did; its versions came at 100, 200 and so on."""
    key, body = uuid4(), consignment(reference).model_dump_json()
    row = {"id": key, "reference": reference, "version": version, "body": body, "at": 100 * version}
    await run(dsn, _CONSIGNMENT, **row, open=is_open, upload=upload)
    for number in range(1, version):
        await run(dsn, _VERSION, id=key, version=number, body=body, at=100 * number, upload=upload)
    return key


async def looked(dsn: str, of: UUID, at: int, outcome: str, corrects: UUID | None = None) -> UUID:
    """Store an inspection as the release before 0011 did."""
    key = uuid4()
    await run(dsn, _INSPECTION, id=key, of=of, at=at, outcome=outcome, corrects=corrects)
    return key


async def read(dsn: str) -> UUID:
    """Store an upload that the first release has read."""
    key = uuid4()
    await run(dsn, _UPLOAD, id=key)
    return key


async def chosen(dsn: str, of: UUID) -> None:
    """Store SELECTION with one consignment, as the release before 0006 did."""
    await run(dsn, _SELECTION, id=SELECTION)
    await run(dsn, _SELECTED, selection=SELECTION, id=of)
