"""Units and officers beside the log: what is filed about them, and what is shown, for service and client.

The log has codes, names, roles and status, for ever; here is what changes often or must be forgotten
(docs/decisions/0017-contact-data-beside-the-log.md).
"""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, field_validator, model_validator

from sealwire.contract.hours import parse_hours, written
from sealwire.contract.models import ContractModel, Seconds
from sealwire.directory.fields import Role

MAX_LIST = 32
MAX_HOURS = 400
MAX_SHIFTS = 500
MAX_GROUP_UNITS = 2_000
MAX_PAGE_UNITS = 200
MAX_PAGE_CHANGES = 200
MAX_IMPORT_BYTES = 5 * 1_048_576
MAX_IMPORT_ROWS = 20_000

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[0-9][0-9 ().-]{2,30}")

UNIT_CODE = r"^[A-Z]{2}-[A-Z0-9]{2,12}$"
HANDLE = r"^[a-z0-9][a-z0-9.-]{0,31}$"
SLUG = r"^[a-z0-9][a-z0-9-]{0,47}$"
COUNTRY = r"^[A-Z]{2}$"

Line = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")
]
"""A line of text, perhaps empty."""
Item = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f;|]+$"
    ),
]
"""One of several texts that share a cell of a table, where `;` stands between them."""
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
"""ISO 639-1 or 639-3."""
Country = Annotated[str, StringConstraints(pattern=COUNTRY)]
"""ISO 3166-1 alpha-2."""
UnitCode = Annotated[str, StringConstraints(pattern=UNIT_CODE)]
Handle = Annotated[str, StringConstraints(pattern=HANDLE)]
Version = Annotated[int, Field(ge=0, description="The version that was read; 0 for what is filed first.")]


def _hours(text: str) -> str:
    # What is stored is read by these rules again, so the written form must fit as well.
    canonical = written(parse_hours(text))
    if len(canonical) > MAX_HOURS:
        raise ValueError(f"Hours take {MAX_HOURS} characters at most.")
    return canonical


Hours = Annotated[
    str,
    StringConstraints(max_length=MAX_HOURS),
    AfterValidator(_hours),
    Field(description="Local time: `24/7`, or `Mo-Fr 08:00-18:00; Sa 22:00-06:00` (overnight)."),
]


def _without_repetition(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(values))


Items = Annotated[tuple[Item, ...], Field(max_length=MAX_LIST), AfterValidator(_without_repetition)]
Languages = Annotated[tuple[Language, ...], Field(max_length=MAX_LIST), AfterValidator(_without_repetition)]


class UnitKind(StrEnum):
    """What a unit watches over."""

    SEA_PORT = "sea_port"
    DRY_PORT = "dry_port"
    RAIL = "rail"
    LAND_CROSSING = "land_crossing"
    AIRPORT = "airport"


class Standing(StrEnum):
    """Where a unit stands: by the log, or not in it yet."""

    PLANNED = "planned"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Service(StrEnum):
    """Where an officer stands: by the log, or not in it yet."""

    PLANNED = "planned"
    ACTIVE = "active"
    LEFT = "left"


class ContactKind(StrEnum):
    """By what somebody is reached."""

    PHONE = "phone"
    MOBILE = "mobile"
    EMAIL = "email"
    FAX = "fax"
    RADIO = "radio"
    MESSENGER = "messenger"
    OTHER = "other"


class Gender(StrEnum):
    """As donors' reports count it: of officers here, of nominated and trained ones in onboarding."""

    FEMALE = "female"
    MALE = "male"
    UNSTATED = "unstated"


class Contact(ContractModel):
    """A way to reach a unit or an officer."""

    kind: ContactKind
    value: Item
    label: Annotated[
        str, StringConstraints(strip_whitespace=True, max_length=60, pattern=r"^[^\x00-\x1f;|]*$")
    ] = ""

    @model_validator(mode="after")
    def _has_its_form(self) -> Self:
        form = _FORMS.get(self.kind)
        if form is not None and not form.fullmatch(self.value):
            raise ValueError("not of the form of its kind")
        return self


