"""The named sets of an administration, for its rules and for rooms that look at the same ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.profiling.rules import SetKind, SetRecord

from sealwire_profiling.rules.adapters import sets
from sealwire_profiling.rules.domain.ready import starting_sets

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant


async def named_sets(session: AsyncSession, *, tenant: Tenant) -> tuple[SetRecord, ...]:
    """Return the administration's own sets, and starting ones that it left alone, by kind and name."""
    own = {(each.kind, each.name): each for each in await sets.newest(session, tenant)}
    found = _starting() | own
    return tuple(found[key] for key in sorted(found))


def _starting() -> dict[tuple[SetKind, str], SetRecord]:
    start = starting_sets()
    return {
        (kind, name): SetRecord(kind=kind, name=name, version=0, values=tuple(sorted(values)))
        for kind, found in ((SetKind.LIST, start.lists), (SetKind.GROUP, start.groups))
        for name, values in found.items()
    }
