"""Units and officers as a caller is shown them: the log's word first, then what is filed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sealwire.contract.hours import is_open, parse_hours
from sealwire.contract.people import OfficerParticulars, OfficerRecord, Service, Standing, UnitRecord
from sealwire.directory.state import UnitStatus

from sealwire_directory.people.domain.duty import on_duty
from sealwire_directory.people.domain.places import zone
from sealwire_directory.people.domain.redaction import redacted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sealwire.contract.people import UnitParticulars
    from sealwire.directory.state import Officer, Unit

    from sealwire_directory.people.domain.duty import Watch
    from sealwire_directory.people.domain.filed import StoredOfficer, StoredUnit


def active_officers(unit: Unit | None) -> frozenset[str]:
    """Return the handles of the officers who are active in a unit; none where the log has no such unit."""
    if unit is None or unit.status is UnitStatus.CLOSED:
        return frozenset()
    return frozenset(officer.handle for officer in unit.officers.values() if officer.active)


def unit_record(
    stored: StoredUnit, unit: Unit | None, watches: Iterable[Watch] = (), *, now: int
) -> UnitRecord:
    """Return a unit as it is shown.

    Args:
        stored: What is stored of it.
        unit: What the log says of it; None where it has none of this code.
        watches: The unit's shifts.
        now: Unix seconds.
    """
    return UnitRecord(
        code=stored.code,
        names=dict(unit.names) if unit is not None else {},
        status=Standing(unit.status.value) if unit is not None else Standing.PLANNED,
        version=stored.version,
        particulars=stored.particulars,
        open_now=_open_now(stored.particulars, now=now),
        on_duty=on_duty(watches, now=now, active=active_officers(unit)),
    )


def _open_now(filed: UnitParticulars | None, *, now: int) -> bool | None:
    if filed is None or not filed.hours:
        return None
    return is_open(
        parse_hours(filed.hours), datetime.fromtimestamp(now, UTC).astimezone(zone(filed.time_zone))
    )


def officer_record(
    stored: StoredOfficer, unit: Unit | None, *, without: tuple[str, ...] = ()
) -> OfficerRecord:
    """Return an officer as they are shown.

    Args:
        stored: What is stored of them.
        unit: What the log says of their unit; None where it has none of this code.
        without: Fields that the caller may not see.
    """
    officer = unit.officers.get(stored.handle) if unit is not None else None
    status = _service(unit, officer)
    return OfficerRecord(
        unit=stored.unit,
        handle=stored.handle,
        status=status,
        roles=officer.roles if officer is not None and status is Service.ACTIVE else (),
        version=stored.version,
        particulars=redacted(stored.particulars or OfficerParticulars(), without),
        withheld=without,
    )


def _service(unit: Unit | None, officer: Officer | None) -> Service:
    if unit is not None and unit.status is UnitStatus.CLOSED:
        return Service.LEFT
    if officer is None:
        return Service.PLANNED
    return Service.ACTIVE if officer.active else Service.LEFT
