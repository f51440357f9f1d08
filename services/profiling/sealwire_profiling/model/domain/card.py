"""The card of a model: what it learned from, how good it honestly is, and who answers for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire_profiling.model.domain.sentences import column_name, number, sentences

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sealwire_profiling.model.domain.figures import Figures
    from sealwire_profiling.model.domain.spec import FeatureSpec, Learning

PARTS = ("by_time", "by_time_unrepeated", "by_newcomer")
"""The held-out rows that a card has figures of."""
_NAMED = 20


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What has to be known before trusting a model.

    Attributes:
        trained_on: Day of the training.
        first_day: Of the training rows; None where they have no dates.
        last_day: Of the training rows.
        rows: Inspected consignments learned from.
        positives: Findings among them.
        sources: Names of the sources of the documents, as the administration calls them.
        spec: The columns.
        learning: How it learned, `max_rounds` being the trees it has.
        seed: Of all that was drawn.
        versions: Of the libraries, by name.
        by_time: On the last days, learned from those before; None without dates or with too few rows.
        by_time_unrepeated: Of these, the rows that repeat no earlier one.
        by_newcomer: On parties that learning never saw.
        repeats: Share of the last days' rows that repeat an earlier row, 0 to 1.
        promoted_by: The officer; empty until then.
    """

    trained_on: date
    first_day: date | None
    last_day: date | None
    rows: int
    positives: int
    sources: tuple[str, ...]
    spec: FeatureSpec
    learning: Learning
    seed: int
    versions: Mapping[str, str]
    by_time: Figures | None
    by_time_unrepeated: Figures | None
    by_newcomer: Figures | None
    repeats: float | None
    promoted_by: str = ""


def stale(card: ModelCard, on: date, *, max_age_days: int) -> bool:
    """Return whether a model's newest training row (else its training) is older than it may be.

    Args:
        card: Of the model.
        on: The day of the assessment.
        max_age_days: A setting of the caller.
    """
    return (on - (card.last_day or card.trained_on)).days > max_age_days


def as_text(card: ModelCard, language: str) -> str:
    """Return the card as an officer reads it, in "en" or "ru"."""
    told = sentences()["card"]
    lines = [told["title"][language].format(trained_on=card.trained_on)]
    days = "data" if card.first_day else "undated"
    lines.append(
        told[days][language].format(
            rows=card.rows, positives=card.positives, first_day=card.first_day, last_day=card.last_day
        )
    )
    if card.sources:
        lines.append(told["sources"][language].format(sources=_first(card.sources)))
    columns = ", ".join(column_name(each, language) for each in card.spec.columns)
    lines.append(told["columns"][language].format(name=card.spec.name, columns=columns))
    versions = ", ".join(f"{name} {each}" for name, each in sorted(card.versions.items()))
    lines.append(
        told["made"][language].format(seed=card.seed, trees=card.learning.max_rounds, versions=versions)
    )
    lines += [_figures_line(getattr(card, part), part, language) for part in PARTS]
    lines += _checks(card, language)
    lines.append(told["limits"][language])
    promoted = told["promoted"][language].format(officer=card.promoted_by)
    lines.append(promoted if card.promoted_by else told["not_promoted"][language])
    return "\n".join(lines) + "\n"


def _first(names: tuple[str, ...]) -> str:
    more = f", … ({len(names)})" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _checks(card: ModelCard, language: str) -> list[str]:
    told, lines = sentences()["card"], []
    if card.repeats is not None:
        repeats = number(round(card.repeats * 100, 1), language)
        lines.append(told["repeats"][language].format(repeats=repeats))
    if card.by_time:
        pairs = [(round(band.expected, 3), round(band.found, 3)) for band in card.by_time.bands]
        bands = "; ".join(f"{number(a, language)} → {number(b, language)}" for a, b in pairs)
        lines.append(told["bands"][language].format(bands=bands))
    return lines


def _figures_line(figures: Figures | None, part: str, language: str) -> str:
    told, named = sentences()["card"], sentences()["part"][part][language]
    if figures is None:
        return told["unmeasured"][language].format(part=named)
    rounded = {
        "auc": figures.auc,
        **{f"p{share}": value for share, value in figures.precision.items()},
        "error": figures.calibration_error,
        "raw": figures.uncalibrated_error,
    }
    return told["figures"][language].format(
        part=named,
        rows=figures.rows,
        positives=figures.positives,
        **{name: number(round(value, 3), language) for name, value in rounded.items()},
    )
