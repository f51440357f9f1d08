"""What is stored of units and officers, what is to be stored, and which units are wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sealwire.contract.people import OfficerParticulars, Standing, UnitParticulars


@dataclass(frozen=True, slots=True)
class StoredUnit:
    """A unit as it is stored; version 0 and no particulars where none are filed."""

    code: str
    status: Standing
    version: int
    particulars: UnitParticulars | None
    duty_version: int


@dataclass(frozen=True, slots=True)
class FiledUnit:
    """A unit's particulars as they are to be stored: `version` is the one that they make."""

    code: str
    version: int
    particulars: UnitParticulars
    words: str


@dataclass(frozen=True, slots=True)
class UnitQuery:
    """Which units are wanted; what is None or empty does not narrow.

    Attributes:
        terms: Folded beginnings of words, all of which a unit has.
        codes: The units of a group.
        segment: A segment's code, and its countries for the units that name no segment.
        on_duty_at: Unix seconds: units with somebody on duty then.
        after: The code before the page.
        limit: Most units.
    """

    terms: tuple[str, ...] = ()
    country: str = ""
    kind: str = ""
    status: str = ""
    codes: tuple[str, ...] | None = None
    segment: tuple[str, tuple[str, ...]] | None = None
    on_duty_at: int | None = None
    after: str = ""
    limit: int = 100


@dataclass(frozen=True, slots=True)
class StoredOfficer:
    """An officer as stored; no particulars once they were erased. `left_at` in Unix seconds, by the log."""

    unit: str
    handle: str
    version: int
    particulars: OfficerParticulars | None
    left_at: int | None


@dataclass(frozen=True, slots=True)
class FiledOfficer:
    """An officer's particulars as they are to be stored: `version` is the one that they make."""

    unit: str
    handle: str
    version: int
    particulars: OfficerParticulars
