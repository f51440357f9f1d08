"""The newest state says what every state before it said, in all that judging an envelope asks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sealwire.directory import past
from sealwire.directory.applicant import publics_of
from sealwire.directory.author import Author
from sealwire.directory.past import SizeUnknown
from sealwire.directory.payloads import KINDS
from sealwire.directory.statement import parse
from simulators.programme import OSH, device_keys, populated
from simulators.random_log import UNITS, RandomLog

if TYPE_CHECKING:
    from sealwire.directory.state import State
    from sealwire.envelope.verify import DirectoryView


def answers(view: DirectoryView, newest: State) -> list[object]:
    """Return all that a view says about everything that was ever in the log, and about strangers."""
    keys, units = [*newest.keys, bytes(32)], [*UNITS, OSH, "KG-NIL"]
    return [
        *(view.status(unit) for unit in units),
        *(view.open_epoch(unit) for unit in units),
        *(view.unit_of_epoch(key) for key in keys),
        *(view.device(key) for key in keys),
        *(view.device_by_seal_key(key) for key in keys),
    ]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_for_every_size_the_past_says_what_the_state_of_that_size_said(number: int) -> None:
    log = RandomLog(number)
    log.grow(80)
    for size, state in enumerate(log.states):
        assert state.size == size
        assert answers(past.at(log.state, size), log.state) == answers(state, log.state)


def test_random_logs_hold_every_kind() -> None:
    kinds: set[str] = set()
    for number in range(6):
        log = RandomLog(number)
        log.grow(90)
        kinds |= {parse(raw).payload.kind for raw in log.programme.statements}
    assert kinds == KINDS.keys()


def test_a_device_that_joined_an_epoch_later_is_not_in_it_before() -> None:
    programme, _ = populated()
    before = programme.state
    late = device_keys("late")
    joins = partial(Author.add_device, unit=OSH, officer="analyst.osh", publics=publics_of(late), epoch=2)
    programme.say(device_keys("key.kg-osh").sign, joins)
    now, then = programme.state.open_epoch(OSH), past.at(programme.state, before.size).open_epoch(OSH)
    assert now is not None
    assert then is not None
    assert now.devices - then.devices == {late.device_id}
    assert then == before.open_epoch(OSH)


def test_a_size_that_the_log_never_had_is_refused() -> None:
    state = populated()[0].state
    assert past.at(state, state.size).size == state.size
    for size in (-1, state.size + 1):
        with pytest.raises(SizeUnknown):
            past.at(state, size)
