"""Opening hours: one way to write them, nights and weeks that go round."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealwire.contract.hours import Rule, is_open, parse_hours, written
from sealwire.contract.people import MAX_HOURS, UnitKind, UnitParticulars

MONDAY = datetime(2026, 9, 21)  # noqa: DTZ001 - a time on the unit's wall


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        pytest.param("", "", id="not stated"),
        pytest.param(" 24/7 ", "24/7", id="always"),
        pytest.param("Mo-Su 00:00-24:00", "24/7", id="always, in many words"),
        pytest.param("Mo,Tu,We 08:00-18:00", "Mo-We 08:00-18:00", id="three days are a range"),
        pytest.param("Sa-Su 10:00-14:00", "Sa,Su 10:00-14:00", id="two days are a list"),
        pytest.param("Fr-Mo 08:00-12:00, 13:00-17:00", "Mo,Fr-Su 08:00-12:00,13:00-17:00", id="weekend"),
    ],
)
def test_hours_are_written_in_one_way(text: str, canonical: str) -> None:
    assert written(parse_hours(text)) == canonical
    assert parse_hours(canonical) == parse_hours(text)


@pytest.mark.parametrize(
    "text",
    ["8-18", "Mo", "Mo 8:00-18:00", "Mo 08:00", "Mo 24:00-25:00", "Mon 08:00-18:00", "Mo-Fr", "25/7", ";"],
)
def test_hours_of_another_form_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is one of|written like"):
        parse_hours(text)


@pytest.mark.parametrize(
    ("text", "when", "is_so"),
    [
        pytest.param("Mo-Fr 08:00-18:00", (0, 8, 0), True, id="at the opening"),
        pytest.param("Mo-Fr 08:00-18:00", (0, 18, 0), False, id="at the close"),
        pytest.param("Mo-Fr 08:00-18:00", (5, 9, 0), False, id="on Saturday"),
        pytest.param("Mo 20:00-06:00", (0, 23, 0), True, id="the evening of a night shift"),
        pytest.param("Mo 20:00-06:00", (1, 5, 59), True, id="the morning after"),
        pytest.param("Mo 20:00-06:00", (0, 5, 0), False, id="the morning before"),
        pytest.param("Su 20:00-06:00", (0, 5, 0), True, id="from Sunday into Monday"),
        pytest.param("24/7", (6, 23, 59), True, id="always"),
        pytest.param("Mo 00:00-24:00", (1, 0, 0), False, id="until midnight"),
        pytest.param("Mo 08:00-08:00", (1, 7, 59), True, id="round the clock"),
        pytest.param("", (0, 12, 0), False, id="not stated"),
    ],
)
def test_a_unit_is_open_when_its_hours_say_so(text: str, when: tuple[int, int, int], *, is_so: bool) -> None:
    day, hour, minute = when
    local = MONDAY.replace(day=21 + day, hour=hour, minute=minute)
    assert is_open(parse_hours(text), local) is is_so


_MINUTE = st.integers(0, 24 * 60 - 1)
_RULES = st.lists(
    st.builds(
        Rule,
        st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
        st.lists(st.tuples(_MINUTE, _MINUTE), min_size=1, max_size=3).map(tuple),
    ),
    max_size=4,
).map(tuple)


@given(_RULES)
def test_what_is_written_is_read_back(rules: tuple[Rule, ...]) -> None:
    assert parse_hours(written(rules)) == rules


def test_hours_that_are_accepted_can_be_read_again() -> None:
    """Their written form is longer than some that people type, and is bounded too."""
    halves = [f"Mo {hour:02}:00-{hour:02}:30" for hour in range(24)]
    stored = UnitParticulars(kind=UnitKind.RAIL, time_zone="Asia/Bishkek", hours=";".join(halves))
    assert UnitParticulars.model_validate(stored.model_dump(mode="json")) == stored
    longer = ";".join([*halves, "Tu 01:00-02:00", "Tu 02:00-03:00"])
    assert len(longer) < MAX_HOURS
    with pytest.raises(ValueError, match="400 characters"):
        UnitParticulars(kind=UnitKind.RAIL, time_zone="Asia/Bishkek", hours=longer)
