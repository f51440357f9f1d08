"""An officer's change of a selection: seen, reasoned and recorded; what the draws were stays as it was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from sealwire_profiling.selection.domain.rows import Lane, Slot
from sealwire_profiling.selection.refusals import (
    AlreadySelected,
    CategoryMissing,
    NotSelected,
    ReasonMissing,
)

if TYPE_CHECKING:
    from sealwire_profiling.selection.domain.rows import Row, Selection

MIN_REASON = 10
MAX_REASON = 2_000


class Change(StrEnum):
    """What an officer does to a selection."""

    ADD = "add"
    REMOVE = "remove"


class Category(StrEnum):
    """Why a mandatory consignment is not opened."""

    ALREADY_INSPECTED = "already-inspected"
    MISTAKEN_HIT = "mistaken-hit"
    NOT_ARRIVED = "not-arrived"
    HANDED_OVER = "handed-over"
    NO_MEANS = "no-means"


@dataclass(frozen=True, slots=True)
class Ask:
    """What an officer asks for.

    Attributes:
        change: Add or remove.
        consignment: Its id.
        officer: Who asks.
        reason: In their words, 10 to 2,000 characters.
        category: Needed to remove a mandatory one.
    """

    change: Change
    consignment: str
    officer: str
    reason: str
    category: Category | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """The record of a change; kept, and part of the figures.

    Attributes:
        ask: What was asked for.
        slot: Of the consignment before.
        lane: Of the consignment before.
    """

    ask: Ask
    slot: Slot | None
    lane: Lane


def override(selection: Selection, ask: Ask) -> tuple[Selection, Override]:
    """Return the selection after an officer's change, and the record of it.

    Nothing else moves: nobody is selected instead, and the capacity is the officer's to judge. A mandatory
    consignment that is taken off keeps its slot and stays on the list, marked as removed.

    Raises:
        ReasonMissing: The reason is shorter or longer than a reason is.
        NotACandidate: The consignment is not of this selection.
        AlreadySelected: It is to be added and is opened anyway.
        NotSelected: It is to be removed and is not opened.
        CategoryMissing: It is mandatory, and the category is missing.
    """
    row = selection.row(ask.consignment)
    changed = apply(row, ask)
    rows = tuple(changed if each.id == row.id else each for each in selection.rows)
    return replace(selection, rows=rows), Override(ask, row.slot, row.lane)


def apply(row: Row, ask: Ask) -> Row:
    """Return a row after an officer's change; see `override`."""
    if not MIN_REASON <= len(ask.reason.strip()) <= MAX_REASON:
        raise ReasonMissing
    return _added(row) if ask.change is Change.ADD else _removed(row, ask)


def _added(row: Row) -> Row:
    if row.opened:
        raise AlreadySelected
    if row.removed:
        return replace(row, removed=False, lane=Lane.RED, reasons=(*row.reasons, "officer-restored"))
    return replace(row, slot=Slot.OFFICER, lane=Lane.RED, reasons=("officer", *row.reasons))


def _removed(row: Row, ask: Ask) -> Row:
    if not row.opened:
        raise NotSelected
    if row.slot is Slot.MANDATORY and ask.category is None:
        raise CategoryMissing
    # Its papers are looked at: an officer knows why it is not opened, nobody said that it is harmless.
    return replace(row, removed=True, lane=Lane.YELLOW, reasons=(*row.reasons, "officer-removed"))
