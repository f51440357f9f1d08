"""Figures count what was inspected, clean ones too, and say how far they can be trusted."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealwire.contract.profiling.inspections import Outcome
from sealwire_profiling.inspections.domain.figures import Judged, figures, wilson

DAY = date(2026, 3, 31)
CLEAN, FOUND, GONE = Outcome.NO_IRREGULARITY, Outcome.SEIZURE, Outcome.NOT_CONTROLLED
MADE = [
    Judged(DAY, FOUND, profiles=("seal", "vague"), lists=("watch",), probability=0.97, slot="mandatory"),
    Judged(DAY, CLEAN, profiles=("vague",), probability=0.31, slot="expected-value"),
    Judged(date(2026, 4, 1), CLEAN, profiles=("vague",), probability=1.0, slot="override"),
    Judged(DAY, GONE, profiles=("vague",), probability=0.5, slot="random"),
    Judged(date(2025, 12, 31), FOUND, profiles=("vague",)),
]


def test_only_what_was_controlled_in_the_time_counts() -> None:
    made = figures(MADE, since=date(2026, 1, 1), until=date(2026, 4, 1))
    assert (made.inspected, made.found, made.not_controlled) == (3, 1, 1)


def test_clean_inspections_lower_a_profiles_precision() -> None:
    made = figures(MADE, since=date(2026, 1, 1), until=date(2026, 4, 1))
    by_name = {each.name: (each.inspected, each.found, each.precision) for each in made.by_profile}
    assert by_name == {"seal": (1, 1, 1.0), "vague": (3, 1, pytest.approx(1 / 3))}


def test_lists_bands_slots_and_months_have_figures_of_their_own() -> None:
    made = figures(MADE, since=date(2026, 1, 1), until=date(2026, 4, 1))
    assert [(each.name, each.found) for each in made.by_list] == [("watch", 1)]
    assert [(each.name, each.inspected) for each in made.by_band] == [("0.20-0.50", 1), ("0.50-1.00", 2)]
    assert [each.name for each in made.by_slot] == ["expected-value", "mandatory", "override"]
    assert [(each.name, each.inspected) for each in made.by_month] == [("2026-03", 2), ("2026-04", 1)]


def test_no_inspections_make_no_shares_and_no_division_by_zero() -> None:
    made = figures([], since=DAY, until=DAY)
    assert (made.inspected, made.by_profile, made.by_month, made.shadow_model) == (0, (), (), None)


def test_the_interval_is_the_published_one() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263 and 1 of 29, Wilson's score method.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_stays_within_bounds(counts: tuple[int, int]) -> None:
    found, inspected = counts
    low, high = wilson(found, inspected)
    assert 0 <= low <= found / inspected + 1e-12
    assert found / inspected - 1e-12 <= high <= 1
