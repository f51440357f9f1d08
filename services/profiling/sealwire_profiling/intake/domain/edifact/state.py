"""Where the reading of a message stands: of which goods item or equipment the next segment speaks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sealwire_profiling.intake.domain.edifact.drafts import MAX_NODES, Level, Node, level

if TYPE_CHECKING:
    from sealwire_profiling.intake.domain.edifact.tokenizer import Segment


@dataclass(slots=True)
class State:
    """A message as far as it is read.

    EDIFACT says by order alone what a segment belongs to. `near` is the tag of the segment that a date or a
    telephone number after it explains; `node` is the goods item or equipment that weights, texts and codes
    are of, None at the level of the whole.

    Attributes:
        kind: Message type (0065).
        header: What is said of the whole message, for all its consignments.
        current: The consignment being read, or None before the first.
        placed: The equipment of the last SGP.
        seen: References of the message so far.
        used: Equipment of the header that a consignment has named.
    """

    kind: str
    header: Level
    current: Level | None = None
    near: str = ""
    node: Node | None = None
    goods: Node | None = None
    unit: Node | None = None
    party: Node | None = None
    document: Node | None = None
    stage: str = ""
    placed: Node | None = None
    seen: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)

    @property
    def level(self) -> Level:
        """What a segment is of that belongs to no goods item and no equipment."""
        return self.current or self.header

    def start(self, segment: Segment) -> Level:
        """Begin a consignment at a segment, and return what is to be said of it."""
        current = self.current = level(segment.number)
        self.near, self.stage = "", ""
        self.node = self.goods = self.unit = self.party = self.document = self.placed = None
        return current


def added(nodes: list[Node], segment: Segment, limit: int = MAX_NODES) -> Node:
    """Return a new node at the end of a list; beyond the limit it is kept nowhere.

    One past the limit of the contract shows that there are too many; more would only fill the memory.
    """
    node = Node(segment.number)
    if len(nodes) < limit:
        nodes.append(node)
    return node
