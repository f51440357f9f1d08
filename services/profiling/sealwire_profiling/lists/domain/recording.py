"""A hit as it is stored and shown, and back again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.lists import HitRecord

from sealwire_profiling.lists.domain.screening import Hit

if TYPE_CHECKING:
    from collections.abc import Iterable


def record_of(hit: Hit) -> HitRecord:
    """Return the record of a hit, names with it."""
    return HitRecord(
        list=hit.list,
        entry=hit.entry,
        entry_version=hit.version,
        field=hit.field,
        value=hit.value,
        matched=hit.matched,
        score=hit.score,
        effect=hit.effect,
        reasons=hit.reasons,
        cleared=hit.cleared,
    )


def stored(hits: Iterable[Hit]) -> list[dict[str, Any]] | None:
    """Return hits as they are stored with a consignment; None for none, which most have."""
    return [record_of(hit).model_dump(mode="json") for hit in hits] or None


def hit_of(record: HitRecord) -> Hit:
    """Return the hit that a record is of, equal to the one that it was made of."""
    return Hit(
        list=record.list,
        entry=record.entry,
        version=record.entry_version,
        field=record.field,
        value=record.value,
        matched=record.matched,
        score=record.score,
        reasons=record.reasons,
        effect=record.effect,
        cleared=record.cleared,
    )


def withheld(record: HitRecord) -> HitRecord:
    """Return a record for those who may not see parties: nothing in it quotes a document or an entry."""
    codes = tuple(each.model_copy(update={"en": each.code, "ru": each.code}) for each in record.reasons)
    return record.model_copy(update={"value": "", "matched": "", "reasons": codes})
