"""The versions of an administration's control tables, in PostgreSQL. Versions are added, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.goods import ControlTableRecord
from sqlalchemy import ARRAY, Text, any_, func, literal, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from sealwire_profiling.goods.adapters.tables import control_rows, control_tables
from sealwire_profiling.goods.domain.correlation import (
    Correlation,
    CorrelationTable,
    open_headings,
    prefixes,
)
from sealwire_profiling.goods.domain.priority import HEADING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import CollectionAggregate, ColumnElement, Row, Select
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant

_ROWS_AT_ONCE = 4_000
"""A statement takes 32,767 values at most; a row has eight."""


async def newest(session: AsyncSession, tenant: Tenant) -> list[ControlTableRecord]:
    """Return the newest version of each of an administration's tables, by name."""
    rows = await session.execute(_newest(tenant).order_by(control_tables.c.name))
    return [_record(row) for row in rows]


async def version(session: AsyncSession, tenant: Tenant, name: str) -> int:
    """Return the number of a table's newest version; 0 where there is none."""
    wanted = select(func.max(control_tables.c.version)).where(
        control_tables.c.tenant == tenant, control_tables.c.name == name
    )
    return await session.scalar(wanted) or 0


async def add(
    session: AsyncSession, tenant: Tenant, record: ControlTableRecord, rows: Sequence[Correlation]
) -> bool:
    """Add a version of a table with its rows; False when there is one of its number by now."""
    key = {"tenant": tenant, "name": record.name, "version": record.version}
    about = {
        "edition": record.edition,
        "source": record.source,
        "size": record.rows,
        "filed_at": record.filed_at,
        "filed_by": record.filed_by,
    }
    statement = insert(control_tables).values(**key, **about).on_conflict_do_nothing()
    if await session.scalar(statement.returning(control_tables.c.version)) is None:
        return False
    values = [
        {
            **key,
            "position": position,
            "prefix": row.prefix,
            "entry": row.entry,
            "regime": row.regime,
            "note": row.note,
        }
        for position, row in enumerate(rows)
    ]
    for start in range(0, len(values), _ROWS_AT_ONCE):
        await session.execute(insert(control_rows).values(values[start : start + _ROWS_AT_ONCE]))
    return True


async def matching(
    session: AsyncSession, tenant: Tenant, tables: Sequence[ControlTableRecord], codes: Collection[str]
) -> tuple[CorrelationTable, ...]:
    """Return tables of an administration with those of their rows that may speak of one of the HS codes."""
    prefix = control_rows.c.prefix
    # As arrays: a page of a selection has more codes than a statement takes values.
    speaks: ColumnElement[bool] = prefix == _any(prefixes(codes))
    if headings := open_headings(codes):
        speaks = or_(speaks, func.left(prefix, HEADING) == _any(headings))
    wanted = (
        select(control_rows)
        .where(
            control_rows.c.tenant == tenant,
            speaks,
            tuple_(control_rows.c.name, control_rows.c.version).in_(
                [(table.name, table.version) for table in tables]
            ),
        )
        .order_by(control_rows.c.name, control_rows.c.position)
    )
    by_name: dict[str, list[Correlation]] = {}
    for row in await session.execute(wanted):
        found = Correlation(row.prefix, row.entry, row.regime, row.note)
        by_name.setdefault(row.name, []).append(found)
    return tuple(
        CorrelationTable(table.name, table.edition, table.source, tuple(by_name[table.name]))
        for table in tables
        if table.name in by_name
    )


def _any(texts: Collection[str]) -> CollectionAggregate[Any]:
    return any_(literal(list(texts), ARRAY(Text)))


def _newest(tenant: Tenant) -> Select[tuple[object, ...]]:
    of_each = (
        select(control_tables.c.name, func.max(control_tables.c.version))
        .where(control_tables.c.tenant == tenant)
        .group_by(control_tables.c.name)
    )
    return select(control_tables).where(
        control_tables.c.tenant == tenant,
        tuple_(control_tables.c.name, control_tables.c.version).in_(of_each),
    )


def _record(row: Row[tuple[object, ...]]) -> ControlTableRecord:
    return ControlTableRecord(
        name=row.name,
        version=row.version,
        edition=row.edition,
        source=row.source,
        rows=row.size,
        filed_at=row.filed_at,
        filed_by=row.filed_by,
    )
