"""Weekly opening hours as one line of text: `24/7`, or `Mo-Fr 08:00-18:00; Sa 22:00-06:00`.

The form is a small part of OpenStreetMap's `opening_hours`, which people can read and type: rules with a
semicolon between them, each with days and with spans of the unit's local time. A span that ends at or
before its beginning ends on the next day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

ALWAYS = "24/7"
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MINUTES_A_DAY = 24 * 60
_MINUTES_A_WEEK = 7 * _MINUTES_A_DAY
_TIME = "([01][0-9]|2[0-3]):([0-5][0-9])"
_SPAN = re.compile(f"{_TIME}-(?:{_TIME}|24:00)")
_LEAST_RANGE = 3  # days that are written as a range; two are written as Sa,Su


@dataclass(frozen=True, slots=True)
class Rule:
    """Spans on some days: days 0 (Monday) to 6, spans in minutes after midnight; an end may be 1,440."""

    days: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]


def parse_hours(text: str) -> tuple[Rule, ...]:
    """Return the rules of a line; none for an empty one, which says that the hours are not stated.

    Raises:
        ValueError: It has another form.
    """
    plain = text.strip()
    if not plain:
        return ()
    if plain == ALWAYS:
        return (Rule(tuple(range(7)), ((0, _MINUTES_A_DAY),)),)
    return tuple(_rule(each) for each in plain.split(";"))


def written(rules: Iterable[Rule]) -> str:
    """Return the one way in which rules are written."""
    listed = tuple(rules)
    if listed == parse_hours(ALWAYS):
        return ALWAYS
    return "; ".join(f"{_days_text(rule.days)} {','.join(map(_span_text, rule.spans))}" for rule in listed)


def is_open(rules: Iterable[Rule], local: datetime) -> bool:
    """Tell whether the hours hold at a local time.

    Args:
        rules: The hours.
        local: The time on the unit's wall.
    """
    minute = local.weekday() * _MINUTES_A_DAY + local.hour * 60 + local.minute
    return any(
        (minute - (day * _MINUTES_A_DAY + start)) % _MINUTES_A_WEEK < _length(start, end)
        for rule in rules
        for day in rule.days
        for start, end in rule.spans
    )


def _length(start: int, end: int) -> int:
    return end - start if end > start else end - start + _MINUTES_A_DAY


def _rule(text: str) -> Rule:
    days, _, spans = text.strip().partition(" ")
    return Rule(_days(days), tuple(_span(each.strip()) for each in spans.split(",")))


def _days(text: str) -> tuple[int, ...]:
    days: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        start, end = _day(first), _day(last or first)
        days |= {each % 7 for each in range(start, end + 1 if end >= start else end + 8)}
    return tuple(sorted(days))


def _day(text: str) -> int:
    if text not in DAYS:
        raise ValueError(f"A day is one of {' '.join(DAYS)}.")
    return DAYS.index(text)


def _span(text: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError("Hours are written like Mo-Fr 08:00-18:00; Sa 22:00-06:00, or 24/7.")
    end = _MINUTES_A_DAY if found[3] is None else int(found[3]) * 60 + int(found[4])
    return int(found[1]) * 60 + int(found[2]), end


def _days_text(days: tuple[int, ...]) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(
        f"{DAYS[run[0]]}-{DAYS[run[-1]]}" if len(run) >= _LEAST_RANGE else ",".join(DAYS[d] for d in run)
        for run in runs
    )


def _span_text(span: tuple[int, int]) -> str:
    start, end = span
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"
