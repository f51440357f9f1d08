"""Use cases of inspections. None commits; the transaction is the caller's."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sealwire.authorisation import Action
from sealwire.contract.profiling.events import InspectionRecorded
from sealwire.contract.profiling.inspections import InspectionsOut
from sealwire.errors import NotFound
from sealwire_chassis import outbox

from sealwire_profiling import cursor
from sealwire_profiling.assessments.adapters import selections
from sealwire_profiling.assessments.domain.remaining import read_rest
from sealwire_profiling.events import INSPECTED
from sealwire_profiling.inspections.adapters import deciding, inspections, periods
from sealwire_profiling.inspections.domain.estimating import Period, estimates, shadows_of
from sealwire_profiling.inspections.domain.figures import figures
from sealwire_profiling.inspections.domain.recording import check
from sealwire_profiling.inspections.domain.withholding import withheld
from sealwire_profiling.inspections.refusals import AlreadyCorrected, IdTaken, Incoherent, TooMuchSelected
from sealwire_profiling.intake.adapters import filing
from sealwire_profiling.selection.domain.past import Past

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sealwire.contract.profiling.estimates import EstimatesOut
    from sealwire.contract.profiling.inspections import FiguresOut, InspectionIn, InspectionOut

    from sealwire_profiling.call import Call
    from sealwire_profiling.tenancy import Tenant

MAX_JUDGED = 200_000
"""Inspections, or consignments to open, of which figures are worked out."""
MAX_SELECTIONS = 5_000


async def record(call: Call, inspection_id: UUID, inspection: InspectionIn) -> InspectionOut:
    """Record an inspection; the same one again changes nothing, nor does a feedback that is entered already.

    Args:
        call: The call.
        inspection_id: Given by the client, so that it can send again what it had no answer to.
        inspection: What was done, and what came of it.

    Raises:
        NotAllowed: The caller records none.
        NotFound: There is no such consignment, selection, or inspection to correct.
        Incoherent: Its parts contradict each other.
        IdTaken: Another inspection has the id.
        AlreadyCorrected: Another has taken the place of the one that it corrects.
    """
    tenant = call.tenant(Action.INSPECT)
    check(inspection, today=call.today)
    about = await _about(call, inspection, tenant=tenant)
    stamp = {"id": inspection_id, "recorded_at": call.now, "recorded_by": call.officer, **about}
    if not await inspections.add(call.session, inspection, tenant=tenant, stamp=stamp):
        return await _standing_instead(call, inspection_id, inspection, tenant=tenant)
    corrected = inspection.corrects is not None
    await deciding.settle(call.session, inspection.consignment, tenant=tenant, corrected=corrected)
    event = InspectionRecorded(
        tenant=tenant,
        inspection=str(inspection_id),
        consignment=str(inspection.consignment),
        outcome=inspection.outcome,
    )
    await outbox.add(call.session, INSPECTED, event)
    return await _found(call, inspection_id, tenant=tenant)


async def show(call: Call, inspection_id: UUID) -> InspectionOut:
    """Return an inspection; end users as far as the caller sees parties.

    Raises:
        NotFound: There is none.
    """
    found = await _found(call, inspection_id, tenant=call.tenant(Action.READ_CONSIGNMENTS))
    return found if call.sees_parties else withheld(found)


async def page(
    call: Call, *, consignment: UUID | None, before: tuple[int, UUID] | None, limit: int
) -> InspectionsOut:
    """Return a page of inspections, newest first; see `show`."""
    tenant = call.tenant(Action.READ_CONSIGNMENTS)
    rows = await inspections.page(
        call.session, tenant=tenant, consignment=consignment, before=before, limit=limit + 1
    )
    shown = [each if call.sees_parties else withheld(each) for each in rows[:limit]]
    more = len(rows) > limit
    last = cursor.written(int(shown[-1].recorded_at.timestamp()), shown[-1].id) if more else None
    return InspectionsOut(inspections=tuple(shown), next=last)


async def count(call: Call, *, since: date, until: date) -> FiguresOut:
    """Return how often what asked for inspections was right."""
    tenant = call.tenant(Action.READ_FIGURES)
    made = await inspections.judged(call.session, tenant=tenant, since=since, until=until, limit=MAX_JUDGED)
    beside = await periods.shadows(
        call.session, tenant=tenant, since=since, until=until, limit=MAX_SELECTIONS
    )
    return await asyncio.to_thread(figures, made, since=since, until=until, shadows=beside)


async def estimate(call: Call, *, since: date, until: date, language: str) -> EstimatesOut:
    """Return what the selections of some days are worth, estimated from what chance alone chose.

    Raises:
        NotAllowed: The caller reads no figures.
        TooMuchSelected: More was selected than one answer is worked out from.
    """
    tenant = call.tenant(Action.READ_FIGURES)
    found = await periods.acted_on(
        call.session, tenant=tenant, since=since, until=until, limit=MAX_SELECTIONS + 1
    )
    known = [each for each in found if each.rest is not None]
    rows = await periods.opened(
        call.session, [each.id for each in known], tenant=tenant, limit=MAX_JUDGED + 1
    )
    if len(found) > MAX_SELECTIONS or len(rows) > MAX_JUDGED:
        raise TooMuchSelected(most_selections=MAX_SELECTIONS, most_opened=MAX_JUDGED)
    rest = [each for one in known for each in read_rest(one.id, one.rest or ())]
    period = Period(
        since, until, Past(rows, rest), {each.id: shadows_of(each.shadow) for each in known},
        len(found) - len(known),
    )  # fmt: skip
    # Hundreds of thousands of rows, a few dozen groups: seconds that no other call should wait for.
    return await asyncio.to_thread(estimates, period, language=language)


async def _about(call: Call, inspection: InspectionIn, *, tenant: Tenant) -> dict[str, object]:
    """Return which version of the documents and which selection an inspection is about; hold its consignment.

    A correction is about those of what it corrects, whose place in the figures it takes.
    """
    version = await filing.hold(call.session, inspection.consignment, tenant=tenant)
    if version is None:
        raise NotFound(consignment=str(inspection.consignment))
    if inspection.selection is not None and not await selections.has(
        call.session, inspection.selection, inspection.consignment, tenant=tenant
    ):
        raise NotFound(selection=str(inspection.selection))
    if inspection.corrects is not None:
        corrected = await _found(call, inspection.corrects, tenant=tenant)
        if corrected.consignment != inspection.consignment:
            raise Incoherent("corrects: it is of another consignment; correct that one as not-controlled.")
        version, selection = await inspections.subject_of(call.session, inspection.corrects, tenant=tenant)
        if inspection.selection not in {None, selection}:
            raise Incoherent("selection: what it corrects is not of it; name that of the corrected, or none.")
        return {"version": version, "selection": selection}
    return {"version": version, "selection": inspection.selection}


async def _standing_instead(
    call: Call, inspection_id: UUID, inspection: InspectionIn, *, tenant: Tenant
) -> InspectionOut:
    """Return what stands in the place of an inspection that could not be added."""
    same = await inspections.find(call.session, inspection_id, tenant=tenant)
    if same is not None:
        if any(getattr(same, name) != value for name, value in inspection):
            raise IdTaken
        return same
    if inspection.feedback is not None:
        entered = await inspections.by_feedback(
            call.session, inspection.feedback, inspection.consignment, tenant=tenant
        )
        if entered is not None:
            return entered
    raise AlreadyCorrected


async def _found(call: Call, inspection_id: UUID, *, tenant: Tenant) -> InspectionOut:
    found = await inspections.find(call.session, inspection_id, tenant=tenant)
    if found is None:
        raise NotFound(inspection=str(inspection_id))
    return found
