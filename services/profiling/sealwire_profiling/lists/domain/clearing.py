"""Whether a hit was cleared: the same name or number and the same entry, as far as the clearance reaches."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sealwire.contract.profiling.clearances import ClearanceState
from sealwire.contract.profiling.lists import IdentifierKind

from sealwire_profiling.lists.domain.deceptive import deceptions
from sealwire_profiling.lists.domain.identifiers import canonical
from sealwire_profiling.lists.domain.values import NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from uuid import UUID

    from sealwire_profiling.lists.domain.consignment_values import Value
    from sealwire_profiling.lists.domain.values import Clearance, Entry

CLEARANCE_DUE = "clearance-due"
CLEARANCE_OVERTAKEN = "clearance-overtaken"
CLEARED_FOR_ANOTHER = "cleared-for-another"
CLEARED_AS_WRITTEN_OTHERWISE = "cleared-as-written-otherwise"
DOUBTS = frozenset({CLEARANCE_DUE, CLEARANCE_OVERTAKEN, CLEARED_FOR_ANOTHER, CLEARED_AS_WRITTEN_OTHERWISE})
"""Reasons that speak of a clearance, and end with it."""
_UNSURE = {ClearanceState.DUE: CLEARANCE_DUE, ClearanceState.OVERTAKEN: CLEARANCE_OVERTAKEN}
Pair = tuple["UUID", str, str]
"""Entry, what is cleared, and the folded name or the number in its one writing."""


def pairs_of(clearance: Clearance, fold: Callable[[str], str]) -> list[Pair]:
    """Return the pairs that a clearance is about: names that fold alike are one."""
    return [
        (clearance.entry, clearance.what, subject)
        for subject in subjects_of(clearance.what, clearance.value, fold)
    ]


def subjects_of(
    what: str, value: str, fold: Callable[[str], str], country: str | None = None
) -> tuple[str, ...]:
    """Return a name folded, or the numbers of a text in their one writing."""
    return (fold(value),) if what == NAME else canonical(IdentifierKind(what), value, country)


class Cleared:
    """The clearances of a day, by pair."""

    def __init__(self, clearances: Iterable[Clearance], *, on: date, fold: Callable[[str], str]) -> None:
        """Fold what they are about once.

        Args:
            clearances: Any; those that do not hold are told as reasons.
            on: The day.
            fold: Names that fold alike are one.
        """
        self._on, self._fold = on, fold
        self._by_pair: defaultdict[Pair, list[Clearance]] = defaultdict(list)
        for each in clearances:
            for pair in pairs_of(each, fold):
                self._by_pair[pair].append(each)
        self.entries = frozenset(entry for entry, _, _ in self._by_pair)

    def judge(self, value: Value, entry: Entry) -> tuple[UUID | None, tuple[str, ...]]:
        """Return the clearance that holds for a hit; else why earlier ones do not, as codes."""
        if entry.id not in self.entries:
            return None, ()
        what = NAME if value.identifier is None else value.identifier.value
        subjects = subjects_of(what, value.text, self._fold, value.country)
        about = [each for subject in subjects for each in self._by_pair.get((entry.id, what, subject), ())]
        doubts = {each.id: self._doubt(each, value, entry) for each in about}
        holds = next((key for key, doubt in doubts.items() if not doubt), None)
        return (holds, ()) if holds else (None, tuple(dict.fromkeys(doubts.values())))

    def _doubt(self, clearance: Clearance, value: Value, entry: Entry) -> str:
        """Return why a clearance does not hold for a value, as a code; empty where it does."""
        state = clearance.state(self._on, entry)
        if state is not ClearanceState.ACTIVE:
            return _UNSURE[state]
        if clearance.only_with is not None and not _same_number(clearance.only_with, value.party_number):
            return CLEARED_FOR_ANOTHER
        # Who writes a name with look-alike letters has a reason; the officer who cleared it did not see that.
        if value.identifier is None and value.text != clearance.value and deceptions(value.text):
            return CLEARED_AS_WRITTEN_OTHERWISE
        return ""


def _same_number(one: str, other: str | None) -> bool:
    number = IdentifierKind.NUMBER
    return other is not None and bool(set(canonical(number, one)) & set(canonical(number, other)))
