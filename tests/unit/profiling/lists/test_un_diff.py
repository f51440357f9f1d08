"""From one file of the UN to the next: what is added, changed and gone, and what needs a second thought."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sealwire_profiling.lists.domain.un_diff import apply, diff, doubts
from sealwire_profiling.lists.domain.un_reading import UnList, read
from simulators.un_list import ConsolidatedList, Listed, consolidated

BASE = consolidated(10)
A, B, *REST = BASE.listed


def of(*listed: Listed, generated: str = "2026-11-01T09:00:00") -> UnList:
    return read([ConsolidatedList(listed, generated=generated).xml()])


OLD = of(*BASE.listed).entries
VERSIONS = st.builds(
    lambda data_id, reference, name, version: Listed(
        f"{data_id}", (f"Name {name}",), reference=f"X.{reference}" if reference else "", version=f"{version}"
    ),
    st.integers(1, 9), st.integers(0, 9), st.integers(1, 3), st.integers(1, 2),
)  # fmt: skip
FILES = st.lists(VERSIONS, max_size=8).map(lambda listed: of(*listed))


@settings(deadline=None)
@given(FILES, FILES)
def test_a_diff_applied_to_the_old_list_is_the_new_one(old: UnList, new: UnList) -> None:
    made = diff(old.entries, new)
    stays = {key: old.entries[key] for key in made.kept}
    assert apply(old.entries, made) == stays | new.entries
    seen = [*made.removed, *made.changed, *made.kept]
    assert len(seen) == len(set(seen))
    assert len(seen) + made.unchanged == len(old.entries)
    assert made.unchanged + len(made.changed) + len(made.added) == len(new.entries)


@settings(deadline=None)
@given(FILES)
def test_a_list_differs_from_itself_in_nothing(same: UnList) -> None:
    made = diff(same.entries, same)
    assert (made.added, made.changed, made.removed, made.kept) == ({}, {}, {}, frozenset())
    assert made.unchanged == len(same.entries)


def test_a_change_names_its_fields() -> None:
    new = of(replace(A, version="2", names=("Other",), comments="More is known"), B, *REST)
    [(data_id, changed)] = diff(OLD, new).changed.items()
    assert data_id == A.data_id
    assert changed.fields == ("names", "un.revision", "un.comments")


def test_an_entry_issued_under_another_data_id_is_the_same_by_its_reference() -> None:
    made = diff(OLD, of(replace(A, data_id="555"), B, *REST))
    assert (list(made.added), list(made.removed)) == ([], [])
    assert {key: each.fields for key, each in made.changed.items()} == {A.data_id: ("un.data_id",)}
    no_reference = of(replace(A, data_id="555", reference=""), B, *REST)
    made = diff(OLD, no_reference)
    assert (list(made.added), list(made.removed)) == (["555"], [A.data_id])


@pytest.mark.parametrize(
    "unreadable",
    [
        replace(A, names=("-",), aliases=()),
        replace(A, names=("-",), aliases=(), reference=""),
        replace(A, data_id=""),
    ],
    ids=["by both", "by DATAID", "by REFERENCE_NUMBER"],
)
def test_an_entry_that_cannot_be_read_any_more_is_kept_and_not_cleared(unreadable: Listed) -> None:
    made = diff(OLD, of(unreadable, B, *REST))
    assert (set(made.kept), list(made.removed)) == ({A.data_id}, [])
    assert apply(OLD, made) == OLD
    assert list(diff(OLD, of(B, *REST)).removed) == [A.data_id]


NOVEMBER = datetime(2026, 11, 1, 9)  # noqa: DTZ001 - the UN writes no zone


@pytest.mark.parametrize(
    ("listed", "generated", "found"),
    [
        (BASE.listed[2:], "2026-11-02T09:00:00", ()),
        (BASE.listed[3:], "2026-11-02T09:00:00", ("shrinks",)),
        ((), "2026-11-02T09:00:00", ("shrinks",)),
        (BASE.listed, "2026-10-31T09:00:00", ("older",)),
        (BASE.listed, "2026-11-01T09:00:00", ()),
        (BASE.listed, "", ()),
        ((replace(A, data_id="", reference=""), B, *REST), "2026-11-02T09:00:00", ("unsure",)),
        ((*BASE.listed, replace(A, data_id="", reference="")), "2026-11-02T09:00:00", ()),
    ],
)
def test_what_looks_like_a_broken_download_is_doubted(
    listed: tuple[Listed, ...], generated: str, found: tuple[str, ...]
) -> None:
    new = of(*listed, generated=generated)
    assert doubts(OLD, diff(OLD, new), new, standing=NOVEMBER) == found


def test_a_first_file_is_not_doubted() -> None:
    new = of(*BASE.listed)
    assert doubts({}, diff({}, new), new, standing=None) == ()
