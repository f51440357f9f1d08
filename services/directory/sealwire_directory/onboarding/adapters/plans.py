"""Annual work plans and donors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.onboarding import Activity, DonorIn, DonorOut, PlanStatus, WorkPlanIn, WorkPlanOut
from sealwire.identifiers import country_of
from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert as upsert

from sealwire_directory.onboarding.adapters.tables import donors, plans

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.ext.asyncio import AsyncSession


async def put(session: AsyncSession, country: str, year: int, plan: WorkPlanIn) -> None:
    """Set a country's plan for a year down, whole."""
    values = plan.model_dump(mode="json")
    statement = upsert(plans).values(country=country, year=year, **values)
    await session.execute(
        statement.on_conflict_do_update(index_elements=[plans.c.country, plans.c.year], set_=values)
    )


async def listed(session: AsyncSession, *, country: str = "", year: int | None = None) -> list[WorkPlanOut]:
    """Return plans by year and country; country "" and year None: of all."""
    query = select(plans).order_by(plans.c.year, plans.c.country)
    if country:
        query = query.where(plans.c.country == country)
    if year is not None:
        query = query.where(plans.c.year == year)
    return [
        WorkPlanOut(
            country=row.country,
            year=row.year,
            plan=WorkPlanIn(
                status=PlanStatus(row.status),
                activities=[Activity.model_validate(each) for each in row.activities],
            ),
        )
        for row in await session.execute(query)
    ]


async def covers(session: AsyncSession, unit: str) -> bool:
    """Tell whether a plan of the unit's country that is no draft has an activity for the unit."""
    covering = exists().where(
        plans.c.country == country_of(unit),
        plans.c.status != PlanStatus.DRAFT,
        plans.c.activities.contains([{"units": [unit]}]),
    )
    return bool(await session.scalar(select(covering)))


async def put_donor(session: AsyncSession, donor_id: str, donor: DonorIn) -> None:
    """Add a donor, or name it anew."""
    statement = upsert(donors).values(id=donor_id, name=donor.name)
    await session.execute(
        statement.on_conflict_do_update(index_elements=[donors.c.id], set_={"name": donor.name})
    )


async def all_donors(session: AsyncSession) -> list[DonorOut]:
    """Return all donors by id."""
    rows = await session.execute(select(donors).order_by(donors.c.id))
    return [DonorOut(id=row.id, donor=DonorIn(name=row.name)) for row in rows]


async def unknown_donors(session: AsyncSession, ids: Iterable[str]) -> list[str]:
    """Return those of some ids that no donor has."""
    wanted = set(ids)
    known = await session.scalars(select(donors.c.id).where(donors.c.id.in_(wanted)))
    return sorted(wanted - set(known))
