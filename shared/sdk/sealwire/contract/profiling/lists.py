"""Watch lists as they cross the API: lists, their entries, and what becomes of an imported file.

A list belongs to one administration. An entry is never changed in place: each change is a new version.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from sealwire.contract.models import ContractModel, HexHash, Seconds
from sealwire.contract.profiling.consignments import MAX_PART_BYTES, Country, Identifier, Text

LIST_CODE = r"^[a-z0-9][a-z0-9-]{0,47}$"
MAX_NAMES, MAX_IDENTIFIERS = 256, 64
MAX_LISTS = 200
MAX_LIST_ENTRIES = 100_000
MAX_PAGE_ENTRIES = 500
MAX_ENTRY_DAYS = 3_653
"""An entry of a watch list stands ten years at most; then somebody has to look at it again."""
MAX_PARTS = 16
MAX_XML_BYTES = MAX_PART_BYTES * MAX_PARTS
MAX_TABLE_BYTES = MAX_PART_BYTES
MAX_TABLE_ROWS = 10_000
MAX_REPORTED = 1_000
MAX_VERSION = 2**31 - 1

Sentence = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=2_000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]+$"
    ),
]
"""Free text that must say something."""
Name = Annotated[
    str,
    # One pattern: of two, pydantic keeps the second alone.
    StringConstraints(
        strip_whitespace=True,
        max_length=512,
        pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*[^\W_][^\x00-\x08\x0b-\x1f\x7f]*$",
    ),
]
"""A name; it has at least one letter or digit, or nothing could match it, and no control characters."""
Version = Annotated[int, Field(ge=0, le=MAX_VERSION)]


class ListKind(StrEnum):
    """What stands on a list."""

    CONTAINER = "container"
    COMPANY = "company"
    PERSON = "person"
    VESSEL = "vessel"
    PHONE = "phone"
    IDENTIFIER = "identifier"
    MIXED = "mixed"


class EntryKind(StrEnum):
    """What an entry is about; `container` is any piece of equipment: trucks, trailers and wagons too."""

    CONTAINER = "container"
    COMPANY = "company"
    PERSON = "person"
    VESSEL = "vessel"
    PHONE = "phone"
    IDENTIFIER = "identifier"


class Effect(StrEnum):
    """What a hit does to a consignment, the strongest first."""

    MANDATORY = "mandatory"
    SCORE = "score"
    INFORMATION = "information"


class Matching(StrEnum):
    """How the names of a list are compared: by degrees, or only as the same words."""

    GRADED = "graded"
    EXACT = "exact"


class ListForm(StrEnum):
    """Who keeps the entries: officers, or the file of the UN Security Council."""

    OWN = "own"
    UN_CONSOLIDATED = "un-consolidated"


class IdentifierKind(StrEnum):
    """What a value identifies; it is compared exactly, after its own writing rules."""

    CONTAINER = "container"
    IMO = "imo"
    PHONE = "phone"
    NUMBER = "number"


class Quality(StrEnum):
    """How much a name tells: the UN calls a weak alias `low`."""

    GOOD = "good"
    LOW = "low"


class Source(StrEnum):
    """Where an entry comes from."""

    DOCUMENT = "document"
    NOTICE = "notice"
    IMPORT = "import"
    OBSERVATION = "observation"


class Confidence(StrEnum):
    """How sure the officer is who entered it."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class EntryState(StrEnum):
    """Whether an entry can hit."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REMOVED = "removed"


class ListedName(ContractModel):
    """A name of whom or what an entry is about."""

    text: Name
    quality: Quality = Quality.GOOD


class ListedIdentifier(ContractModel):
    """A number of whom or what an entry is about."""

    kind: IdentifierKind
    value: Identifier


class UnParticulars(ContractModel):
    """What the UN's consolidated list says of an entry beside its names and numbers."""

    data_id: Identifier
    reference: Identifier | None = Field(default=None, description="REFERENCE_NUMBER: QDi.001.")
    revision: str = Field(default="", max_length=32, description="VERSIONNUM.")
    regime: Text = Field(default="", description="UN_LIST_TYPE.")
    listed_on: date | None = None
    nationalities: tuple[Text, ...] = ()
    born: tuple[Text, ...] = Field(default=(), description="Dates, years or ranges of years, as given.")
    addresses: tuple[Text, ...] = ()
    documents: tuple[Text, ...] = Field(default=(), description="Kind, number and country of issue.")
    comments: str = Field(default="", max_length=20_000)


class EntryContent(ContractModel):
    """What an entry says. The first name is the main one, the others are aliases."""

    kind: EntryKind
    names: Annotated[tuple[ListedName, ...], Field(max_length=MAX_NAMES)] = ()
    identifiers: Annotated[tuple[ListedIdentifier, ...], Field(max_length=MAX_IDENTIFIERS)] = ()
    reason: Sentence
    source: Source
    reference: Text = Field(default="", description="Which document, notice or file it comes from.")
    confidence: Confidence
    expires_on: date | None = Field(
        default=None, description="The last day on which it hits; none on the UN's list, which says itself."
    )
    un: UnParticulars | None = None


class EntryFiling(ContractModel):
    """An entry as an officer enters it, or the next version of one."""

    version: Version = Field(default=0, description="The version that was read; 0 for a new entry.")
    kind: EntryKind
    names: Annotated[tuple[ListedName, ...], Field(max_length=MAX_NAMES)] = ()
    identifiers: Annotated[tuple[ListedIdentifier, ...], Field(max_length=MAX_IDENTIFIERS)] = ()
    reason: Sentence
    source: Source
    reference: Text = ""
    confidence: Confidence
    expires_on: date

    def content(self) -> EntryContent:
        """Return what the entry will say."""
        return EntryContent.model_validate(self.model_dump(exclude={"version"}))


