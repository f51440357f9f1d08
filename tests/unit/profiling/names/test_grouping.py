"""One party of a document is one group, whatever its spelling; two never become one."""

# ruff: noqa: RUF001 - Cyrillic letters that look like Latin ones

from __future__ import annotations

import itertools

import pytest
from sealwire_profiling.names.domain import grouping
from sealwire_profiling.names.domain.grouping import MOST_COMPARED, Named, group, same_party
from unit.profiling.names.cases import ids, rows


def grouped(*names: str) -> list[int]:
    return group([Named(name) for name in names])


@pytest.mark.parametrize("case", rows("one-party"), ids=ids("one-party"))
def test_another_spelling_is_the_same_party(case: list[str]) -> None:
    one, other = case
    assert grouped(one, "Somebody Else", other) == [0, 1, 0]


@pytest.mark.parametrize("case", rows("two-parties"), ids=ids("two-parties"))
def test_what_may_be_somebody_else_is_another_party(case: list[str]) -> None:
    assert grouped(*case) == [0, 1]


@pytest.mark.parametrize("case", [*rows("one-party"), *rows("two-parties")])
def test_it_does_not_matter_which_of_two_names_comes_first(case: list[str]) -> None:
    one, other = case
    assert (same_party(one, other) is None) == (same_party(other, one) is None)


def test_a_chain_of_small_differences_does_not_make_one_party() -> None:
    chain = [
        "OsOO Asanbek Karavan Altynbulak",
        "OsOO Asanbek Karaven Altynbulak",
        "OsOO Asanbek Karaven Altynbolak",
        "OsOO Asenbek Karaven Altynbolak",
    ]
    assert [grouped(one, other) for one, other in itertools.pairwise(chain)] == [[0, 0]] * 3
    assert len(set(grouped(*chain))) > 1


def test_equal_names_are_one_party_and_the_first_stands_for_it() -> None:
    assert grouped("Bakyt", "Talant", "Bakyt") == [0, 1, 0]


def test_names_of_two_countries_are_two_parties() -> None:
    assert group([Named("Ak-Jol LLC", "KG"), Named("ОсОО Ак-Жол", "KG")]) == [0, 0]
    assert group([Named("Ak-Jol LLC", "KG"), Named("ОсОО Ак-Жол", "KZ")]) == [0, 1]
    assert group([Named("Ak-Jol LLC", "KG"), Named("Ak-Jol LLC", "KZ")]) == [0, 1]


def test_a_country_that_is_left_out_is_that_of_the_same_name_if_there_is_one() -> None:
    assert group([Named("Ak-Jol LLC", "KG"), Named("ОсОО Ак-Жол")]) == [0, 0]
    assert group([Named("Ak-Jol LLC", "KG"), Named("Ak-Jol LLC", "KZ"), Named("ОсОО Ак-Жол")]) == [0, 1, 2]


def test_the_reasons_say_what_differs() -> None:
    agreed = same_party("ОсОО Ак-Жол", "Ak-Jol LLC")
    assert agreed is not None
    assert [each.code.value for each in agreed[1]] == ["sound", "form-same"]


def test_a_document_of_names_that_are_all_alike_is_compared_within_bounds() -> None:
    letters = ["".join(each) for each in itertools.permutations("bdgklm")]
    names = [f"OsOO {each} Trading" for each in letters]
    assert grouped(*names, "ОсОО Ак-Жол", "Ak-Jol LLC")[-2:] == [len(names), len(names)]


def test_names_of_many_words_are_compared_as_long_as_their_letters_are_few() -> None:
    letters = "badogikulemanopi" * 30
    turned = [letters[at:] + letters[:at] for at in range(45)]
    names = [Named(" ".join(each[at : at + 20] for at in range(0, 480, 20))) for each in turned]
    alike = list(grouping._alike(names))  # the work itself is counted
    compared = list(grouping._affordable(alike))
    assert len(alike) == 45 * 44 / 2
    assert sum(len(one.name) + len(other.name) for one, other in compared) <= MOST_COMPARED
    assert compared == alike[: len(compared)]
    assert 0 < len(compared) < len(alike)


def test_short_names_of_the_same_letters_are_all_compared() -> None:
    names = [Named(f"OsOO {''.join(each)} Trading") for each in itertools.permutations("bdgkm")]
    alike = list(grouping._alike(names))
    assert len(alike) == grouping.ALIKE_AT_MOST * (grouping.ALIKE_AT_MOST - 1) / 2
    assert list(grouping._affordable(alike)) == alike


def test_no_names_are_no_parties() -> None:
    assert group([]) == []
