"""Units in PostgreSQL: what is filed, what the log says of them, and the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.people import Standing, UnitParticulars
from sqlalchemy import ARRAY, Text, and_, any_, exists, literal, or_, select
from sqlalchemy.dialects.postgresql import insert

from sealwire_directory.people.adapters.tables import duty_shifts, units
from sealwire_directory.people.domain.filed import StoredUnit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_directory.people.domain.filed import FiledUnit, UnitQuery


async def find(session: AsyncSession, query: UnitQuery) -> list[StoredUnit]:
    """Return a page of units, by code."""
    found = (
        select(units)
        .where(and_(units.c.code > query.after, *_conditions(query)))
        .order_by(units.c.code)
        .limit(query.limit)
    )
    return [_stored(row) for row in await session.execute(found)]


def _conditions(query: UnitQuery) -> Iterator[ColumnElement[bool]]:
    for term in query.terms:  # letters and digits only, see domain/folding.py
        yield (units.c.log_words + units.c.filed_words).like(f"% {term}%")
    if query.country:
        yield units.c.code.like(f"{query.country}-%")
    if query.kind:
        yield units.c.particulars["kind"].astext == query.kind
    if query.status:
        yield units.c.status == query.status
    if query.codes is not None:
        yield units.c.code == any_(literal(list(query.codes), ARRAY(Text)))
    if query.segment is not None:
        yield _in_segment(*query.segment)
    if query.on_duty_at is not None:
        yield exists().where(
            duty_shifts.c.unit == units.c.code,
            duty_shifts.c.active,
            duty_shifts.c.starts_at <= query.on_duty_at,
            duty_shifts.c.ends_at > query.on_duty_at,
        )


def _in_segment(code: str, countries: Sequence[str]) -> ColumnElement[bool]:
    named = units.c.particulars["segment"].astext
    lies_in = or_(*(units.c.code.like(f"{country}-%") for country in countries))
    return or_(named == code, and_(named.is_(None), lies_in))


async def stored(
    session: AsyncSession, codes: Collection[str], *, lock: bool = False
) -> dict[str, StoredUnit]:
    """Return the units of some codes, as far as there are any.

    Args:
        session: The transaction.
        codes: At most as many as an import has lines.
        lock: Whether others wait to change them until the transaction ends.
    """
    # One array, not a parameter for each: PostgreSQL takes 32,767 of those.
    wanted = literal(list(codes), ARRAY(Text))
    found = select(units).where(units.c.code == any_(wanted)).order_by(units.c.code)
    rows = await session.execute(found.with_for_update() if lock else found)
    return {row.code: _stored(row) for row in rows}


async def save(session: AsyncSession, filed: Sequence[FiledUnit]) -> set[str]:
    """Store particulars, each over the version before its own.

    Returns:
        The codes of what was stored; the others have another version by now.
    """
    if not filed:
        return set()
    rows = [
        {
            "code": each.code,
            "status": Standing.PLANNED.value,  # of a unit that the log does not have; others keep theirs
            "version": each.version,
            "particulars": each.particulars.model_dump(mode="json"),
            "duty_version": 0,
            "log_words": "",  # likewise
            "filed_words": each.words,
        }
        for each in sorted(filed, key=lambda each: each.code)
    ]
    new = insert(units)
    statement = new.on_conflict_do_update(
        index_elements=[units.c.code],
        set_={name: new.excluded[name] for name in ("version", "particulars", "filed_words")},
        where=units.c.version == new.excluded.version - 1,
    ).returning(units.c.code)
    return set(await session.scalars(statement, rows))


async def file_duty(session: AsyncSession, code: str, *, version: int) -> bool:
    """Make a version of a unit's duty roster; False when it is not the next one."""
    statement = (
        units.update()
        .where(units.c.code == code, units.c.duty_version == version - 1)
        .values(duty_version=version)
        .returning(units.c.code)
    )
    return await session.scalar(statement) is not None


def _stored(row: Row[tuple[object, ...]]) -> StoredUnit:
    filed = None if row.particulars is None else UnitParticulars.model_validate(row.particulars)
    return StoredUnit(row.code, Standing(row.status), row.version, filed, row.duty_version)
