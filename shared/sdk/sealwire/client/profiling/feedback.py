"""A feedback notice entered as the outcome of an inspection, by the unit that got it.

The exchange's servers cannot read it, and profiling's never see it: only what this unit's client takes out
of it goes into this unit's own records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.profiling.inspections import (
    Found,
    InspectionIn,
    Kind,
    Outcome,
    SealSeen,
    Verdict,
)

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sealwire.notices.feedback import FeedbackNotice

_NOTHING = "none"
_RIGHT = {"right": True, "wrong": False}
_TEXT = 512


def entered(
    feedback: FeedbackNotice, *, consignment: UUID, envelope: UUID, today: date, selection: UUID | None = None
) -> InspectionIn:
    """Return the inspection that a feedback notice tells of.

    Args:
        feedback: Verified and opened.
        consignment: What its warning was about.
        envelope: The feedback's envelope: it is entered once, whoever of the unit enters it.
        today: The day of the control where the notice names none.
        selection: The selection that had led to the warning, so that its reasons are judged by the outcome.
    """
    outcome = Outcome(feedback.outcome)
    seized = feedback.seizure_reference
    return InspectionIn(
        consignment=consignment,
        selection=selection,
        inspected_on=feedback.controlled_at.date() if feedback.controlled_at else today,
        kinds=tuple(Kind(each) for each in feedback.actions if each != _NOTHING),
        seals=tuple(
            SealSeen(found=each.number, condition=each.condition)
            for each in feedback.seals_found
            if each.condition is not None
        ),
        outcome=outcome,
        findings=(Found(commodity_group="other", description=f"seizure {seized}"),) if seized else (),
        verdicts=_verdicts(feedback),
        reason=_reason(feedback)[:_TEXT],
        note=(feedback.note_for_next_leg or "")[:_TEXT],
        feedback=envelope,
    )


def _verdicts(feedback: FeedbackNotice) -> tuple[Verdict, ...]:
    judged = {
        each.rule: _RIGHT[each.verdict]
        for each in feedback.indicators
        if each.rule and each.verdict in _RIGHT
    }
    return tuple(Verdict(profile=rule, right=right) for rule, right in judged.items())


def _reason(feedback: FeedbackNotice) -> str:
    if feedback.forwarded_to:
        return f"forwarded to {feedback.forwarded_to}"
    return feedback.not_controlled_because or ""
