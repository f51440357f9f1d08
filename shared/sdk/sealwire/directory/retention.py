"""How long an epoch's seed is kept: after that, what was sealed under it can never be opened again.

Every copy is destroyed by whoever holds it: the service its grants, each client its seed.
Source: docs/protocol/directory.md section 8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.directory.epochs import DAY_S

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sealwire.directory.state import Epoch, State


def kept_until(state: State, epoch: Epoch) -> int:
    """Return the last second at which an epoch's seed is kept.

    Args:
        state: The directory, whose founding fixes the programme's retention.
        epoch: The epoch; it counts from its `until`, also when it was closed before.
    """
    return epoch.until + state.retention_days * DAY_S


def is_past(state: State, epoch: Epoch, now: int) -> bool:
    """Tell whether an epoch's seed is to be destroyed."""
    return now > kept_until(state, epoch)


def past_retention(state: State, now: int) -> Iterator[bytes]:
    """Yield the key ids of all epochs whose seed is to be destroyed.

    Args:
        state: The directory.
        now: Unix seconds.
    """
    for unit in state.units.values():
        yield from (epoch.key for epoch in unit.epochs.values() if is_past(state, epoch, now))
