"""One party of a document is one group, whatever its spelling; two never become one."""

from __future__ import annotations

import itertools

import pytest
from sealwire_profiling.names.domain.grouping import group
from sealwire_profiling.names.domain.kinds import Kind
from unit.profiling.names.cases import ids, rows

PERSON, COMPANY = Kind.PERSON, Kind.COMPANY


@pytest.mark.parametrize("case", rows("one-party"), ids=ids("one-party"))
def test_another_spelling_is_the_same_party(case: list[str]) -> None:
    kind, (one, other) = Kind(case[0]), case[1:]
    assert group([(one, kind), ("Somebody Else", kind), (other, kind)]) == [0, 1, 0]


@pytest.mark.parametrize("case", rows("two-parties"), ids=ids("two-parties"))
def test_what_may_be_somebody_else_is_another_party(case: list[str]) -> None:
    kind, (one, other) = Kind(case[0]), case[1:]
    assert group([(one, kind), (other, kind)]) == [0, 1]


def test_a_person_and_a_company_of_one_name_are_two() -> None:
    assert group([("Asanov Bakyt", PERSON), ("Asanov Bakyt", COMPANY)]) == [0, 1]


def test_a_chain_of_small_differences_does_not_make_one_party() -> None:
    chain = [
        "Dostuk Tranzit Logistika",
        "Dostuk Trenzit Logistika",
        "Dostuk Trenzit Logistoka",
        "Dostok Trenzit Logistoka",
    ]
    pairs = [group([(one, COMPANY), (other, COMPANY)]) for one, other in itertools.pairwise(chain)]
    assert pairs == [[0, 0]] * 3
    assert len(set(group([(name, COMPANY) for name in chain]))) > 1


def test_equal_names_are_one_party_and_the_first_stands_for_it() -> None:
    assert group([("Bakyt", PERSON), ("Talant", PERSON), ("Bakyt", PERSON)]) == [0, 1, 0]


def test_no_names_are_no_parties() -> None:
    assert group([]) == []
