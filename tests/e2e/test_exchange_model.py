"""The whole exchange against its model: hypothesis makes up histories, both must tell the same story.

One real stack serves all histories; each plays with units of its own. After every step the answers are
compared, at the end of a history every mailbox, and the directory verified anew from its founding.
"""

from __future__ import annotations

import itertools
import os
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as play
from sealwire_local.stack import Options, Stack
from simulators.exchange_model import KEEPER, ExchangeModel
from simulators.exchange_world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMITS = {"SEALWIRE_RATE_ENVELOPES": "1000000/minute", "SEALWIRE_RATE_REQUESTS": "1000000/minute"}
# The same histories each time; new ones when their number is given, such as SEALWIRE_HISTORIES=500.
ASKED = os.environ.get("SEALWIRE_HISTORIES")
HISTORIES, STEPS = int(ASKED or 15), 60
SOON_S = 5.0

places = st.integers(0, 2)
officers = st.integers(0, 4)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World.founded()
    state = tmp_path_factory.mktemp("model") / "state"
    with Stack(state, made.founding.hex(), Options(settings=LIMITS)) as stack:
        made.connect(stack.gateway_url)
        yield made
        made.close()


def test_whatever_happens_the_exchange_answers_as_its_model_says(world: World) -> None:
    class OfWorld(Histories):
        here = world

    play(
        OfWorld,
        settings=settings(
            derandomize=ASKED is None,
            max_examples=HISTORIES,
            stateful_step_count=STEPS,
            deadline=None,
            phases=[Phase.generate],  # to shrink a history on a real exchange takes longer than to read it
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert world.accepted > HISTORIES, "histories in which nothing is accepted prove nothing"
    assert world.refused.keys() >= {"epoch-closed", "sender-mismatch", "sender-role", "unit-not-open"}


class Histories(RuleBasedStateMachine):
    """A history: three units whose people come, go, send and read."""

    here: World
    numbers = itertools.count()

    def __init__(self) -> None:
        super().__init__()
        self.world = self.here
        self.model = ExchangeModel()
        number = next(self.numbers)
        self.codes = [f"KG-M{number}{letter}" for letter in "ABC"]
        self.names = itertools.count(1)
        self.sent: list[str] = []

    @initialize()
    def open_units(self) -> None:
        for code in self.codes:
            self.model.open_unit(code)
            self.world.open_unit(code)
            for role in ("analyst", "viewer"):
                self._joins(code, role)
            self._same(self.model.rotate(code), self.world.rotate(code))

    @rule(place=places, role=st.sampled_from(["analyst", "search_team", "viewer"]))
    def join(self, place: int, role: str) -> None:
        self._joins(self.codes[place], role)

    @rule(place=places, which=officers, leaves=st.booleans())
    def remove(self, place: int, which: int, *, leaves: bool) -> None:
        code = self.codes[place]
        officer = self._officer(code, which, keeper=False)
        if officer is not None:
            expected = self.model.remove(code, officer, leaves=leaves)
            self._same(expected, self.world.remove(code, officer, leaves=leaves))

    @rule(place=places)
    def rotate(self, place: int) -> None:
        code = self.codes[place]
        self._same(self.model.rotate(code), self.world.rotate(code))

    @rule(place=places, sensible=st.integers(0, 3))
    def suspend_or_resume(self, place: int, sensible: int) -> None:
        code = self.codes[place]
        if self.model.units[code].suspended == bool(sensible):
            self._same(self.model.resume(code), self.world.resume(code))
        else:
            self._same(self.model.suspend(code), self.world.suspend(code))

    @rule(place=places, which=officers, to=places)
    def send_now(self, place: int, which: int, to: int) -> None:
        self._sends(place, which, to, age=0)

    @rule(place=places, which=officers, to=places, age=st.sampled_from([0, 0, 1]))
    def send(self, place: int, which: int, to: int, age: int) -> None:
        self._sends(place, which, to, age=age)

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def resend(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(self.sent))
        assert self.world.resend(name) == self.world.positions[name]

    @rule(place=places, which=officers)
    def read(self, place: int, which: int) -> None:
        code = self.codes[place]
        officer = self._officer(code, which)
        self._read_as_expected(code, officer)

    @invariant()
    def the_directory_says_what_the_model_says(self) -> None:
        for code, unit in self.model.units.items():
            known = self.world.state.units[code]
            epoch = known.open_epoch()
            assert (known.status == "suspended") == unit.suspended
            assert (epoch.number if epoch else None) == unit.open_epoch
            assert {each.officer for each in known.active_devices()} == unit.active()

    def teardown(self) -> None:
        self.world.verify_log()
        for code, unit in self.model.units.items():
            if unit.suspended:
                self._same(self.model.resume(code), self.world.resume(code))
            self._read_as_expected(code, KEEPER)

    def _read_as_expected(self, code: str, officer: str) -> None:
        expected = self.model.read(code, officer)
        # A gateway is told of a change at once and learns of it a moment later.
        deadline = time.monotonic() + SOON_S
        while (answer := self.world.read(code, officer))[0] != expected and time.monotonic() < deadline:
            time.sleep(0.02)
        assert answer[0] == expected
        if expected is None:
            assert answer[1] == self.model.units[code].mailbox

    def _sends(self, place: int, which: int, to: int, *, age: int) -> None:
        code, recipient = self.codes[place], self.codes[to]
        officer = self._officer(code, which)
        epoch = max(1, self.model.units[recipient].epochs - age)
        name, answer = self.world.send((code, officer), recipient, epoch=epoch)
        self._same(self.model.send((code, officer), recipient, epoch=epoch, name=name), answer)
        if answer is None:
            self.sent.append(name)

    def _joins(self, code: str, role: str) -> None:
        officer = f"{role.replace('_', '-')}-{next(self.names)}"
        self._same(self.model.join(code, officer, role), self.world.join(code, officer, role))

    def _officer(self, code: str, which: int, *, keeper: bool = True) -> str:
        known = [officer for officer in self.model.units[code].roles if keeper or officer != KEEPER]
        return known[which % len(known)] if known else None  # type: ignore[return-value]  # see `remove`

    def _same(self, expected: str | None, answered: str | None) -> None:
        self.world.count(answered)
        assert answered == expected
