"""Segments, and the versions of groups, in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.people import GroupRecord, SegmentRecord
from sqlalchemy import func, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from sealwire_directory.people.adapters.tables import group_versions, segments

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession


async def all_segments(session: AsyncSession) -> dict[str, SegmentRecord]:
    """Return the segments by code, in order."""
    rows = await session.execute(select(segments).order_by(segments.c.code))
    return {
        row.code: SegmentRecord(
            code=row.code, version=row.version, names=row.names, countries=tuple(row.countries)
        )
        for row in rows
    }


async def save_segment(session: AsyncSession, segment: SegmentRecord) -> bool:
    """Store a segment over the version before its own; False when there is another by now."""
    new = insert(segments).values(
        code=segment.code,
        version=segment.version,
        names=segment.names,
        countries=list(segment.countries),
    )
    statement = new.on_conflict_do_update(
        index_elements=[segments.c.code],
        set_={name: new.excluded[name] for name in ("version", "names", "countries")},
        where=segments.c.version == new.excluded.version - 1,
    ).returning(segments.c.code)
    return await session.scalar(statement) is not None


async def newest_groups(session: AsyncSession) -> list[GroupRecord]:
    """Return the newest version of every group, by name."""
    of_each = select(group_versions.c.name, func.max(group_versions.c.version)).group_by(
        group_versions.c.name
    )
    newest = (
        select(group_versions)
        .where(tuple_(group_versions.c.name, group_versions.c.version).in_(of_each))
        .order_by(group_versions.c.name)
    )
    return [_group(row) for row in await session.execute(newest)]


async def group(session: AsyncSession, name: str, *, version: int | None = None) -> GroupRecord | None:
    """Return a version of a group, else the newest."""
    wanted = select(group_versions).where(group_versions.c.name == name)
    if version is not None:
        wanted = wanted.where(group_versions.c.version == version)
    row = (await session.execute(wanted.order_by(group_versions.c.version.desc()).limit(1))).first()
    return None if row is None else _group(row)


async def add_group(session: AsyncSession, version: GroupRecord) -> bool:
    """Add a version of a group; False when there is one of its number by now."""
    row = {**version.model_dump(), "units": list(version.units)}
    statement = insert(group_versions).values(row).on_conflict_do_nothing().returning(group_versions.c.name)
    return await session.scalar(statement) is not None


def _group(row: Row[tuple[object, ...]]) -> GroupRecord:
    return GroupRecord(
        name=row.name,
        version=row.version,
        scope=row.scope,
        units=tuple(row.units),
        note=row.note,
        saved_at=row.saved_at,
        key=row.key,
        handle=row.handle,
    )
