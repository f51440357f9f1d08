"""The use cases that look over many cases: lists, history, what is late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.authorisation import Action
from sealwire.contract.onboarding import CasesOut, EventsOut, OverdueCase, OverdueOut

from sealwire_directory.onboarding.adapters import cases, events
from sealwire_directory.onboarding.domain import path
from sealwire_directory.onboarding.domain.overdue import late_days
from sealwire_directory.onboarding.gathering import found, known, summary

if TYPE_CHECKING:
    from sealwire.contract.onboarding import CaseState

    from sealwire_directory.onboarding.acting import Acting
    from sealwire_directory.onboarding.domain.overdue import PlannedDays


async def listed(acting: Acting, *, state: CaseState | None, country: str) -> CasesOut:
    """Return the cases that the caller may see.

    Raises:
        NotAllowed: None at all.
    """
    seen = acting.seen(Action.READ_CASES)
    states = [state] if state is not None else []
    listed_cases = await cases.listed(acting.session, seen, states=states, country=country)
    return CasesOut(cases=[summary(case) for case in listed_cases])


async def history(acting: Acting, subject: str, *, after: int) -> EventsOut:
    """Return who did what when to a unit's case, to a country's plans and courses, or (`*`) to donors.

    Raises:
        NotAllowed: The caller may not see it.
    """
    is_unit = "-" in subject
    acting.check(Action.READ_CASES, unit=subject if is_unit else "", country="" if is_unit else subject)
    return EventsOut(events=await events.of(acting.session, subject, after=after))


async def overdue(acting: Acting, planned: PlannedDays) -> OverdueOut:
    """Return the cases that the caller may see whose next step is late, the latest first.

    Args:
        acting: Who asks.
        planned: Days for the way to each state.

    Raises:
        NotAllowed: The caller may see none.
    """
    seen = acting.seen(Action.READ_CASES)
    late = []
    for case in await cases.listed(acting.session, seen):
        days = late_days(case, planned, now=acting.now)
        if days == 0:
            continue
        following = found(path.next_step(case, await known(acting, case)))
        late.append(
            OverdueCase(
                unit=case.unit,
                state=found(case.state),
                since=case.since,
                planned_days=planned[following.state],
                late_days=days,
                next=following,
            )
        )
    return OverdueOut(cases=sorted(late, key=lambda each: -each.late_days))
