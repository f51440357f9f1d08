"""Named sets that rules use; each change is a new version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.profiling.rules import SetKind, SetRecord
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from sealwire_profiling.rules.adapters.tables import rule_sets
from sealwire_profiling.rules.domain.environment import Environment

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant

_KEY = (rule_sets.c.kind, rule_sets.c.name)


async def newest(session: AsyncSession, tenant: Tenant) -> list[SetRecord]:
    """Return the newest version of each of an administration's sets, by kind and name."""
    chosen = select(rule_sets).where(rule_sets.c.tenant == tenant).ext(distinct_on(*_KEY))
    rows = await session.execute(chosen.order_by(*_KEY, rule_sets.c.version.desc()))
    return [
        SetRecord(
            kind=SetKind(row.kind),
            name=row.name,
            version=row.version,
            values=tuple(row.values),
            saved_by=row.saved_by,
            saved_at=row.saved_at,
        )
        for row in rows
    ]


async def environment(session: AsyncSession, tenant: Tenant) -> Environment:
    """Return an administration's own sets, as rules see them."""
    found = await newest(session, tenant)
    of = {
        kind: {each.name: frozenset(each.values) for each in found if each.kind is kind} for kind in SetKind
    }
    return Environment(of[SetKind.LIST], of[SetKind.GROUP])


async def add(session: AsyncSession, tenant: Tenant, record: SetRecord) -> bool:
    """Add a version of a set; False when there is one of its number by now."""
    about = record.model_dump(exclude={"withheld"})
    row = {**about, "kind": record.kind.value, "values": list(record.values), "tenant": tenant}
    statement = insert(rule_sets).values(row).on_conflict_do_nothing().returning(rule_sets.c.version)
    return await session.scalar(statement) is not None
