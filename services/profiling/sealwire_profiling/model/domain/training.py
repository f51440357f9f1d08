"""Training: guard, learn, calibrate on held-out folds, and measure on later days and on unseen parties."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from sealwire_profiling.model.domain import boosting
from sealwire_profiling.model.domain.calibration import fit_calibration
from sealwire_profiling.model.domain.card import ModelCard
from sealwire_profiling.model.domain.encoding import fold_of_groups, group_numbers
from sealwire_profiling.model.domain.evidence import evidence_out_of_fold, learn_evidence
from sealwire_profiling.model.domain.features import features_of, learn, rising, training_matrix
from sealwire_profiling.model.domain.figures import figures_of
from sealwire_profiling.model.domain.guards import refuse_unfit, repeats_share
from sealwire_profiling.model.domain.model import Model, Scorer, probability
from sealwire_profiling.model.domain.spec import Learning
from sealwire_profiling.model.refusals import TooLittleToLearn

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sealwire_profiling.model.domain.features import Learned
    from sealwire_profiling.model.domain.figures import Figures
    from sealwire_profiling.model.domain.guards import Examples
    from sealwire_profiling.model.domain.spec import FeatureSpec

_EPOCH = date(1970, 1, 1)
_LEARN, _STOP = 0.65, 0.8
"""Parts of the rows to learn from, then to stop and calibrate on; the rest is only measured."""
_MEASURABLE = 10
"""Rows of each outcome that a part needs for its figures to say anything."""


@dataclass(frozen=True, slots=True)
class Split:
    """Three parts of the rows: to learn from, to stop and calibrate on, to measure on."""

    learn: NDArray[np.bool_]
    stop: NDArray[np.bool_]
    test: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a split gave; `scores` are of its test rows."""

    split: Split
    rounds: int
    figures: Figures
    unrepeated: Figures | None
    repeats: float


def train(
    examples: Examples, spec: FeatureSpec, *, seed: int, on: date, learning: Learning | None = None
) -> Model:
    """Return a model with its card; the same examples and seed give the same bytes.

    Args:
        examples: Inspected consignments with outcomes.
        spec: The columns to read.
        seed: Of all that is drawn.
        on: The day of the training, for the card.
        learning: How to learn.

    Raises:
        TooLittleToLearn: Too few rows or findings.
        LeakyColumns: Columns give the outcome away.
        LabelsUnfit: Outcomes, groups and dates do not fit the table.
        ColumnsMissing: The table lacks columns.
        ModelUnavailable: LightGBM is not installed.
    """
    how = learning or Learning()
    refuse_unfit(examples, spec, how)
    by_time = _measured(examples, spec, how, split=split_by_time(examples), seed=seed)
    by_newcomer = _measured(examples, spec, how, split=split_by_newcomer(examples, spec, seed), seed=seed)
    first = by_time or by_newcomer
    if first is None:
        raise TooLittleToLearn(
            "no part of the rows could be held out with both outcomes",
            rows=examples.table.height,
            positives=int(examples.labels.sum()),
        )
    final = replace(how, max_rounds=first.rounds)
    scorer = fit(examples, spec, final, seed=seed)
    margins = _held_out_margins(examples, spec, final, seed)
    card = _card(examples, spec, final, on=on, seed=seed)
    return Model(
        scorer,
        fit_calibration(margins, examples.labels),
        replace(
            card,
            by_time=by_time.figures if by_time else None,
            by_time_unrepeated=by_time.unrepeated if by_time else None,
            by_newcomer=by_newcomer.figures if by_newcomer else None,
            repeats=first.repeats,
        ),
    )


def fit(examples: Examples, spec: FeatureSpec, learning: Learning, *, seed: int) -> Scorer:
    """Return trees of `learning.max_rounds` rounds on all the examples."""
    learned = learn(examples.table, examples.labels, spec, learning.smoothing)
    evidence = learn_evidence(examples.table, examples.labels, spec.evidence)
    up = rising(features_of(spec, learned))

    def member(own_seed: int) -> Any:
        # Each with folds of its own, so that no chance of one division is learned by all.
        part = _training_part(examples, spec, learned, learning, seed=own_seed)
        return boosting.grow(part, learning, rising=up, seed=own_seed)

    boosters = tuple(member(seed + number) for number in range(learning.members))
    return Scorer(spec, learned, boosters, learning.scoring_threads, evidence)


