"""Reasons add up to the score, and their sentences say what the data say."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from sealwire_profiling.frame.domain.columns import SCHEMA, VOCABULARY
from sealwire_profiling.model.domain.reasons import explain, reasons
from sealwire_profiling.model.domain.sentences import LANGUAGES, number, officers_columns, sentences
from sealwire_profiling.model.domain.spec import FRAME, column_of
from unit.profiling.model.made import consignments

if TYPE_CHECKING:
    from sealwire_profiling.model.domain.model import Model


def test_contributions_and_the_base_give_the_margin(model: Model) -> None:
    table, _ = consignments(200, seed=3)
    explained = explain(model.scorer, table)
    np.testing.assert_allclose(
        explained.points.sum(axis=1) + explained.base, model.scorer.margins(table), atol=1e-9
    )


def test_every_feature_stands_in_one_group(model: Model) -> None:
    explained = explain(model.scorer, consignments(1)[0])
    members = sorted(each for group in explained.members for each in group)
    assert members == list(range(len(model.scorer.features)))


def test_all_reasons_of_a_row_add_up_to_its_margin(model: Model) -> None:
    table, _ = consignments(20, seed=3)
    base = explain(model.scorer, table).base
    for place, row in enumerate(reasons(model, table, most=1_000)):
        whole = base[place] + sum(each.points for each in row)
        assert whole == pytest.approx(model.scorer.margins(table)[place], abs=1e-9)
        assert sum(each.share for each in row) == pytest.approx(1.0)
        assert all(each.raises == (each.points > 0) for each in row)


def test_reasons_come_strongest_first_and_no_more_than_asked(model: Model) -> None:
    for row in reasons(model, consignments(20, seed=3)[0], most=3):
        assert len(row) <= 3
        assert [abs(each.points) for each in row] == sorted((abs(each.points) for each in row), reverse=True)


def test_no_rows_have_no_reasons(model: Model) -> None:
    assert reasons(model, consignments(1)[0].clear()) == []


def test_a_pair_is_a_reason_of_both_columns(model: Model) -> None:
    assert ("origin", "hs") in explain(model.scorer, consignments(1)[0]).groups


def test_counts_of_a_pair_belong_to_both_columns() -> None:
    assert officers_columns("pair_earlier") == ("shipper", "consignee")
    assert officers_columns("consignee_key") == ("consignee",)
    assert officers_columns("HS6 Code:4") == ("HS6 Code",)


def test_officers_see_columns_of_the_frame() -> None:
    seen = {column for term in FRAME.columns for column in officers_columns(term)}
    assert seen - {"rules"} <= set(VOCABULARY)


def _texts(model: Model, table: pl.DataFrame, column: str, language: str = "en") -> str:
    return " / ".join(
        each.texts[language]
        for row in reasons(model, table, most=1_000)
        for each in row
        if column in each.columns
    )


def test_a_consignee_with_a_history_is_told_with_its_counts(model: Model) -> None:
    table, labels = consignments(2_000)
    theirs = (table["consignee_key"] == "c9").to_numpy()
    said = _texts(model, table.filter(theirs)[:1].with_columns(consignee_earlier=7), "consignee")
    counts = f"Of {int(theirs.sum())} earlier inspected consignments with the same consignee"
    assert f"{counts}, {int(labels.to_numpy()[theirs].sum())} had a finding" in said


def test_a_new_consignee_is_told_as_new(model: Model) -> None:
    row = consignments(1)[0].with_columns(pl.lit("nobody").alias("consignee_key"), consignee_earlier=0)
    said = _texts(model, row, "consignee")
    assert "seen for the first time" in said or "No consignment with this consignee" in said


def test_an_undervalued_consignment_is_told_against_its_heading(model: Model) -> None:
    row = consignments(1)[0].with_columns(value_norm=0.12, heading=pl.lit("8005"))
    assert "Value per kg is 0.12 of what is usual for heading 8005" in _texts(model, row, "value_per_kg")
    assert "0,12 от обычной для товарной позиции 8005" in _texts(model, row, "value_per_kg", "ru")


def test_a_check_that_hit_is_told_by_its_code(model: Model) -> None:
    row = consignments(1)[0].with_columns(checks=pl.lit(["gross-below-net"]))
    assert "Check that found something: gross-below-net" in _texts(model, row, "checks")


def _named(told: dict[str, str]) -> dict[str, set[str | None]]:
    return {
        each: {name for _, name, _, _ in string.Formatter().parse(told[each]) if name} for each in LANGUAGES
    }


def test_every_sentence_is_there_in_english_and_russian_with_the_same_facts() -> None:
    told = [
        (f"{section}.{name}", dict(each))
        for section, names in sentences().items()
        for name, each in names.items()
    ]
    assert len(told) > 60
    assert [name for name, each in told if not all(each.get(language) for language in LANGUAGES)] == []
    assert [name for name, each in told if _named(each)["en"] != _named(each)["ru"]] == []


def test_every_column_that_the_model_reads_of_the_frame_exists_and_has_a_name() -> None:
    assert [name for name in FRAME.columns if name not in SCHEMA and name != "rules"] == []
    assert [name for name in FRAME.columns if name not in sentences()["column"]] == []
    assert [name for name in FRAME.same if column_of(name) not in SCHEMA] == []


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [(0.1234, "en", "0.123"), (0.12, "ru", "0,12"), (40.0, "en", "40"), (12_345.6, "ru", "12346")],
)
def test_numbers_are_written_as_read(value: float, language: str, text: str) -> None:
    assert number(value, language) == text
