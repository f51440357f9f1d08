"""A consignment as its documents declare it: parties, goods, equipment, seals and legs.

Documents are dirty, and a wrong container number is a finding, not a reason to lose a line: so texts are
kept as they were written, and the checks judge them. Only what has no form at all is refused. Codes are those
of the notices (docs/notices.md), so that a warning can be filled in from a consignment.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from sealwire.contract.models import ContractModel

MAX_PART_BYTES = 4 * 1_048_576
"""Of a file that is sent in parts: a frame of the bus carries no more."""
MAX_PARTIES = 32
MAX_GOODS = 999
MAX_EQUIPMENT = 999
MAX_SEALS = 20
MAX_LEGS = 32
MAX_DOCUMENTS = 64

Text = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=512, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")
]
"""Text of a document, perhaps empty; no control characters."""
Identifier = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=70, pattern=r"^[^\x00-\x1f\x7f]+$")
]
"""A number or code as written in the document, not yet checked."""
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2."""
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""ISO 4217."""
Kilograms = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]
Amount = Annotated[float, Field(ge=0, le=1e15, allow_inf_nan=False)]
"""Money as declared, in the currency beside it; good enough to rank by, not to keep accounts with."""
Count = Annotated[int, Field(ge=0, le=10**9)]


class Direction(StrEnum):
    """Which way the goods go, seen from the administration."""

    IMPORT = "import"
    EXPORT = "export"
    TRANSIT = "transit"
    TRANSHIPMENT = "transhipment"


class Mode(StrEnum):
    """By what the goods come to the post."""

    SEA = "sea"
    RAIL = "rail"
    ROAD = "road"
    AIR = "air"


class PartyRole(StrEnum):
    """What a party is to the consignment."""

    SHIPPER = "shipper"
    CONSIGNEE = "consignee"
    NOTIFY = "notify"
    CARRIER = "carrier"
    FORWARDER = "forwarder"
    DECLARANT = "declarant"


class EquipmentKind(StrEnum):
    """What carries the goods and is sealed."""

    CONTAINER = "container"
    TRUCK = "truck"
    TRAILER = "trailer"
    WAGON = "wagon"
    AIR_UNIT = "air-unit"


class DocumentKind(StrEnum):
    """The document of a number."""

    MASTER_BILL = "master-bill"
    HOUSE_BILL = "house-bill"
    MANIFEST = "manifest"
    CMR = "cmr"
    TIR_CARNET = "tir-carnet"
    RAIL_WAYBILL = "rail-waybill"
    AIR_WAYBILL = "air-waybill"
    TRANSIT_DECLARATION = "transit-declaration"
    GOODS_DECLARATION = "goods-declaration"
    INVOICE = "invoice"
    PACKING_LIST = "packing-list"
    PERMIT = "permit"
    OFFICIAL_LETTER = "official-letter"
    OTHER = "other"


class SealIssuer(StrEnum):
    """Who put a seal on."""

    CUSTOMS = "customs"
    CARRIER = "carrier"
    SHIPPER = "shipper"
    TERMINAL = "terminal"
    OTHER = "other"


class SealCondition(StrEnum):
    """How a seal is, as the document says."""

    INTACT = "intact"
    TAMPERED = "tampered"
    REPLACED = "replaced"
    MISSING = "missing"


class Party(ContractModel):
    """A company or person, as the documents name it."""

    role: PartyRole
    name: Text
    country: Country | None = None
    address: Text | None = None
    identifier: Identifier | None = Field(default=None, description="Tax or registration number.")
    phone: Identifier | None = None


class Goods(ContractModel):
    """Goods as declared."""

    description: Text
    hs: Identifier | None = Field(default=None, description="Digits of the HS code, national ones included.")
    packages: Count | None = None
    package_kind: Identifier | None = Field(default=None, description="UN/ECE Recommendation 21.")
    gross_kg: Kilograms | None = None
    net_kg: Kilograms | None = None
    value: Amount | None = None
    currency: Currency | None = None
    origin: Country | None = None
    un_number: Identifier | None = Field(default=None, description="UN number of dangerous goods.")
    marks: Text | None = None


class Seal(ContractModel):
    """A seal on a piece of equipment."""

    number: Identifier
    issuer: SealIssuer | None = None
    condition: SealCondition | None = None


class Equipment(ContractModel):
    """A container, truck, trailer or wagon."""

    kind: EquipmentKind
    number: Identifier
    size_type: Identifier | None = Field(default=None, description="ISO 6346, of a container.")
    empty: bool | None = None
    gross_kg: Kilograms | None = Field(default=None, description="Of the load, with the packing.")
    tare_kg: Kilograms | None = None
    seals: Annotated[tuple[Seal, ...], Field(max_length=MAX_SEALS)] = ()


class Leg(ContractModel):
    """A place on the way, in the order of the journey: the first is the origin, the last the destination."""

    place: Identifier = Field(description="UN/LOCODE, or the administration's own code.")
    name: Text | None = None
    country: Country | None = None
    mode: Mode | None = Field(default=None, description="By what the goods leave the place.")
    arrives_on: date | None = None
    departs_on: date | None = None


class Document(ContractModel):
    """A document of the consignment."""

    kind: DocumentKind
    number: Identifier
    issued_on: date | None = None


class Consignment(ContractModel):
    """What one bill of lading, consignment note or declaration declares.

    `reference` is its number at the source; the same reference again is an amendment.
    """

    reference: Identifier
    direction: Direction | None = None
    mode: Mode | None = None
    office: Identifier | None = Field(default=None, description="Customs office, the administration's code.")
    declared_on: date | None = None
    arrives_on: date | None = Field(default=None, description="At the post that selects; expected or actual.")
    vessel: Text | None = Field(default=None, description="Vessel, train or flight.")
    imo_number: Identifier | None = None
    voyage: Identifier | None = None
    freight: Amount | None = Field(default=None, description="Freight charges, in `currency`.")
    currency: Currency | None = Field(default=None, description="Of freight, and of goods that name none.")
    documents: Annotated[tuple[Document, ...], Field(max_length=MAX_DOCUMENTS)] = ()
    parties: Annotated[tuple[Party, ...], Field(max_length=MAX_PARTIES)] = ()
    goods: Annotated[tuple[Goods, ...], Field(max_length=MAX_GOODS)] = ()
    equipment: Annotated[tuple[Equipment, ...], Field(max_length=MAX_EQUIPMENT)] = ()
    legs: Annotated[tuple[Leg, ...], Field(max_length=MAX_LEGS)] = ()

    def party(self, role: PartyRole) -> Party | None:
        """Return the first party of a role."""
        return next((each for each in self.parties if each.role is role), None)


class Filed(ContractModel):
    """A consignment as it was received: which version, when, and from where."""

    version: int = Field(ge=1, description="1 and then one more with each amendment.")
    received_at: datetime
    source: str
    line: int = Field(ge=1, description="Line, row or message of the file.")
    amended: tuple[str, ...] = Field(default=(), description="Fields that any amendment changed.")
    consignment: Consignment
