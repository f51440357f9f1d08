"""One pass over consignments: what they declare, remember, contradict, stand on, hit and are likely to be.

The order is that of what builds on what: checks and lists first, since profiles may speak of them; then
profiles, which the model reads; then the model.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

import polars as pl
from sealwire.contract.profiling.lists import Effect
from sealwire.contract.profiling.selections import Lane

from sealwire_profiling.assessments.domain.scoring import scored, why_not
from sealwire_profiling.assessments.domain.shadowing import Shadowed, Shadows, shadowed
from sealwire_profiling.checks.domain.checking import Checking
from sealwire_profiling.frame.domain.building import build
from sealwire_profiling.frame.domain.parties import counted
from sealwire_profiling.goods.domain.priority import priority_tiers
from sealwire_profiling.goods.domain.terms import control_terms
from sealwire_profiling.lists.domain.screening import Screening
from sealwire_profiling.rules.domain.evaluating import evaluate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from sealwire_profiling.checks.domain.findings import Finding
    from sealwire_profiling.checks.domain.routes import Distances
    from sealwire_profiling.frame.domain.building import Received
    from sealwire_profiling.lists.domain.index import ScreeningIndex
    from sealwire_profiling.lists.domain.screening import Hit
    from sealwire_profiling.lists.domain.values import ScreeningSet
    from sealwire_profiling.model.domain.model import Model
    from sealwire_profiling.rules.domain.compiling import Rule

FULL_WEIGHT = 100.0
AT_ONCE = 5_000
"""So many consignments are in memory together; one takes 12 KB, what is kept of it a tenth of that."""
RULES = "rules"
"""The column with the codes of the profiles that hold, which the model reads."""


@dataclass(frozen=True, slots=True)
class LiveProfile:
    """A profile that is in force: its rule, and what it does where it holds.

    Attributes:
        rule: Compiled; its id is the profile's code.
        weight: Points, 1 to 100.
        lane: Where it sends a consignment at least.
        titles: What it says, by language.
        group: Commodity group it speaks of; empty for any.
        outcomes: Inspections with a known outcome of what it hit.
    """

    rule: Rule
    weight: float
    lane: Lane
    titles: Mapping[str, str]
    group: str = ""
    outcomes: int = 0

    @property
    def compels(self) -> bool:
        """Whether a consignment of which it holds must be opened: the red lane at full weight."""
        return self.lane is Lane.RED and self.weight >= FULL_WEIGHT


@dataclass(frozen=True, slots=True)
class Known:
    """What an administration knows on the day of an assessment.

    Attributes:
        history: Earlier consignments, columns HISTORY.
        profiles: Those that are live.
        broken: Codes of live profiles that are no rules any more, such as by a list that is gone.
        screening: Lists and clearances of the day, with their index; None where there are no lists.
        model: The promoted model, if there is one that can be read.
        no_model: Code of why it cannot be read, if there is one that cannot.
        model_max_age_days: Older than that it is not used.
        home: The administration's country; without it no direction is checked.
        distances: By sea; without them no detour is seen.
        shadows: What runs beside all that and decides nothing.
    """

    history: pl.DataFrame
    profiles: Sequence[LiveProfile] = ()
    broken: Sequence[str] = ()
    screening: tuple[ScreeningSet, ScreeningIndex] | None = None
    model: Model | None = None
    no_model: str | None = None
    model_max_age_days: int = 180
    home: str | None = None
    distances: Distances | None = None
    shadows: Shadows = field(default_factory=Shadows)


@dataclass(frozen=True, slots=True)
class Assessed:
    """What is known of consignments, row by row in the order they came.

    Attributes:
        frame: All columns of the frame, and RULES.
        findings: Of the checks.
        hits: On the lists, cleared ones with them.
        held: A nullable boolean for each live profile: null where it could not be told.
        probability: Of a finding, by the model; None where there is none.
        degraded: Why there is none; None where all is well.
        shadowed: What shadows say of the rows.
    """

    frame: pl.DataFrame
    findings: Sequence[tuple[Finding, ...]]
    hits: Sequence[tuple[Hit, ...]]
    held: pl.DataFrame
    probability: NDArray[np.float64] | None = field(default=None)
    degraded: str | None = None
    shadowed: Shadowed = field(default_factory=Shadowed)


def assess(received: Iterable[Received], known: Known, *, on: date, at_once: int = AT_ONCE) -> Assessed:
    """Return what is known of consignments.

    Args:
        received: In any order, which the result keeps; gone through once.
        known: Of the day.
        on: The day.
        at_once: How many of them are taken in memory together.
    """
    assessing, coming = Assessing(known, on), iter(received)
    while some := list(islice(coming, at_once)):
        assessing.take(some)
    return assessing.done()


class Assessing:
    """An assessment that takes its consignments a few at a time, which need not be kept."""

    def __init__(self, known: Known, on: date) -> None:
        """Begin with none.

        Args:
            known: Of the day.
            on: The day.
        """
        self._known, self._on = known, on
        self._frames = [build((), on=on)]
        self._checking = Checking(on, known.home, known.distances)
        self._screening = None if known.screening is None else Screening(*known.screening)
        self._hits: list[tuple[Hit, ...]] = []

    def take(self, received: Sequence[Received]) -> None:
        """Take the next consignments."""
        self._frames.append(build(received, on=self._on))
        self._checking.take(each.consignment for each in received)
        if self._screening is None:
            self._hits += [()] * len(received)
        else:
            self._hits += self._screening.take(received)

    def done(self) -> Assessed:
        """Return what is known of all that were taken, in their order."""
        known, on, hits, findings = self._known, self._on, self._hits, self._checking.done()
        frame = counted(pl.concat(self._frames), known.history)
        self._frames.clear()
        frame = _judged(frame, findings, hits)
        held = evaluate([each.rule for each in known.profiles], frame)
        frame = frame.with_columns(_codes_of(held, frame.height).alias(RULES))
        problem = why_not(known.model, known.no_model, on, max_age_days=known.model_max_age_days)
        live = scored(frame, known.model, problem)
        beside = shadowed(frame, known.shadows, on, max_age_days=known.model_max_age_days)
        return Assessed(frame, findings, hits, held, live.probability, live.problem, beside)


def counts(hit: Hit) -> bool:
    """Tell whether a hit does anything: not when the pair is cleared, nor when it only informs."""
    return hit.cleared is None and hit.effect is not Effect.INFORMATION


def compels(hits: Sequence[Hit]) -> bool:
    """Tell whether any hit makes an inspection mandatory."""
    return any(hit.effect is Effect.MANDATORY and hit.cleared is None for hit in hits)


def _judged(
    frame: pl.DataFrame, findings: Sequence[tuple[Finding, ...]], hits: Sequence[tuple[Hit, ...]]
) -> pl.DataFrame:
    codes = [list(dict.fromkeys(each.code for each in found)) for found in findings]
    counted = [[hit for hit in found if counts(hit)] for found in hits]
    lists = [list(dict.fromkeys(hit.list for hit in found)) for found in counted]
    best = [max((hit.score for hit in found), default=0.0) for found in counted]
    texts = pl.List(pl.String())
    return frame.with_columns(
        pl.Series("checks", codes, dtype=texts),
        pl.Series("hits", lists, dtype=texts),
        pl.Series("best_hit", best, dtype=pl.Float64()),
        priority_tiers(frame["hs_codes"]).alias("priority_tier"),
        control_terms(frame["description"]).alias("control_terms"),
    )


def _codes_of(held: pl.DataFrame, rows: int) -> pl.Series:
    """Return the codes of the profiles that hold, row by row."""
    if not held.columns:
        return pl.Series(RULES, [[]] * rows, dtype=pl.List(pl.String()))
    codes = [pl.when(pl.col(name)).then(pl.lit(name)) for name in held.columns]
    return held.select(pl.concat_list(codes).list.drop_nulls()).to_series()
