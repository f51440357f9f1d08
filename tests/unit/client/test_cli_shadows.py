"""What is in shadow is printed by that name, apart from the reasons, and with what stands behind it."""

from __future__ import annotations

from sealwire.cli.profiling.shadows import evidence_lines, seen_line, shadow_lines
from sealwire.contract.profiling.inspections import ChosenShare, Compared, ShadowEvidence, Share
from sealwire.contract.profiling.selections import (
    ShadowModel,
    ShadowProfile,
    ShadowSeen,
    ShadowsOut,
    Slot,
)

SHARE = Share(name="seal@2", inspected=40, found=10, precision=0.25, low=0.14, high=0.4)
NOTHING = Share(name="seal", inspected=0, found=0, precision=None)


def test_what_ran_beside_a_selection_is_told_with_what_could_not_run() -> None:
    ran = ShadowsOut(
        profiles=(
            ShadowProfile(name="seal@2", hits=3, not_evaluable=1),
            ShadowProfile(name="gone@1", problem="rule-faulty"),
        ),
        model=ShadowModel(model="ab" * 32, both=3, live_only=2, shadow_only=1),
    )
    assert list(shadow_lines(ran)) == [
        "In shadow, deciding nothing:",
        "  profile seal@2: 3 hits, 1 could not be told",
        "  profile gone@1: could not run (rule-faulty)",
        "  model abababababab: would have chosen 3 of the same, 1 others, and 2 of the chosen not",
    ]
    damaged = ShadowsOut(model=ShadowModel(model="ab" * 32, problem="model-damaged"))
    assert list(shadow_lines(damaged))[-1] == "  model abababababab: could not run (model-damaged)"
    assert list(shadow_lines(None)) == []


def test_a_row_has_what_shadows_say_in_a_line_of_its_own() -> None:
    seen = ShadowSeen(profiles=("seal@2",), probability=0.4, slot=Slot.EXPECTED_VALUE)
    assert seen_line(seen) == "seal@2, chance 0.40, would be opened: expected-value"
    assert seen_line(ShadowSeen(profiles=())) == "nothing"


def test_evidence_names_counts_precision_and_interval_of_both() -> None:
    chosen = ChosenShare(**dict(SHARE), chosen=50)
    nobody = ChosenShare(**dict(NOTHING), chosen=0)
    found = ShadowEvidence(
        selections=7, not_run=1, shadow=SHARE, live=(NOTHING,),
        compared=Compared(selections=7, both=chosen, live_only=nobody, shadow_only=nobody),
    )  # fmt: skip
    assert list(evidence_lines(found)) == [
        "In shadow beside 7 selections, could not run beside 1",
        "  40 inspections while in shadow, precision 25% [14%, 40%]",
        "  seal: 0 inspections, precision -",
        "  both choose: 50 chosen, 40 inspected, 10 with a finding, 25% [14%, 40%]",
        "  the live set alone: 0 chosen, 0 inspected, 0 with a finding, -",
        "  the model in shadow alone: 0 chosen, 0 inspected, 0 with a finding, -",
    ]
    assert list(evidence_lines(None)) == []
