"""What the directory said when a sender looked at it: asked of one state and the roots, no kept states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sealwire.client.refusals import DirectoryBehind, DirectoryDiffers
from sealwire.directory import past

if TYPE_CHECKING:
    from sealwire.directory.past import Past
    from sealwire.directory.state import State


class History(Protocol):
    """A verified log: a home's copy, or the replica made from a file."""

    @property
    def state(self) -> State:
        """The newest state, which knows since when each thing is so."""

    def root_at(self, size: int) -> bytes | None:
        """Return the Merkle root after `size` statements; None when this log is shorter."""


def seen(history: History, size: int, root: bytes) -> Past:
    """Return the directory that a sender saw, after comparing the root it signed.

    Args:
        history: The log as it was verified here.
        size: Statements that the sender had.
        root: The root over them, as the sender signed it.

    Raises:
        DirectoryBehind: This log is shorter.
        DirectoryDiffers: The sender was shown another log.
    """
    known = history.root_at(size)
    if known is None:
        raise DirectoryBehind(seen=size, known=history.state.size)
    if known != root:
        raise DirectoryDiffers("A sender was shown another one.", size=size)
    return past.at(history.state, size)
