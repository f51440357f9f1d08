"""The use cases of annual work plans and donors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.authorisation import Action
from sealwire.contract.onboarding import DonorsOut, WorkPlansOut
from sealwire.directory.fields import WHOLE_PROGRAMME

from sealwire_directory.onboarding.adapters import plans
from sealwire_directory.onboarding.refusals import DonorUnknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sealwire.contract.onboarding import DonorIn, WorkPlanIn

    from sealwire_directory.onboarding.acting import Acting


async def put_plan(acting: Acting, country: str, year: int, plan: WorkPlanIn) -> None:
    """Set a country's plan for a year down, whole.

    Raises:
        NotAllowed: The caller does not keep the country's plans.
        DonorUnknown: An activity's donor is not in the list.
    """
    acting.check(Action.EDIT_WORK_PLANS, country=country)
    await check_donors(acting, [activity.donor for activity in plan.activities])
    await plans.put(acting.session, country, year, plan)
    await acting.note(country, "work plan set down", year=year, **plan.model_dump(mode="json"))


async def work_plans(acting: Acting, *, country: str, year: int | None) -> WorkPlansOut:
    """Return the plans that the caller may see: of its own country, or all.

    Raises:
        NotAllowed: The caller may see no cases.
    """
    seen = acting.seen(Action.READ_CASES)
    own = seen.country or seen.unit[:2]
    wanted = [own] if not country else [country] if own in ("", country) else []
    found = [plan for each in wanted for plan in await plans.listed(acting.session, country=each, year=year)]
    return WorkPlansOut(plans=found)


async def put_donor(acting: Acting, donor_id: str, donor: DonorIn) -> None:
    """Add a donor, or name it anew; donors are the whole programme's.

    Raises:
        NotAllowed: The caller is no administrator of the programme.
    """
    acting.check(Action.EDIT_WORK_PLANS)
    await plans.put_donor(acting.session, donor_id, donor)
    await acting.note(WHOLE_PROGRAMME, "donor set down", donor=donor_id, name=dict(donor.name))


async def donors(acting: Acting) -> DonorsOut:
    """Return all donors.

    Raises:
        NotAllowed: The caller may see no cases.
    """
    acting.check_anywhere(Action.READ_CASES)
    return DonorsOut(donors=await plans.all_donors(acting.session))


async def check_donors(acting: Acting, ids: Iterable[str | None]) -> None:
    """Refuse donors that are not in the list.

    Raises:
        DonorUnknown: One is not.
    """
    named = [each for each in ids if each is not None]
    if unknown := await plans.unknown_donors(acting.session, named):
        raise DonorUnknown(donors=unknown)
