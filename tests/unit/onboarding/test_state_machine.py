"""Whatever anybody asks in whatever order: no state is skipped, and no unit opens without its evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sealwire.contract.onboarding import CaseState, EvidenceKind, Particulars
from sealwire.errors import SealwireError
from sealwire_directory.onboarding.domain import path
from sealwire_directory.onboarding.domain.facts import Facts, InLog
from sealwire_directory.onboarding.domain.path import PATH, Case
from sealwire_directory.onboarding.refusals import (
    NotReopened,
    OnboardingIncomplete,
    StateFollowsLog,
    StateSkipped,
)
from simulators.onboarding_facts import FULL, NOTHING, TODAY

PIECES: dict[str, Any] = {
    "particulars": FULL.particulars,
    "planned": True,
    "training": FULL.training,
    "handovers": FULL.handovers,
    **{kind.value: FULL.evidence[kind] for kind in EvidenceKind},
}


def with_piece(facts: Facts, name: str, *, there: bool) -> Facts:
    """Return the facts with one piece there, or taken away again."""
    if name in set(EvidenceKind):
        kind = EvidenceKind(name)
        rest = {each: filed for each, filed in facts.evidence.items() if each is not kind}
        return replace(facts, evidence={**rest, kind: PIECES[name]} if there else rest)
    return replace(facts, **{name: PIECES[name] if there else getattr(NOTHING, name)})


class AnyCase(RuleBasedStateMachine):
    """A case that anything may happen to."""

    def __init__(self) -> None:
        super().__init__()
        self.case = Case("KG-BATKEN", Particulars())
        self.facts = NOTHING
        self.in_log = False
        self.walked: list[CaseState] = []

    @rule(name=st.sampled_from(sorted(PIECES)), there=st.booleans())
    def something_is_filed_or_lost(self, name: str, there: bool) -> None:  # noqa: FBT001 - hypothesis passes it
        self.facts = with_piece(self.facts, name, there=there)

    @rule()
    def everything_is_filed(self) -> None:
        self.facts = replace(FULL, log=self.facts.log)

    @rule(to=st.sampled_from(CaseState))
    def a_step_is_asked_for(self, to: CaseState) -> None:
        before, lacking = self.case, path.missing(self.facts, to) if to in PATH else ()
        try:
            self.case = path.step(before, self.facts, to, at=1)
        except SealwireError:
            refused = True
        else:
            refused = False
        assert refused == bool(lacking or to is not path.following(before))
        if refused:
            return
        assert PATH.index(to) == (PATH.index(before.state) + 1 if before.state in PATH else 0)
        self.walked.append(to)

    @rule(to=st.sampled_from(CaseState))
    def it_is_reopened(self, to: CaseState) -> None:
        try:
            self.case = path.reopen(self.case, to, in_log=self.in_log, at=1)
        except NotReopened:
            return
        self.walked = self.walked[: self.walked.index(to) + 1]

    @rule()
    def the_log_opens_the_unit(self) -> None:
        if self.in_log:  # the log's own rules refuse a second opening
            return
        try:
            path.check_openable(self.case, self.facts)
        except OnboardingIncomplete:
            return
        assert self.walked[: PATH.index(CaseState.PRACTISED) + 1] == list(PATH[:6])
        self.in_log = True
        self.facts = replace(self.facts, log=InLog(opened=True, key_holders=frozenset({"a", "b"})))

    @precondition(lambda self: self.in_log and self.case.state in PATH)
    @rule()
    def the_log_suspends_and_resumes_the_unit(self) -> None:
        suspended = path.suspended(self.case, at=2)
        assert path.following(suspended) is None
        back = path.resumed(suspended, at=3)
        assert back.state is self.case.state
        self.case = back

    @invariant()
    def the_whole_way_was_walked(self) -> None:
        if self.case.state in PATH:
            assert self.walked == list(PATH[: PATH.index(self.case.state) + 1])

    @invariant()
    def a_unit_in_the_log_was_practised(self) -> None:
        assert not self.in_log or self.case.state in PATH[5:]


TestAnyCase = AnyCase.TestCase


def test_with_all_evidence_the_way_leads_to_open() -> None:
    case = Case("KG-BATKEN", FULL.particulars)
    for state in PATH:
        case = path.step(case, FULL, state, at=1)
    assert case.state is CaseState.OPEN
    assert case.version == len(PATH)


@pytest.mark.parametrize("to", [CaseState.SUSPENDED, CaseState.CLOSED])
def test_no_step_leads_where_only_the_log_leads(to: CaseState) -> None:
    with pytest.raises(StateFollowsLog):
        path.step(Case("KG-BATKEN", FULL.particulars, CaseState.OPEN), FULL, to, at=1)


def test_no_step_stands_still_or_goes_back() -> None:
    case = Case("KG-BATKEN", FULL.particulars, CaseState.TRAINED)
    for to in (CaseState.TRAINED, CaseState.AGREED, CaseState.PRACTISED):
        with pytest.raises(StateSkipped) as refusal:
            path.step(case, FULL, to, at=1)
        assert refusal.value.facts["next"] == "equipped"
    assert path.step(case, FULL, CaseState.EQUIPPED, at=1).state is CaseState.EQUIPPED


def test_a_closed_unit_is_not_reopened() -> None:
    closed = path.closed(Case("KG-BATKEN", FULL.particulars, CaseState.OPEN), at=1)
    with pytest.raises(NotReopened):
        path.reopen(closed, CaseState.CONNECTED, in_log=True, at=2)
    opened = Case("KG-BATKEN", FULL.particulars, CaseState.OPEN)
    assert path.reopen(opened, CaseState.CONNECTED, in_log=True, at=2).state is CaseState.CONNECTED


def test_the_facts_of_these_tests_are_of_the_past() -> None:
    assert date(2022, 4, 8) <= TODAY
