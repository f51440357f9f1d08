"""The use case of reports: officers trained and equipment handed over, counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.authorisation import Action
from sealwire.contract.onboarding import ReportOut

from sealwire_directory.onboarding.adapters import counts

if TYPE_CHECKING:
    from sealwire.contract.onboarding import ReportFilter

    from sealwire_directory.onboarding.acting import Acting


async def report(acting: Acting, asked: ReportFilter) -> ReportOut:
    """Return the report that was asked for, over what the caller may see.

    Raises:
        NotAllowed: The caller may see no reports.
    """
    seen = acting.seen(Action.READ_REPORTS)
    # Said in the report: nobody takes a country's figures for the whole programme's.
    within = {"unit": asked.unit or seen.unit, "country": asked.country or seen.country}
    officers, seats = await counts.trained(acting.session, seen, asked)
    return ReportOut(
        asked=asked.model_copy(update=within),
        made_on=acting.today,
        training=await counts.training(acting.session, seen, asked),
        equipment=await counts.equipment(acting.session, seen, asked),
        officers=officers,
        seats=seats,
    )