def rounds_of(past: Examples, stop: Examples, spec: FeatureSpec, learning: Learning, *, seed: int) -> int:
    """Return after how many trees on the past rows the stopping rows are no longer foretold better."""
    learned = learn(past.table, past.labels, spec, learning.smoothing)
    training = _training_part(past, spec, learned, learning, seed=seed)
    matrix = Scorer(spec, learned, (), learning.scoring_threads).matrix(stop.table)
    start = None
    if spec.evidence:
        start = learn_evidence(past.table, past.labels, spec.evidence).margins(stop.table)
    stopping = boosting.Part(matrix, stop.labels, start)
    up = rising(features_of(spec, learned))
    return boosting.rounds_for(training, stopping, learning, rising=up, seed=seed)


def split_by_time(examples: Examples) -> Split | None:
    """Return the first days, the later and the last; a day is never split. None without dates."""
    if examples.dates is None:
        return None
    ordered = np.sort(examples.dates)
    stop, test = (ordered[int(len(ordered) * part)] for part in (_LEARN, _STOP))
    days = examples.dates
    return Split(days < stop, (days >= stop) & (days < test), days >= test)


def split_by_newcomer(examples: Examples, spec: FeatureSpec, seed: int) -> Split | None:
    """Return parts that share no party (else no repeated row)."""
    groups = group_numbers(examples.table, [spec.newcomer]) if spec.newcomer else examples.groups
    part = fold_of_groups(groups, 20, seed) / 20
    return Split(part < _LEARN, (part >= _LEARN) & (part < _STOP), part >= _STOP)


def _training_part(
    examples: Examples, spec: FeatureSpec, learned: Learned, learning: Learning, *, seed: int
) -> boosting.Part:
    """Return what trees learn from: each row's rates and evidence are those of the other folds."""
    table, labels = examples.table, examples.labels
    folds = fold_of_groups(examples.groups, learning.folds, seed)
    matrix = training_matrix(table, labels, spec, learned=learned, folds=folds)
    start = evidence_out_of_fold(table, labels, spec.evidence, folds) if spec.evidence else None
    return boosting.Part(matrix, labels, start)


def _measured(
    examples: Examples, spec: FeatureSpec, learning: Learning, *, split: Split | None, seed: int
) -> Measured | None:
    """Return the figures of a split whose test part had no say; None where a part is too small."""
    if split is None or not all(
        _measurable(examples, each) for each in (split.learn, split.stop, split.test)
    ):
        return None
    past, stop, test = (examples.take(each) for each in (split.learn, split.stop, split.test))
    rounds = rounds_of(past, stop, spec, learning, seed=seed)
    scorer = fit(past, spec, replace(learning, max_rounds=rounds), seed=seed)
    calibration = fit_calibration(scorer.margins(stop.table), stop.labels)
    margins = scorer.margins(test.table)
    chances = calibration.apply(margins)
    repeated = repeats_share(test.table, past.table, spec)
    fresh = ~repeated
    unrepeated = None
    if _measurable(test, fresh):
        unrepeated = figures_of(test.labels[fresh], chances[fresh], probability(margins[fresh]))
    figures = figures_of(test.labels, chances, probability(margins))
    return Measured(split, rounds, figures, unrepeated, float(repeated.mean()))


def _measurable(examples: Examples, rows: NDArray[np.bool_]) -> bool:
    found = int(examples.labels[rows].sum())
    return min(found, int(rows.sum()) - found) >= min(_MEASURABLE, max(1, int(examples.labels.sum()) // 10))


def _held_out_margins(
    examples: Examples, spec: FeatureSpec, learning: Learning, seed: int
) -> NDArray[np.float64]:
    """Return each row's margin by trees that saw neither it nor its repeats."""
    folds = fold_of_groups(examples.groups, learning.folds, seed + 1)
    margins = np.empty(examples.table.height)
    for fold in range(learning.folds):
        held = folds == fold
        if held.any():
            scorer = fit(examples.take(~held), spec, learning, seed=seed)
            margins[held] = scorer.margins(examples.table.filter(held))
    return margins


def _card(examples: Examples, spec: FeatureSpec, learning: Learning, *, on: date, seed: int) -> ModelCard:
    days = examples.dates
    sources = (
        examples.table["source"].drop_nulls().unique().sort() if "source" in examples.table.columns else ()
    )
    return ModelCard(
        trained_on=on,
        first_day=None if days is None else _EPOCH + timedelta(days=int(days.min())),
        last_day=None if days is None else _EPOCH + timedelta(days=int(days.max())),
        rows=examples.table.height,
        positives=int(examples.labels.sum()),
        sources=tuple(sources),
        spec=spec,
        learning=learning,
        seed=seed,
        versions={name: version(name) for name in ("lightgbm", "numpy", "polars", "scipy")},
        by_time=None,
        by_time_unrepeated=None,
        by_newcomer=None,
        repeats=None,
    )
