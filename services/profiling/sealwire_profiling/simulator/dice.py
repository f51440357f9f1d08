"""Random draws of the simulator: one seeded numpy generator, drawn in blocks.

A call to numpy for each number costs a microsecond; a list of 4,096 made at once costs a twentieth of it.
"""

from __future__ import annotations

from bisect import bisect
from itertools import accumulate
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_BLOCK = 4_096
_Thing = TypeVar("_Thing")


class Dice:
    """Draws that the same seed repeats.

    Args:
        seed: Numbers that name the stream: the world's seed, the purpose, the week.
    """

    def __init__(self, *seed: int) -> None:
        self._generator = np.random.default_rng(seed)
        self._even: list[float] = []
        self._normal: list[float] = []

    def even(self) -> float:
        """Return a number from [0, 1)."""
        if not self._even:
            self._even = self._generator.random(_BLOCK).tolist()
        return self._even.pop()

    def normal(self) -> float:
        """Return a number of the standard normal distribution."""
        if not self._normal:
            self._normal = self._generator.standard_normal(_BLOCK).tolist()
        return self._normal.pop()

    def chance(self, probability: float) -> bool:
        """Return whether something of this probability happens."""
        return self.even() < probability

    def between(self, low: float, high: float) -> float:
        """Return a number from [low, high)."""
        return low + (high - low) * self.even()

    def below(self, count: int) -> int:
        """Return one of 0 ... count - 1."""
        return int(self.even() * count)

    def pick(self, things: Sequence[_Thing]) -> _Thing:
        """Return one of the things, each as likely as the other."""
        return things[int(self.even() * len(things))]

    def weighted(self, weights: Mapping[_Thing, float]) -> _Thing:
        """Return a key, as likely as its weight says."""
        things = list(weights)
        sums = list(accumulate(weights.values()))
        return things[min(bisect(sums, self.even() * sums[-1]), len(things) - 1)]
