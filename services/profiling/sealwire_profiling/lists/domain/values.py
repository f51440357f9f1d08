"""A list, an entry and a clearance, as screening sees them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.contract.profiling.clearances import ClearanceState
from sealwire.contract.profiling.lists import EntryState

from sealwire_profiling.lists.domain.identifiers import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sealwire.contract.profiling.lists import Effect, EntryContent, Matching

NAME = "name"
"""What a clearance is about when it is no identifier."""


@dataclass(frozen=True, slots=True)
class WatchList:
    """What a list does to what stands on it."""

    code: str
    effect: Effect
    matching: Matching


@dataclass(frozen=True, slots=True)
class Entry:
    """The newest version of an entry.

    Attributes:
        id: The same for all versions.
        list: Code of its list.
        version: From 1.
        content: What it says.
        removed: Whether it was taken off the list.
    """

    id: UUID
    list: str
    version: int
    content: EntryContent
    removed: bool = False

    def state(self, on: date) -> EntryState:
        """Return whether it can hit on a day; its last day counts."""
        if self.removed:
            return EntryState.REMOVED
        last = self.content.expires_on
        return EntryState.EXPIRED if last is not None and last < on else EntryState.ACTIVE


@dataclass(frozen=True, slots=True)
class Clearance:
    """The newest version of a cleared pair: a name or number as a document wrote it, and an entry.

    Attributes:
        id: The same for all versions.
        version: From 1.
        list: Code of the entry's list.
        entry: Id of the entry.
        what: NAME, or the kind of identifier.
        value: As the document wrote it.
        only_with: The tax or registration number that the party must have, if it holds for that party alone.
        fingerprint: Of the entry when it was cleared; see `fingerprint`.
        expires_on: Its last day.
        withdrawn: Whether it was taken back.
    """

    id: UUID
    version: int
    list: str
    entry: UUID
    what: str
    value: str
    only_with: str | None
    fingerprint: str
    expires_on: date
    withdrawn: bool = False

    def state(self, on: date, entry: Entry | None) -> ClearanceState:
        """Return whether it holds on a day.

        Args:
            on: The day.
            entry: The newest version of its entry.
        """
        if self.withdrawn:
            return ClearanceState.WITHDRAWN
        if entry is None or entry.removed or fingerprint(entry.content) != self.fingerprint:
            return ClearanceState.OVERTAKEN
        return ClearanceState.DUE if self.expires_on < on else ClearanceState.ACTIVE


@dataclass(frozen=True, slots=True)
class ScreeningSet:
    """Everything that names and numbers are held against on one day.

    Attributes:
        on: The day.
        lists: By code.
        entries: Those that are active on that day.
        clearances: Those that are not withdrawn, whether they still hold or not.
        changes: How often the lists had changed when it was read; what came after may be in it.
    """

    on: date
    lists: Mapping[str, WatchList]
    entries: tuple[Entry, ...]
    clearances: tuple[Clearance, ...] = ()
    changes: int = 0


def fingerprint(content: EntryContent) -> str:
    """Return what a clearance remembers of an entry: its kind, names and numbers, in any order.

    So it survives a new reason, expiry or comment, and ends with a new, lost or changed name or number.
    """
    names = sorted({name.text for name in content.names})
    listed = content.identifiers
    numbers = sorted(
        {(each.kind.value, sign) for each in listed for sign in canonical(each.kind, each.value)}
    )
    told = json.dumps([content.kind.value, names, numbers], ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()
