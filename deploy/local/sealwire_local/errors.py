"""What can go wrong with the local stack; each says what to do next."""

from __future__ import annotations

from sealwire.errors import SealwireError, Unavailable, Unprocessable


class StackRefused(Unprocessable, code="stack-refused"):
    """The local stack cannot do that."""


class PartFailed(Unavailable, code="part-failed"):
    """A part of the local stack does not run."""


def line_of(error: SealwireError) -> str:
    """Return the one line that a person at a terminal reads about a refusal."""
    return " ".join((error.detail or error.title()).split())
