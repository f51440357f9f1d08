"""Training: reproducible, honest about time and newcomers, and refusing what cannot be learned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from sealwire_profiling.frame.domain.columns import SCHEMA
from sealwire_profiling.model.domain import boosting
from sealwire_profiling.model.domain.features import Made
from sealwire_profiling.model.domain.figures import auc
from sealwire_profiling.model.domain.guards import Examples, examples_of, tells_alone
from sealwire_profiling.model.domain.model import Model, probability
from sealwire_profiling.model.domain.spec import FRAME, Learning
from sealwire_profiling.model.domain.storing import dumps
from sealwire_profiling.model.domain.training import split_by_newcomer, split_by_time, train
from sealwire_profiling.model.refusals import ColumnsMissing, LabelsUnfit, LeakyColumns, TooLittleToLearn
from unit.profiling.model.made import ON, QUICK, SPEC, consignments, examples


def test_the_same_examples_and_seed_give_the_same_bytes(model: Model) -> None:
    assert dumps(train(examples(), SPEC, seed=7, on=ON, learning=QUICK)) == dumps(model)


def test_another_seed_gives_another_model(model: Model) -> None:
    assert dumps(train(examples(), SPEC, seed=8, on=ON, learning=QUICK)) != dumps(model)


def test_scores_rank_later_consignments(model: Model) -> None:
    table, labels = consignments(2_000, seed=1)
    scores = model.score(table)
    assert scores.min() >= 0
    assert scores.max() <= 1
    assert auc(labels.to_numpy(), scores) > 0.75


def test_a_row_has_the_same_score_alone_and_in_a_batch(model: Model) -> None:
    table, _ = consignments(50, seed=2)
    together = model.score(table)
    alone = [float(model.score(table[place])[0]) for place in range(table.height)]
    assert together.tolist() == alone


def test_a_worse_history_never_lowers_a_score(model: Model) -> None:
    table, _ = consignments(300, seed=6)
    features = model.scorer.features
    matrix = model.scorer.matrix(table)
    rates = [place for place, each in enumerate(features) if each.made is Made.RATE]
    assert len(rates) == len(SPEC.keys)
    before = boosting.margins(model.scorer.boosters, matrix, threads=1)
    moved = 0
    for place in rates:
        worse = matrix.copy()
        worse[:, place] += 0.3
        after = boosting.margins(model.scorer.boosters, worse, threads=1)
        assert (after >= before - 1e-12).all()
        moved += int((after > before).sum())
    assert moved > 0


def test_nothing_scores_nothing(model: Model) -> None:
    assert model.score(consignments(5)[0].clear()).shape == (0,)


def test_unknown_categories_and_missing_values_have_a_score(model: Model) -> None:
    table, _ = consignments(1)
    odd = table.with_columns(
        pl.lit("never seen").alias("consignee_key"),
        pl.lit(None, dtype=pl.String).alias("origin"),
        pl.lit(float("inf")).alias("value_norm"),
        pl.lit(-1.0).alias("value_per_kg"),
        pl.lit(None, dtype=pl.List(pl.String)).alias("checks"),
    )
    assert 0 < model.score(odd)[0] < 1


def test_scoring_without_a_column_names_it(model: Model) -> None:
    with pytest.raises(ColumnsMissing) as refused:
        model.score(consignments(1)[0].drop("origin"))
    assert refused.value.facts["columns"] == ["origin"]


def test_the_card_has_figures_with_the_rows_behind_them(model: Model) -> None:
    card = model.card
    assert (card.rows, card.sources) == (2_000, ("manifests",))
    for figures in (card.by_time, card.by_newcomer):
        assert figures is not None
        assert figures.rows > figures.positives > 20
        assert sum(each.rows for each in figures.bands) == figures.rows
        assert figures.auc > 0.65
    assert card.repeats == 0


def test_the_past_and_the_future_are_apart() -> None:
    given = examples()
    split = split_by_time(given)
    assert split is not None
    assert given.dates is not None
    past, stop, test = (given.dates[each] for each in (split.learn, split.stop, split.test))
    assert past.max() < stop.min()
    assert stop.max() < test.min()


def test_newcomers_are_parties_that_learning_never_saw() -> None:
    given = examples()
    split = split_by_newcomer(given, SPEC, seed=3)
    assert split is not None
    names = [set(given.table.filter(each)["consignee_key"]) for each in (split.learn, split.stop, split.test)]
    assert all(names)
    assert not names[0] & names[1] | names[0] & names[2] | names[1] & names[2]


def test_calibration_keeps_the_order(model: Model) -> None:
    table, _ = consignments(500, seed=4)
    margins = model.scorer.margins(table)
    chances = model.score(table)
    order = np.argsort(margins, kind="stable")
    assert (np.diff(chances[order]) >= 0).all()
    assert not np.array_equal(chances, probability(margins))


@pytest.mark.parametrize(
    ("rows", "found"), [(300, 60), (600, 10), (600, 590)], ids=["rows", "findings", "rows without one"]
)
def test_too_little_to_learn_from_is_refused_with_the_counts(rows: int, found: int) -> None:
    table, _ = consignments(rows)
    labels = pl.Series([1] * found + [0] * (rows - found))
    given = examples_of(table, labels, spec=SPEC, day="declared_on")
    with pytest.raises(TooLittleToLearn) as refused:
        train(given, SPEC, seed=1, on=ON, learning=QUICK)
    assert (refused.value.facts["rows"], refused.value.facts["positives"]) == (rows, found)


def test_the_frame_is_learned_from_though_most_of_it_is_empty() -> None:
    table, labels = consignments(800)
    empty = pl.DataFrame(schema=SCHEMA).clear(table.height)
    frame = empty.with_columns(
        table["id"],
        table["consignee_key"],
        table["heading"],
        table["checks"],
        table["declared_on"],
        table["value_norm"],
    )
    spec = FRAME.within(frame.columns)
    assert "rules" not in spec.lists
    given = examples_of(frame, labels, spec=spec, day="declared_on")
    found = train(given, spec, seed=1, on=ON, learning=QUICK)
    assert found.score(frame).shape == (800,)
    assert found.card.by_time is not None
    assert found.card.by_time.auc > 0.6


def test_just_enough_is_learned_from() -> None:
    given = examples(600)
    least = Learning(least_rows=600, least_positives=int(given.labels.sum()), max_rounds=5)
    assert train(given, SPEC, seed=1, on=ON, learning=least).card.rows == 600


def test_examples_without_dates_say_that_time_was_not_measured() -> None:
    table, labels = consignments(800)
    card = train(examples_of(table, labels, spec=SPEC), SPEC, seed=1, on=ON, learning=QUICK).card
    assert card.by_time is None
    assert card.by_newcomer is not None


@pytest.mark.parametrize("name", ["outcome", "Fraud", "lane", "seal_found"])
def test_a_column_known_only_afterwards_is_refused(name: str) -> None:
    table, labels = consignments(800)
    spec = replace(SPEC, numeric=(*SPEC.numeric, name), banned=("Seal_Found",))
    given = examples_of(table.with_columns(pl.lit(1.0).alias(name)), labels, spec=spec)
    with pytest.raises(LeakyColumns) as refused:
        train(given, spec, seed=1, on=ON, learning=QUICK)
    assert refused.value.facts["known_afterwards"] == [name]


@pytest.mark.parametrize("kind", ["number", "category", "list"])
def test_a_column_that_tells_the_outcome_alone_is_refused(kind: str) -> None:
    table, labels = consignments(800)
    told = {
        "number": labels.cast(pl.Float64) * 3 + 1,
        "category": pl.Series(["bad" if each else "good" for each in labels]),
        "list": pl.Series([["found"] if each else [] for each in labels]),
    }[kind]
    spec = replace(SPEC, lists=("told",)) if kind == "list" else replace(SPEC, categorical=("told",))
    given = examples_of(table.with_columns(told.alias("told")), labels, spec=spec)
    with pytest.raises(LeakyColumns) as refused:
        train(given, spec, seed=1, on=ON, learning=QUICK)
    assert refused.value.facts["telling"] == ["told"]


def test_honest_columns_do_not_tell_the_outcome_alone() -> None:
    given = examples()
    assert [name for name in SPEC.columns if tells_alone(given, name)] == []


@pytest.mark.parametrize(
    "labels",
    [pl.Series([0, 1, 2]), pl.Series([0, 1, None]), pl.Series([0, 1])],
    ids=["a third outcome", "a missing outcome", "too few outcomes"],
)
def test_outcomes_that_do_not_fit_are_refused(labels: pl.Series) -> None:
    with pytest.raises(LabelsUnfit):
        examples_of(consignments(3)[0], labels, spec=SPEC)


def test_booleans_are_outcomes() -> None:
    given = examples_of(consignments(3)[0], pl.Series([True, False, True]), spec=SPEC)
    assert given.labels.tolist() == [1, 0, 1]


def test_a_missing_day_is_refused() -> None:
    table, labels = consignments(3)
    undated = table.with_columns(pl.lit(None, dtype=pl.Date).alias("declared_on"))
    with pytest.raises(LabelsUnfit):
        examples_of(undated, labels, spec=SPEC, day="declared_on")


def test_lengths_that_differ_are_refused() -> None:
    given = examples(800)
    short = Examples(given.table, given.labels, given.groups[:-1], given.dates)
    with pytest.raises(LabelsUnfit):
        train(short, SPEC, seed=1, on=ON, learning=QUICK)


def test_repeats_of_earlier_rows_are_counted() -> None:
    table, labels = consignments(800)
    spec = replace(SPEC, same=("heading",))
    given = examples_of(table, labels, spec=spec, day="declared_on")
    card = train(given, spec, seed=1, on=ON, learning=QUICK).card
    assert card.repeats == 1.0
    assert card.by_time_unrepeated is None
