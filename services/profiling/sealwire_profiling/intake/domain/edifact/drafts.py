"""What is gathered of a message or consignment before it is one: values, and where each of them stood."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.consignments import MAX_SEALS

from sealwire_profiling.intake.domain.edifact.faults import Fact, fault

if TYPE_CHECKING:
    from datetime import date

    from sealwire_profiling.intake.domain.edifact.tokenizer import Segment
    from sealwire_profiling.intake.domain.parsed import LineError

MAX_TEXT = 512
MAX_FAULTS = 100
"""Most errors that are told of one consignment."""
MAX_NODES = 2_000
"""Most goods or equipment that are gathered of one consignment; the rest is left out, and that is told."""
MAX_PLACES = 40
"""Most places; those that stand there twice make one leg, so that it is a few more than legs."""


@dataclass(slots=True, eq=False)
class Node:
    """The values of a party, goods item and so on, and the segment and element each came from."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    at: dict[str, tuple[Segment, str]] = field(default_factory=dict)
    seals: list[Node] = field(default_factory=list)

    def put(self, name: str, value: Any, segment: Segment, element: str) -> None:
        """Keep a value unless it is empty or one is there already: the first of several counts."""
        if value is not None and value != "" and name not in self.values:
            self.values[name] = value
            self.at[name] = (segment, element)

    def add(self, name: str, text: str, segment: Segment, element: str) -> None:
        """Add a text to the one that is there: long texts come in several segments."""
        if text and name in self.values:
            # Past the limit nothing is kept, so that repeated segments cannot fill the memory.
            self.values[name] = f"{self.values[name]} {text}"[: 4 * MAX_TEXT]
        else:
            self.put(name, text, segment, element)

    def seal(self, segment: Segment) -> Node | None:
        """Return a new seal of this equipment, or None where there are too many."""
        if len(self.seals) >= MAX_SEALS:
            return None
        self.seals.append(Node(segment.number))
        return self.seals[-1]


@dataclass(slots=True, eq=False)
class Place:
    """A place of the journey: its qualifier (3227), its stage of transport (8051), and the days there.

    `arrived` and `departed` are actual days; they count before the expected ones.
    """

    number: int
    qualifier: str
    stage: str
    code: str
    name: str
    arrives_on: date | None = None
    arrived_on: date | None = None
    departs_on: date | None = None
    departed_on: date | None = None

    @property
    def arrival(self) -> date | None:
        """The actual day of arrival, or else the expected one."""
        return self.arrived_on or self.arrives_on

    @property
    def departure(self) -> date | None:
        """The actual day of departure, or else the expected one."""
        return self.departed_on or self.departs_on


@dataclass(slots=True, eq=False)
class Level:
    """What is said of a whole message, or of one consignment in it.

    Attributes:
        number: Segment at which it begins.
        head: Values of the whole: reference, dates, office, direction and so on.
        transports: By stage of transport (8051).
        weights: Weights that are of no goods item and no equipment.
        units: Equipment, by number.
        worst: Whether something makes it unusable.
    """

    number: int
    head: Node
    transports: dict[str, Node] = field(default_factory=dict)
    weights: Node = field(default_factory=lambda: Node(0))
    parties: list[Node] = field(default_factory=list)
    goods: list[Node] = field(default_factory=list)
    units: dict[str, Node] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    documents: list[Node] = field(default_factory=list)
    faults: list[LineError] = field(default_factory=list)
    worst: bool = False

    def warn(self, code: str, segment: Segment, element: str = "", **facts: Fact) -> None:
        """Tell of something that was left out or corrected; the consignment is kept."""
        if len(self.faults) < MAX_FAULTS:
            column = f"{segment.tag} {element}".strip()
            self.faults.append(fault(code, segment.number, column, **facts))

    def fail(self, code: str, segment: Segment, element: str = "", **facts: Fact) -> None:
        """Tell of something because of which the consignment cannot be taken."""
        self.worst = True
        self.warn(code, segment, element, **facts)


def level(number: int) -> Level:
    """Return an empty level that begins at a segment."""
    return Level(number, Node(number))
