"""Courses and who took part in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.onboarding import (
    CourseIn,
    CourseKind,
    CourseOut,
    Gender,
    ParticipantIn,
    ParticipantOut,
    Result,
)
from sqlalchemy import delete, exists, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from sealwire_directory.onboarding.adapters.tables import courses, participants
from sealwire_directory.onboarding.domain.facts import Attendance

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_directory.onboarding.adapters.cases import Seen

MAX_COURSES = 500


async def course(session: AsyncSession, course_id: UUID) -> CourseIn | None:
    """Return a course."""
    row = (await session.execute(select(courses).where(courses.c.id == course_id))).one_or_none()
    return None if row is None else _course(row)


async def put_course(session: AsyncSession, course_id: UUID, course: CourseIn) -> None:
    """Set a course down, or set it right."""
    values = course.model_dump()
    statement = upsert(courses).values(id=course_id, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=[courses.c.id], set_=values))


async def units(session: AsyncSession, course_id: UUID) -> list[str]:
    """Return the units of those who took part in a course."""
    query = select(participants.c.unit).where(participants.c.course == course_id).distinct()
    return list(await session.scalars(query.order_by(participants.c.unit)))


async def put_participants(
    session: AsyncSession, course_id: UUID, unit: str, people: Iterable[ParticipantIn]
) -> None:
    """Set down who of a unit took part in a course; whoever was set down before and is not named is gone."""
    old = delete(participants).where(participants.c.course == course_id, participants.c.unit == unit)
    await session.execute(old)
    rows = [{"course": course_id, "unit": unit, **person.model_dump()} for person in people]
    if rows:
        await session.execute(insert(participants), rows)


async def attended(session: AsyncSession, unit: str) -> tuple[Attendance, ...]:
    """Return the parts of a unit's officers in courses."""
    query = (
        select(participants.c.handle, participants.c.result, courses.c.kind, courses.c.starts, courses.c.ends)
        .join(courses, courses.c.id == participants.c.course)
        .where(participants.c.unit == unit)
    )
    return tuple(
        Attendance(row.handle, CourseKind(row.kind), row.starts, row.ends, Result(row.result))
        for row in await session.execute(query)
    )


async def listed(session: AsyncSession, seen: Seen, *, unit: str = "", country: str = "") -> list[CourseOut]:
    """Return the latest courses, each with the participants that the caller may see."""
    query = select(courses).order_by(courses.c.starts.desc(), courses.c.id).limit(MAX_COURSES)
    if unit:
        took_part = exists().where(
            participants.c.course == courses.c.id,
            participants.c.unit == unit,
            seen.within(participants.c.unit),
        )
        query = query.where(took_part)
    if country:
        query = query.where(courses.c.country == country)
    rows = (await session.execute(query)).all()
    people = await _participants(session, seen, [row.id for row in rows])
    return [CourseOut(id=row.id, course=_course(row), participants=people.get(row.id, [])) for row in rows]


async def _participants(
    session: AsyncSession, seen: Seen, ids: list[UUID]
) -> dict[UUID, list[ParticipantOut]]:
    query = (
        select(participants)
        .where(participants.c.course.in_(ids), seen.within(participants.c.unit))
        .order_by(participants.c.unit, participants.c.handle)
    )
    found: dict[UUID, list[ParticipantOut]] = {}
    for row in await session.execute(query):
        person = ParticipantIn(
            handle=row.handle,
            name=row.name,
            gender=Gender(row.gender),
            result=Result(row.result),
            remarks=row.remarks,
        )
        found.setdefault(row.course, []).append(ParticipantOut(unit=row.unit, participant=person))
    return found


def _course(row: Row[tuple[object, ...]]) -> CourseIn:
    return CourseIn(
        kind=CourseKind(row.kind),
        title=row.title,
        country=row.country,
        place=row.place,
        starts=row.starts,
        ends=row.ends,
        trainers=row.trainers,
        donor=row.donor,
    )