_FORMS = {
    ContactKind.EMAIL: _EMAIL,
    ContactKind.PHONE: _PHONE,
    ContactKind.MOBILE: _PHONE,
    ContactKind.FAX: _PHONE,
}
Contacts = Annotated[tuple[Contact, ...], Field(max_length=MAX_LIST), AfterValidator(_without_repetition)]


class UnitParticulars(ContractModel):
    """What is filed about a unit."""

    kind: UnitKind
    unlocode: Annotated[
        str | None,
        Field(pattern=r"^[A-Z]{2}[A-Z2-9]{3}$", description="UN/LOCODE without its space: KZAAU."),
    ] = None
    local_code: Annotated[
        str | None,
        Field(pattern=r"^[A-Z0-9][A-Z0-9-]{0,15}$", description="Of one's own, where UN/LOCODE has none."),
    ] = None
    place: Line = Field(default="", description="Name of the place.")
    latitude: float | None = Field(default=None, ge=-90, le=90, allow_inf_nan=False)
    longitude: float | None = Field(default=None, ge=-180, le=180, allow_inf_nan=False)
    agencies: Items = ()
    languages: Languages = Field(default=(), description="Working languages.")
    hours: Hours = ""
    time_zone: Annotated[str, StringConstraints(max_length=64)] = Field(description="IANA: Asia/Bishkek.")
    contacts: Contacts = Field(default=(), description="The unit's own, not officers'.")
    segment: Annotated[str | None, Field(pattern=SLUG)] = None

    @field_validator("unlocode", "local_code", mode="before")
    @classmethod
    def _as_written(cls, value: Any) -> Any:
        return value.replace(" ", "").upper() or None if isinstance(value, str) else value


class UnitFiling(UnitParticulars):
    """A unit's particulars as they are to be, over the version that was read."""

    model_config = ConfigDict(extra="forbid")

    version: Version

    def particulars(self) -> UnitParticulars:
        """Return them without the version."""
        return UnitParticulars.model_validate(self.model_dump(exclude={"version"}))


class UnitRecord(ContractModel):
    """A unit: code, names and status from the log, particulars as filed."""

    code: UnitCode
    names: dict[str, str] = Field(description="By language, from the log.")
    status: Standing
    version: int = Field(description="Of the particulars; 0 where none are filed.")
    particulars: UnitParticulars | None = None
    open_now: bool | None = Field(default=None, description="By its hours and time zone; null: not stated.")
    on_duty: tuple[Handle, ...] = Field(default=(), description="Handles of who is on duty now.")


class UnitsPage(ContractModel):
    """A page of units, by code."""

    units: tuple[UnitRecord, ...]
    next: str | None = Field(default=None, description="Ask for the next page with after=next.")


class Shift(ContractModel):
    """An officer's time on duty, in the unit's local time."""

    officer: Handle
    starts: datetime = Field(description="2026-11-22T20:00, without a time zone.")
    ends: datetime

    @field_validator("starts", "ends")
    @classmethod
    def _is_local(cls, value: datetime) -> datetime:
        if value.tzinfo is not None:
            raise ValueError("a local time has no zone")
        return value.replace(second=0, microsecond=0)


class DutyRoster(ContractModel):
    """Who is on duty when."""

    version: int
    time_zone: str = ""
    shifts: tuple[Shift, ...] = ()
    on_duty: tuple[Handle, ...] = Field(default=(), description="Who is, now.")


class DutyFiling(ContractModel):
    """A duty roster as it is to be, over the version that was read."""

    model_config = ConfigDict(extra="forbid")

    version: Version
    shifts: tuple[Shift, ...] = Field(max_length=MAX_SHIFTS)


class OfficerParticulars(ContractModel):
    """What is filed about an officer: personal data, but for the languages."""

    name: Line = ""
    rank: Line = ""
    agency: Line = ""
    gender: Gender = Gender.UNSTATED
    languages: Languages = ()
    contacts: Contacts = ()


