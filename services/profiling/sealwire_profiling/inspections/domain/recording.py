"""What an inspection must say to be believed: its parts agree with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.profiling.inspections import Outcome

from sealwire_profiling.inspections.refusals import Incoherent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sealwire.contract.profiling.inspections import InspectionIn


def check(inspection: InspectionIn, *, today: date) -> None:
    """Refuse an inspection whose parts contradict each other.

    Args:
        inspection: As it was sent.
        today: The day of recording, UTC.

    Raises:
        Incoherent: The detail names every contradiction.
    """
    wrong = [*_dates(inspection, today), *_outcome(inspection), *_lists(inspection), *_correction(inspection)]
    if wrong:
        raise Incoherent(" ".join(wrong))


def _dates(inspection: InspectionIn, today: date) -> Iterator[str]:
    # A post east of Greenwich is a day ahead for some hours.
    if (inspection.inspected_on - today).days > 1:
        yield "inspected_on: it lies in the future."


def _outcome(inspection: InspectionIn) -> Iterator[str]:
    outcome = inspection.outcome
    if outcome.found is None and not inspection.reason:
        yield f"reason: say why it was {outcome.value}."
    if outcome is Outcome.NOT_CONTROLLED and inspection.kinds:
        yield "kinds: something was done, so it was controlled."
    if outcome.found is not None and not inspection.kinds:
        yield "kinds: say what was done."
    if outcome is Outcome.SEIZURE and not inspection.findings:
        yield "findings: say what was seized."
    if not outcome.found and inspection.findings:
        yield f"findings: an outcome of {outcome.value} has none."


def _lists(inspection: InspectionIn) -> Iterator[str]:
    points = [each.point for each in inspection.points]
    if len(points) != len(set(points)):
        yield "points: a point of the container stands twice."
    for number, finding in enumerate(inspection.findings):
        if (finding.amount is None) != (finding.unit is None):
            yield f"findings.{number}: an amount needs a unit, and a unit an amount."
    profiles = [each.profile for each in inspection.verdicts]
    if len(profiles) != len(set(profiles)):
        yield "verdicts: a profile is judged twice."


def _correction(inspection: InspectionIn) -> Iterator[str]:
    # A feedback is entered once: with it, the correction would be taken for what was entered already.
    if inspection.corrects is not None and inspection.feedback is not None:
        yield "feedback: what is corrected names it already; leave it out."
