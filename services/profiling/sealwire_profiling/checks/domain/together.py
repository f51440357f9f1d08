"""Checks of the consignments of one batch against each other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from sealwire.contract.profiling.consignments import EquipmentKind

from sealwire_profiling.checks.domain.findings import finding
from sealwire_profiling.checks.domain.numbers import compact_number
from sealwire_profiling.checks.domain.seals import is_seal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from sealwire.contract.profiling.consignments import Consignment, Direction, Equipment

    from sealwire_profiling.checks.domain.findings import Finding

    Found = Iterator[tuple[int, Finding]]

_SAME_TIME_DAYS = 3
"""A container that was unloaded comes again on another journey no sooner."""
_SHORTEST_SEAL = 4
"""Shorter numbers of different issuers coincide."""


@dataclass(frozen=True, slots=True)
class _Journey:
    """A consignment as far as its equipment's other uses can contradict it."""

    row: int
    reference: str
    direction: Direction | None
    arrives_on: date | None
    voyage: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class _Use:
    """A number as one consignment uses it; `seals` as written."""

    journey: _Journey
    at: int
    kind: EquipmentKind
    number: str
    empty: bool | None
    seals: tuple[str, ...]

    @property
    def row(self) -> int:
        return self.journey.row

    @property
    def path(self) -> str:
        return f"equipment[{self.at}]"


@dataclass(slots=True)
class Together:
    """A batch that is gone through a few consignments at a time; of each only what is compared is kept."""

    _references: list[str] = field(default_factory=list)
    _uses: list[_Use] = field(default_factory=list)

    def add(self, consignment: Consignment) -> None:
        """Take the next consignment of the batch."""
        journey = _journey(len(self._references), consignment)
        self._references.append(consignment.reference)
        self._uses += [_use(journey, at, each) for at, each in enumerate(consignment.equipment)]

    def found(self) -> Found:
        """Yield what its consignments contradict in each other, with the consignment's place in it."""
        yield from _repeated(self._references)
        for group in _shared(self._uses, lambda use: [(use.kind, compact_number(use.number))]):
            yield from _journeys(group)
        for group in _shared(self._uses, _seals):
            yield from _seal(group)


def _journey(row: int, consignment: Consignment) -> _Journey:
    return _Journey(
        row,
        consignment.reference,
        consignment.direction,
        consignment.arrives_on,
        compact_number(consignment.voyage) if consignment.voyage else None,
        # Goods in one container go to one country: that where the journey ends.
        consignment.legs[-1].country if consignment.legs else None,
    )


def _use(journey: _Journey, at: int, equipment: Equipment) -> _Use:
    seals = tuple(seal.number for seal in equipment.seals)
    return _Use(journey, at, equipment.kind, equipment.number, equipment.empty, seals)


def _repeated(references: Sequence[str]) -> Found:
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, reference in enumerate(references):
        rows[reference].append(row)
    for reference, same in rows.items():
        if len(same) > 1:
            for row in same:
                yield row, finding("reference-repeated", "reference", reference=reference, times=len(same))


def _shared(uses: Iterable[_Use], keys: Callable[[_Use], Iterable[object]]) -> Iterator[list[_Use]]:
    """Yield the uses of each key that different consignments share; an amendment is the same consignment."""
    groups: dict[object, list[_Use]] = {}
    for use in uses:
        for key in keys(use):
            groups.setdefault(key, []).append(use)
    for group in groups.values():
        if len(group) > 1 and len({use.journey.reference for use in group}) > 1:
            yield group


def _journeys(group: Sequence[_Use]) -> Found:
    """Yield who uses one container otherwise than the first who contradicts it, so the work stays small."""
    if group[0].kind is EquipmentKind.TRUCK:
        # A truck goes to and fro within a day at a land border.
        return
    ordered = sorted(group, key=lambda use: (str(use.journey.arrives_on), use.row))
    for earlier, later in pairwise(ordered):
        code = _contradiction(earlier, later)
        if code is not None:
            for one, other in ((earlier, later), (later, earlier)):
                facts = {"number": one.number, "other": other.journey.reference}
                yield one.row, finding(code, f"{one.path}.number", **facts)


def _contradiction(one: _Use, other: _Use) -> str | None:
    first, second = one.journey, other.journey
    if first.reference == second.reference or not _at_once(first, second):
        return None
    if _differ(first.direction, second.direction):
        # It came full and leaves again.
        return None
    if _differ(first.voyage, second.voyage) or _differ(first.last, second.last):
        return "equipment-on-two-journeys"
    if _differ(one.empty, other.empty):
        return "equipment-empty-and-full"
    return None


def _at_once(first: _Journey, second: _Journey) -> bool:
    if first.arrives_on is None or second.arrives_on is None:
        return False
    return abs((first.arrives_on - second.arrives_on).days) <= _SAME_TIME_DAYS


def _differ(one: object, other: object) -> bool:
    return one is not None and other is not None and one != other


def _seals(use: _Use) -> list[tuple[EquipmentKind, str]]:
    """Return what two uses share with a seal: of one kind, as a wagon has that of its container."""
    numbers = {compact_number(seal) for seal in use.seals if is_seal(seal)}
    return [(use.kind, number) for number in numbers if len(number) >= _SHORTEST_SEAL]


def _seal(group: Sequence[_Use]) -> Found:
    first, first_number = group[0], compact_number(group[0].number)
    others = [use for use in group if compact_number(use.number) != first_number]
    if not others:
        # Several bills of one container name its seal each.
        return
    pairs = [(use, first) for use in others if use.row != first.row]
    if others[0].row != first.row:
        pairs.append((first, others[0]))
    for use, other in pairs:
        seal = _common(use, other)
        if seal is not None:
            facts = {"seal": seal, "number": use.number, "other": other.number}
            yield use.row, finding("seal-repeated", f"{use.path}.seals", **facts)


def _common(one: _Use, other: _Use) -> str | None:
    """Return the first seal, as written, that both uses name."""
    theirs = {compact_number(seal) for seal in other.seals}
    return next((seal for seal in one.seals if compact_number(seal) in theirs), None)
