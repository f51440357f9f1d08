"""The life of a profile's versions: draft, shadow, approved by a second officer, live, retired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.profiling.rules import ProfileEvent, ProfileState, ProfileStep, ProfileVersion

if TYPE_CHECKING:
    from collections.abc import Mapping

_STEPS: Mapping[ProfileStep, tuple[frozenset[ProfileState], ProfileState]] = {
    ProfileStep.SHADOW: (frozenset({ProfileState.DRAFT}), ProfileState.SHADOW),
    ProfileStep.APPROVE: (frozenset({ProfileState.SHADOW}), ProfileState.APPROVED),
    ProfileStep.GO_LIVE: (frozenset({ProfileState.APPROVED}), ProfileState.LIVE),
    ProfileStep.RETIRE: (frozenset(ProfileState) - {ProfileState.RETIRED}, ProfileState.RETIRED),
}
"""From where a step leads where."""


class WrongState(Exception):
    """A version does not stand where a step begins; `state` is where it stands."""

    def __init__(self, state: ProfileState) -> None:
        super().__init__(state)
        self.state = state


class OwnVersion(Exception):
    """Nobody approves a version that they wrote."""


def after_step(version: ProfileVersion, step: ProfileStep, *, by: str, at: int) -> ProfileVersion:
    """Return a version after a step; what it says stays.

    Args:
        version: As it stands.
        step: What is done.
        by: Who does it: `unit/handle`.
        at: Unix seconds.

    Raises:
        WrongState: The step does not begin where the version stands.
        OwnVersion: The version was to be approved by its author.
    """
    begins, ends = _STEPS[step]
    if version.state not in begins:
        raise WrongState(version.state)
    if step is ProfileStep.APPROVE and by == version.author:
        raise OwnVersion
    event = ProfileEvent(step=step, by=by, at=at)
    return version.model_copy(update={"state": ends, "events": (*version.events, event)})


def standing(events: tuple[ProfileEvent, ...]) -> ProfileState:
    """Return where a version stands after what was done to it."""
    return _STEPS[events[-1].step][1] if events else ProfileState.DRAFT
