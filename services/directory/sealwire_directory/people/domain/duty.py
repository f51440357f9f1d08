"""Who is on duty: shifts in a unit's local time, and the moments that they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sealwire_directory.people.refusals import NotOnStrength, WrongShift

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from zoneinfo import ZoneInfo

    from sealwire.contract.people import Shift

_LONGEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Watch:
    """A shift with its moments in Unix seconds; the end itself is no longer on duty."""

    shift: Shift
    starts_at: int
    ends_at: int


def watch(shift: Shift, zone: ZoneInfo) -> Watch:
    """Return the moments of a shift.

    A local time that comes twice, when clocks go back, is its first; one that is left out, when they go
    forward, counts by the offset before (PEP 495, fold 0).
    """
    starts, ends = (int(local.replace(tzinfo=zone).timestamp()) for local in (shift.starts, shift.ends))
    return Watch(shift, starts, ends)


def on_duty(watches: Iterable[Watch], *, now: int, active: Collection[str]) -> tuple[str, ...]:
    """Return the handles of the active officers who are on duty, each once, in order."""
    present = {each.shift.officer for each in watches if each.starts_at <= now < each.ends_at}
    return tuple(sorted(present & set(active)))


def check_shifts(shifts: Sequence[Shift], *, before: Collection[Shift] = (), active: Collection[str]) -> None:
    """Check a roster that is to be filed.

    Args:
        shifts: The roster.
        before: The one that it replaces; what stood there may stay when its officer has left.
        active: Handles of the unit's active officers.

    Raises:
        WrongShift: A shift does not end after it begins, is longer than a week, or stands there twice.
        NotOnStrength: A new shift's officer is not active in the unit.
    """
    for shift in shifts:
        if not timedelta(0) < shift.ends - shift.starts <= _LONGEST:
            raise WrongShift(f"{shift.officer} from {shift.starts:%Y-%m-%dT%H:%M}.", field="shifts")
    if len({(shift.officer, shift.starts) for shift in shifts}) != len(shifts):
        raise WrongShift("An officer begins twice at one time.", field="shifts")
    unknown = sorted({shift.officer for shift in shifts if shift not in before} - set(active))
    if unknown:
        raise NotOnStrength(officers=unknown)
