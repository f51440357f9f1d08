"""HS codes: their form, and whether chapter and heading exist."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from sealwire_profiling.checks.domain.facts import headings
from sealwire_profiling.checks.domain.findings import finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sealwire.contract.profiling.consignments import Consignment

    from sealwire_profiling.checks.domain.findings import Fact, Finding

_SEPARATORS = re.compile(r"[\s.\-]+")
_FORM = re.compile(r"[0-9]{2}|[0-9]{4}|[0-9]{6,14}")
_LAST_CHAPTER, _RESERVED_CHAPTER = 97, 77
_NATIONAL_CHAPTERS = (98, 99)
_HEADING, _SUBHEADING = 4, 6


def check_tariff(consignment: Consignment, _on: date) -> Iterator[Finding]:
    """Yield what is wrong with the HS codes of the goods."""
    for at, goods in enumerate(consignment.goods):
        field = f"goods[{at}].hs"
        if goods.hs is None:
            yield finding("hs-missing", field, item=at + 1)
            continue
        wrong = _wrong(goods.hs)
        if wrong is not None:
            code, facts = wrong
            yield finding(code, field, **facts)


@lru_cache(maxsize=65_536)
def _wrong(written: str) -> tuple[str, dict[str, Fact]] | None:
    """Return the code of what is wrong with an HS code, with its facts."""
    digits = _SEPARATORS.sub("", written)
    if not _FORM.fullmatch(digits):
        return "hs-form", {"code": written}
    facts: dict[str, Fact] = {"code": digits, "chapter": digits[:2]}
    chapter = int(digits[:2])
    if chapter in _NATIONAL_CHAPTERS:
        return "hs-chapter-national", facts
    if not 1 <= chapter <= _LAST_CHAPTER or chapter == _RESERVED_CHAPTER:
        return "hs-chapter", facts
    heading = digits[:_HEADING]
    if len(heading) == _HEADING and heading not in headings():
        return "hs-heading", {"code": digits, "heading": heading}
    if len(digits) < _SUBHEADING:
        return "hs-short", {"code": digits}
    return None
