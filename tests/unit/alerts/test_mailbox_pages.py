"""How a mailbox is cut into pages."""

from __future__ import annotations

import pytest
from sealwire.contract.models import MAX_PAGE_BYTES
from sealwire.identifiers import new_id
from sealwire_alerts.domain.mailbox import Mail, PageQuery, cut_page


def mail(position: int, size: int = 10) -> Mail:
    return Mail(position, new_id(0), "KG-OSH", bytes(32), 1, 2, 0, "GREEN", None, None, size)


@pytest.mark.parametrize(
    ("found", "positions", "cursor", "more"),
    [
        pytest.param([], [], 5, False, id="an empty page keeps the cursor"),
        pytest.param([6, 9], [6, 9], 9, False, id="fewer than the limit are the last"),
        pytest.param([6, 9, 12], [6, 9, 12], 12, False, id="just as many as the limit"),
        pytest.param([6, 9, 12, 13], [6, 9, 12], 12, True, id="one more than the limit stays behind"),
    ],
)
def test_a_page_holds_the_limit_and_says_where_the_next_begins(
    found: list[int], positions: list[int], cursor: int, *, more: bool
) -> None:
    page = cut_page([mail(position) for position in found], PageQuery(after=5, limit=3))
    assert [entry.position for entry in page.entries] == positions
    assert (page.next, page.more) == (cursor, more)


@pytest.mark.parametrize(
    ("sizes", "kept"),
    [
        pytest.param([40, 60], 2, id="just the limit"),
        pytest.param([40, 61], 1, id="one byte above it"),
        pytest.param([101], 1, id="a first one that is too large alone is sent, or no reader gets past it"),
        pytest.param([101, 1], 1, id="but nothing after it"),
    ],
)
def test_a_page_with_envelopes_keeps_its_limit_of_bytes(sizes: list[int], kept: int) -> None:
    found = [mail(position, size) for position, size in enumerate(sizes, 1)]
    page = cut_page(found, PageQuery(after=0, limit=10, envelopes=True), max_bytes=100)
    assert (len(page.entries), page.next, page.more) == (kept, kept, kept < len(sizes))


def test_a_page_without_envelopes_has_no_limit_of_bytes() -> None:
    found = [mail(position, MAX_PAGE_BYTES) for position in (1, 2, 3)]
    assert len(cut_page(found, PageQuery(after=0, limit=10)).entries) == 3
