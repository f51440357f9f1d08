"""Cases in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sealwire.contract.onboarding import CaseState, Particulars
from sealwire.identifiers import country_of
from sqlalchemy import insert, select, true, update

from sealwire_directory.onboarding.adapters.tables import cases
from sealwire_directory.onboarding.domain.path import Case

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.ext.asyncio import AsyncSession


class Seen(NamedTuple):
    """Whose rows a caller may see: of one unit, of one country, or, where both are empty, of everyone."""

    unit: str
    country: str

    def within(self, unit: ColumnElement[str]) -> ColumnElement[bool]:
        """Return the condition on a column of unit codes."""
        if self.unit:
            return unit == self.unit
        return unit.startswith(f"{self.country}-", autoescape=True) if self.country else true()


async def get(session: AsyncSession, unit: str, *, to_change: bool = False) -> Case | None:
    """Return a unit's case; one that is to be changed is locked until the transaction ends."""
    query = select(cases).where(cases.c.unit == unit)
    row = (await session.execute(query.with_for_update() if to_change else query)).one_or_none()
    return None if row is None else _case(row)


async def listed(
    session: AsyncSession, seen: Seen, *, states: Iterable[CaseState] = (), country: str = ""
) -> list[Case]:
    """Return the cases that a caller may see, by unit code."""
    query = select(cases).where(seen.within(cases.c.unit)).order_by(cases.c.unit)
    if wanted := [state.value for state in states]:
        query = query.where(cases.c.state.in_(wanted))
    if country:
        query = query.where(cases.c.country == country)
    return [_case(row) for row in await session.execute(query)]


async def add(session: AsyncSession, case: Case) -> None:
    """Store a new case.

    Raises:
        CommitRefused: There is one for this unit (raised by the transaction).
    """
    await session.execute(
        insert(cases).values(unit=case.unit, country=country_of(case.unit), **_values(case))
    )


async def save(session: AsyncSession, case: Case) -> None:
    """Store a case as it is now; the caller has locked it."""
    await session.execute(update(cases).where(cases.c.unit == case.unit).values(**_values(case)))


def _values(case: Case) -> dict[str, object]:
    return {
        "state": case.state,
        "since": case.since,
        "version": case.version,
        "suspended_from": case.suspended_from,
        "particulars": case.particulars.model_dump(mode="json"),
    }


def _case(row: Row[tuple[object, ...]]) -> Case:
    return Case(
        unit=row.unit,
        particulars=Particulars.model_validate(row.particulars),
        state=CaseState(row.state),
        since=row.since,
        version=row.version,
        suspended_from=CaseState(row.suspended_from) if row.suspended_from else None,
    )
