"""The history of changes: who changed what, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    Fields = Mapping[str, Any]
    Field = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What an editor changed.

    Attributes:
        subject: unit, duty, officer, group or segment.
        name: Which one.
        version: The version that the change made.
        fields: What became of each field; see `differing`.
        unit: Whose unit's it is, if one's.
        country: Otherwise whose country's; neither: the programme's.
    """

    subject: str
    name: str
    version: int
    fields: tuple[Field, ...]
    unit: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Editor:
    """Who changes something: id of the key and handle; no key for what time brings about."""

    key: str
    handle: str


def differing(before: Fields, after: Fields, *, personal: Collection[str] = ()) -> tuple[Field, ...]:
    """Return the fields that differ, in order of their names, as the contract's FieldChange has them.

    Personal values are named and not repeated: the history cannot forget, and they must be forgotten.

    Args:
        before: Fields as JSON values.
        after: Likewise; a field that only one side has counts as null on the other.
        personal: Fields whose values stay out.
    """
    changed = sorted(field for field in {*before, *after} if before.get(field) != after.get(field))
    return tuple(
        {"field": field, "personal": True}
        if field in personal
        else {"field": field, "before": before.get(field), "after": after.get(field)}
        for field in changed
    )
