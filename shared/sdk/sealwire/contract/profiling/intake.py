"""Documents in: sources with their mappings, uploads, and consignments as they are kept."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from sealwire.contract.models import ContractModel, HexHash, Seconds
from sealwire.contract.profiling.consignments import Filed

MAX_UPLOAD_BYTES = 128 * 1_048_576
MAX_UPLOAD_ROWS = 250_000
MAX_STORED_ERRORS = 10_000
"""Errors of an upload that are kept; all are counted."""
MAX_PAGE_ERRORS = 500
MAX_PAGE_UPLOADS = 100
MAX_PAGE_CONSIGNMENTS = 200
MAX_SOURCES = 500

SOURCE_CODE = r"^[a-z0-9][a-z0-9.-]{0,47}$"
SourceCode = Annotated[str, StringConstraints(pattern=SOURCE_CODE)]
"""Names a source: `osh-manifests`."""
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")
]
"""A line of text, perhaps empty."""
Heading = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]+$"
    ),
]
"""A column's heading, or a JSON field with a dot between its names; case, spaces and signs do not count."""


class FileKind(StrEnum):
    """The format of a file; `auto` tells it from the first bytes."""

    AUTO = "auto"
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    EDIFACT = "edifact"


class Unit(StrEnum):
    """Units of weight."""

    KG = "kg"
    TONNE = "t"
    GRAM = "g"
    POUND = "lb"


class DateOrder(StrEnum):
    """The order of a date's parts, where it is not ISO 8601."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    YEAR_FIRST = "ymd"


class Encoding(StrEnum):
    """How the letters of a CSV file are written."""

    UTF_8 = "utf-8"
    WINDOWS_1251 = "windows-1251"


class FieldRule(ContractModel):
    """Where a field of a consignment comes from, and how its cells are read."""

    columns: Annotated[tuple[Heading, ...], Field(max_length=8)] = Field(
        default=(), description="Headings; the first whose cell is not empty counts."
    )
    constant: Line | None = Field(default=None, description="What every line has that says nothing else.")
    unit: Unit | None = Field(default=None, description="Of a weight whose cell names none; else kg.")
    dates: DateOrder | None = Field(default=None, description="Else only dates that can be read in one way.")
    decimal: Literal[".", ","] | None = Field(
        default=None, description="Decimal sign; else only numbers that can be read in one way."
    )
    optional: bool = Field(default=False, description="Whether a file may lack all of the columns.")


class Mapping(ContractModel):
    """How the files of a source are read: a rule for each field path, such as `goods.gross_kg`."""

    fields: Annotated[dict[str, FieldRule], Field(max_length=100)] = Field(default_factory=dict)
    recognise: bool = Field(default=True, description="Whether usual headings need no rule.")
    encoding: Encoding = Encoding.UTF_8


class SourceFiling(ContractModel):
    """A source as it is filed, over the version that was read."""

    version: int = Field(ge=0, le=2**31 - 2, description="The version that was read; 0 for a new source.")
    name: Line = ""
    mapping: Mapping = Mapping()


class SourceOut(SourceFiling):
    """A source: where documents come from, and how its files are read."""

    code: SourceCode
    saved_at: Seconds
    saved_by: str


class Sources(ContractModel):
    """All sources of the administration, by code, and the field paths that a mapping may name."""

    sources: tuple[SourceOut, ...]
    paths: tuple[str, ...]


class UploadIn(ContractModel):
    """A file that is going to be sent in parts."""

    name: Line = Field(description="The file's name, for the reader.")
    source: SourceCode
    kind: FileKind = FileKind.AUTO
    dry_run: bool = Field(default=False, description="Report what it would do, and do nothing.")
    size: int = Field(ge=1, le=MAX_UPLOAD_BYTES, description="Bytes of the whole file.")
    sha256: HexHash = Field(description="Of the whole file.")


class UploadState(StrEnum):
    """Where an upload stands."""

    RECEIVING = "receiving"
    READING = "reading"
    DONE = "done"
    FAILED = "failed"


class UploadOut(UploadIn):
    """An upload: how far it was read, and what came of it."""

    id: UUID
    state: UploadState
    created_at: Seconds
    created_by: str
    finished_at: Seconds | None = None
    lines: int = Field(description="Lines, rows or messages read so far.")
    total_lines: int | None = Field(description="How many there are, as far as that can be told.")
    added: int
    amended: int
    unchanged: int
    refused: int = Field(description="Consignments that could not be read.")
    errors: int = Field(description="Errors and warnings; see /errors.")
    ignored: tuple[str, ...] = Field(description="Headings that nothing was read from.")
    same_as: UUID | None = Field(description="The upload that brought the same file before.")
    failure_code: str = Field(default="", description="Why the file could not be read to its end.")
    failure: str = ""


class UploadsPage(ContractModel):
    """Uploads, newest first."""

    uploads: tuple[UploadOut, ...]
    next: UUID | None = Field(description="Ask for the next page with before=next.")


class UploadErrorOut(ContractModel):
    """What is wrong with a line."""

    line: int
    column: str
    code: str
    message: str


class UploadErrorsPage(ContractModel):
    """Errors of an upload, in the order of the file."""

    errors: tuple[UploadErrorOut, ...]
    next: int | None = Field(description="Ask for the next page with after=next.")


class PartOut(ContractModel):
    """The part was received."""

    number: int
    sha256: HexHash


class ConsignmentOut(Filed):
    """A consignment as it stands."""

    id: UUID
    upload: UUID | None
    open: bool = Field(description="Whether it is still to be decided about.")
    redacted: bool = Field(description="Whether parties are left out because of the caller's role.")


class ConsignmentsPage(ContractModel):
    """A page of consignments, by id."""

    consignments: tuple[ConsignmentOut, ...]
    next: UUID | None = Field(description="Ask for the next page with after=next.")


class VersionOut(ContractModel):
    """What a consignment said at a time."""

    filed: Filed
    upload: UUID | None
    changed: tuple[str, ...] = Field(description="Fields that it changed.")


class ConsignmentHistory(ContractModel):
    """A consignment with all its versions, oldest first."""

    consignment: ConsignmentOut
    versions: tuple[VersionOut, ...]


class RetentionIn(ContractModel):
    """How long an administration keeps consignments."""

    days: int = Field(ge=1, le=36_500)


class ErasedCount(ContractModel):
    """How many consignments of a month, office and heading there were: all that remains of them."""

    month: str = Field(description="YYYY-MM.")
    office: str
    heading: str
    consignments: int


class RetentionOut(RetentionIn):
    """How long consignments are kept, and what remains of those that were erased."""

    own: bool = Field(description="Whether the administration has set it; else it is the service's.")
    erased: tuple[ErasedCount, ...] = Field(description="The latest months.")
