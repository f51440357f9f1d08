"""The profiling service against its model: hypothesis makes up histories, both must tell the same story.

One real database serves all histories, through the service's HTTP app and its processes' own steps. Each
history has two administrations of its own; the second only looks in. After every step both are compared.
"""

from __future__ import annotations

import asyncio
import itertools
import os
from collections import Counter
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as play
from integration.profiling.modelled import LONG_AGO, STRANGE, World, entry, file_of, inspection, profile
from sealwire_chassis.caller import Caller  # noqa: TC002 - hypothesis resolves the rules' annotations
from simulators.profiling_model import DAY_S, KEPT_DAYS, STEPS, Entry, Look, ProfilingModel, Selection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import PostgresFixture

# The same histories each time; new ones when their number is given, such as SEALWIRE_HISTORIES=200.
ASKED = os.environ.get("SEALWIRE_HISTORIES")
HISTORIES, LENGTH = int(ASKED or 8), 25
REFUSALS = {"not-allowed", "not-found", "selection-not-done", "settings-changed", "profile-wrong-step"}

whichever = st.integers(0, 30)
reference = st.sampled_from(["A", "B", "C", "D", "E"])
said = st.tuples(
    st.sampled_from([10.0, 20.0]),
    st.sampled_from(["Ak-Jol", "Silver Poplar LLC"]),
    st.sampled_from(["KG10", "KG20"]),
)
outcomes = st.sampled_from(["no-irregularity", "seizure", "forwarded", "not-controlled"])


@pytest.fixture(scope="module")
def world(postgres: PostgresFixture) -> Iterator[World]:
    with asyncio.Runner() as runner:
        made = World(runner, postgres.fresh_database())
        yield made
        made.close()


