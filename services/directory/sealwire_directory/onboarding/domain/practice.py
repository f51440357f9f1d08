"""How long after theory a practical course is held: six to nine months, as the programme has published."""

from __future__ import annotations

from calendar import monthrange
from typing import TYPE_CHECKING

from sealwire.contract.onboarding import CourseKind, Missing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sealwire_directory.onboarding.domain.facts import Facts

EARLIEST_MONTHS = 6
LATEST_MONTHS = 9


def window_warnings(facts: Facts) -> Iterator[Missing]:
    """Yield a warning for each officer whose practical course was outside the window after theory."""
    for officer in facts.particulars.officers:
        theory = [each.ends for each in facts.passed(officer, CourseKind.THEORY)]
        practical = [each.starts for each in facts.passed(officer, CourseKind.PRACTICAL)]
        if not theory or not practical:
            continue
        first, last = min(theory), max(practical)
        if not months_after(first, EARLIEST_MONTHS) <= last <= months_after(first, LATEST_MONTHS):
            yield Missing(
                code="practice_window",
                text=f"{officer.handle}: practical course of {last}, theory ended {first}; "
                f"practice is {EARLIEST_MONTHS} to {LATEST_MONTHS} months. Note the reason.",
            )


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or the month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))
