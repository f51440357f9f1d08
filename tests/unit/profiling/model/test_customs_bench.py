"""The benchmark on public declarations, on small files of our own that repeat rows as those do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from bench import customs

if TYPE_CHECKING:
    from pathlib import Path

TUPLES = 700


def _declarations(seed: int, rows: int, known: int) -> pl.DataFrame:
    """Return rows that draw from the first `known` tuples; a tuple's outcome never changes."""
    tuples, draw = np.random.default_rng(0), np.random.default_rng(seed)
    hs, mass = tuples.integers(1, 40, TUPLES), tuples.integers(1, 9_000, TUPLES)
    fraud = tuples.random(TUPLES) < np.where(hs % 4 == 0, 0.5, 0.1)
    drawn = draw.integers(0, known, rows)
    return pl.DataFrame(
        {
            "Date": ["2020-01-01"] * rows,
            "HS6 Code": [f"{each * 10_000 + 1010}" for each in hs[drawn]],
            "Country of Departure": ["CN"] * rows,
            "Country of Origin": ["CN"] * rows,
            "Tax Rate": ["8.0"] * rows,
            "Tax Type": ["A"] * rows,
            "Net Mass": [f"{each}" for each in mass[drawn]],
            "Item Price": [f"{each * 3.5}" for each in mass[drawn]],
            "Fraud": fraud[drawn].astype(int),
        }
    )


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("declarations")
    drawn = {"train": (1, 1_500, 400), "valid": (2, 600, 550), "test": (3, 600, TUPLES)}
    for name, (seed, rows, known) in drawn.items():
        _declarations(seed, rows, known).write_csv(folder / f"{name}.csv")
    return {name: folder / f"{name}.csv" for name in drawn}


def _arguments(files: dict[str, Path]) -> list[str]:
    return [part for name, path in files.items() for part in (f"--{name}", str(path))]


def test_one_json_object_tells_repeats_from_what_is_new(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert customs.main(_arguments(files)) == 0
    told = json.loads(capsys.readouterr().out)
    for part in ("all", "disjoint", "lookup"):
        assert {"rows", "p_at_1", "p_at_5", "p_at_10", "auc"} <= set(told[part])
    train, test = (customs.read(files[name]) for name in ("train", "test"))
    fresh = test.join(train, on=customs.TUPLE, how="anti").height
    assert 0 < fresh < 600
    assert (told["all"]["rows"], told["disjoint"]["rows"]) == (600, fresh)
    # The table knows the repeats by heart, and the model no less; what is new is harder.
    assert told["lookup"]["p_at_5"] == 1.0
    assert told["all"]["auc"] >= told["lookup"]["auc"] > told["disjoint"]["auc"] > 0.55


def test_files_without_anything_new_have_no_disjoint_figures(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert customs.main(_arguments(dict.fromkeys(files, files["train"]))) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["all"]["rows"] == 1_500
    assert told["disjoint"] == {**dict.fromkeys(told["all"], None), "rows": 0}


def test_a_test_row_is_scored_as_if_it_were_alone(files: dict[str, Path]) -> None:
    train, valid, test = (customs.read(files[name]) for name in ("train", "valid", "test"))
    learned = customs.learn(train, valid)
    together = learned.score(test)
    assert learned.score(test[:1])[0] == together[0]
    assert learned.score(test[::-1]).tolist() == together[::-1].tolist()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda table: table.drop("Net Mass"), "columns are missing: Net Mass"),
        (lambda table: table.with_columns(pl.lit("heavy").alias("Net Mass")), "heavy"),
        (lambda table: table.with_columns(pl.lit(2).alias("Fraud")), "Fraud of 0 or 1"),
        (lambda table: table.clear(), "there must be rows"),
    ],
    ids=["a column missing", "a text for a number", "a third outcome", "no rows"],
)
def test_a_file_that_cannot_be_used_is_named_with_the_reason(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], change: object, said: str
) -> None:
    assert callable(change)
    broken = tmp_path / "broken.csv"
    change(pl.read_csv(files["test"], infer_schema=False)).write_csv(broken)
    assert customs.main(_arguments({**files, "test": broken})) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert str(broken) in captured.err
    assert said in captured.err


def test_a_file_that_is_not_there_is_named(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    missing = files["test"].with_name("missing.csv")
    assert customs.main(_arguments({**files, "test": missing})) == 2
    assert "missing.csv: there is no such file" in capsys.readouterr().err
