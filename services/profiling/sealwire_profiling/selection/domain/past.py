"""Selections of the past with what became of them, as estimates need them.

Of what nothing selected only counts are needed: nobody knows what was in it. So a selection of 100,000 is
some dozen counts, which stay as they are when its consignments are erased.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire_profiling.selection.domain.bands import band
from sealwire_profiling.selection.domain.rows import POLICY, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sealwire_profiling.selection.domain.rows import Row

Draw = tuple[Hashable, ...]
"""Names what had one draw: a selection, post and day."""
BY_POLICY, BY_OFFICER, BY_SHADOW = "policy", "officer", "shadow-policy"
PROFILE, BAND, SHADOW_PROFILE, SHADOW_BAND = "profile", "band", "shadow-profile", "shadow-band"


@dataclass(frozen=True, slots=True)
class Inspected:
    """A candidate of the past that was selected or added, with what became of it.

    Attributes:
        id: Of the consignment.
        draw: Of which it was a candidate.
        propensity: Probability that the stored design opened it.
        designed: Whether the design opened it; what an officer added is known, but drawn by nobody.
        found: Whether something was found; none where it was not inspected.
        groups: What it belongs to: "policy" or "officer", and those of `groups_of`.
    """

    id: str
    draw: Draw
    propensity: float
    designed: bool
    found: bool | None
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rest:
    """The candidates of a draw that the design did not open.

    Attributes:
        draw: As in Inspected.
        propensity: Probability that the design opened any one of them; 0 where nothing was drawn.
        candidates: How many.
        groups: How many of them belong to each group.
    """

    draw: Draw
    propensity: float
    candidates: int
    groups: Mapping[str, int]

    def of(self, group: str | None) -> int:
        """Return how many belong to a group; all of them without one."""
        return self.candidates if group is None else self.groups.get(group, 0)


@dataclass(frozen=True, slots=True)
class Past:
    """What was selected, and how much was not."""

    selected: Sequence[Inspected]
    rest: Sequence[Rest]

    def only(self, draws: Callable[[Draw], bool]) -> Past:
        """Return what is of certain draws."""
        return Past(
            [row for row in self.selected if draws(row.draw)], [row for row in self.rest if draws(row.draw)]
        )


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a candidate, live and in shadow.

    Attributes:
        profiles: Codes of the live profiles that hit.
        probability: By the live model.
        shadow_profiles: Of the profiles in shadow that hit, as `code@version`.
        shadow_probability: By the model in shadow.
        shadow_slot: Why that one would have had it opened.
    """

    profiles: Iterable[str] = ()
    probability: float | None = None
    shadow_profiles: Iterable[str] = ()
    shadow_probability: float | None = None
    shadow_slot: str | None = None


def groups_of(said: Said) -> frozenset[str]:
    """Return the groups of a candidate, each with its kind before its name; see `split`."""
    bands = ((BAND, band(said.probability)), (SHADOW_BAND, band(said.shadow_probability)))
    return frozenset(
        (
            *(f"{PROFILE} {code}" for code in said.profiles),
            *(f"{SHADOW_PROFILE} {name}" for name in said.shadow_profiles),
            *(f"{kind} {name}" for kind, name in bands if name is not None),
            *((BY_SHADOW,) if said.shadow_slot in POLICY else ()),
        )
    )


def belongs(slot: str | None) -> tuple[bool, frozenset[str]]:
    """Return whether the design opened what has a slot, and the groups that follow from it."""
    if slot in POLICY:
        return True, frozenset({BY_POLICY})
    return slot == Slot.RANDOM, frozenset({BY_OFFICER} if slot == Slot.OFFICER else ())


def inspected(row: Row, found: bool | None, groups: Iterable[str]) -> Inspected:  # noqa: FBT001  # an outcome
    """Return the row of a selection with its outcome.

    Args:
        row: Of the selection, officers' changes included.
        found: Whether something was found; none where it was not inspected.
        groups: Of `groups_of`; "policy" is added where something else than chance selected it, and "officer"
            where an officer did.
    """
    designed, made = belongs(row.slot)
    draw = (row.office, row.arrives_on)
    return Inspected(row.id, draw, row.propensity, designed, found, made.union(groups))


def past_of(rows: Iterable[Inspected]) -> Past:
    """Return candidates of any kind as a past: those that the design did not open are counted."""
    every = list(rows)
    rest: dict[tuple[Draw, float], Counter[str | None]] = {}
    for row in every:
        if not row.designed:
            counts = rest.setdefault((row.draw, row.propensity), Counter())
            counts.update((None, *row.groups))
    return Past(
        [row for row in every if row.designed or BY_OFFICER in row.groups],
        [
            Rest(draw, propensity, counts[None], {name: n for name, n in counts.items() if name is not None})
            for (draw, propensity), counts in rest.items()
        ],
    )
