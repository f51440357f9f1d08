"""Screening only what a change of the lists touches comes out like screening everything anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sealwire.contract.profiling.lists import Effect, HitRecord, Matching
from sealwire_profiling.lists.domain.index import ScreeningIndex
from sealwire_profiling.lists.domain.recording import hit_of, record_of, withheld
from sealwire_profiling.lists.domain.rescreening import Rescreening, Screened
from sealwire_profiling.lists.domain.screening import Screening
from sealwire_profiling.lists.domain.values import (
    NAME,
    Clearance,
    Entry,
    ScreeningSet,
    WatchList,
    fingerprint,
)
from simulators.watch import LISTS, TODAY, WordScreener, consignment, day, entry, key, numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sealwire_profiling.frame.domain.building import Received

WORDS = ("silver", "poplar", "blue", "meridian", "tash")
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True).map(" ".join)
OPEN = st.lists(NAMES, min_size=1, max_size=6)


@st.composite
def entries(draw: st.DrawFn, number: int) -> Entry:
    """An entry with names, a number perhaps, a version, perhaps expired or removed."""
    names = draw(st.lists(st.one_of(NAMES, NAMES.map(lambda name: f"low:{name}")), min_size=1, max_size=2))
    return entry(
        number,
        *names,
        on=draw(st.sampled_from(["watch", "common"])),
        version=draw(st.integers(1, 3)),
        identifiers=draw(st.sampled_from([[], numbers("number:AN12345"), numbers("container:MSCU1234565")])),
    )


@st.composite
def lists_of(draw: st.DrawFn) -> dict[str, WatchList]:
    return {
        code: WatchList(code, draw(st.sampled_from(Effect)), draw(st.sampled_from(Matching)))
        for code in ("watch", "common")
    }


@st.composite
def days(draw: st.DrawFn, changed: bool) -> tuple[ScreeningSet, ScreeningSet]:  # noqa: FBT001 - a strategy's own
    """What consignments were held against, and what they are held against now."""
    standing = {number: draw(entries(number)) for number in range(draw(st.integers(0, 6)))}
    before = day(*standing.values(), lists=draw(lists_of()), clearances=draw(clearances(standing)))
    if not changed:
        return before, before
    after: dict[int, Entry] = {}
    for number, each in standing.items():
        fate = draw(st.sampled_from(["stays", "goes", "changes"]))
        if fate == "stays":
            after[number] = each
        if fate == "changes":
            after[number] = replace(draw(entries(number)), list=each.list, version=each.version + 1)
    for number in range(10, 10 + draw(st.integers(0, 2))):
        after[number] = draw(entries(number))
    return before, day(
        *after.values(),
        lists=draw(lists_of()),
        clearances=draw(clearances(after)),
        on=TODAY + timedelta(days=draw(st.integers(0, 2))),
    )


@st.composite
def clearances(draw: st.DrawFn, of: dict[int, Entry]) -> tuple[Clearance, ...]:
    made = []
    for number, each in of.items():
        if draw(st.booleans()):
            sign = fingerprint(each.content) if draw(st.booleans()) else "another"
            last = TODAY + timedelta(days=draw(st.integers(0, 2)))
            made.append(
                Clearance(key(900 + number), 1, each.list, each.id, NAME, draw(NAMES), None, sign, last)
            )
    return tuple(made)


def consignments(names: Sequence[str]) -> list[Received]:
    return [
        consignment(
            f"B{at}",
            parties=[{"role": "consignee", "name": name, "identifier": "AN12345" if at % 3 else None}],
            equipment=[{"kind": "container", "number": f"MSCU123456{at % 7}"}],
        )
        for at, name in enumerate(names)
    ]


def changed_between(before: ScreeningSet, after: ScreeningSet) -> list[Entry]:
    """Return what a service would call changed: new versions, and entries of lists that were filed anew."""
    known = {(each.id, each.version) for each in before.entries}
    return [
        each
        for each in after.entries
        if (each.id, each.version) not in known or before.lists[each.list] != after.lists[each.list]
    ]


@settings(deadline=None)
@given(OPEN, days(changed=True))
def test_only_affected_consignments_screened_again_equals_everything_screened_anew(
    names: list[str], both: tuple[ScreeningSet, ScreeningSet]
) -> None:
    before, after = both
    received = consignments(names)
    stored = Screening(before, ScreeningIndex.of(before, WordScreener())).take(received)
    index = ScreeningIndex.of(after, WordScreener())
    screened = [Screened(each, hits) for each, hits in zip(received, stored, strict=True)]
    made = Rescreening(after, changed_between(before, after), WordScreener()).take(screened)
    anew = Screening(after, index).take(received)
    assert [
        made[each.received.id].hits if each.received.id in made else each.hits for each in screened
    ] == anew
    for each, hits in zip(screened, anew, strict=True):
        if each.received.id in made:
            result = made[each.received.id]
            assert set(each.hits) - set(result.withdrawn) | set(result.added) == set(hits)


@settings(deadline=None)
@given(OPEN, days(changed=False))
def test_where_nothing_has_changed_nothing_comes_out_otherwise(
    names: list[str], both: tuple[ScreeningSet, ScreeningSet]
) -> None:
    same, _ = both
    received = consignments(names)
    index = ScreeningIndex.of(same, WordScreener())
    stored = Screening(same, index).take(received)
    screened = [Screened(each, hits) for each, hits in zip(received, stored, strict=True)]
    assert Rescreening(same, (), WordScreener()).take(screened) == {}


def test_a_new_entry_touches_only_the_consignments_that_it_hits() -> None:
    before = day(entry(1, "silver poplar"))
    new = entry(2, "blue meridian")
    after = day(entry(1, "silver poplar"), new)
    received = [consignment("B1", consignee="silver poplar"), consignment("B2", consignee="blue meridian")]
    stored = Screening(before, ScreeningIndex.of(before, WordScreener())).take(received)
    screened = [Screened(each, hits) for each, hits in zip(received, stored, strict=True)]
    rescreening = Rescreening(after, [new], WordScreener())
    assert [each.received.id for each in rescreening.affected(screened)] == ["B2"]
    made = rescreening.take(screened)
    assert rescreening.screened == 1
    assert {name: [hit.entry for hit in each.added] for name, each in made.items()} == {"B2": [new.id]}


def test_a_removed_entry_withdraws_its_hits_alone() -> None:
    gone, stays = entry(1, "silver poplar"), entry(2, "silver poplar")
    before, after = day(gone, stays), day(stays)
    received = [consignment("B1", consignee="silver poplar"), consignment("B2", consignee="tash")]
    stored = Screening(before, ScreeningIndex.of(before, WordScreener())).take(received)
    screened = [Screened(each, hits) for each, hits in zip(received, stored, strict=True)]
    made = Rescreening(after, (), WordScreener()).take(screened)
    assert list(made) == ["B1"]
    assert [hit.entry for hit in made["B1"].withdrawn] == [gone.id]
    assert [hit.entry for hit in made["B1"].hits] == [stays.id]
    assert LISTS["watch"].effect is made["B1"].hits[0].effect


def test_a_hit_of_an_older_version_is_looked_at_again_even_if_nobody_told_of_the_change() -> None:
    old, new = entry(1, "silver poplar"), entry(1, "silver poplar", version=2)
    before, after = day(old), day(new)
    received = [consignment("B1", consignee="silver poplar"), consignment("B2", consignee="tash")]
    stored = Screening(before, ScreeningIndex.of(before, WordScreener())).take(received)
    screened = [Screened(each, hits) for each, hits in zip(received, stored, strict=True)]
    made = Rescreening(after, (), WordScreener()).take(screened)
    assert {key: [hit.version for hit in each.hits] for key, each in made.items()} == {"B1": [2]}


@pytest.mark.parametrize("sign", ["another", ""], ids=["it had been overtaken", "it held"])
def test_a_withdrawn_clearance_is_no_longer_spoken_of(sign: str) -> None:
    listed = entry(1, "silver poplar")
    cleared = Clearance(
        key(900),
        1,
        "watch",
        listed.id,
        NAME,
        "silver poplar",
        None,
        sign or fingerprint(listed.content),
        TODAY,
    )
    before, after = day(listed, clearances=(cleared,)), day(listed)
    received = [consignment("B1", consignee="silver poplar")]
    stored = Screening(before, ScreeningIndex.of(before, WordScreener())).take(received)
    made = Rescreening(after, (), WordScreener()).take([Screened(received[0], stored[0])])
    assert [[why.code for why in hit.reasons] for hit in made["B1"].hits] == [["words"]]
    assert made["B1"].hits[0].cleared is None


def test_how_many_are_in_memory_together_changes_nothing() -> None:
    gone, new = entry(1, "silver poplar"), entry(2, "blue meridian")
    before, after = day(gone), day(new)
    received = consignments(["silver poplar", "blue meridian", "tash"] * 3)
    stored = Screening(before, ScreeningIndex.of(before, WordScreener())).take(received)
    screened = [Screened(each, hits) for each, hits in zip(received, stored, strict=True)]
    whole = Rescreening(after, [new], WordScreener()).take(screened)
    one_by_one = Rescreening(after, [new], WordScreener())
    assert {key: made for each in screened for key, made in one_by_one.take([each]).items()} == whole
    assert (one_by_one.screened, len(whole)) == (6, 6)


def test_a_hit_is_the_same_after_it_was_stored_as_json() -> None:
    listed = entry(1, "silver poplar", identifiers=numbers("number:AN12345"))
    received = consignments(["silver poplar", "silver poplar blue"])
    today = day(listed)
    for hits in Screening(today, ScreeningIndex.of(today, WordScreener())).take(received):
        assert hits
        stored = [record_of(hit).model_dump_json() for hit in hits]
        assert tuple(hit_of(HitRecord.model_validate_json(each)) for each in stored) == hits


def test_what_is_withheld_quotes_neither_the_document_nor_the_entry() -> None:
    today = day(entry(1, "silver poplar"))
    [[hit]] = Screening(today, ScreeningIndex.of(today, WordScreener())).take(consignments(["silver poplar"]))
    whole, kept = record_of(hit).model_dump_json(), withheld(record_of(hit)).model_dump_json()
    assert "silver poplar" in whole
    assert "silver" not in kept
    assert str(hit.entry) in kept
