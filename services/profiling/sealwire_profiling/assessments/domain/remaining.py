"""The counts of what a selection left, by post and day, as they are stored with it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sealwire_profiling.selection.domain.past import Rest, Said, groups_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from uuid import UUID

Json = dict[str, Any]


def rest_of(rows: Iterable[Mapping[str, Any]]) -> list[Json]:
    """Return the counts of those rows that have no slot, of each draw.

    Args:
        rows: As they are stored, before any officer changed one.
    """
    propensities: dict[int, float] = {}
    counts: dict[int, Counter[str]] = {}
    for row in rows:
        if row["slot"] is None:
            propensities[row["draw"]] = row["propensity"]
            counts.setdefault(row["draw"], Counter()).update(("", *groups_of(_said(row))))
    return [
        {"draw": draw, "propensity": propensities[draw], "candidates": found.pop(""), "groups": dict(found)}
        for draw, found in counts.items()
    ]


def read_rest(selection: UUID, stored: Iterable[Mapping[str, Any]]) -> Iterator[Rest]:
    """Yield what `rest_of` returned of a selection."""
    for each in stored:
        yield Rest((selection, each["draw"]), each["propensity"], each["candidates"], each["groups"])


def _said(row: Mapping[str, Any]) -> Said:
    return Said(
        [each["code"] for each in row["reasons"] if each["kind"] == "profile"],
        row["probability"],
        row["shadow_hits"] or (),
        row["shadow_probability"],
        row["shadow_slot"],
    )
