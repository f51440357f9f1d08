"""Which names may be one bearer's, how far, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealwire_profiling.names.domain.folding import MAX_CHARS, beginning
from sealwire_profiling.names.domain.kinds import Kind
from sealwire_profiling.names.domain.parsing import MAX_WORDS, parse
from sealwire_profiling.names.domain.reasons import LANGUAGES, Code, reason, sentences
from sealwire_profiling.names.domain.scoring import THRESHOLD, score
from unit.profiling.names.cases import CASES, HERE, ids, rows

from bench.names import read_pairs

if TYPE_CHECKING:
    from pathlib import Path

PERSON, COMPANY = Kind.PERSON, Kind.COMPANY


@pytest.mark.parametrize("case", rows("told-apart"), ids=ids("told-apart"))
def test_a_name_meets_its_other_spelling_and_not_another_name(case: list[str]) -> None:
    kind, (name, same, other) = Kind(case[0]), case[1:]
    assert score(name, same, kind=kind).value >= THRESHOLD
    assert score(name, other, kind=kind).value < THRESHOLD


@pytest.mark.parametrize("code", Code)
def test_a_finding_is_told(code: Code) -> None:
    kind, one, other = CASES["findings"][code]
    found = [each for each in score(one, other, kind=Kind(kind)).reasons if each.code is code]
    assert len(found) == 1
    for language in LANGUAGES:
        said = found[0].sentence(language)
        assert said.endswith(".")
        assert "{" not in said


def test_every_code_has_its_case_and_a_sentence_in_each_language() -> None:
    assert set(ids("findings")) == set(Code) == set(sentences())
    assert all(set(each) == set(LANGUAGES) for each in sentences().values())


def test_the_weightiest_reason_is_told_first() -> None:
    reasons = score("Жумабеков Азмат", "Azamat Jumabekov", kind=PERSON).reasons
    assert [each.cost for each in reasons] == sorted((each.cost for each in reasons), reverse=True)
    assert len({each.code for each in reasons}) > 1


def test_a_reason_names_what_it_speaks_of() -> None:
    assert (
        reason(Code.FATHER_DIFFERS, one="petrovich", other="ilich").sentence("ru")
        == "Отчества различаются: petrovich и ilich."
    )


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("name", ["Bakyt Asanov", "Ак-Жол", "Капитан Щербаков", "习近平"])
def test_a_name_is_itself(kind: Kind, name: str) -> None:
    assert score(name, name, kind=kind).value == 1.0


@pytest.mark.parametrize("empty", ["", "   ", "---", "\u200b"])
def test_an_empty_name_is_nobodys(empty: str) -> None:
    assert score(empty, "Bakyt Asanov", kind=PERSON).value < THRESHOLD
    assert score(empty, empty, kind=COMPANY).value < THRESHOLD


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(Kind))
def test_any_two_texts_have_a_score_and_the_same_both_ways(one: str, other: str, kind: Kind) -> None:
    there, back = score(one, other, kind=kind), score(other, one, kind=kind)
    assert 0.0 <= there.value <= 1.0
    assert there.reasons
    assert there.value == pytest.approx(back.value, abs=0.1)


@pytest.mark.parametrize("file", sorted(HERE.glob("pairs_*.csv")), ids=lambda file: file.stem)
def test_a_score_is_the_same_both_ways(file: Path) -> None:
    pairs = read_pairs(file)
    there = [score(pair.one, pair.other, kind=pair.kind).value for pair in pairs]
    assert there == [score(pair.other, pair.one, kind=pair.kind).value for pair in pairs]


@pytest.mark.parametrize("kind", [Kind.COMPANY, Kind.VESSEL, Kind.OTHER])
@pytest.mark.parametrize("number", ["5", "112", "29155", "24 7"])
def test_a_name_of_numbers_only_is_itself(kind: Kind, number: str) -> None:
    assert score(number, number, kind=kind).value == 1.0
    assert score(number, number + "9", kind=kind).value < THRESHOLD


def test_a_letter_left_out_is_told_as_a_misspelling_not_as_a_short_name() -> None:
    assert [each.code for each in score("Amar Singh", "Ahmar Singh", kind=PERSON).reasons] == [Code.SPELLING]


def test_a_misspelt_fathers_name_is_nearer_than_none() -> None:
    name, misspelt, none = "Асанов Бакыт Токтогулович", "Асанов Бакыт Токтагулович", "Асанов Бакыт"
    assert score(name, misspelt, kind=PERSON).value > score(name, none, kind=PERSON).value


def test_initials_alone_tell_nobody() -> None:
    assert score("B. A.", "Bakyt Asanov", kind=PERSON).value < THRESHOLD
    assert score("B. Asanov", "Bakyt Asanov", kind=PERSON).value >= THRESHOLD


def test_a_name_cannot_be_hidden_behind_signs_that_nobody_sees() -> None:
    for hidden in ("\u200b", " ", "\u202e"):
        assert score(hidden * 1_000 + "Bakyt Asanov", "Bakyt Asanov", kind=PERSON).value == 1.0
    assert score(" " * 1_000 + "Bakyt Asanov", "Talant Asanov", kind=PERSON).value < THRESHOLD


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(
    "long",
    [
        "x" * 50_000,
        " ".join(f"word{n}" for n in range(50_000)),
        "a-" * 50_000,
        "a.k.a. " * 50_000,
        "abc / " * 50_000,
    ],
    ids=["one word", "words", "hyphens", "also called", "strokes"],
)
def test_a_very_long_name_is_compared_by_its_beginning(kind: Kind, long: str) -> None:
    assert len(beginning(long)) <= MAX_CHARS
    assert len(parse(long, kind).words) <= MAX_WORDS
    assert score(long, "Bakyt Asanov", kind=kind) == score(beginning(long), "Bakyt Asanov", kind=kind)
