"""What becomes of a consignment that was received: new, an amendment, or nothing that was not known."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.consignments import Consignment, PartyRole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic import BaseModel

_LISTS = ("documents", "goods", "equipment", "legs")
_PLAIN = tuple(name for name in Consignment.model_fields if name not in {*_LISTS, "parties", "reference"})


class Verdict(StrEnum):
    """What becomes of a consignment, by the names of an upload's counts."""

    ADDED = "added"
    AMENDED = "amended"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, and the fields that an amendment changes (see `changes`)."""

    verdict: Verdict
    changed: tuple[str, ...] = ()


def fingerprint(consignment: Consignment) -> bytes:
    """Return the SHA-256 of what a consignment declares; equal exactly where the content is."""
    return hashlib.sha256(consignment.model_dump_json().encode()).digest()


def judge(received: Consignment, known: Consignment | None) -> Judged:
    """Return what becomes of a consignment.

    Args:
        received: As the file has it.
        known: What the same source said under the same reference before, if it did.
    """
    if known is None:
        return Judged(Verdict.ADDED)
    changed = changes(known, received)
    return Judged(Verdict.AMENDED, changed) if changed else Judged(Verdict.UNCHANGED)


def changes(before: Consignment, after: Consignment) -> tuple[str, ...]:
    """Return the names of the fields in which two versions differ, sorted.

    A list is named, and its fields that differ: `goods` and `goods.gross_kg`, `equipment` and
    `equipment.seals`, `legs` and `legs.place`. A party is named by its role: `parties`, `consignee`
    and `consignee.name`.
    """
    return tuple(sorted(_changes(before, after)))


def _changes(before: Consignment, after: Consignment) -> Iterator[str]:
    for name in _PLAIN:
        if getattr(before, name) != getattr(after, name):
            yield name
    for name in _LISTS:
        yield from _differing(name, getattr(before, name), getattr(after, name))
    if before.parties != after.parties:
        yield "parties"
    for role in PartyRole:
        was, is_now = ([each for each in one.parties if each.role is role] for one in (before, after))
        yield from _differing(role.value, was, is_now)


def _differing(name: str, before: Sequence[BaseModel], after: Sequence[BaseModel]) -> Iterator[str]:
    if tuple(before) == tuple(after):
        return
    yield name
    for field in type((*before, *after)[0]).model_fields:
        if _values(before, field) != _values(after, field):
            yield f"{name}.{field}"


def _values(items: Sequence[BaseModel], field: str) -> list[Any]:
    return [getattr(item, field) for item in items]
