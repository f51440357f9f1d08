"""Descriptions: vague, dangerous without a UN number, cold in a dry container."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sealwire.contract.profiling.consignments import EquipmentKind

from sealwire_profiling.checks.domain.boxes import is_thermal
from sealwire_profiling.checks.domain.facts import phrases
from sealwire_profiling.checks.domain.findings import finding
from sealwire_profiling.phrases import fold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sealwire.contract.profiling.consignments import Consignment

    from sealwire_profiling.checks.domain.findings import Finding

_LONGEST_VAGUE = 200
"""A text longer than this says something, whatever it is."""


def check_descriptions(consignment: Consignment, _on: date) -> Iterator[Finding]:
    """Yield what descriptions leave open or give away."""
    for at, goods in enumerate(consignment.goods):
        read = _read(goods.description)
        if read == _SOUND:
            continue
        field, item = f"goods[{at}].description", at + 1
        if read.missing:
            yield finding("description-missing", field, item=item)
        if read.vague:
            yield finding("description-vague", field, item=item, term=goods.description)
        if read.danger is not None and goods.un_number is None:
            fields = (field, f"goods[{at}].un_number")
            yield finding("dangerous-without-un", *fields, item=item, term=read.danger)
        dry = _dry_container(consignment) if read.cold is not None else None
        if read.cold is not None and dry is not None:
            position, number, size_type = dry
            facts = {"term": read.cold, "number": number, "size_type": size_type}
            yield finding("cold-in-dry", field, f"equipment[{position}].size_type", item=item, **facts)


class _Read(NamedTuple):
    """What a description says."""

    missing: bool = False
    vague: bool = False
    danger: str | None = None
    cold: str | None = None


_SOUND = _Read()


@lru_cache(maxsize=65_536)
def _read(text: str) -> _Read:
    plain = fold(text)
    if plain.isspace() or not plain:
        return _Read(missing=True)
    return _Read(vague=_is_vague(plain), danger=_term(plain, "dangerous"), cold=_term(plain, "cold"))


def _is_vague(plain: str) -> bool:
    """Whether a folded description holds nothing but vague terms, numbers and packing."""
    if len(plain) > _LONGEST_VAGUE:
        return False
    rest, found = phrases("vague", "terms").subn(" ", plain)
    return bool(found) and all(word.isdigit() for word in phrases("vague", "fillers").sub(" ", rest).split())


def _term(plain: str, table: str) -> str | None:
    """Return the first term of a table in a folded description; what is harmless is taken out before."""
    terms = phrases(table, "terms")
    found = terms.search(plain)
    if found is not None:
        found = terms.search(phrases(table, "harmless").sub(" ", plain))
    return found.group() if found else None


def _dry_container(consignment: Consignment) -> tuple[int, str, str] | None:
    """Return the first container with its size and type, if none of the containers is thermal."""
    sized = [
        (at, each.number, each.size_type.upper())
        for at, each in enumerate(consignment.equipment)
        if each.kind is EquipmentKind.CONTAINER and each.size_type is not None and not each.empty
    ]
    carried = sum(each.kind is EquipmentKind.CONTAINER and not each.empty for each in consignment.equipment)
    if not sized or len(sized) < carried or any(is_thermal(each[2]) for each in sized):
        return None
    return sized[0]
