"""What the plain commands and the guide both do: a typed answer becomes something that is filed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.cli.onboarding import threads
from sealwire.client import exchange_file
from sealwire.contract.onboarding import (
    CaseChange,
    ParticipantIn,
    PlanStatus,
    TestNotice,
    WorkPlanIn,
)
from sealwire.contract.paths import CBOR
from sealwire.errors import Conflict, NotFound, Unprocessable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from sealwire.cli.onboarding.documents import Document
    from sealwire.client.onboarding import Onboarding
    from sealwire.contract.onboarding import Activity, CaseOut, OfficerNominated, Result, Site


class NotNominated(Unprocessable, code="not-nominated"):
    """The case names no officer of this handle; `sealwire admin case nominate` names one."""


class PlanIsDraft(Conflict, code="plan-is-draft"):
    """The year's work plan is a draft; when it is agreed: `sealwire admin plan set`, then go on here."""


async def put(exchange: Onboarding, document: Document) -> str:
    """Put a file in and return the hash that cites it."""
    return (await exchange.put_file(document.content, document.media)).sha256


async def put_thread(exchange: Onboarding, unit: str, thread: Document) -> TestNotice:
    """Put in the notice and the answer of a thread that `sealwire export` wrote, and cite them."""
    envelopes = exchange_file.read_file(thread.content).envelopes
    notice, answer = [
        (await exchange.put_file(raw, CBOR)).sha256 for raw in threads.answered(envelopes, unit)
    ]
    return TestNotice(notice=notice, answer=answer)


async def case_of(exchange: Onboarding, unit: str) -> CaseOut | None:
    """Return a unit's case; None where it has none."""
    try:
        return await exchange.case(unit)
    except NotFound:
        return None


def changed(
    case: CaseOut,
    *,
    site: Site | None = None,
    agencies: list[str] | None = None,
    donors: list[str] | None = None,
    officers: Iterable[OfficerNominated] = (),
) -> CaseChange:
    """Return a change of a case: what is given takes the place of what stands, officers by their handle."""
    by_handle = {each.handle: each for each in (*case.officers, *officers)}
    return CaseChange(
        version=case.version,
        site=site or case.site,
        agencies=agencies or case.agencies,
        donors=donors or case.donors,
        officers=list(by_handle.values()),
    )


def withdrawn(case: CaseOut, handle: str) -> CaseChange:
    """Return a change that takes an officer off a case.

    Raises:
        NotNominated: The handle is not among the officers.
    """
    kept = [each for each in case.officers if each.handle != handle]
    if len(kept) == len(case.officers):
        raise NotNominated(f"{handle} of {case.unit}.", handles=[handle])
    return changed(case.model_copy(update={"officers": kept}))


def participants(case: CaseOut, results: Mapping[str, Result]) -> list[ParticipantIn]:
    """Return the nominated officers who took part in a course.

    Args:
        case: Whose officers.
        results: By handle.

    Raises:
        NotNominated: A handle is not among the officers.
    """
    by_handle = {each.handle: each for each in case.officers}
    if unknown := sorted(results.keys() - by_handle.keys()):
        raise NotNominated(f"{', '.join(unknown)} of {case.unit}.", handles=unknown)
    return [
        ParticipantIn(
            handle=handle, name=by_handle[handle].name, gender=by_handle[handle].gender, result=result
        )
        for handle, result in results.items()
    ]


async def add_to_plan(exchange: Onboarding, country: str, activity: Activity) -> None:
    """Add an activity to the agreed work plan of the year in which it starts, or begin that plan with it.

    Raises:
        PlanIsDraft: Nobody has agreed to the plan, so it covers no unit.
    """
    year = activity.starts.year
    plans = await exchange.work_plans(country=country, year=year)
    before = [each for plan in plans.plans for each in plan.plan.activities]
    if any(plan.plan.status is PlanStatus.DRAFT for plan in plans.plans):
        raise PlanIsDraft(country=country, year=year)
    plan = WorkPlanIn(status=PlanStatus.AGREED, activities=[*before, activity])
    await exchange.put_work_plan(country, year, plan)


async def set_results(
    exchange: Onboarding, case: CaseOut, course: UUID, results: Mapping[str, Result]
) -> list[ParticipantIn]:
    """Set down how officers of a unit ended a course, beside those who are set down already."""
    known = {
        each.participant.handle: each.participant
        for found in (await exchange.courses(unit=case.unit)).courses
        if found.id == course
        for each in found.participants
        if each.unit == case.unit
    }
    known |= {each.handle: each for each in participants(case, results)}
    await exchange.put_participants(course, case.unit, list(known.values()))
    return list(known.values())
