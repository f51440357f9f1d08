"""The measurement of names measures, and says when it cannot."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sealwire_profiling.names.domain.kinds import Kind

from bench import logic_v2
from bench.logic_v2 import NotMeasured
from bench.names import figures, main, read_pairs

ROOT = Path(__file__).parents[4]
PAIRS = Path(__file__).with_name("pairs_world.csv")
HEADER = "case_group,schema,name1,name2,is_match,quality,category,notes\n"


def test_figures_are_counted_at_the_threshold_and_ties_are_half() -> None:
    found = figures([0.9, 0.8, 0.7, 0.4, 0.7], [True, True, False, False, True], 0.7)
    assert found == {"threshold": 0.7, "f1": 0.8571, "precision": 0.75, "recall": 1.0, "auc": 0.9167}


def test_a_scorer_that_says_no_to_all_has_no_precision() -> None:
    assert figures([0.1, 0.2], [True, False], 0.7)["precision"] == 0.0


def test_pairs_are_read_with_their_kind(tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    rows = "a,Person,A,B,true,,,\na,Vessel,A,B,FALSE,,,\na,LegalEntity,A,B,0,,,\na,Organization,A,B,1,,,\n"
    file.write_text(HEADER + rows, encoding="utf-8")
    pairs = read_pairs(file)
    assert [pair.kind for pair in pairs] == [Kind.PERSON, Kind.VESSEL, Kind.OTHER, Kind.COMPANY]
    assert [pair.match for pair in pairs] == [True, False, False, True]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("schema,name1,name2\nPerson,A,B\n", "no column is_match"),
        (HEADER + "a,Person,A,B,perhaps,,,\n", "not 'perhaps'"),
        (HEADER + "a,Person,A,B,true,,,\n", "pairs that do not"),
        (HEADER, "pairs that match"),
    ],
    ids=["a column is missing", "a label is neither", "all match", "no pairs"],
)
def test_pairs_that_cannot_be_measured_are_refused(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "pairs.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(NotMeasured, match=said):
        read_pairs(file)


def test_a_missing_file_ends_with_1_and_no_figure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["bench.names", "--pairs", "/nowhere/pairs.csv"])
    assert main() == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "pairs.csv" in said.err


def test_the_lock_of_nomenklatura_holds_hashes_and_no_addresses() -> None:
    lock = (ROOT / "bench" / "nomenklatura.lock").read_text(encoding="utf-8")
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|file:", lock)
    entries = re.split(r"\n(?=[a-zA-Z0-9])", lock.strip())
    assert any(entry.startswith("nomenklatura==") for entry in entries)
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_an_environment_that_cannot_be_made_ends_with_1_and_no_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("", encoding="utf-8")
    monkeypatch.setattr(logic_v2, "_HOME", in_the_way / "environment")
    monkeypatch.setattr("sys.argv", ["bench.names", "--pairs", str(PAIRS)])
    assert main() == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "could not be made" in said.err
