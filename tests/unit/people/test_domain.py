# ruff: noqa: RUF001 - letters that look like others are what some of it is about
"""What the people's room decides by itself: words, moments, cells, history and redaction."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealwire.contract.people import Contact, ContactKind, OfficerParticulars, Shift
from sealwire_chassis.table_files.guarding import guarded, unguarded
from sealwire_directory.people.domain.duty import on_duty, watch
from sealwire_directory.people.domain.folding import fold, search_line, terms
from sealwire_directory.people.domain.history import differing
from sealwire_directory.people.domain.importing import lines_of
from sealwire_directory.people.domain.layouts import OFFICERS, UNITS
from sealwire_directory.people.domain.places import zone
from sealwire_directory.people.domain.redaction import NEEDED, redacted
from sealwire_directory.people.refusals import UnknownColumns, UnknownTimeZone


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ОРЁЛ", "орел"),
        ("Özgön", "ozgon"),
        ("Өзгөн", "озгон"),
        ("Çaldıran", "caldiran"),
        ("Straße", "strasse"),
        ("Ташкент", "ташкент"),
        ("Қарағанды", "караганды"),
        ("Farg'ona", "fargona"),
        ("Fargʻona", "fargona"),
        ("№ 5", "no 5"),
        ("𝐎sh", "osh"),
    ],
)
def test_a_text_is_compared_without_case_accents_and_special_letters(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_a_folded_text_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text())
def test_no_sign_of_a_pattern_gets_into_a_search(text: str, query: str) -> None:
    assert not {"%", "_", "\\"} & set("".join(terms(query)) + search_line([text]))


def test_a_query_asks_for_eight_words_at_most() -> None:
    assert len(terms(" ".join(f"word{number}" for number in range(100)))) == 8


@given(st.text())
def test_a_guarded_cell_comes_back_and_is_never_run(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(("=", "+", "-", "@", "＝"))


@pytest.mark.parametrize("separator", list(",;\t"))
def test_a_cell_that_another_separator_takes_apart_is_not_run_either(separator: str) -> None:
    """Excel takes the separator from the country's settings, whatever the file was written with."""
    for sign in "=+-@＝":
        cell = f"Osh{separator}{sign}1+1{separator} {sign}2"
        written = guarded(cell)
        assert written == f"Osh{separator}'{sign}1+1{separator}' {sign}2"
        assert unguarded(written) == cell


def _shift(starts: str, ends: str, officer: str = "o-1") -> Shift:
    return Shift.model_validate({"officer": officer, "starts": starts, "ends": ends})


def _at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def test_duty_is_told_by_the_units_clock_not_by_the_servers() -> None:
    shift = _shift("2026-11-22T20:00", "2026-11-23T08:00")
    bishkek = [watch(shift, ZoneInfo("Asia/Bishkek"))]
    for moment, present in (
        ("2026-11-22T13:59:59", False),
        ("2026-11-22T14:00:00", True),
        ("2026-11-23T01:59:59", True),
        ("2026-11-23T02:00:00", False),
    ):
        assert (on_duty(bishkek, now=_at(moment), active=["o-1"]) == ("o-1",)) is present, moment


def test_a_night_in_which_clocks_change_is_as_long_as_it_is() -> None:
    rome = ZoneInfo("Europe/Rome")
    usual, longer, shorter = (
        watch(_shift(f"{night}T20:00", f"{morning}T08:00"), rome)
        for night, morning in (
            ("2026-06-01", "2026-06-02"), ("2026-10-24", "2026-10-25"), ("2026-03-28", "2026-03-29"),
        )
    )  # fmt: skip
    assert [(w.ends_at - w.starts_at) // 3600 for w in (usual, longer, shorter)] == [12, 13, 11]


@pytest.mark.parametrize("name", ["localtime", "Factory", "Asia/Osh", "", "../UTC"])
def test_a_time_zone_is_one_that_means_the_same_everywhere(name: str) -> None:
    assert (zone("Asia/Bishkek").key, zone("UTC").key) == ("Asia/Bishkek", "UTC")
    with pytest.raises(UnknownTimeZone):
        zone(name)


def test_only_active_officers_are_on_duty() -> None:
    watches = [
        watch(_shift("2026-11-22T00:00", "2026-11-23T00:00", who), ZoneInfo("UTC")) for who in ("a", "b")
    ]
    now = _at("2026-11-22T12:00:00")
    assert on_duty(watches, now=now, active=["a", "b"]) == ("a", "b")
    assert on_duty(watches, now=now, active=["b"]) == ("b",)


def test_a_history_tells_what_changed_and_no_more() -> None:
    assert differing({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}, personal={"c"}) == (
        {"field": "b", "before": 2, "after": 3},
        {"field": "c", "personal": True},
    )
    assert differing({"a": None}, {}) == ()


def test_a_field_that_nobody_thought_of_is_not_shown() -> None:
    """A new field of an officer needs a row in the one place that withholds."""
    assert set(NEEDED) == set(OfficerParticulars.model_fields) == set(OFFICERS.fields)
    filed = OfficerParticulars(name="N", languages=("ky",))
    assert redacted(filed, ("name",)) == OfficerParticulars(languages=("ky",))


def test_what_is_not_stated_is_an_empty_cell() -> None:
    unstated = OfficerParticulars().model_dump(mode="json")
    assert set(OFFICERS.cells(unstated)) == {""}
    assert OFFICERS.cells({**unstated, "gender": "female"})[3] == "female"


def test_headings_are_found_in_any_order_and_case_and_empty_ones_at_the_end_do_not_count() -> None:
    (line,) = lines_of([(1, ["Kind", " CODE ", "", ""]), (2, ["rail", "KG-OSH"]), (3, ["", "", ""])], UNITS)
    assert (line.number, dict(line.cells)) == (2, {"kind": "rail", "code": "KG-OSH"})
    with pytest.raises(UnknownColumns):
        lines_of([(1, ["kind", "", "code"])], UNITS)


@pytest.mark.parametrize(
    ("kind", "value", "good"),
    [
        (ContactKind.EMAIL, "osh@customs.kg", True),
        (ContactKind.EMAIL, "osh at customs.kg", False),
        (ContactKind.PHONE, "+996 (3222) 5-55-55", True),
        (ContactKind.PHONE, "call me", False),
        (ContactKind.RADIO, "VHF 16", True),
        (ContactKind.OTHER, "a;b", False),
    ],
)
def test_a_contact_has_the_form_of_its_kind(kind: ContactKind, value: str, *, good: bool) -> None:
    if good:
        assert Contact(kind=kind, value=value).value == value
    else:
        with pytest.raises(ValueError, match=r"form of its kind|match pattern"):
            Contact(kind=kind, value=value)
