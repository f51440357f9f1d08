"""Dates: out of order, long past, still to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.profiling.consignments import Mode

from sealwire_profiling.checks.domain.findings import finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sealwire.contract.profiling.consignments import Consignment

    from sealwire_profiling.checks.domain.findings import Finding

_OLD_YEARS = 2
_OLD_DAYS = 365 * _OLD_YEARS
_FAR_DAYS = 200
_AHEAD_DAYS = 1
"""Midnight comes earlier further east."""


def check_dates(consignment: Consignment, on: date) -> Iterator[Finding]:
    """Yield dates that contradict each other or the day of the assessment."""
    declared, arrives = consignment.declared_on, consignment.arrives_on
    if declared is not None and arrives is not None and declared > arrives:
        days = {"declared_on": str(declared), "arrives_on": str(arrives)}
        yield finding("declared-after-arrival", "declared_on", "arrives_on", **days)
    if declared is not None:
        yield from _of_document("declared_on", declared, on)
    for at, document in enumerate(consignment.documents):
        if document.issued_on is not None:
            yield from _of_document(f"documents[{at}].issued_on", document.issued_on, on)
    if arrives is not None:
        ahead = (arrives - on).days
        if ahead > _FAR_DAYS:
            yield finding("arrival-far", "arrives_on", day=str(arrives), days=ahead)
        elif -ahead > _OLD_DAYS:
            yield finding("date-ancient", "arrives_on", day=str(arrives), years=_OLD_YEARS)
    yield from _legs(consignment)


def _of_document(field: str, day: date, on: date) -> Iterator[Finding]:
    age = (on - day).days
    if age < -_AHEAD_DAYS:
        yield finding("date-ahead", field, day=str(day))
    elif age > _OLD_DAYS:
        yield finding("date-ancient", field, day=str(day), years=_OLD_YEARS)


def _legs(consignment: Consignment) -> Iterator[Finding]:
    """Yield where the journey goes back in time; a day without a date is passed over."""
    left: tuple[int, str, date] | None = None
    for at, leg in enumerate(consignment.legs):
        arrives, departs = leg.arrives_on, leg.departs_on
        if arrives is not None and departs is not None and departs < arrives:
            days = {"place": leg.place, "departs_on": str(departs), "arrives_on": str(arrives)}
            yield finding(
                "departs-before-arriving", f"legs[{at}].departs_on", f"legs[{at}].arrives_on", **days
            )
        reached = arrives or departs
        if (
            left is not None
            and reached is not None
            and (left[2] - reached).days > _slack_days(consignment, left[0])
        ):
            facts = {"place": leg.place, "day": str(reached), "before": left[1], "left": str(left[2])}
            yield finding("legs-out-of-order", f"legs[{at}]", f"legs[{left[0]}]", **facts)
        latest = departs or arrives
        if latest is not None:
            left = (at, leg.place, latest)
    begun = consignment.legs[0].departs_on if consignment.legs else None
    arrives = consignment.arrives_on
    if begun is not None and arrives is not None and (begun - arrives).days > _slack_days(consignment, 0):
        facts = {"arrives_on": str(arrives), "left": str(begun)}
        yield finding("arrives-before-leaving", "arrives_on", "legs[0].departs_on", **facts)


def _slack_days(consignment: Consignment, at: int) -> int:
    """Return how far the calendar may go back on the way from a place.

    A flight eastwards over the date line lands on the day before it took off; a ship takes longer than that.
    """
    return 1 if (consignment.legs[at].mode or consignment.mode) is Mode.AIR else 0
