"""What was in shadow is counted beside what was live, and never as the reason for an inspection."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sealwire.contract.profiling.inspections import Outcome
from sealwire_profiling.inspections.domain.evidence import of_model, of_profile
from sealwire_profiling.inspections.domain.figures import Judged, figures, wilson

DAY = date(2026, 3, 31)
CLEAN, FOUND, GONE = Outcome.NO_IRREGULARITY, Outcome.SEIZURE, Outcome.NOT_CONTROLLED
VALUED: dict[str, Any] = {"slot": "expected-value", "shadow_probability": 0.3}
BOTH = Judged(
    DAY, FOUND, profiles=("seal",), shadow_profiles=("seal@2",), shadow_slot="exploration", **VALUED
)  # fmt: skip
LIVE = Judged(DAY, CLEAN, profiles=("seal", "vague"), **VALUED)
DRAWN = Judged(
    DAY, FOUND, slot="random", shadow_probability=0.9, shadow_slot="expected-value",
    shadow_profiles=("seal@2",),
)  # fmt: skip
MISSED = replace(DRAWN, outcome=GONE)
BEFORE = Judged(DAY, FOUND, profiles=("seal",), slot="mandatory")
MADE = [BOTH, LIVE, DRAWN, MISSED, BEFORE]


def model(**counts: Any) -> dict[str, Any]:
    return {"profiles": [], "model": {"model": "m", **counts}}


RAN = model(both=4, live_only=3, shadow_only=2)
FAILED = model(problem="model-damaged")


def test_profiles_and_bands_in_shadow_have_shares_of_their_own() -> None:
    made = figures(MADE, since=DAY, until=DAY, shadows=[RAN])
    assert [(e.name, e.inspected, e.found) for e in made.by_shadow_profile] == [("seal@2", 2, 2)]
    assert [(e.name, e.inspected) for e in made.by_shadow_band] == [("0.20-0.50", 2), ("0.50-1.00", 1)]
    assert [(e.name, e.inspected, e.found) for e in made.by_profile] == [("seal", 3, 2), ("vague", 1, 0)]


def test_what_both_or_one_alone_choose_is_told_apart_with_what_was_found() -> None:
    made = figures(MADE, since=DAY, until=DAY, shadows=[RAN, RAN, FAILED]).shadow_model
    assert made is not None
    assert made.selections == 2
    parts = (made.both, made.live_only, made.shadow_only)
    assert [(e.chosen, e.inspected, e.found) for e in parts] == [(8, 1, 1), (6, 1, 0), (4, 1, 1)]
    assert (made.both.low, made.both.high) == wilson(1, 1)


def test_a_model_that_never_could_run_is_compared_with_nothing() -> None:
    assert figures(MADE, since=DAY, until=DAY, shadows=[FAILED]).shadow_model is None
    assert figures(MADE, since=DAY, until=DAY).shadow_model is None


def test_a_profiles_evidence_is_its_hits_beside_the_live_version_and_the_live_set() -> None:
    ran = {"profiles": [{"name": "seal@2", "hits": 9, "not_evaluable": 0}], "model": None}
    broken = {"profiles": [{"name": "seal@2", "problem": "rule-faulty"}, {"name": "else@1"}], "model": None}
    found = of_profile("seal", 2, MADE, [ran, ran, broken])
    assert (found.selections, found.not_run, found.compared) == (2, 1, None)
    assert (found.shadow.name, found.shadow.inspected, found.shadow.precision) == ("seal@2", 2, 1.0)
    assert [(e.name, e.inspected, e.found) for e in found.live] == [
        ("seal", 3, 2), ("all live profiles", 3, 2),
    ]  # fmt: skip


def test_a_models_evidence_is_what_it_would_have_chosen_beside_what_was_chosen() -> None:
    found = of_model("m", MADE, [RAN, FAILED])
    assert (found.selections, found.not_run) == (1, 1)
    # BEFORE was of no selection with a model in shadow; MISSED was not controlled.
    assert (found.shadow.inspected, found.shadow.found) == (2, 2)
    assert [(e.name, e.inspected, e.found) for e in found.live] == [("live set", 2, 1)]
    assert found.compared is not None
    assert found.compared.shadow_only.chosen == 2


def test_nothing_inspected_yet_is_no_precision_and_no_division_by_zero() -> None:
    found = of_profile("seal", 2, [], [])
    assert (found.selections, found.shadow.inspected, found.shadow.precision) == (0, 0, None)
