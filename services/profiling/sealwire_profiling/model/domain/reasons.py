"""Why a row has its score: SHAP values, added up by the columns that officers know, as sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sealwire_profiling.model.domain import boosting
from sealwire_profiling.model.domain.features import Made
from sealwire_profiling.model.domain.sentences import (
    LANGUAGES,
    column_name,
    number,
    officers_columns,
    sentences,
)
from sealwire_profiling.model.domain.spec import column_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl
    from numpy.typing import NDArray

    from sealwire_profiling.model.domain.features import Feature
    from sealwire_profiling.model.domain.model import Model, Scorer
    from sealwire_profiling.model.domain.spec import Key

_CODES = 5
"""Codes of a list that a sentence names."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one column, or a pair of them, did to a row's score.

    Attributes:
        columns: As officers know them; two or more for a pair, whose effect belongs to both together.
        points: Log-odds added (above 0 raises the score).
        share: Part of all that moved the score up or down, 0 to 1.
        texts: What the data say, by language.
    """

    columns: tuple[str, ...]
    points: float
    share: float
    texts: Mapping[str, str]

    @property
    def raises(self) -> bool:
        """Whether it raises the score."""
        return self.points > 0


@dataclass(frozen=True, slots=True)
class Explained:
    """The parts of margins; `base` and the sum of a row's `points` give its margin.

    Attributes:
        groups: Officers' columns of each group.
        members: Numbers of the features of each group.
        points: By feature, shape (rows, features).
        base: Log-odds before any column is looked at.
        matrix: The features themselves.
    """

    groups: tuple[tuple[str, ...], ...]
    members: tuple[tuple[int, ...], ...]
    points: NDArray[np.float64]
    base: NDArray[np.float64]
    matrix: NDArray[np.float64]


def explain(scorer: Scorer, table: pl.DataFrame) -> Explained:
    """Return the parts of each row's margin; about a thousand rows a second."""
    features = scorer.features
    grouped: dict[tuple[str, ...], list[int]] = {}
    for place, feature in enumerate(features):
        grouped.setdefault(_group(feature), []).append(place)
    matrix = scorer.matrix(table)
    told = boosting.contributions(scorer.boosters, matrix, scorer.threads)
    points = told[:, :-1].copy()
    counts = {each.terms[0]: at for at, each in enumerate(features) if each.made is Made.COUNT}
    # The points of a list's codes belong to the feature that says which codes there are.
    for name, part in zip(scorer.evidence.points, scorer.evidence.parts(table).T, strict=True):
        points[:, counts[name]] += part
    return Explained(
        groups=tuple(grouped),
        members=tuple(tuple(each) for each in grouped.values()),
        points=points,
        base=told[:, -1] + scorer.evidence.base,
        matrix=matrix,
    )


def reasons(model: Model, table: pl.DataFrame, *, most: int = 5) -> list[list[Reason]]:
    """Return the strongest reasons of each row, strongest first.

    Args:
        model: That scored the rows.
        table: The rows that are shown, not the whole batch.
        most: Reasons of a row at most.
    """
    if not table.height:
        return []
    explained = explain(model.scorer, table)
    said = _Said(model.scorer.features, explained, _seen(model.scorer, table), model.scorer.learned.prior)
    return [said.of_row(place, row)[:most] for place, row in enumerate(table.iter_rows(named=True))]


def _group(feature: Feature) -> tuple[str, ...]:
    terms = feature.terms[:1] if feature.made in {Made.NORM, Made.AGE} else feature.terms
    return tuple(dict.fromkeys(column for each in terms for column in officers_columns(each)))


def _seen(scorer: Scorer, table: pl.DataFrame) -> Mapping[Key, tuple[list[int], list[int]]]:
    """Return rows and findings of each row's value, by key."""
    looked = {each.key: each.look_up(table) for each in scorer.learned.rates}
    return {
        key: (rows.astype(int).tolist(), found.astype(int).tolist()) for key, (rows, found) in looked.items()
    }


