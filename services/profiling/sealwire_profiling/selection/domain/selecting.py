"""The selection: mandatory, expected value, exploration, and the random floor, per post and day.

Chance enters in one place only, the random floor: a simple random sample of a fixed size from whom nothing
else selects. So the probability of each candidate is known exactly: 1, or draws / candidates left.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from sealwire_profiling.selection.domain.candidates import read
from sealwire_profiling.selection.domain.draws import draw, order
from sealwire_profiling.selection.domain.exploration import explore, novelties
from sealwire_profiling.selection.domain.rows import Lane, Row, Selection, Slot

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import polars as pl

    from sealwire_profiling.selection.domain.candidates import Candidate
    from sealwire_profiling.selection.domain.settings import Settings, Thresholds

NO_MODEL = "no-model"
MODEL_PARTIAL = "model-partial"
_RANDOM = "random"


@dataclass(frozen=True, slots=True)
class Split:
    """How the capacity of a post and day is shared.

    Attributes:
        expected_value: Slots for the highest expected value.
        exploration: For the unknown.
        random: Draws.
    """

    expected_value: int
    exploration: int
    random: int


def select(frame: pl.DataFrame, settings: Settings, *, model: str | None) -> Selection:
    """Return the selection of a table of candidates.

    Args:
        frame: Columns CANDIDATES; the order of the rows does not matter.
        settings: With the seed.
        model: Version of the model that gave the probabilities; none: they are not looked at.

    Raises:
        CandidatesUnusable: The table is not as documented.
    """
    candidates = read(frame)
    scored = [each.id for each in candidates if each.probability is not None] if model else []
    standing = _standings(candidates, with_model=bool(scored))
    by_group = sorted(
        candidates, key=lambda each: (_group(each), -standing[each.id], order(each.id), each.id)
    )
    rows: list[Row] = []
    for _, group in groupby(by_group, key=_group):
        rows.extend(_select_group(list(group), settings, standing, with_model=bool(scored)))
    used = model if scored or not candidates else None
    degraded = NO_MODEL if used is None else None
    if scored and len(scored) < len(candidates):
        degraded = MODEL_PARTIAL
    return Selection(settings.seed, settings, used, degraded, tuple(rows))


def split(capacity: int, mandatory: int, candidates: int, settings: Settings) -> Split:
    """Return how the capacity that the mandatory leave is shared.

    Args:
        capacity: Of the post and day.
        mandatory: Mandatory ones; where they are as many as the capacity, nothing is left.
        candidates: All of the post and day.
        settings: Shares.
    """
    room = max(0, capacity - mandatory)
    rest = max(0, candidates - mandatory)
    wanted = min(round(settings.random_floor * rest), round(settings.random_most * room))
    # At least one a day where there are two to give, so that no post is without figures; at most half.
    draws = min(max(1, wanted), room // 2, rest)
    exploration = min(room - draws, round(settings.exploration_share * room))
    return Split(room - draws - exploration, exploration, draws)


def _standings(candidates: Sequence[Candidate], *, with_model: bool) -> Mapping[str, float]:
    """Return where each stands among its like, 0 (not included) to 1: by expected value, or else by rules.

    Probabilities and sums of weights cannot be compared; so one without a probability stands among the others
    by its place among those without, as one with a probability by its place among those with.
    """
    standing: dict[str, float] = {}
    valued = [each for each in candidates if with_model and each.probability is not None]
    ruled = [each for each in candidates if not with_model or each.probability is None]
    valued.sort(key=lambda each: (-(each.value or 0.0), *_by_rules(each)))
    ruled.sort(key=_by_rules)
    for kind in (valued, ruled):
        for place, each in enumerate(kind):
            standing[each.id] = 1.0 - place / len(kind)
    return standing


def _by_rules(candidate: Candidate) -> tuple[float, float, int, float]:
    """Return the order by rules; what could not be evaluated comes before what was cleared."""
    return -candidate.rule_score, -candidate.list_score, -candidate.not_evaluable, order(candidate.id)


def _group(candidate: Candidate) -> tuple[str, str]:
    return candidate.office or "", str(candidate.arrives_on or "")


def _select_group(
    group: list[Candidate], settings: Settings, standing: Mapping[str, float], *, with_model: bool
) -> list[Row]:
    """Return the rows of a post and day, by rank; the group comes with the best first."""
    capacity = settings.capacity.of(group[0].office, group[0].arrives_on)
    mandatory = [each for each in group if each.mandatory]
    free = [each for each in group if not each.mandatory]
    shared = split(capacity, len(mandatory), len(group), settings)
    worth = [each for each in free if _worth(each, with_model=with_model)]
    valued = worth[: shared.expected_value]
    new = explore(_without(free, valued), (*mandatory, *valued), shared.exploration, standing)
    # Slots that nobody new needs go back to the expected value.
    valued += _without(worth, (*valued, *new))[: shared.exploration - len(new)]
    rest = _without(free, (*valued, *new))
    by_chance = sorted(rest, key=lambda each: (draw(settings.seed, _RANDOM, each.id), each.id))
    drawn = by_chance[: shared.random]
    kinds = {
        Slot.MANDATORY: mandatory,
        Slot.EXPECTED_VALUE: valued,
        Slot.EXPLORATION: new,
        Slot.RANDOM: drawn,
        None: _without(rest, drawn),
    }
    chances = {each.id: len(drawn) / len(rest) for each in rest}
    ranked = [(each, slot) for slot, chosen in kinds.items() for each in chosen]
    return [
        Row(
            id=each.id,
            office=each.office,
            arrives_on=each.arrives_on,
            rank=rank,
            lane=Lane.RED if slot else _lane(each, settings.thresholds, with_model=with_model),
            slot=slot,
            propensity=chances.get(each.id, 1.0),
            overflow=slot is Slot.MANDATORY and rank > capacity,
            reasons=_reasons(each, slot, with_model=with_model),
        )
        for rank, (each, slot) in enumerate(ranked, 1)
    ]


def _without(candidates: Iterable[Candidate], others: Iterable[Candidate]) -> list[Candidate]:
    gone = {each.id for each in others}
    return [each for each in candidates if each.id not in gone]


def _worth(candidate: Candidate, *, with_model: bool) -> bool:
    """Return whether there is anything for opening it: without a model, a profile or a list."""
    if with_model and candidate.value is not None:
        return candidate.value > 0
    return candidate.rule_score > 0 or candidate.list_score > 0


def _lane(candidate: Candidate, thresholds: Thresholds, *, with_model: bool) -> Lane:
    """Return the lane of a candidate that is not opened: the stricter of two."""
    probability = candidate.probability if with_model else None
    score = candidate.rule_score
    if (probability or 0.0) >= thresholds.yellow_probability or score >= thresholds.yellow_score:
        return Lane.YELLOW
    if (probability or 0.0) >= thresholds.blue_probability or score >= thresholds.blue_score:
        return Lane.BLUE
    return Lane.GREEN


def _reasons(candidate: Candidate, slot: Slot | None, *, with_model: bool) -> tuple[str, ...]:
    """Return the codes of what is said about a candidate: of its slot, then of what was found."""
    found: list[str] = []
    if slot is Slot.EXPECTED_VALUE:
        by_model = with_model and candidate.probability is not None
        found.append("expected-value" if by_model else "rules-decide")
    elif slot is Slot.EXPLORATION:
        found.extend(novelties(candidate))
    elif slot is not None:
        found.append(slot.value)
    if candidate.rule_score > 0:
        found.append("profile-hit")
    if candidate.list_score > 0:
        found.append("list-hit")
    if candidate.not_evaluable > 0:
        found.append("not-evaluable")
    return tuple(found)
