"""What a file of the UN changes on the list that stands: added, changed, removed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sealwire.contract.profiling.lists import EntryContent

    from sealwire_profiling.lists.domain.un_reading import UnList

MAX_SHRINKING = 0.2
"""So large a share may a file drop unasked; the UN takes off a few names a year."""
SHRINKS, OLDER, UNSURE = "shrinks", "older", "unsure"


@dataclass(frozen=True, slots=True)
class Changed:
    """An entry that says something else, and which fields differ; `un.` begins those of UnParticulars."""

    before: EntryContent
    after: EntryContent
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """The way from one list to another, by the DATAID under which an entry stands.

    Attributes:
        added: New entries, by their DATAID.
        changed: Entries that stay, by the DATAID that they had.
        removed: Entries that are gone, by the DATAID that they had.
        kept: Entries that stay because the file's own could not be read.
        unchanged: How many say the same.
    """

    added: Mapping[str, EntryContent]
    changed: Mapping[str, Changed]
    removed: Mapping[str, EntryContent]
    kept: frozenset[str]
    unchanged: int


def diff(old: Mapping[str, EntryContent], new: UnList) -> Diff:
    """Return what a file changes.

    An entry is the same when its DATAID is, else when its REFERENCE_NUMBER is: the UN gives an entry that it
    issues anew another DATAID. What the file has but could not be read is not gone.

    Args:
        old: What stands, by DATAID.
        new: The file.
    """
    counterparts = _counterparts(old, new.entries)
    added = {key: each for key, each in new.entries.items() if key not in counterparts.values()}
    pairs = {key: (old[key], new.entries[other]) for key, other in counterparts.items()}
    gone = {key: each for key, each in old.items() if key not in counterparts}
    kept = frozenset(key for key, each in gone.items() if _ids(key, each) & new.unread)
    changed = {
        key: Changed(before, after, differing(before, after))
        for key, (before, after) in pairs.items()
        if before != after
    }
    removed = {key: each for key, each in gone.items() if key not in kept}
    return Diff(added, changed, removed, kept, len(pairs) - len(changed))


def apply(old: Mapping[str, EntryContent], made: Diff) -> dict[str, EntryContent]:
    """Return the list that a diff makes of an old one, by DATAID."""
    stays = {key: each for key, each in old.items() if key not in made.removed and key not in made.changed}
    after = [each.after for each in made.changed.values()]
    return stays | {each.un.data_id: each for each in after if each.un} | dict(made.added)


def doubts(
    old: Mapping[str, EntryContent], made: Diff, new: UnList, *, standing: datetime | None
) -> tuple[str, ...]:
    """Return why an officer should confirm a file before it clears anybody, as codes.

    Args:
        old: What stands.
        made: What the file changes.
        new: The file.
        standing: When the UN made the file that stands.
    """
    found = []
    if len(made.removed) > MAX_SHRINKING * len(old):
        found.append(SHRINKS)
    if new.generated and standing and _plain(new.generated) < _plain(standing):
        found.append(OLDER)
    # An entry that does not say which it is may be one of those that seem to be gone.
    if new.nameless and made.removed:
        found.append(UNSURE)
    return tuple(found)


def differing(before: EntryContent, after: EntryContent) -> tuple[str, ...]:
    """Return the fields in which two contents differ."""
    plain = [name for name in type(before).model_fields if name != "un"]
    found = [name for name in plain if getattr(before, name) != getattr(after, name)]
    one, other = before.un, after.un
    if one is None or other is None:
        return (*found, *(("un",) if one is not other else ()))
    told = [name for name in type(one).model_fields if getattr(one, name) != getattr(other, name)]
    return (*found, *(f"un.{name}" for name in told))


def _counterparts(old: Mapping[str, EntryContent], new: Mapping[str, EntryContent]) -> dict[str, str]:
    """Return the new DATAID of each old one that stays."""
    found = {key: key for key in old if key in new}
    free = {each.un.reference: key for key, each in new.items() if key not in found and each.un}
    for key, each in old.items():
        reference = each.un.reference if each.un else None
        if key not in found and reference is not None and reference in free:
            found[key] = free.pop(reference)
    return found


def _ids(data_id: str, content: EntryContent) -> set[str]:
    reference = content.un.reference if content.un else None
    return {data_id} | ({reference} if reference else set())


def _plain(moment: datetime) -> str:
    # The UN writes the time with a zone or without one; the text compares alike either way, to the second.
    return moment.isoformat()[:19]