class Removal(ContractModel):
    """Taking an entry off its list."""

    version: Version
    reason: Sentence


class EntryRecord(ContractModel):
    """A version of an entry, who made it and when."""

    id: UUID
    list: str
    version: Version
    state: EntryState
    content: EntryContent
    entered_by: str
    entered_at: Seconds
    removal: str | None = Field(default=None, description="Why it was removed.")


class Entries(ContractModel):
    """A page of entries, or all versions of one, the newest first."""

    entries: tuple[EntryRecord, ...]
    next: UUID | None = Field(default=None, description="Ask for the next page with after=next.")


class ListFiling(ContractModel):
    """A list as an officer files it."""

    version: Version = Field(default=0, description="The version that was read; 0 for a new list.")
    titles: dict[Literal["en", "ru", "ky", "kk", "tg", "tk", "uz"], Sentence] = Field(min_length=1)
    kind: ListKind
    effect: Effect
    matching: Matching = Matching.GRADED
    form: ListForm = ListForm.OWN
    owner: Identifier = Field(description="The unit or service that answers for it.")


class ListRecord(ListFiling):
    """A list as it stands, with how many entries it has."""

    code: str
    saved_by: str
    saved_at: Seconds
    dated: datetime | None = Field(default=None, description="When the imported file was made (UN).")
    active: int = 0
    expired: int = 0
    removed: int = 0


class Lists(ContractModel):
    """All lists of an administration, by code."""

    lists: tuple[ListRecord, ...]


class ListChange(ContractModel):
    """Who changed what, and why."""

    id: int
    at: Seconds
    by: str
    subject: str = Field(description="list, entry, import or clearance.")
    list: str
    name: str = Field(description="Id of the entry, import or clearance; the code of a list.")
    version: int
    note: str
    fields: tuple[str, ...] = Field(description="Which fields differ from the version before.")


class ListChanges(ContractModel):
    """A page of changes, the newest first."""

    changes: tuple[ListChange, ...]
    next: int | None = Field(default=None, description="Ask for the next page with before=next.")


class RowError(ContractModel):
    """What is wrong in a line of a table."""

    line: int = Field(description="In the file, from 1; the headings are line 1.")
    column: str
    code: str
    message: str


class TableReport(ContractModel):
    """What the import of a table did, or would do."""

    lines: int
    added: int
    changed: int
    unchanged: int
    refused: int
    applied: bool
    errors: tuple[RowError, ...] = Field(default=(), description="The first 1,000.")


class ImportOpened(ContractModel):
    """A file in parts was begun; send its parts, then finish it."""

    id: UUID
    list: str
    opened_by: str
    opened_at: Seconds


class PartStored(ContractModel):
    """A part was stored; the same part again replaces it."""

    number: int
    bytes: int


class ImportFinish(ContractModel):
    """All parts are there: look at the file, or apply it."""

    parts: int = Field(ge=1, le=MAX_PARTS)
    sha256: HexHash = Field(description="Of the whole file.")
    dry_run: bool = False
    confirmed: bool = Field(
        default=False, description="Apply it although it drops much, or is older than what stands."
    )


class UnFault(ContractModel):
    """Something wrong in one entry of the file."""

    position: int = Field(description="Which entry of the file, from 1.")
    data_id: str
    reference: str
    code: str
    message: str
    kept: bool = Field(description="Whether the entry is used all the same.")


class UnChange(ContractModel):
    """An entry that the file adds, changes or drops."""

    change: Literal["added", "changed", "removed"]
    data_id: str
    reference: str
    name: str
    fields: tuple[str, ...] = ()


class UnReport(ContractModel):
    """What a file of the UN did to the list, or would do."""

    generated: datetime | None
    read: int
    added: int
    changed: int
    unchanged: int
    removed: int
    kept: int = Field(description="Entries that stay as they were, because the file's could not be read.")
    applied: bool
    confirm: tuple[str, ...] = Field(description="Why it has to be confirmed; empty where it need not.")
    changes: tuple[UnChange, ...] = Field(default=(), description="The first 1,000.")
    faults: tuple[UnFault, ...] = Field(default=(), description="The first 1,000.")


class NameQuestion(ContractModel):
    """Something to be looked up on all lists."""

    what: Literal["party", "vessel", "container", "imo", "phone", "number"] = "party"
    value: Name
    country: Country | None = Field(default=None, description="Reads a phone number without its code.")
    at_least: float | None = Field(default=None, ge=0, le=1, description="Else the one threshold.")


class Said(ContractModel):
    """A reason, as a code and as a sentence."""

    code: str
    en: str
    ru: str


class HitRecord(ContractModel):
    """A value that stands on a list, or is like one that does, and why."""

    list: str
    entry: UUID
    entry_version: int
    field: str
    value: str
    matched: str
    score: float = Field(ge=0, le=1)
    effect: Effect
    reasons: tuple[Said, ...]
    cleared: UUID | None = Field(default=None, description="The clearance that holds; it is still shown.")


class Hits(ContractModel):
    """What was found, the best first."""

    hits: tuple[HitRecord, ...]
    searched: int = Field(description="Active entries that were looked through.")