def test_whatever_happens_profiling_answers_as_its_model_says(world: World) -> None:
    class OfWorld(Histories):
        here = world

    play(
        OfWorld,
        settings=settings(
            derandomize=ASKED is None,
            max_examples=HISTORIES,
            stateful_step_count=LENGTH,
            deadline=None,
            phases=[Phase.generate],  # to shrink a history on a real database takes longer than to read it
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert world.answered[None] > HISTORIES * LENGTH, "histories in which nothing is accepted prove nothing"
    assert REFUSALS - world.answered.keys() == set()


class Histories(RuleBasedStateMachine):
    """A history: officers of one administration at work, in whatever order; another one looks in."""

    here: World
    numbers = itertools.count()

    def __init__(self) -> None:
        super().__init__()
        self.world = self.here
        self.model = ProfilingModel()
        self.us, self.them = self.world.staff(next(self.numbers))
        self.recorded: dict[str, dict[str, Any]] = {}

    @initialize(file=st.dictionaries(reference, said, min_size=2))
    def begin(self, file: dict[str, tuple[Any, ...]]) -> None:
        filing = {
            "titles": {"en": "Suspects"}, "kind": "company", "effect": "mandatory", "matching": "exact",
            "owner": self.us.analyst.unit, "version": 0,
        }  # fmt: skip
        assert self.world.ask(self.us.head, "PUT", "lists/suspects", json=filing)[0] is None
        self.upload(file)

    @rule(file=st.dictionaries(reference, said, min_size=1, max_size=4))
    def upload(self, file: dict[str, tuple[Any, ...]]) -> None:
        told = self.world.uploaded(self.us.analyst, file_of(file))
        came = self.model.upload(file, told["id"], now=self.world.now)
        assert (told["same_as"] is not None) is (came is None)
        assert told["refused"] == 0
        for name in ("added", "amended", "unchanged"):
            assert told[name] == (came or Counter())[name]
        for each in self._shown():
            self.model.ids.setdefault(each["consignment"]["reference"], each["id"])

    @precondition(lambda self: self.model.last_read is not None)
    @rule()
    def upload_the_same_again(self) -> None:
        assert self.model.last_read is not None
        self.upload(dict(self.model.last_read[0]))  # type: ignore[call-overload]  # the file, as it was given

    @rule(budget=st.sampled_from([None, 0, 2]), of_upload=st.booleans())
    def ask(self, budget: int | None, *, of_upload: bool) -> None:
        upload = self.model.last_read[1] if of_upload and self.model.last_read else None
        if self.model.queue_is_full():
            self._same("too-many-selections", self._us("POST", "selections", json={"upload": upload}))
        else:
            self._asked(budget, upload)

    @rule()
    def work(self) -> None:
        waiting = [name for name, each in self.model.selections.items() if each.rows is None]
        self.world.work()
        for name in waiting:
            self._made(name)

    @rule(budget=st.sampled_from([None, 0, 2, 3]))
    def select_and_select_again(self, budget: int | None) -> None:
        self.work()
        first, seed = self._asked(budget, None)
        self.work()
        second, _ = self._asked(budget, None, seed=seed)
        self.work()
        rows = [self._ranked(each) for each in (first, second)]
        assert rows[0] == rows[1]

    @precondition(lambda self: self.model.selections)
    @rule(which=whichever, row=whichever, does=st.sampled_from(["add", "remove"]), words=st.integers(0, 4))
    def override(self, which: int, row: int, does: str, words: int) -> None:
        name = self._one(self.model.selections, which)
        key = self._one([*(self.model.selections[name].rows or {}), str(uuid4())], row)
        reason, category = "a tip from the terminal" if words else "no", [None, "no-means"][words % 2]
        body = {"consignment": key, "does": does, "reason": reason, "category": category}
        expected = self.model.override(name, key, does, words=bool(words), named=category is not None)
        self._same(expected, self._us("POST", f"selections/{name}/overrides", json=body))

    @precondition(lambda self: self.model.selections)
    @rule(which=whichever)
    def release(self, which: int) -> None:
        name = self._one(self.model.selections, which)
        code, told = self._us("POST", f"selections/{name}/released")
        if self.model.selections[name].rows is None:
            assert code == "selection-not-done"
            return
        if code == "lists-changed":
            self.work()
            code, told = self._us("POST", f"selections/{name}/released")
        assert code is None
        assert (told["released"], told["kept"]) == self.model.release(name, now=self.world.now)

    @rule(row=whichever, outcome=outcomes, which=st.integers(0, 4))
    def inspect(self, row: int, outcome: str, which: int) -> None:
        selection = self._one(self.model.selections, which) if which and self.model.selections else None
        known = [*self.model.ids.values(), *(each.consignment for each in self.model.looks.values())]
        self._look(self._one(known, row) if known else str(uuid4()), outcome, selection)

    @precondition(lambda self: self.model.looks)
    @rule(which=whichever, outcome=outcomes)
    def correct(self, which: int, outcome: str) -> None:
        name = self._one(self.model.looks, which)
        wrong = self.model.looks[name]
        self._look(wrong.consignment, outcome, wrong.selection if which % 2 else None, corrects=name)

    @precondition(lambda self: self.model.looks)
    @rule(which=whichever, other=st.booleans())
    def send_an_inspection_again(self, which: int, *, other: bool) -> None:
        name = self._one(self.model.looks, which)
        body = {**self.recorded[name], **({"note": "other"} if other else {})}
        expected = "inspection-id-taken" if other else None
        if self.model.kept(body["consignment"]) is None:
            expected = "not-found"
        self._same(expected, self._us("PUT", f"inspections/{name}", json=body))

    @rule(second=st.booleans(), stale=st.integers(0, 3), compels=st.booleans())
    def file_a_profile(self, *, second: bool, stale: int, compels: bool) -> None:
        who, after = self._officer(second=second), max(0, len(self.model.profile) - (not stale))
        expected = self.model.file(f"{who.unit}/{who.officer}", after=after, compels=compels)
        body = {"after": after, "profile": profile(compels=compels)}
        self._same(expected, self.world.ask(who, "POST", "profiles/always/versions", json=body))

    @rule(second=st.booleans(), back=st.integers(0, 1), step=st.sampled_from([*STEPS]))
    def take_a_step(self, *, second: bool, back: int, step: str) -> None:
        self._steps(self._officer(second=second), max(1, len(self.model.profile) - back), step)

    @precondition(lambda self: self.model.profile)
    @rule()
    def lead_a_profile_to_being_live(self) -> None:
        for who, step in (
            (self.us.analyst, "shadow"),
            (self.us.second, "approve"),
            (self.us.analyst, "approve"),
        ):
            self._steps(who, len(self.model.profile), step)
        self._steps(self.us.analyst, len(self.model.profile), "go-live")

    @rule()
    def enter(self) -> None:
        until = self.world.day(100)
        code, told = self._us("POST", "lists/suspects/entries", json=entry(until))
        assert code is None
        self.model.entries[told["id"]] = Entry(
            "Silver Poplar LLC", self.world.now // DAY_S * DAY_S + 101 * DAY_S
        )

    @precondition(lambda self: self.model.entries)
    @rule(which=whichever, stale=st.booleans())
    def withdraw(self, which: int, *, stale: bool) -> None:
        name = self._one(self.model.entries, which)
        version = self.model.entries[name].version + stale
        body = {"version": version, "reason": "It was a mistake"}
        expected = self.model.remove(name, version=version)
        self._same(expected, self._us("POST", f"lists/suspects/entries/{name}/removal", json=body))

    @rule(usual=st.integers(0, 3), stale=st.booleans())
    def set_capacity(self, usual: int, *, stale: bool) -> None:
        version = self.model.capacity_version + stale
        body = {"version": version, "usual": usual}
        expected = self.model.set_capacity(usual, version=version)
        self._same(expected, self.world.ask(self.us.head, "PUT", "capacity", json=body))

    @rule(days=st.sampled_from([0, 0, 0, 11, KEPT_DAYS + 1]))
    def time_passes(self, days: int) -> None:
        self.world.passes(days * DAY_S + 1)
        self.world.forget()
        self.model.forget(now=self.world.now)

    @rule(what=st.sampled_from(STRANGE))
    def act_without_the_right(self, what: tuple[str, str, str, dict[str, Any]]) -> None:
        role, method, path, body = what
        self._same("not-allowed", self.world.ask(getattr(self.us, role), method, path, json=body))

    @rule(which=whichever)
    def look_in_from_another_administration(self, which: int) -> None:
        hit = self._one([*self.model.ids.values(), str(uuid4())], which)
        body = inspection(hit, "seizure", self.world.day(0))
        asks: list[tuple[str, str, dict[str, Any]]] = [
            ("GET", f"consignments/{hit}", {}), ("PUT", f"inspections/{uuid4()}", {"json": body}),
            ("POST", "profiles/always/versions/1/steps", {"json": {"step": "retire"}}),
            ("POST", f"lists/suspects/entries/{hit}/removal", {"json": {"version": 1, "reason": "Not mine"}}),
        ]  # fmt: skip
        for name in self.model.selections:
            change = {"consignment": hit, "does": "add", "reason": "a tip from the terminal"}
            asks += [("GET", f"selections/{name}", {}), ("GET", f"selections/{name}/ranked", {})]
            asks += [("POST", f"selections/{name}/released", {})]
            asks += [("POST", f"selections/{name}/overrides", {"json": change})]
        asks += [("GET", f"inspections/{name}", {}) for name in self.model.looks]
        method, path, more = self._one(asks, which)
        assert self.world.ask(self.them.head, method, path, **more)[0] == "not-found"

    @invariant()
    def documents_are_as_the_model_says(self) -> None:
        shown = {each["consignment"]["reference"]: each for each in self._shown()}
        assert shown.keys() == self.model.documents.keys()
        for name, each in self.model.documents.items():
            stands = (shown[name]["id"], shown[name]["open"], shown[name]["version"])
            assert stands == (self.model.ids[name], self.model.is_open(name), each.version)
            assert shown[name]["consignment"]["goods"][0]["gross_kg"] == each.says[0]

    @invariant()
    def figures_are_as_the_model_counts(self) -> None:
        days = {"since": LONG_AGO, "until": self.world.day(1)}
        told = self.world.read(self.us.head, "figures", **days)
        sums, slots, profiles = self.model.figures()
        assert [told[name] for name in ("inspected", "found", "not_controlled")] == [
            sums[name] for name in ("inspected", "found", "not_controlled")
        ]
        for name, counted in (("by_slot", slots), ("by_profile", profiles)):
            assert {each["name"]: (each["inspected"], each["found"]) for each in told[name]} == counted

    @invariant()
    def selections_stand_as_they_were_left(self) -> None:
        for name, each in itertools.islice(reversed(self.model.selections.items()), 1):
            rows = {
                row["consignment"]: (row["lane"], row.get("slot"), row["removed"])
                for row in self._ranked(name)
            }
            assert rows == {key: (row.lane, row.slot, row.removed) for key, row in (each.rows or {}).items()}

    @invariant()
    def nobody_else_sees_any_of_it(self) -> None:
        name = self._one(("consignments", "selections", "inspections"), self.world.answered.total())
        assert self.world.read(self.them.head, name)[name] == []

    def _asked(self, budget: int | None, upload: str | None, **more: Any) -> tuple[str, int]:
        body = {"budget": budget, "upload": upload, **more}
        code, told = self._us("POST", "selections", json=body)
        assert code is None
        self.model.selections[told["id"]] = Selection(self.world.now, budget, upload)
        return told["id"], told["seed"]

    def _made(self, name: str) -> None:
        """Compare a selection that is made with what it may be, and take its rows over."""
        asked = self.model.selections[name]
        told = self.world.read(self.us.analyst, f"selections/{name}")
        assert (told["state"], told["problem"], told["broken"]) == ("done", None, [])
        asked.made_at = self.world.now
        rows = self._ranked(name)
        assert {row["consignment"] for row in rows} == self.model.candidates(asked.upload)
        compelled = {row["consignment"] for row in rows if row.get("slot") == "mandatory"}
        now = asked.asked_at
        assert compelled == {
            row["consignment"] for row in rows if self.model.compelled(row["consignment"], now=now)
        }
        self.world.check_made(told, rows, self.model.capacity if asked.budget is None else asked.budget)
        asked.rows = self.world.lines(rows, self.model)

    def _look(self, key: str, outcome: str, selection: str | None, corrects: str | None = None) -> None:
        name, body = str(uuid4()), inspection(key, outcome, self.world.day(0))
        body |= {"selection": selection, "corrects": corrects}
        expected = self.model.look(name, Look(key, 0, outcome, selection, self.world.now), corrects)
        self._same(expected, self._us("PUT", f"inspections/{name}", json=body))
        if expected is None:
            self.recorded[name] = body

    def _steps(self, who: Caller, number: int, step: str) -> None:
        expected = self.model.step(number, step, by=f"{who.unit}/{who.officer}")
        path = f"profiles/always/versions/{number}/steps"
        self._same(expected, self.world.ask(who, "POST", path, json={"step": step}))

    def _officer(self, *, second: bool) -> Caller:
        return self.us.second if second else self.us.analyst

    def _shown(self) -> list[dict[str, Any]]:
        shown: list[dict[str, Any]] = self.world.read(self.us.analyst, "consignments")["consignments"]
        return shown

    def _ranked(self, name: str) -> list[dict[str, Any]]:
        ranked: list[dict[str, Any]] = self.world.read(self.us.analyst, f"selections/{name}/ranked")["rows"]
        return ranked

    def _us(self, method: str, path: str, **more: Any) -> tuple[str | None, Any]:
        return self.world.ask(self.us.analyst, method, path, **more)

    def _same(self, expected: str | None, answered: tuple[str | None, Any]) -> None:
        assert answered[0] == expected

    @staticmethod
    def _one(some: Any, which: int) -> Any:
        """Return one of some that there are."""
        known = list(some)
        return known[which % len(known)]
