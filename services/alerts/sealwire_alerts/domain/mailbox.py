"""A mailbox: what a unit was sent, read page by page behind a cursor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sealwire.contract.models import MAX_PAGE_BYTES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Mail:
    """An entry of a mailbox: the visible header fields, and the bytes where they were asked for.

    Times are Unix seconds, `size` is in bytes.
    """

    position: int
    id: UUID
    sender: str
    device: bytes
    sent_at: int
    accepted_at: int
    priority: int
    tlp: str
    answers: UUID | None
    due: int | None
    size: int
    envelope: bytes | None = None

    def with_envelope(self, envelope: bytes) -> Mail:
        """Return the entry with its bytes."""
        return replace(self, envelope=envelope)


@dataclass(frozen=True, slots=True)
class PageQuery:
    """What a reader asks for.

    Attributes:
        after: Cursor: only entries with a greater position.
        limit: Entries at most, >= 1.
        envelopes: Whether to send the bytes too.
    """

    after: int
    limit: int
    envelopes: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Entries in the order of position, the next cursor, and whether more wait behind it."""

    entries: tuple[Mail, ...]
    next: int
    more: bool


def cut_page(found: Sequence[Mail], query: PageQuery, *, max_bytes: int = MAX_PAGE_BYTES) -> Page:
    """Return the page that a reader gets of what was found.

    Args:
        found: Entries behind the cursor, in the order of position: one more than the limit if there are more.
        query: What was asked for.
        max_bytes: Bytes of envelopes in a page that carries them. The first entry always fits, or a reader
            could never get past it.
    """
    entries = list(found[: query.limit])
    if query.envelopes:
        entries = entries[: _fitting([mail.size for mail in entries], max_bytes)]
    return Page(
        entries=tuple(entries),
        next=entries[-1].position if entries else query.after,
        more=len(entries) < len(found),
    )


def _fitting(sizes: Sequence[int], max_bytes: int) -> int:
    total = 0
    for count, size in enumerate(sizes):
        total += size
        if count and total > max_bytes:
            return count
    return len(sizes)