class OfficerFiling(OfficerParticulars):
    """An officer's particulars as they are to be, over the version that was read."""

    model_config = ConfigDict(extra="forbid")

    version: Version

    def particulars(self) -> OfficerParticulars:
        """Return them without the version."""
        return OfficerParticulars.model_validate(self.model_dump(exclude={"version"}))


class OfficerRecord(ContractModel):
    """An officer: roles and status from the log, particulars as far as the caller may see them."""

    unit: UnitCode
    handle: Handle
    status: Service
    roles: tuple[Role, ...] = Field(default=(), description="From the log; none for who has left.")
    version: int = Field(description="Of the particulars; 0 where none are filed.")
    particulars: OfficerParticulars
    withheld: tuple[str, ...] = Field(default=(), description="Fields that the caller may not see.")


class Officers(ContractModel):
    """The officers of a unit, by handle."""

    officers: tuple[OfficerRecord, ...]


class SegmentFiling(ContractModel):
    """A segment as it is to be, over the version that was read."""

    model_config = ConfigDict(extra="forbid")

    version: Version
    names: dict[Language, Line] = Field(min_length=1, max_length=16)
    countries: Annotated[
        tuple[Country, ...], Field(min_length=1, max_length=250), AfterValidator(_without_repetition)
    ]


class SegmentRecord(ContractModel):
    """A named set of countries, such as Central Asia."""

    code: str
    version: int
    names: dict[str, str]
    countries: tuple[str, ...]


class Segments(ContractModel):
    """All segments, by code."""

    segments: tuple[SegmentRecord, ...]


class GroupFiling(ContractModel):
    """A group as it is to be, over the version that was read."""

    model_config = ConfigDict(extra="forbid")

    version: Version
    scope: Annotated[str, StringConstraints(pattern=r"^(\*|[A-Z]{2})$")] = Field(
        description="Whose it is: `*` for the programme, or a country."
    )
    units: Annotated[
        tuple[UnitCode, ...], Field(max_length=MAX_GROUP_UNITS), AfterValidator(_without_repetition)
    ]
    note: Annotated[
        str, StringConstraints(max_length=2_000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$")
    ] = ""


class GroupRecord(ContractModel):
    """A version of a named group of units; versions never change."""

    name: str
    version: int
    scope: str
    units: tuple[str, ...]
    note: str
    saved_at: Seconds
    key: str = Field(description="Id of the device or administrator that saved it.")
    handle: str = Field(description="Whose it is.")


class Groups(ContractModel):
    """The newest version of every group, by name."""

    groups: tuple[GroupRecord, ...]


class FieldChange(ContractModel):
    """A field that changed; what is personal is named without its values."""

    field: str
    personal: bool = False
    before: Any = None
    after: Any = None


class ChangeRecord(ContractModel):
    """Who changed what, when."""

    id: int
    at: Seconds
    key: str = Field(description="Id of the device or administrator; empty for what time brought about.")
    handle: str
    subject: str = Field(description="unit, duty, officer, group or segment.")
    name: str = Field(description="Which: unit code, unit/handle, or the group's or segment's name.")
    version: int = Field(description="The version that the change made.")
    fields: tuple[FieldChange, ...]


class ChangesPage(ContractModel):
    """A page of changes, newest first."""

    changes: tuple[ChangeRecord, ...]
    next: int | None = Field(default=None, description="Ask for older ones with before=next.")


class LineError(ContractModel):
    """What is wrong in a line of an imported file."""

    line: int = Field(description="In the file, from 1; the headings are line 1.")
    column: str
    code: str
    message: str


class ImportReport(ContractModel):
    """What an import did, or would do."""

    lines: int
    created: int
    changed: int
    unchanged: int
    refused: int
    applied: bool = Field(
        description="Whether it was saved: no dry run, and no error where all must be good."
    )
    errors: tuple[LineError, ...] = Field(description="The first 1,000.")
