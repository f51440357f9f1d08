"""The history of changes in PostgreSQL: rows are only ever added, a trigger refuses everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.people import ChangeRecord, FieldChange
from sealwire.identifiers import country_of
from sqlalchemy import insert, select

from sealwire_directory.people.adapters.tables import changes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_directory.people.domain.history import Change, Editor


async def add(session: AsyncSession, made: Sequence[Change], *, by: Editor, now: int) -> None:
    """Write down what an editor changed, in the transaction that changes it."""
    rows = [
        {
            "at": now,
            "key": by.key,
            "handle": by.handle,
            "subject": each.subject,
            "name": each.name,
            "version": each.version,
            "unit": each.unit,
            "country": country_of(each.unit) if each.unit else each.country,
            "fields": list(each.fields),
        }
        for each in made
    ]
    if rows:
        await session.execute(insert(changes), rows)


async def read(
    session: AsyncSession, visible: tuple[str, str], *, before: int | None, limit: int
) -> list[ChangeRecord]:
    """Return changes, newest first.

    Args:
        session: The transaction.
        visible: Unit and country that the caller may see, each "" for all.
        before: Id of the change that they are older than.
        limit: Most changes.
    """
    unit, country = visible
    wanted = select(changes).order_by(changes.c.id.desc()).limit(limit)
    if unit:
        wanted = wanted.where(changes.c.unit == unit)
    if country:
        wanted = wanted.where(changes.c.country == country)
    if before is not None:
        wanted = wanted.where(changes.c.id < before)
    return [
        ChangeRecord(
            id=row.id,
            at=row.at,
            key=row.key,
            handle=row.handle,
            subject=row.subject,
            name=row.name,
            version=row.version,
            fields=tuple(FieldChange.model_validate(field) for field in row.fields),
        )
        for row in await session.execute(wanted)
    ]
