"""What an administration knows of strategic goods today, and the versions of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.contract.profiling.experts import RestsOn
from sealwire.contract.profiling.rules import SetKind

from sealwire_profiling.goods.adapters import control_tables
from sealwire_profiling.goods.domain.advice import Knowledge, watched
from sealwire_profiling.goods.domain.priority import listed_on
from sealwire_profiling.rules.named_sets import named_sets

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sealwire.contract.profiling.consignments import Consignment
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant


@dataclass(frozen=True, slots=True)
class Known:
    """An administration's tables and groups of countries, as far as some consignments need them.

    Attributes:
        knowledge: For the advice.
        tables: Version of each control table, by name.
        groups: Version of each group that weighs, by name.
    """

    knowledge: Knowledge
    tables: Mapping[str, int]
    groups: Mapping[str, int]

    def rests_on(self, version: int) -> RestsOn:
        """Return the versions that an advice on a version of the documents rests on."""
        return RestsOn(
            consignment=version,
            tables=dict(self.tables),
            groups=dict(self.groups),
            priority_list=listed_on(),
        )


async def known(session: AsyncSession, consignments: Collection[Consignment], *, tenant: Tenant) -> Known:
    """Return what an administration knows that may give a reason about some consignments."""
    codes = [goods.hs for each in consignments for goods in each.goods if goods.hs is not None]
    tables = await control_tables.newest(session, tenant)
    rows = await control_tables.matching(session, tenant, tables, codes)
    sets = await named_sets(session, tenant=tenant)
    groups = {each.name: each for each in sets if each.kind is SetKind.GROUP}
    destinations = watched({name: frozenset(each.values) for name, each in groups.items()})
    return Known(
        knowledge=Knowledge(rows, destinations),
        tables={each.name: each.version for each in tables},
        groups={name: groups[name].version for name in destinations},
    )
