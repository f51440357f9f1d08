"""Where a version of a profile stands, and who may take it on."""

from __future__ import annotations

import pytest
from sealwire.contract.profiling.rules import ProfileState, ProfileStep, ProfileVersion
from sealwire_profiling.rules.domain.profiles import OwnVersion, WrongState, after_step, standing
from sealwire_profiling.rules.domain.ready import ready_profiles

S, P = ProfileState, ProfileStep
ALLOWED = {
    (S.DRAFT, P.SHADOW): S.SHADOW,
    (S.SHADOW, P.APPROVE): S.APPROVED,
    (S.APPROVED, P.GO_LIVE): S.LIVE,
    (S.DRAFT, P.RETIRE): S.RETIRED,
    (S.SHADOW, P.RETIRE): S.RETIRED,
    (S.APPROVED, P.RETIRE): S.RETIRED,
    (S.LIVE, P.RETIRE): S.RETIRED,
}


def version(state: ProfileState) -> ProfileVersion:
    return ProfileVersion(
        code="a", number=1, profile=ready_profiles()[0].profile, author="KG-OSH/a", written_at=1, state=state
    )


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("step", P)
def test_a_step_begins_where_the_table_says_and_nowhere_else(state: ProfileState, step: ProfileStep) -> None:
    if (state, step) not in ALLOWED:
        with pytest.raises(WrongState):
            after_step(version(state), step, by="KG-OSH/b", at=2)
        return
    done = after_step(version(state), step, by="KG-OSH/b", at=2)
    assert done.state is ALLOWED[state, step] is standing(done.events)
    assert (done.events[-1].by, done.events[-1].at) == ("KG-OSH/b", 2)
    assert done.profile == version(state).profile


def test_the_author_may_do_all_but_approve() -> None:
    with pytest.raises(OwnVersion):
        after_step(version(S.SHADOW), P.APPROVE, by="KG-OSH/a", at=2)
    assert after_step(version(S.SHADOW), P.APPROVE, by="KG-OSH/b", at=2).state is S.APPROVED
    assert after_step(version(S.APPROVED), P.GO_LIVE, by="KG-OSH/a", at=2).state is S.LIVE


def test_what_nothing_was_done_to_is_a_draft() -> None:
    assert standing(()) is S.DRAFT
