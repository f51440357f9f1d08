"""How goods move: transport units with their seals, documents, the conveyance, the parties."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from sealwire.notices.errors import Refusal
from sealwire.notices.fields import (
    Code,
    Country,
    Day,
    ImoNumber,
    Instant,
    Line,
    Reference,
    SizeType,
    check_line,
    validated,
)
from sealwire.notices.identification import check_container_number, check_plate, check_wagon_number
from sealwire.notices.notice import Part

_NUMBER_CHECKS = {
    "container": check_container_number,
    "truck": check_plate,
    "trailer": check_plate,
    "wagon": check_wagon_number,
}


class Seal(Part):
    """A seal on a transport unit."""

    number: Reference
    issuer: Annotated[str, Code("seal-issuer")] | None = None
    condition: Annotated[str, Code("seal-condition")] | None = None


class TransportUnit(Part):
    """What carries the goods and is sealed: a container, truck, trailer or wagon."""

    kind: Annotated[str, Code("transport-unit")]
    number: Reference
    size_type: SizeType | None = None
    country: Country | None = None
    load: Annotated[str, Code("load")] | None = None
    seals: list[Seal] = Field(default_factory=list, max_length=20)

    @field_validator("number")
    @classmethod
    def _number_of_its_kind(cls, number: str, info: ValidationInfo) -> str:
        return validated(_NUMBER_CHECKS.get(info.data.get("kind", ""), check_line), number)

    def rules(self) -> Iterator[Refusal]:
        """Only containers have a size and type."""
        if self.size_type is not None and self.kind != "container":
            yield Refusal("size_type", "only a container has a size and type code")


class Document(Part):
    """A document of the shipment."""

    kind: Annotated[str, Code("document")]
    number: Reference
    issued_on: Day | None = None


class Conveyance(Part):
    """The vessel, train, truck or flight of a leg."""

    vessel: Line | None = None
    imo_number: ImoNumber | None = None
    voyage: Reference | None = None
    carrier: Line | None = None
    departs_at: Instant | None = None
    arrives_at: Instant | None = None

    def rules(self) -> Iterator[Refusal]:
        """It arrives after it departs."""
        if self.departs_at and self.arrives_at and self.arrives_at < self.departs_at:
            yield Refusal("arrives_at", "it is earlier than departs_at")


class Party(Part):
    """A company or person in the shipment, as the documents name it."""

    role: Annotated[str, Code("party-role")]
    name: Line
    country: Country | None = None
    first_time: bool | None = None
