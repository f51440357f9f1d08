"""Chance that can be worked out again: a number from the stored seed and an id, in whatever order.

BLAKE2b of both, read as a number from [0, 1). A generator would give each row the next number of a sequence,
so that one row more or another order changed every draw after it. Who does not know the seed cannot tell who
is drawn; so it is drawn at random when a selection is made, and stored with it.
"""

from __future__ import annotations

from hashlib import blake2b

_BITS = 53
"""As many as a float keeps."""
_SEPARATOR = "\x1f"
"""No identifier of a document contains it."""


def draw(seed: int, purpose: str, identifier: str) -> float:
    """Return a number from [0, 1) that only this seed, purpose and id give.

    Args:
        seed: Of the selection.
        purpose: What is drawn, so that two draws of one id are independent.
        identifier: Of the consignment.
    """
    return _number(_SEPARATOR.join((str(seed), purpose, identifier)))


def order(identifier: str) -> float:
    """Return what breaks a tie between consignments: of the id alone.

    A tie broken by the seed would be a draw too, with a probability that nobody stores.
    """
    return _number(_SEPARATOR.join(("order", identifier)))


def _number(text: str) -> float:
    digest = blake2b(text.encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> (64 - _BITS)) / 2.0**_BITS
