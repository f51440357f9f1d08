"""A copy of the log that checked every statement itself, and remembers each root it went through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.directory.rules import apply
from sealwire.directory.state import State

if TYPE_CHECKING:
    from collections.abc import Iterable


class Replica:
    """The directory as one party knows it.

    Attributes:
        state: The directory after the statements appended so far.
    """

    def __init__(self, founding: bytes) -> None:
        """Begin an empty copy that accepts one founding only.

        Args:
            founding: SHA-256 of the founding statement, learned out of band and pinned.
        """
        self.state = State.empty(founding)
        self._roots = [self.state.root()]

    def append(self, statements: Iterable[bytes]) -> State:
        """Check and add statements, all of them or none.

        Returns:
            The state after them.

        Raises:
            SealwireError: The first refusal; the replica is as it was.
        """
        state, roots = self.state, []
        for raw in statements:
            state = apply(state, raw)
            roots.append(state.root())
        self.state = state
        self._roots.extend(roots)
        return state

    def root_at(self, size: int) -> bytes | None:
        """Return the Merkle root after the first `size` statements; None when the log is shorter."""
        return self._roots[size] if 0 <= size < len(self._roots) else None
