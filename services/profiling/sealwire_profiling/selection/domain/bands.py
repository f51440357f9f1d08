"""Bands of the model's probability, for all figures alike."""

from __future__ import annotations

from bisect import bisect

BANDS = (0.0, 0.02, 0.05, 0.10, 0.20, 0.50, 1.0)
"""Edges: narrow where most consignments are."""


def band(probability: float | None) -> str | None:
    """Return the name of the band of a probability, such as `0.05-0.10`; none without one."""
    if probability is None:
        return None
    place = min(bisect(BANDS, probability), len(BANDS) - 1)
    return f"{BANDS[place - 1]:.2f}-{BANDS[place]:.2f}"
