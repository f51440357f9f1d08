"""The seizure, in two halves: what was seized and how, and (a notice of its own) who was involved.

The general half feeds statistics and may go to any unit. The nominal half is sealed to the sender's own
unit and national administration only; `sealwire.notices.audience` refuses other recipients.
"""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sealwire.notices.errors import Refusal
from sealwire.notices.fields import Code, Country, Day, Line, Note, Reference, Unit
from sealwire.notices.goods import GoodsItem, SeizedItem
from sealwire.notices.notice import Notice, Part
from sealwire.notices.place import Leg, Place, legs_in_order
from sealwire.notices.transport import Conveyance, Document, TransportUnit

_NOMINAL_FIELDS = frozenset({"nominal", "persons", "companies", "case_number"})


class SeizureNotice(Notice):
    """What was seized, where and how; names no person, company or case."""

    KIND: ClassVar[str] = "seizure"

    reference: Reference
    warning_reference: Reference | None = None
    seized_on: Day
    reported_on: Day | None = None
    place: Place
    unit: Unit
    agencies: list[Line] = Field(default_factory=list, max_length=20)
    stage: Annotated[str, Code("stage")]
    mode: Annotated[str, Code("mode")]
    items: Annotated[list[SeizedItem], Field(min_length=1, max_length=200)]
    ground: Annotated[str, Code("ground")]
    detection: Annotated[str, Code("detection")]
    concealment: Annotated[str, Code("concealment")]
    concealment_detail: Note | None = None
    transport: list[TransportUnit] = Field(default_factory=list, max_length=200)
    conveyance: Conveyance | None = None
    cover_load: list[GoodsItem] = Field(default_factory=list, max_length=50)
    route: list[Leg] = Field(default_factory=list, max_length=50)
    note: Note | None = None

    def rules(self) -> Iterator[Refusal]:
        """Dates follow each other, and nothing of the nominal half is in it."""
        if self.reported_on and self.reported_on < self.seized_on:
            yield Refusal("reported_on", "it is earlier than seized_on")
        yield from legs_in_order(self.route)
        for field in sorted(_NOMINAL_FIELDS & (self.model_extra or {}).keys()):
            yield Refusal(field, "it belongs to the nominal half: send it as seizure-nominal")


class Person(Part):
    """A person involved in a seizure."""

    role: Annotated[str, Code("person-role")]
    name: Line
    born_on: Day | None = None
    nationality: Country | None = None
    identity_document: Reference | None = None


class Company(Part):
    """A company involved in a seizure."""

    role: Annotated[str, Code("party-role")]
    name: Line
    country: Country | None = None
    registration_number: Reference | None = None


class SeizureNominalNotice(Notice):
    """Who was involved in a seizure; for the own unit and national administration only."""

    KIND: ClassVar[str] = "seizure-nominal"
    AUDIENCE: ClassVar[Literal["exchange", "own-administration"]] = "own-administration"

    seizure_reference: Reference
    case_number: Reference | None = None
    persons: list[Person] = Field(default_factory=list, max_length=100)
    companies: list[Company] = Field(default_factory=list, max_length=100)
    documents: list[Document] = Field(default_factory=list, max_length=50)
    note: Note | None = None

    def rules(self) -> Iterator[Refusal]:
        """It says something about someone."""
        if not (self.case_number or self.persons or self.companies):
            yield Refusal("persons", "give a person, a company or a case number")