@dataclass(frozen=True, slots=True)
class _Said:
    """Writes what features say of rows.

    Attributes:
        features: In the order of the matrix.
        explained: The rows' parts.
        seen: Rows and findings of each row's value, by key.
        prior: Share of findings overall.
    """

    features: tuple[Feature, ...]
    explained: Explained
    seen: Mapping[Key, tuple[list[int], list[int]]]
    prior: float

    def of_row(self, place: int, row: Mapping[str, object]) -> list[Reason]:
        """Return all reasons of a row, strongest first."""
        points = self.explained.points[place]
        sums = [float(points[list(each)].sum()) for each in self.explained.members]
        whole = sum(abs(each) for each in sums)
        order = sorted(range(len(sums)), key=lambda group: -abs(sums[group]))
        return [
            Reason(
                columns=self.explained.groups[group],
                points=sums[group],
                share=abs(sums[group]) / whole,
                texts=self._texts(self._speaker(group, place, sums[group]), place, row),
            )
            for group in order
            if sums[group]
        ]

    def _speaker(self, group: int, place: int, whole: float) -> int:
        """Return the feature that moved the score most in its group's direction."""
        points = self.explained.points[place]
        return max(self.explained.members[group], key=lambda each: points[each] * np.sign(whole))

    def _texts(self, member: int, place: int, row: Mapping[str, object]) -> Mapping[str, str]:
        feature, value = self.features[member], float(self.explained.matrix[place, member])
        rows, found = (counts[place] for counts in self.seen.get(feature.terms, ([0] * (place + 1),) * 2))
        section, name = _sentence(feature, value, row, rows)
        facts = _Facts(feature, value, rows=rows, found=found, prior=self.prior)
        texts = {}
        for language in LANGUAGES:
            text = sentences()[section][name][language].format(**facts.words(row, language))
            texts[language] = text[:1].upper() + text[1:]
        return texts


def _sentence(feature: Feature, value: float, row: Mapping[str, object], rows: int) -> tuple[str, str]:
    """Return section and name of the sentence that fits."""
    missing = bool(np.isnan(value))
    match feature.made:
        case Made.RATE | Made.SEEN:
            stated = all(row.get(column_of(each)) is not None for each in feature.terms)
            return "reason", ("rate" if rows else "rate_unseen") if stated else "rate_null"
        case Made.NORM:
            return "reason", "norm_null" if missing else "norm"
        case Made.CODE if not missing:
            return "reason", "code" if value else "no_code"
        case Made.COUNT if not missing:
            return "reason", "count" if value else "count_none"
        case _:
            return _plain_sentence(feature, missing=missing, zero=not value)


def _plain_sentence(feature: Feature, *, missing: bool, zero: bool) -> tuple[str, str]:
    name, table = feature.terms[0], sentences()
    if missing:
        return ("unknown", name) if name in table["unknown"] else ("reason", "null")
    if zero and name in table["zero"]:
        return "zero", name
    return ("number", name) if name in table["number"] else ("reason", feature.made.value)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is filled into a sentence."""

    feature: Feature
    value: float
    rows: int
    found: int
    prior: float

    def words(self, row: Mapping[str, object], language: str) -> dict[str, str]:
        """Return the words of a row in one language."""
        terms, apart = self.feature.terms, self.feature.made in {Made.NORM, Made.AGE}
        named = [column_name(each, language) for each in terms]
        told = float(np.exp(self.value)) if self.feature.made is Made.NORM else self.value
        return {
            "what": named[0] if apart else " + ".join(named),
            "category": named[-1],
            "code": self.feature.code,
            "codes": _codes(row.get(terms[0])),
            "heading": str(row.get("heading") or "-"),
            "prior": number(round(self.prior * 100, 1), language),
            "rows": str(self.rows),
            "found": str(self.found),
            "value": "-" if np.isnan(told) else number(told, language),
        }


def _codes(listed: object) -> str:
    """Return the first codes of a list; empty where the column is none."""
    return ", ".join(str(each) for each in listed[:_CODES]) if isinstance(listed, list) else ""
