"""The path: from state to state, none skipped, and back only by an explicit word."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sealwire.contract.onboarding import CaseState, Missing, NextStep

from sealwire_directory.onboarding.domain.gates import GATES
from sealwire_directory.onboarding.domain.practice import window_warnings
from sealwire_directory.onboarding.refusals import (
    CaseChanged,
    EvidenceMissing,
    NotReopened,
    OnboardingIncomplete,
    StateFollowsLog,
    StateSkipped,
)

if TYPE_CHECKING:
    from sealwire.contract.onboarding import Particulars

    from sealwire_directory.onboarding.domain.facts import Facts

PATH = tuple(GATES)
"""The states that are walked to, in order; `suspended` and `closed` follow the log."""
_OPENABLE = PATH[PATH.index(CaseState.PRACTISED) :]


@dataclass(frozen=True, slots=True)
class Case:
    """Where a unit stands.

    Attributes:
        unit: Its code.
        state: How far it has come; None before the request was taken in.
        since: When it came there, Unix seconds.
        version: Counts the changes of the case.
        particulars: Site, agencies, donors, officers.
        suspended_from: The state to go back to when the unit is resumed.
    """

    unit: str
    particulars: Particulars
    state: CaseState | None = None
    since: int = 0
    version: int = 0
    suspended_from: CaseState | None = None

    def at(self, version: int) -> Case:
        """Return the case, if it is as the caller has read it.

        Raises:
            CaseChanged: It is not.
        """
        if self.version != version:
            raise CaseChanged(version=self.version)
        return self

    def changed(self, particulars: Particulars) -> Case:
        """Return the case with other particulars."""
        return replace(self, particulars=particulars, version=self.version + 1)

    def moved(self, state: CaseState, *, at: int) -> Case:
        """Return the case in another state."""
        return replace(self, state=state, since=at, version=self.version + 1, suspended_from=None)


def missing(facts: Facts, to: CaseState) -> tuple[Missing, ...]:
    """Return what is missing for a state: of its own gate, and of every gate before it.

    The earlier gates are asked again, so that a result taken back or an officer named later is
    not carried along unseen.
    """
    asked = PATH[: PATH.index(to) + 1]
    return tuple(lack for state in asked for lack in GATES[state](facts))


def following(case: Case) -> CaseState | None:
    """Return the next state of a case; None from `open` on, and where the log decides."""
    if case.state is None:
        return PATH[0]
    if case.state not in PATH[:-1]:
        return None
    return PATH[PATH.index(case.state) + 1]


def next_step(case: Case, facts: Facts) -> NextStep | None:
    """Return the next state with what is missing for it and what is unusual."""
    to = following(case)
    if to is None:
        return None
    return NextStep(state=to, missing=list(missing(facts, to)), warnings=list(warnings(facts, to)))


def warnings(facts: Facts, to: CaseState) -> tuple[Missing, ...]:
    """Return what is unusual about a step but does not stop it."""
    return tuple(window_warnings(facts)) if to is CaseState.PRACTISED else ()


def step(case: Case, facts: Facts, to: CaseState, *, at: int) -> Case:
    """Return the case after a step.

    Args:
        case: Where it stands.
        facts: What is known of it.
        to: The state that is asked for.
        at: When it came there, Unix seconds.

    Raises:
        StateFollowsLog: The state is not walked to.
        StateSkipped: It is not the next one.
        EvidenceMissing: The gate lacks something.
    """
    if to not in PATH:
        raise StateFollowsLog(state=to.value)
    following_state = following(case)
    lacks = missing(facts, to) if following_state is not None else ()
    if to is not following_state:
        goes_on = f"the next state is {_named(following_state)}" if following_state else "no step leads on"
        raise StateSkipped(
            f"The case is {_named(case.state)}, {goes_on}.",
            state=_named(case.state),
            next=_named(following_state),
            missing=_listed(lacks),
        )
    if lacks:
        raise EvidenceMissing(
            _sentence(lacks), state=_named(case.state), next=to.value, missing=_listed(lacks)
        )
    return case.moved(to, at=at)


def reopen(case: Case, to: CaseState, *, in_log: bool, at: int) -> Case:
    """Return the case taken back to an earlier state.

    Raises:
        NotReopened: It is not earlier, or it would leave a unit in the log that was never practised.
    """
    earlier = PATH[: PATH.index(case.state)] if case.state in PATH else ()
    if to not in earlier or (in_log and to not in _OPENABLE):
        raise NotReopened(state=_named(case.state), to=to.value)
    return case.moved(to, at=at)


def check_openable(case: Case, facts: Facts) -> None:
    """Refuse to open a unit in the log before its time.

    Raises:
        OnboardingIncomplete: Its case has not come to `practised`; the facts name what is missing next.
    """
    if case.state in _OPENABLE:
        return
    to = following(case)
    lacks = missing(facts, to) if to is not None else ()
    raise OnboardingIncomplete(
        f"{case.unit} is {_named(case.state)}." + (f" {_sentence(lacks)}" if lacks else ""),
        unit=case.unit,
        state=_named(case.state),
        next=_named(to),
        missing=_listed(lacks),
    )


def suspended(case: Case, *, at: int) -> Case:
    """Return the case of a unit that the log has suspended."""
    return replace(case.moved(CaseState.SUSPENDED, at=at), suspended_from=case.state)


def resumed(case: Case, *, at: int) -> Case:
    """Return the case of a unit that the log has resumed: where it stood before."""
    return case.moved(case.suspended_from, at=at) if case.suspended_from is not None else case


def closed(case: Case, *, at: int) -> Case:
    """Return the case of a unit that the log has closed."""
    return case.moved(CaseState.CLOSED, at=at)


def _named(state: CaseState | None) -> str:
    return state.value if state is not None else "none"


def _listed(lacks: tuple[Missing, ...]) -> list[dict[str, str]]:
    return [{"code": lack.code, "text": lack.text} for lack in lacks]


def _sentence(lacks: tuple[Missing, ...]) -> str:
    return "Missing: " + "; ".join(lack.text for lack in lacks) + "."
