"""Versions of profiles and what was done to them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sealwire.contract.profiling.rules import Profile, ProfileEvent, ProfileVersion
from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as insert_unless

from sealwire_profiling.rules.adapters.tables import profile_events, profile_versions, profiles
from sealwire_profiling.rules.domain.profiles import standing

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant


async def newest(session: AsyncSession, tenant: Tenant, code: str) -> int:
    """Return the number of a profile's newest version, 0 for none, and lock the profile till the end."""
    row = insert_unless(profiles).values(tenant=tenant, code=code, newest=0)
    await session.execute(row.on_conflict_do_nothing())
    wanted = profiles.c.tenant == tenant, profiles.c.code == code
    return int(await session.scalar(select(profiles.c.newest).where(*wanted).with_for_update()) or 0)


async def add_version(session: AsyncSession, tenant: Tenant, version: ProfileVersion) -> None:
    """Add a version as a profile's newest; the profile is locked (see `newest`)."""
    here = profiles.c.tenant == tenant, profiles.c.code == version.code
    await session.execute(profiles.update().where(*here).values(newest=version.number))
    await session.execute(
        insert(profile_versions).values(
            tenant=tenant,
            code=version.code,
            number=version.number,
            content=version.profile.model_dump(mode="json"),
            author=version.author,
            written_at=version.written_at,
        )
    )


async def add_event(session: AsyncSession, tenant: Tenant, version: ProfileVersion) -> None:
    """Add the last event of a version; the profile is locked (see `newest`)."""
    event = version.events[-1]
    await session.execute(
        insert(profile_events).values(
            tenant=tenant,
            code=version.code,
            number=version.number,
            place=len(version.events),
            step=event.step.value,
            by=event.by,
            at=event.at,
        )
    )


async def versions(session: AsyncSession, tenant: Tenant, *, code: str | None = None) -> list[ProfileVersion]:
    """Return versions by code and number: of one profile, else of all."""
    chosen = select(profile_versions).where(profile_versions.c.tenant == tenant)
    done = select(profile_events).where(profile_events.c.tenant == tenant)
    if code is not None:
        chosen = chosen.where(profile_versions.c.code == code)
        done = done.where(profile_events.c.code == code)
    events: dict[tuple[str, int], list[ProfileEvent]] = defaultdict(list)
    for row in await session.execute(done.order_by(profile_events.c.place)):
        events[row.code, row.number].append(ProfileEvent(step=row.step, by=row.by, at=row.at))
    ordered = chosen.order_by(profile_versions.c.code, profile_versions.c.number)
    return [
        ProfileVersion(
            code=row.code,
            number=row.number,
            profile=Profile.model_validate(row.content),
            author=row.author,
            written_at=row.written_at,
            state=standing(tuple(events[row.code, row.number])),
            events=tuple(events[row.code, row.number]),
        )
        for row in await session.execute(ordered)
    ]
