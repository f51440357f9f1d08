"""What an administration sets: how many it can open, how many to learn from, when papers are looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING

from sealwire_profiling.selection.refusals import SettingOutOfRange

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

MAX_CAPACITY = 10_000
MAX_EXPLORATION = 0.5
RANDOM_FLOOR = (0.01, 0.02)
"""Below it the figures never get narrow enough to say anything; above it too many are opened for nothing."""
RANDOM_MOST = (0.05, 0.5)
"""Who opens 2 % of what comes would spend most of it on a floor of 1.5 %; so the capacity bounds it too."""
MAX_SEED = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many consignments a post can open in a day.

    Attributes:
        usual: Of a post that is not named.
        offices: Of the posts that are.
        days: Of a post on one day, where it differs.
    """

    usual: int
    offices: Mapping[str, int] = field(default_factory=dict)
    days: Mapping[tuple[str, date], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for count in (self.usual, *self.offices.values(), *self.days.values()):
            if not 0 <= count <= MAX_CAPACITY:
                raise SettingOutOfRange(f"capacity {count}: 0 to {MAX_CAPACITY} a post and day")

    def of(self, office: str | None, day: date | None) -> int:
        """Return how many the post can open on the day; the usual number where either is unknown."""
        usual = self.usual if office is None else self.offices.get(office, self.usual)
        return usual if office is None or day is None else self.days.get((office, day), usual)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which risk on a consignment that is not opened has its papers looked at.

    Attributes:
        yellow_probability: Documents before release, by the model's probability.
        blue_probability: Documents after release.
        yellow_score: Documents before release, by the sum of the weights of live profiles that hit.
        blue_score: Documents after release.
    """

    yellow_probability: float = 0.10
    blue_probability: float = 0.04
    yellow_score: float = 30.0
    blue_score: float = 10.0

    def __post_init__(self) -> None:
        if not 0.0 < self.blue_probability <= self.yellow_probability <= 1.0:
            raise SettingOutOfRange("lanes: 0 < blue_probability <= yellow_probability <= 1")
        if not (0.0 < self.blue_score <= self.yellow_score and isfinite(self.yellow_score)):
            raise SettingOutOfRange("lanes: 0 < blue_score <= yellow_score")


@dataclass(frozen=True, slots=True)
class Settings:
    """How a selection is made.

    Attributes:
        seed: Of the random draws; drawn anew for each selection and stored.
        capacity: Per post and day.
        exploration_share: Of the capacity that the mandatory leave, for traders and goods not known yet.
        random_floor: Share of the consignments that are not mandatory of which as many are drawn at random.
        random_most: Share of the capacity that the mandatory leave, beyond which the random floor does not
            go.
        thresholds: Of the lanes.
    """

    seed: int
    capacity: Capacity
    exploration_share: float = 0.15
    random_floor: float = 0.015
    random_most: float = 0.10
    thresholds: Thresholds = field(default_factory=Thresholds)

    def __post_init__(self) -> None:
        if not 0 <= self.seed <= MAX_SEED:
            raise SettingOutOfRange(f"seed: 0 to {MAX_SEED}")
        if not 0.0 <= self.exploration_share <= MAX_EXPLORATION:
            raise SettingOutOfRange(f"exploration_share: 0 to {MAX_EXPLORATION}")
        low, high = RANDOM_FLOOR
        if not low <= self.random_floor <= high:
            raise SettingOutOfRange(f"random_floor: {low} to {high}")
        low, high = RANDOM_MOST
        if not low <= self.random_most <= high:
            raise SettingOutOfRange(f"random_most: {low} to {high}")
