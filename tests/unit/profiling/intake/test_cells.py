"""Cells as people write them: read in one way, or refused where there are two."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sealwire.contract.profiling.consignments import Direction, Mode
from sealwire.contract.profiling.intake import FieldRule
from sealwire_profiling.intake.domain import cells
from sealwire_profiling.intake.domain.cells import BadCell


def rule(**more: Any) -> FieldRule:
    return FieldRule.model_validate(more)


@pytest.mark.parametrize(
    ("cell", "how", "value"),
    [
        ("1200", {}, 1200.0),
        ("1 200,50", {}, 1200.5),
        ("1\u00a0200.5", {}, 1200.5),
        ("1\u202f234\u202f567", {}, 1234567.0),
        ("1,234.5", {}, 1234.5),
        ("1.234,5", {}, 1234.5),
        ("1,234,567", {}, 1234567.0),
        ("1.234.567", {}, 1234567.0),
        ("12'500", {}, 12500.0),
        ("0,75", {}, 0.75),
        ("1234,500", {}, 1234.5),
        ("1.234", {}, 1.234),
        ("1,234", {"decimal": ","}, 1.234),
        ("1,234", {"decimal": "."}, 1234.0),
        ("1.234", {"decimal": ","}, 1234.0),
        ("-5", {}, -5.0),
        (" 7 ", {}, 7.0),
    ],
)
def test_a_number_is_read_as_it_is_written(cell: str, how: dict[str, Any], value: float) -> None:
    assert cells.number(cell, rule(**how)) == value


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1,234", "number-ambiguous"),
        ("12,500", "number-ambiguous"),
        ("", "not-a-number"),
        (".", "not-a-number"),
        ("n/a", "not-a-number"),
        ("1-2", "not-a-number"),
        ("1e5", "not-a-number"),
        ("NaN", "not-a-number"),
        ("inf", "not-a-number"),
        ("12 USD", "not-a-number"),
        ("1,2.3,4", "not-a-number"),
    ],
)
def test_a_number_that_is_none_or_could_be_two_is_refused(cell: str, code: str) -> None:
    with pytest.raises(BadCell) as refused:
        cells.number(cell, rule())
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("cell", "how", "value"),
    [
        ("1200", {}, 1200.0),
        ("1,2 т", {}, 1200.0),
        ("1.2t", {}, 1200.0),
        ("500 кг.", {}, 500.0),
        ("2", {"unit": "t"}, 2000.0),
        ("2 kg", {"unit": "t"}, 2.0),
        ("250 G", {}, 0.25),
        ("10 lbs", {}, 4.535924),
    ],
)
def test_a_weight_is_in_kilograms_whatever_its_unit(cell: str, how: dict[str, Any], value: float) -> None:
    assert cells.kilograms(cell, rule(**how)) == value


def test_a_weight_with_an_unknown_unit_is_refused() -> None:
    with pytest.raises(BadCell, match="write kg"):
        cells.kilograms("5 pood", rule())


@pytest.mark.parametrize(("cell", "value"), [("10", 10), ("10 PKGS", 10), ("1 000", 1000), ("7.0", 7)])
def test_a_count_is_a_whole_number(cell: str, value: int) -> None:
    assert cells.count(cell, rule()) == value


def test_half_a_package_is_refused() -> None:
    with pytest.raises(BadCell, match="no whole number"):
        cells.count("1.5", rule())


@pytest.mark.parametrize(
    ("cell", "how", "day"),
    [
        ("2026-09-01", {}, date(2026, 9, 1)),
        ("2026-09-01T10:00:00Z", {}, date(2026, 9, 1)),
        ("2026-09-01 00:00:00", {}, date(2026, 9, 1)),
        ("20260901", {}, date(2026, 9, 1)),
        ("01.09.2026", {}, date(2026, 9, 1)),
        ("1.9.26", {}, date(2026, 9, 1)),
        ("2026/09/01", {}, date(2026, 9, 1)),
        ("31/12/2026", {}, date(2026, 12, 31)),
        ("12/31/2026", {}, date(2026, 12, 31)),
        ("01/09/2026", {"dates": "dmy"}, date(2026, 9, 1)),
        ("09/01/2026", {"dates": "mdy"}, date(2026, 9, 1)),
        ("26-09-01", {"dates": "ymd"}, date(2026, 9, 1)),
    ],
)
def test_a_date_is_read_as_it_is_written(cell: str, how: dict[str, Any], day: date) -> None:
    assert cells.day(cell, rule(**how)) == day


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("01/09/2026", "date-ambiguous"),
        ("31.02.2026", "not-a-date"),
        ("45900", "not-a-date"),
        ("1 September", "not-a-date"),
        ("", "not-a-date"),
        ("2026-13-01", "not-a-date"),
        ("0000-01-01", "not-a-date"),
    ],
)
def test_a_date_that_is_none_or_could_be_two_is_refused(cell: str, code: str) -> None:
    with pytest.raises(BadCell) as refused:
        cells.day(cell, rule())
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("cell", "code"),
    [("KG", "KG"), ("kg", "KG"), ("KGZ", "KG"), ("Китай", "CN"), ("P.R. China", "CN"), ("РОССИЯ", "RU")],
)
def test_a_country_is_known_by_code_and_name(cell: str, code: str) -> None:
    assert cells.country(cell) == code


def test_codes_and_kinds_are_known_in_both_languages() -> None:
    assert cells.currency("usd") == cells.currency("$") == cells.currency("Доллар США") == "USD"
    assert cells.choice("Импорт", Direction) is Direction.IMPORT
    assert cells.choice("ж/д", Mode) is Mode.RAIL
    assert cells.truth("Да") is True
    assert cells.truth("laden") is False


def test_what_is_not_known_is_refused_with_what_would_be_right() -> None:
    for read, right in (
        (lambda: cells.country("Atlantis"), "like KG"),
        (lambda: cells.currency("many"), "like USD"),
        (lambda: cells.choice("by mule", Mode), "road"),
        (lambda: cells.truth("perhaps"), "yes"),
    ):
        with pytest.raises(BadCell, match=right):
            read()


@settings(deadline=None)
@given(st.text())
def test_any_text_is_a_value_or_refused_and_nothing_else(text: str) -> None:
    for read in (
        lambda: cells.number(text, rule()),
        lambda: cells.kilograms(text, rule()),
        lambda: cells.count(text, rule()),
        lambda: cells.day(text, rule()),
        lambda: cells.country(text),
        lambda: cells.currency(text),
        lambda: cells.choice(text, Mode),
        lambda: cells.truth(text),
    ):
        try:
            read()
        except BadCell as refused:
            assert refused.code  # noqa: PT017 - most texts are refused; that nothing else is raised is the claim
