"""The warning: the profile of a shipment that another unit is asked to control, simplified form."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from sealwire.notices.errors import Refusal
from sealwire.notices.fields import Code, Instant, Line, Note, Reference
from sealwire.notices.goods import GoodsItem
from sealwire.notices.notice import Notice, Part
from sealwire.notices.place import Leg, legs_in_order
from sealwire.notices.transport import Conveyance, Document, Party, TransportUnit


class Indicator(Part):
    """A risk indicator that hit, and the rule behind it where there is one."""

    text: Line
    rule: Reference | None = None


class Suspicion(Part):
    """What is suspected, why, and how reliable source and information are."""

    commodity_group: Annotated[str, Code("commodity-group")]
    indicators: Annotated[list[Indicator], Field(min_length=1, max_length=50)]
    score: Annotated[int, Field(ge=0, le=100)] | None = None
    lane: Annotated[str, Code("lane")] | None = None
    source_reliability: Annotated[str, Code("source-reliability")]
    information_reliability: Annotated[str, Code("information-reliability")]


class WarningNotice(Notice):
    """A shipment that the recipients are asked to control."""

    KIND: ClassVar[str] = "warning"

    reference: Reference
    direction: Annotated[str, Code("direction")]
    mode: Annotated[str, Code("mode")]
    transport: list[TransportUnit] = Field(default_factory=list, max_length=200)
    documents: list[Document] = Field(default_factory=list, max_length=50)
    conveyance: Conveyance | None = None
    parties: list[Party] = Field(default_factory=list, max_length=50)
    goods: Annotated[list[GoodsItem], Field(min_length=1, max_length=200)]
    route: list[Leg] = Field(default_factory=list, max_length=50)
    suspicion: Suspicion
    asked_for: Annotated[list[Annotated[str, Code("asked-for")]], Field(min_length=1, max_length=6)]
    feedback_wanted_by: Instant | None = None
    note: Note | None = None

    def rules(self) -> Iterator[Refusal]:
        """The shipment can be found, and its legs follow each other."""
        if not self.transport and not self.documents:
            yield Refusal("transport", "give a transport unit or a document, or nobody can find the shipment")
        yield from legs_in_order(self.route)
