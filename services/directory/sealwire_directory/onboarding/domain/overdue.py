"""How long each step may take, and which are late."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from sealwire.contract.onboarding import CaseState

from sealwire_directory.onboarding.domain.path import following

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sealwire_directory.onboarding.domain.path import Case

DAY_S = 86_400
PlannedDays: TypeAlias = "Mapping[CaseState, int]"
PLANNED_DAYS: PlannedDays = {
    CaseState.AGREED: 90,
    CaseState.ASSESSED: 180,
    CaseState.TRAINED: 180,
    CaseState.EQUIPPED: 180,
    # With the days before: nine months after theory, the end of the published window.
    CaseState.PRACTISED: 95,
    CaseState.CONNECTED: 30,
    CaseState.OPEN: 60,
}
"""Days from a state to the next, by the next; source: our planning figures, a setting changes them."""


def planned_days(changed: Mapping[CaseState, int]) -> PlannedDays:
    """Return the days for each step, with those that an operator has set instead of ours."""
    return {**PLANNED_DAYS, **changed}


def late_days(case: Case, planned: PlannedDays, *, now: int) -> int:
    """Return by how many whole days the next step of a case is late; 0 when it is not.

    Args:
        case: Where it stands.
        planned: Days for the way to each state.
        now: Unix seconds.
    """
    to = following(case)
    if to is None or to not in planned:
        return 0
    return max(0, (now - case.since) // DAY_S - planned[to])
