"""A model's life, its card, and what happens without one."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sealwire_profiling.model.domain import boosting
from sealwire_profiling.model.domain.card import as_text, stale
from sealwire_profiling.model.domain.lifecycle import (
    Stage,
    Standing,
    begin_shadow,
    concerns,
    outdated,
    promote,
    retire,
    worse_by,
)
from sealwire_profiling.model.domain.spec import FRAME
from sealwire_profiling.model.domain.storing import dumps, loads
from sealwire_profiling.model.refusals import ModelUnavailable, ShadowTooShort, WrongStage

if TYPE_CHECKING:
    from sealwire_profiling.model.domain.model import Model

DAY = date(2026, 5, 1)
OFFICER = "KG-OSH/asel"
CANDIDATE = Standing("ab" * 32, Stage.CANDIDATE, DAY, OFFICER)


def test_a_model_walks_from_candidate_to_retired() -> None:
    shadow = begin_shadow(CANDIDATE, by=OFFICER, on=DAY)
    promoted = promote(shadow, by=OFFICER, on=DAY + timedelta(days=14), least_days=14)
    retired = retire(promoted, by=OFFICER, on=DAY + timedelta(days=90))
    assert [each.stage for each in (shadow, promoted, retired)] == ["shadow", "promoted", "retired"]
    assert retired.digest == CANDIDATE.digest


def test_no_stage_is_skipped() -> None:
    with pytest.raises(WrongStage):
        promote(CANDIDATE, by=OFFICER, on=DAY, least_days=0)
    with pytest.raises(WrongStage):
        begin_shadow(begin_shadow(CANDIDATE, by=OFFICER, on=DAY), by=OFFICER, on=DAY)


def test_a_retired_model_stays_retired() -> None:
    retired = retire(CANDIDATE, by=OFFICER, on=DAY)
    with pytest.raises(WrongStage):
        retire(retired, by=OFFICER, on=DAY)


def test_a_shadow_run_that_is_too_short_says_how_long() -> None:
    shadow = begin_shadow(CANDIDATE, by=OFFICER, on=DAY)
    with pytest.raises(ShadowTooShort) as refused:
        promote(shadow, by=OFFICER, on=DAY + timedelta(days=13), least_days=14)
    assert (refused.value.facts["days"], refused.value.facts["least_days"]) == (13, 14)


def test_a_worse_candidate_raises_a_concern_and_an_equal_one_does_not(model: Model) -> None:
    card = model.card
    assert card.by_time is not None
    worse = replace(card, by_time=replace(card.by_time, auc=card.by_time.auc - 0.05))
    found = concerns(worse, card, margin=0.02)
    assert [(each.code, each.part) for each in found] == [("auc", "by_time")]
    assert f"{card.by_time.rows} rows" in found[0].texts["en"]
    assert concerns(card, card, margin=0.02) == ()
    assert concerns(worse, card, margin=0.06) == ()
    assert concerns(worse, None, margin=0.02) == ()


def test_a_candidate_without_figures_raises_a_concern(model: Model) -> None:
    unmeasured = replace(model.card, by_newcomer=None)
    assert [each.code for each in concerns(unmeasured, model.card, margin=0.02)] == ["unmeasured"]


def test_a_model_of_another_specification_raises_a_concern_and_one_of_the_same_does_not(model: Model) -> None:
    card = model.card
    before = replace(card, spec=replace(card.spec, name="frame-1"))
    [concern] = outdated(before, FRAME)
    assert concern.code == "outdated"
    assert all("frame-1" in said and FRAME.name in said for said in concern.texts.values())
    assert concern.texts["en"] != concern.texts["ru"]
    assert outdated(replace(card, spec=FRAME.within(["hs"])), FRAME) == ()


def test_a_shadow_run_is_compared_on_its_own_rows(model: Model) -> None:
    present = model.card.by_time
    assert present is not None
    candidate = replace(present, precision={**present.precision, "5": 0.0}, calibration_error=0.9)
    assert [each.code for each in worse_by(candidate, present, margin=0.02)] == ["precision", "calibration"]


@pytest.mark.parametrize(("age", "too_old"), [(180, False), (181, True)])
def test_a_model_is_stale_by_its_newest_outcome(model: Model, age: int, too_old: bool) -> None:  # noqa: FBT001 - a table
    assert model.card.last_day is not None
    on = model.card.last_day + timedelta(days=age)
    assert stale(model.card, on, max_age_days=180) is too_old


def test_a_machine_without_lightgbm_says_that_there_is_no_model(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = dumps(model)
    assert boosting.library().__name__ == "lightgbm"
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    with pytest.raises(ModelUnavailable):
        loads(stored)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_card_reads_in_both_languages(model: Model, language: str) -> None:
    assert model.card.by_time is not None
    text = as_text(replace(model.card, promoted_by=OFFICER), language)
    for fact in (str(model.card.rows), str(model.card.by_time.positives), OFFICER, "manifests", "lightgbm"):
        assert fact in text
    assert "{" not in text
