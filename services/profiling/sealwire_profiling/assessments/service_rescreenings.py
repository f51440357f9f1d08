"""Use cases about re-screenings: what changed lists say of a selection since it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.authorisation import Action, may
from sealwire.contract.profiling.rescreenings import RescreenedOut, RescreenedPage, RescreeningsOut
from sealwire.errors import NotFound

from sealwire_profiling import cursor
from sealwire_profiling.assessments.adapters import rescreened, rescreenings
from sealwire_profiling.lists.domain.recording import record_of, withheld

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sealwire.contract.profiling.lists import HitRecord

    from sealwire_profiling.assessments.domain.since import Again
    from sealwire_profiling.call import Call
    from sealwire_profiling.lists.domain.screening import Hit


async def newest(
    call: Call, *, selection: UUID | None, before: tuple[int, UUID] | None, limit: int
) -> RescreeningsOut:
    """Return a page of re-screenings, newest first; see `rescreenings.page`."""
    tenant = call.tenant(Action.READ_CONSIGNMENTS)
    rows = await rescreenings.page(
        call.session, tenant=tenant, selection=selection, before=before, limit=limit + 1
    )
    shown = rows[:limit]
    last = cursor.written(shown[-1].list_changes, shown[-1].id) if len(rows) > limit else None
    return RescreeningsOut(rescreenings=tuple(shown), next=last)


async def changed(call: Call, rescreening_id: UUID, *, after: int, limit: int) -> RescreenedPage:
    """Return a page of what a re-screening changed, by rank in its selection.

    Raises:
        NotFound: There is no such re-screening.
    """
    tenant = call.tenant(Action.READ_CONSIGNMENTS)
    found = await rescreenings.find(call.session, rescreening_id, tenant=tenant)
    if found is None:
        raise NotFound(rescreening=str(rescreening_id))
    rows = await rescreened.page(call.session, rescreening_id, tenant=tenant, after=after, limit=limit + 1)
    names = may(call.who, Action.READ_PARTIES, unit=call.who.unit, country=tenant)
    shown = tuple(_shown(row, names=names) for row in rows[:limit])
    return RescreenedPage(rescreening=found, rows=shown, next=shown[-1].rank if len(rows) > limit else None)


def _shown(row: Again, *, names: bool) -> RescreenedOut:
    return RescreenedOut(
        consignment=row.consignment,
        reference=row.reference,
        rank=row.rank,
        added=_records(row.changes.added, names=names),
        withdrawn=_records(row.changes.withdrawn, names=names),
    )


def _records(hits: Iterable[Hit], *, names: bool) -> tuple[HitRecord, ...]:
    records = map(record_of, hits)
    return tuple(records if names else map(withheld, records))
