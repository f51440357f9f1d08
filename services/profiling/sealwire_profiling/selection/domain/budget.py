"""Which share of what was planted a policy has found, where the truth is known: simulations."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping


def shares_found(found: Iterable[Hashable], planted: Iterable[Hashable]) -> Mapping[Hashable, float]:
    """Return for each kind of irregularity which share of those that were there was found.

    Args:
        found: Kind of each one found.
        planted: Kind of each one that was there, those found included.
    """
    there: dict[Hashable, int] = {}
    for kind in planted:
        there[kind] = there.get(kind, 0) + 1
    got = dict.fromkeys(there, 0)
    for kind in found:
        got[kind] += 1
    return {kind: got[kind] / count for kind, count in there.items()}
