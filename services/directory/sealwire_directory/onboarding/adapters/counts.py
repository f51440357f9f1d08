"""What reports count, in SQL: distinct officers, seats, and equipment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sealwire.contract.onboarding import CourseKind, EquipmentLine, Gender, Per, Result, TrainingLine
from sqlalchemy import ColumnElement, Select, distinct, extract, func, literal_column, select, tuple_

from sealwire_directory.onboarding.adapters.tables import courses, handovers, items, participants

if TYPE_CHECKING:
    from sealwire.contract.onboarding import ReportFilter
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_directory.onboarding.adapters.cases import Seen

NO_DONOR = "-"
"""The group of what no donor is named for; no donor has this id."""
# Literals: a parameter would be another one in SELECT than in GROUP BY.
_COUNTRY_CHARS: ColumnElement[int] = literal_column("2")
_NO_DONOR: ColumnElement[str] = literal_column(f"'{NO_DONOR}'")
# Handles are a unit's own: two units may each have an `an-1`.
_OFFICERS = func.count(distinct(tuple_(participants.c.unit, participants.c.handle)))
_SEATS = func.count()
_TRAINED = participants.c.result.in_([Result.PASSED, Result.ATTENDED])


async def training(session: AsyncSession, seen: Seen, asked: ReportFilter) -> list[TrainingLine]:
    """Return who was trained, by group, kind of course and gender."""
    group = _group(asked.per, participants.c.unit, courses.c.donor)
    query = _training(seen, asked, group, courses.c.kind, participants.c.gender, _OFFICERS, _SEATS)
    keys = (group, courses.c.kind, participants.c.gender)
    return [
        TrainingLine(group=name, kind=CourseKind(kind), gender=Gender(gender), officers=officers, seats=seats)
        for name, kind, gender, officers, seats in await session.execute(
            query.group_by(*keys).order_by(*keys)
        )
    ]


async def trained(session: AsyncSession, seen: Seen, asked: ReportFilter) -> tuple[int, int]:
    """Return how many different officers were trained in all, and on how many seats."""
    officers, seats = (await session.execute(_training(seen, asked, _OFFICERS, _SEATS))).one()
    return officers, seats


async def equipment(session: AsyncSession, seen: Seen, asked: ReportFilter) -> list[EquipmentLine]:
    """Return what was handed over, by group and item."""
    group = _group(asked.per, handovers.c.unit, handovers.c.donor)
    query = (
        select(group, items.c.item, func.sum(items.c.quantity), func.count(distinct(handovers.c.id)))
        .join(handovers, handovers.c.id == items.c.handover)
        .where(seen.within(handovers.c.unit), *_asked(asked, handovers.c.unit, handovers.c.donor))
        .group_by(group, items.c.item)
        .order_by(group, items.c.item)
    )
    if asked.year is not None:
        query = query.where(extract("year", handovers.c.on) == asked.year)
    return [
        EquipmentLine(group=name, item=item, quantity=quantity, handovers=count)
        for name, item, quantity, count in await session.execute(query)
    ]


def _training(seen: Seen, asked: ReportFilter, *columns: ColumnElement[Any]) -> Select[Any]:
    query = (
        select(*columns)
        .select_from(participants.join(courses, courses.c.id == participants.c.course))
        .where(_TRAINED, seen.within(participants.c.unit))
        .where(*_asked(asked, participants.c.unit, courses.c.donor))
    )
    return query.where(extract("year", courses.c.starts) == asked.year) if asked.year is not None else query


def _group(per: Per, unit: ColumnElement[str], donor: ColumnElement[Any]) -> ColumnElement[str]:
    columns = {
        Per.UNIT: unit,
        Per.COUNTRY: func.left(unit, _COUNTRY_CHARS),
        Per.DONOR: func.coalesce(donor, _NO_DONOR),
    }
    return columns[per].label("report_group")


def _asked(
    asked: ReportFilter, unit: ColumnElement[str], donor: ColumnElement[Any]
) -> list[ColumnElement[bool]]:
    wanted = []
    if asked.unit:
        wanted.append(unit == asked.unit)
    if asked.country:
        wanted.append(unit.startswith(f"{asked.country}-", autoescape=True))
    if asked.donor:
        wanted.append(donor == asked.donor)
    return wanted
