"""Where a page of what is newest first ended: a number and an id, as one word that clients give back."""

from __future__ import annotations

from uuid import UUID

PATTERN = r"^[0-9]{1,12}\.[0-9a-f-]{36}$"


def written(number: int, last: UUID) -> str:
    """Return the word for the last one of a page."""
    return f"{number}.{last}"


def read(word: str | None) -> tuple[int, UUID] | None:
    """Return the number and the id that a word of `PATTERN` says."""
    if word is None:
        return None
    number, _, last = word.partition(".")
    return int(number), UUID(last)
