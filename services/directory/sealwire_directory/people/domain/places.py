"""What must hold of a unit's particulars beyond the form of each field."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from sealwire.identifiers import country_of

from sealwire_directory.people.refusals import PlaceMissing, UnknownSegment, UnknownTimeZone, WrongCountry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sealwire.contract.people import SegmentRecord, UnitParticulars


def check_particulars(code: str, filed: UnitParticulars, *, segments: Mapping[str, SegmentRecord]) -> None:
    """Check what is filed of a unit; the facts of a refusal name the field.

    Args:
        code: Of the unit.
        filed: What is to be filed.
        segments: All there are, by code.

    Raises:
        WrongCountry: The UN/LOCODE or the segment is another country's.
        PlaceMissing: Where the unit is does not follow from it.
        UnknownTimeZone, UnknownSegment: There is none of this name.
    """
    _check_place(code, filed)
    zone(filed.time_zone)
    if filed.segment is None:
        return
    segment = segments.get(filed.segment)
    if segment is None:
        raise UnknownSegment(field="segment")
    if country_of(code) not in segment.countries:
        raise WrongCountry(f"{segment.code} does not have {country_of(code)}.", field="segment")


def _check_place(code: str, filed: UnitParticulars) -> None:
    if (filed.latitude is None) != (filed.longitude is None):
        raise PlaceMissing("A point has a latitude and a longitude.", field="latitude")
    if filed.unlocode is not None:
        if country_of(filed.unlocode) != country_of(code):
            raise WrongCountry(f"A unit of {country_of(code)} has a code there.", field="unlocode")
        return
    # Osh and Batken are not in every edition of UN/LOCODE.
    if filed.local_code is None or filed.latitude is None:
        raise PlaceMissing(field="unlocode")


def zone(name: str) -> ZoneInfo:
    """Return an IANA time zone.

    Raises:
        UnknownTimeZone: There is none of this name.
    """
    if name not in _zones():
        raise UnknownTimeZone(field="time_zone")
    return ZoneInfo(name)


@cache
def _zones() -> frozenset[str]:
    # "localtime" and "Factory" are whatever the server's machine is set to.
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC")
