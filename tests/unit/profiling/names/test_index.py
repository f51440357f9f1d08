"""Searching a list finds the bearer that is meant, and nobody else."""

from __future__ import annotations

import random

import pytest
from sealwire_profiling.names.domain.index import Index, Listed
from sealwire_profiling.names.domain.kinds import Kind
from sealwire_profiling.names.domain.scoring import THRESHOLD, score
from unit.profiling.names.cases import CASES, ids, rows

from bench.made_names import made_names, otherwise
from bench.screening import measure


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.build([Listed(bearer, name, Kind(kind)) for bearer, name, kind in CASES["list"]["names"]])


@pytest.mark.parametrize("case", rows("found"), ids=ids("found"))
def test_a_listed_bearer_is_found(index: Index, case: list[str]) -> None:
    query, kind, bearer = case
    best = index.search(query, kind=Kind(kind))[0]
    assert best.id == bearer
    assert best.score >= THRESHOLD
    assert best.reasons


@pytest.mark.parametrize("case", rows("not-found"), ids=ids("not-found"))
def test_nobody_else_is_found(index: Index, case: list[str]) -> None:
    query, kind = case
    assert index.search(query, kind=Kind(kind)) == []


def test_a_bearer_with_several_names_is_one_hit_with_its_best_name(index: Index) -> None:
    hits = [hit for hit in index.search("Жумабеков Азамат", kind=Kind.PERSON) if hit.id == "p1"]
    assert [hit.name for hit in hits] == ["Жумабеков Азамат Нурланович"]


def test_hits_are_the_best_first_and_no_more_than_asked(index: Index) -> None:
    hits = index.search("Жумабеков", kind=Kind.PERSON, at_least=0.0)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(hits) > 1
    assert index.search("Жумабеков", kind=Kind.PERSON, at_least=0.0, limit=1) == hits[:1]


def test_many_queries_are_answered_as_each_alone_in_their_order(index: Index) -> None:
    queries = ["Zhumabekov Azamat", "", "Нурлан Жумабеков", "Zhumabekov Azamat"]
    alone = [index.search(query, kind=Kind.PERSON) for query in queries]
    assert index.search_many(queries, kind=Kind.PERSON) == alone
    assert [len(hits) for hits in alone] == [1, 0, 1, 1]


def test_a_hit_has_the_score_of_its_two_names(index: Index) -> None:
    for hit in index.search("Zhumabekov Azamat", kind=Kind.PERSON, at_least=0.0):
        assert hit.score == score("Zhumabekov Azamat", hit.name, kind=Kind.PERSON).value


def test_an_empty_list_finds_nobody() -> None:
    empty = Index.build([])
    assert len(empty) == 0
    assert empty.search("Asanov Bakyt", kind=Kind.OTHER) == []
    assert empty.search_many([], kind=Kind.PERSON) == []


def test_made_names_are_the_same_from_one_seed_and_written_otherwise_by_chance() -> None:
    made = made_names(300, seed=5)
    assert made == made_names(300, seed=5)
    assert made != made_names(300, seed=6)
    assert len({each.written() for each in made}) == 300
    chance = random.Random(1)  # noqa: S311 - a choice of spellings, no secret
    changed = [otherwise(each, chance) != each.written() for each in made]
    assert sum(changed) > 200


def test_the_measurement_finds_nearly_every_name_among_few() -> None:
    found = measure(names=2_000, queries=200)
    assert found["screen_recall_at_1"] >= 0.95
    assert set(found) == {"screen_queries_per_s", "screen_recall_at_1", "index_build_s"}
