"""The life of a model: candidate, shadow, promoted by an officer, retired; and what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from sealwire_profiling.model.domain.card import PARTS
from sealwire_profiling.model.domain.sentences import LANGUAGES, number, sentences
from sealwire_profiling.model.refusals import ShadowTooShort, WrongStage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sealwire_profiling.model.domain.card import ModelCard
    from sealwire_profiling.model.domain.figures import Figures
    from sealwire_profiling.model.domain.spec import FeatureSpec


class Stage(StrEnum):
    """Where a model is in its life."""

    CANDIDATE = "candidate"
    SHADOW = "shadow"
    PROMOTED = "promoted"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a model is, since when, and by whom; `digest` names the stored bytes, which never change."""

    digest: str
    stage: Stage
    since: date
    by: str


def begin_shadow(standing: Standing, *, by: str, on: date) -> Standing:
    """Return the model as it runs beside the present one, its scores kept and not used.

    Raises:
        WrongStage: It is no candidate.
    """
    return _step(standing, Stage.CANDIDATE, Stage.SHADOW, by=by, on=on)


def promote(standing: Standing, *, by: str, on: date, least_days: int) -> Standing:
    """Return the model as an officer put it to use.

    Args:
        standing: In shadow.
        by: The officer.
        on: The day.
        least_days: Days that it must have run in shadow.

    Raises:
        WrongStage: It is not in shadow.
        ShadowTooShort: It has not run for long enough; the facts are the days.
    """
    step = _step(standing, Stage.SHADOW, Stage.PROMOTED, by=by, on=on)
    days = (on - standing.since).days
    if days < least_days:
        raise ShadowTooShort(f"{days} of {least_days} days", days=days, least_days=least_days)
    return step


def retire(standing: Standing, *, by: str, on: date) -> Standing:
    """Return the model as nobody uses it any more; it is kept, since past scores name it.

    Raises:
        WrongStage: It is retired already.
    """
    if standing.stage is Stage.RETIRED:
        raise WrongStage(f"the model is {standing.stage}", stage=standing.stage.value)
    return replace(standing, stage=Stage.RETIRED, by=by, since=on)


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that speaks against a model; `part` names the rows that it was measured on, if it was."""

    code: str
    part: str
    texts: Mapping[str, str]


def concerns(candidate: ModelCard, present: ModelCard | None, *, margin: float) -> tuple[Concern, ...]:
    """Return where a candidate's card is worse than the present model's by more than a margin.

    The cards were measured on different rows; `worse_by` on the rows of a shadow run compares like with like.

    Args:
        candidate: Its card.
        present: Of the model in use; None where there is none.
        margin: In AUC, precision and calibration error, 0 to 1.
    """
    if present is None:
        return ()
    found: list[Concern] = []
    for part in PARTS:
        theirs, ours = getattr(candidate, part), getattr(present, part)
        if ours is not None:
            found += worse_by(theirs, ours, margin=margin, part=part)
    return tuple(found)


def outdated(card: ModelCard, spec: FeatureSpec) -> tuple[Concern, ...]:
    """Return a concern where a model learned from another specification than is read now.

    Its columns may be there still, but with another meaning.
    """
    if card.spec.name == spec.name:
        return ()
    told = sentences()["concern"]["outdated"]
    texts = {each: told[each].format(learned=card.spec.name, present=spec.name) for each in LANGUAGES}
    return (Concern("outdated", "", texts),)


def worse_by(
    candidate: Figures | None, present: Figures, *, margin: float, part: str = "shadow"
) -> tuple[Concern, ...]:
    """Return in what a candidate's figures are worse by more than a margin."""
    if candidate is None:
        return (_concern("unmeasured", part, {}),)
    measures = {
        "auc": (candidate.auc, present.auc, 1),
        "precision": (candidate.precision["5"], present.precision["5"], 1),
        "calibration": (candidate.calibration_error, present.calibration_error, -1),
    }
    counts = {"rows": float(candidate.rows), "positives": float(candidate.positives)}
    return tuple(
        _concern(code, part, {"candidate": theirs, "present": ours, **counts})
        for code, (theirs, ours, better) in measures.items()
        if (ours - theirs) * better > margin
    )


def _step(standing: Standing, wanted: Stage, then: Stage, *, by: str, on: date) -> Standing:
    if standing.stage is not wanted:
        raise WrongStage(
            f"the model is {standing.stage}, not {wanted}", stage=standing.stage.value, wanted=wanted.value
        )
    return replace(standing, stage=then, by=by, since=on)


def _concern(code: str, part: str, values: Mapping[str, float]) -> Concern:
    table = sentences()
    texts = {
        each: table["concern"][code][each].format(
            part=table["part"][part][each],
            **{name: number(round(value, 3), each) for name, value in values.items()},
        )
        for each in LANGUAGES
    }
    return Concern(code, part, texts)
