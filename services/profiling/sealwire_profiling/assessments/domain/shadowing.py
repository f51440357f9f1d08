"""What runs beside the live set and decides nothing: profiles and a model in shadow.

Nothing that the selection is made of is worked out here, and no fault in here reaches it: a shadow that
cannot run is a problem that is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import polars as pl
from sealwire.errors import SealwireError

from sealwire_profiling.assessments.domain.scoring import Scored, scored, why_not
from sealwire_profiling.rules.domain.evaluating import evaluate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sealwire_profiling.model.domain.model import Model
    from sealwire_profiling.rules.domain.compiling import Rule

_FAULT = SealwireError.code


@dataclass(frozen=True, slots=True)
class Shadows:
    """What is in shadow on the day of an assessment.

    Attributes:
        rules: Of the profiles, with the names of `named`.
        broken: Names of profiles that are no rules any more, each with a code that says why.
        digest: Names the model that came into shadow last; None where there is none.
        model: As it was read.
        no_model: Code of why it cannot be read.
    """

    rules: Sequence[Rule] = ()
    broken: Mapping[str, str] = field(default_factory=dict)
    digest: str | None = None
    model: Model | None = None
    no_model: str | None = None


@dataclass(frozen=True, slots=True)
class Shadowed:
    """What shadows say of rows.

    Attributes:
        held: A nullable boolean for each profile, by its name: null where it could not be told.
        broken: Profiles that did not run, each with a code that says why.
        digest: Names the model.
        scored: What it says.
    """

    held: pl.DataFrame = field(default_factory=pl.DataFrame)
    broken: Mapping[str, str] = field(default_factory=dict)
    digest: str | None = None
    scored: Scored = field(default=Scored(None, None))


def named(rule: Rule, number: int) -> Rule:
    """Return a rule that goes by its profile's code and version: another version of it may be live."""
    return replace(rule, id=f"{rule.id}@{number}")


def shadowed(frame: pl.DataFrame, shadows: Shadows, on: date, *, max_age_days: int) -> Shadowed:
    """Return what shadows say of the rows of a frame.

    Args:
        frame: All columns, as the live model reads them.
        shadows: Of the day.
        on: The day.
        max_age_days: A model that is older is not used.
    """
    held, failed = _held(shadows.rules, frame)
    return Shadowed(
        held, {**shadows.broken, **failed}, shadows.digest, _scored(frame, shadows, on, max_age_days)
    )


def _held(rules: Sequence[Rule], frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, str]]:
    try:
        return evaluate(rules, frame), {}
    except pl.exceptions.PolarsError:
        pass
    columns, failed = [], {}
    for rule in rules:
        try:
            columns.append(evaluate([rule], frame).to_series())
        except pl.exceptions.PolarsError:
            failed[rule.id] = _FAULT
    return pl.DataFrame(columns), failed


def _scored(frame: pl.DataFrame, shadows: Shadows, on: date, max_age_days: int) -> Scored:
    if shadows.digest is None:
        return Scored(None, None)
    try:
        problem = why_not(shadows.model, shadows.no_model, on, max_age_days=max_age_days)
        return scored(frame, shadows.model, problem)
    except Exception:  # noqa: BLE001 - whatever is wrong with a model on trial, the day's selection is made
        return Scored(None, _FAULT)
