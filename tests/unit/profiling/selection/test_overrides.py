from __future__ import annotations

from dataclasses import replace

import pytest
from sealwire_profiling.selection.domain.overrides import Ask, Category, Change, override
from sealwire_profiling.selection.domain.rows import Lane, Selection, Slot
from sealwire_profiling.selection.domain.selecting import select
from sealwire_profiling.selection.refusals import (
    AlreadySelected,
    CategoryMissing,
    NotACandidate,
    NotSelected,
    ReasonMissing,
)
from simulators.selection_candidates import settings, table

REASON = "A call from Osh about this carrier"
ADD = Ask(Change.ADD, "c002", "officer-7", REASON)
REMOVE = Ask(Change.REMOVE, "c001", "officer-7", REASON)
REMOVE_MANDATORY = replace(REMOVE, consignment="c000", category=Category.NOT_ARRIVED)


@pytest.fixture
def selection() -> Selection:
    """c000 mandatory, c001 by value, c002 not opened."""
    return select(
        table({"mandatory": True}, {"probability": 0.5}, {}), settings(2, exploration=0.0), model="m1"
    )


def test_an_officer_adds_one(selection: Selection) -> None:
    changed, record = override(selection, ADD)
    row = changed.row("c002")
    assert (row.slot, row.lane, row.opened) == (Slot.OFFICER, Lane.RED, True)
    assert (record.ask, record.slot, record.lane) == (ADD, None, Lane.GREEN)


def test_an_officer_takes_one_off(selection: Selection) -> None:
    changed, record = override(selection, REMOVE)
    row = changed.row("c001")
    assert (row.slot, row.lane, row.opened) == (Slot.EXPECTED_VALUE, Lane.YELLOW, False)
    assert record.slot is Slot.EXPECTED_VALUE


def test_nobody_else_moves_and_no_probability_changes(selection: Selection) -> None:
    changed, _ = override(selection, REMOVE)
    for before, after in zip(selection.rows, changed.rows, strict=True):
        assert before.propensity == after.propensity
        assert before == after or before.id == "c001"


def test_a_mandatory_one_that_is_taken_off_stays_visible(selection: Selection) -> None:
    changed, _ = override(selection, REMOVE_MANDATORY)
    row = changed.row("c000")
    assert (row.slot, row.removed, row.rank, row.lane) == (Slot.MANDATORY, True, 1, Lane.YELLOW)
    assert "officer-removed" in row.reasons


def test_what_was_taken_off_can_be_put_back(selection: Selection) -> None:
    without, _ = override(selection, REMOVE)
    again, record = override(without, replace(ADD, consignment="c001"))
    row = again.row("c001")
    assert (row.slot, row.lane, row.opened) == (Slot.EXPECTED_VALUE, Lane.RED, True)
    assert record.lane is Lane.YELLOW


@pytest.mark.parametrize(
    ("refused", "accepted", "refusal"),
    [
        (replace(ADD, reason=" a call    "), ADD, ReasonMissing),
        (replace(ADD, reason="x" * 2_001), replace(ADD, reason="x" * 2_000), ReasonMissing),
        (replace(ADD, consignment="c009"), ADD, NotACandidate),
        (replace(ADD, consignment="c001"), ADD, AlreadySelected),
        (replace(REMOVE, consignment="c002"), REMOVE, NotSelected),
        (replace(REMOVE_MANDATORY, category=None), REMOVE_MANDATORY, CategoryMissing),
    ],
    ids=["short reason", "long reason", "unknown", "selected", "not selected", "mandatory without category"],
)
def test_a_change_is_refused_beside_one_that_is_accepted(
    selection: Selection, refused: Ask, accepted: Ask, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        override(selection, refused)
    assert override(selection, accepted)[0] != selection


def test_what_is_off_cannot_be_taken_off_again(selection: Selection) -> None:
    without, _ = override(selection, REMOVE)
    with pytest.raises(NotSelected):
        override(without, REMOVE)
