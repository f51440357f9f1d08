"""A rule at the command line: typed or in a file, and its faults with a caret where they stand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import typer
from sealwire.cli.files import write
from sealwire.cli.profiling.asking import Language, read_whole
from sealwire.cli.profiling.rule_text import fault_lines, filing_of, rule_of
from sealwire.contract.profiling.rules import FaultRecord, Worded
from sealwire.errors import TooLarge

if TYPE_CHECKING:
    from pathlib import Path

SENTENCE = Worded(en="There is no such variable.", ru="Такой переменной нет.")


def shown(rule: str, line: int, column: int, language: Language = Language.EN) -> list[str]:
    fault = FaultRecord(code="unknown-name", line=line, column=column, sentence=SENTENCE)
    return list(fault_lines(rule, fault, language))


@pytest.mark.parametrize(
    ("rule", "at", "below"),
    [
        pytest.param("gros > 1", (1, 1), ["  gros > 1", "  ^"], id="the first letter"),
        pytest.param("a\n  && b", (2, 6), ["    && b", "       ^"], id="a line further down"),
        pytest.param("a\r\n&& b", (2, 4), ["  && b", "     ^"], id="line breaks of Windows"),
        pytest.param("\ta == b", (1, 7), ["   a == b", "        ^"], id="a tab is one place wide"),
        pytest.param('"货" == b', (1, 8), ['  "货" == b', "          ^"], id="a letter two places wide"),
        pytest.param("a &&", (1, 5), ["  a &&", "      ^"], id="behind the last letter"),
        pytest.param("a", (2, 1), [], id="behind the last line"),
    ],
)
def test_a_caret_stands_below_the_fault(rule: str, at: tuple[int, int], below: list[str]) -> None:
    assert shown(rule, *at)[1:] == below


@pytest.mark.parametrize(
    ("language", "sentence"), [(Language.EN, SENTENCE.en), (Language.RU, SENTENCE.ru)], ids=str
)
def test_a_fault_is_told_with_its_place_in_the_language_that_is_wanted(
    language: Language, sentence: str
) -> None:
    assert shown("x", 1, 1, language)[0] == f"1:1  {sentence} (unknown-name)"


def test_a_rule_is_what_was_typed_or_what_stands_in_the_file_that_was_named(tmp_path: Path) -> None:
    text, profile = tmp_path / "rule.cel", tmp_path / "profile.json"
    text.write_text("gross_kg\n > 1.0\n", encoding="utf-8")
    profile.write_text(json.dumps({"rule": "empty"}), encoding="utf-8")
    assert rule_of("empty && true") == "empty && true"
    assert rule_of("x" * 4_000) == "x" * 4_000
    assert rule_of(str(text)) == "gross_kg\n > 1.0"
    assert rule_of(str(profile)) == "empty"
    profile.write_text(json.dumps({"after": 3, "profile": {"rule": "!empty"}}), encoding="utf-8")
    assert rule_of(str(profile)) == "!empty"


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe", b'{"title": 1}', b"{", b'{"profile": []}'],
    ids=["not UTF-8", "no rule", "no JSON", "no profile"],
)
def test_a_file_without_a_rule_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "profile.json"
    file.write_bytes(content)
    with pytest.raises(typer.BadParameter):
        rule_of(str(file))


def test_a_profile_alone_is_filed_as_the_first_version_and_a_saved_one_as_the_next() -> None:
    assert filing_of({"rule": "empty"}) == {"after": 0, "profile": {"rule": "empty"}}
    saved = {"after": 3, "profile": {"rule": "empty"}}
    assert filing_of(saved) == saved


def test_a_file_with_personal_data_is_its_owners_alone_even_where_one_was(tmp_path: Path) -> None:
    new, old = tmp_path / "new.csv", tmp_path / "old.csv"
    old.write_text("what stood there", encoding="utf-8")
    old.chmod(0o644)
    for target in (new, old):
        write(target, b"data")
        assert target.stat().st_mode & 0o777 == 0o600
        assert target.read_bytes() == b"data"
    with pytest.raises(typer.BadParameter):
        write(tmp_path / "none" / "file.csv", b"data")


def test_a_file_that_the_exchange_would_refuse_for_its_size_is_not_sent(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(b"12345")
    assert read_whole(file, 5) == b"12345"
    with pytest.raises(TooLarge):
        read_whole(file, 4)
