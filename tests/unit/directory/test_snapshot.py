"""A snapshot is the state it was made of, or it is refused."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sealwire import cbor
from sealwire.directory import snapshot
from sealwire.directory.author import Author
from sealwire.directory.rules import apply
from sealwire.directory.snapshot import MalformedSnapshot
from sealwire.directory.state import State
from simulators.programme import OSH, device_keys, populated
from simulators.random_log import RandomLog

PROGRAMME, _ = populated()
SNAPSHOT = snapshot.encode(PROGRAMME.state)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_the_state_comes_back_exactly_and_as_the_same_bytes(number: int) -> None:
    log = RandomLog(number)
    log.grow(60)
    for state in (log.state, log.states[len(log.states) // 2]):
        saved = snapshot.encode(state)
        back = snapshot.decode(saved, log.programme.founding)
        assert back == state
        assert (back.root(), back.size) == (state.root(), state.size)
        assert snapshot.encode(back) == saved


def test_an_empty_and_a_just_founded_state_come_back() -> None:
    empty = State.empty(PROGRAMME.founding)
    for state in (empty, apply(empty, PROGRAMME.statements[0])):
        assert snapshot.decode(snapshot.encode(state), PROGRAMME.founding) == state


def test_a_log_goes_on_from_a_snapshot_as_from_the_state() -> None:
    back = snapshot.decode(SNAPSHOT, PROGRAMME.founding)
    author = Author(PROGRAMME.state, device_keys("key.kg-osh").sign, now=PROGRAMME.now + 60)
    author.officer_left(OSH, "analyst.osh")
    assert apply(back, author.statements[0]) == author.state


def test_a_snapshot_with_one_bit_changed_is_refused() -> None:
    for place in range(len(SNAPSHOT) * 8):
        damaged = bytearray(SNAPSHOT)
        damaged[place // 8] ^= 1 << place % 8
        with pytest.raises(MalformedSnapshot):
            snapshot.decode(bytes(damaged), PROGRAMME.founding)
    assert snapshot.decode(SNAPSHOT, PROGRAMME.founding) == PROGRAMME.state


@pytest.mark.parametrize("length", [0, 1, 40, len(SNAPSHOT) // 2, len(SNAPSHOT) - 1])
def test_a_snapshot_that_was_cut_off_is_refused(length: int) -> None:
    with pytest.raises(MalformedSnapshot):
        snapshot.decode(SNAPSHOT[:length], PROGRAMME.founding)


def test_a_snapshot_of_another_programme_or_version_is_refused() -> None:
    with pytest.raises(MalformedSnapshot):
        snapshot.decode(SNAPSHOT, bytes(32))
    with pytest.raises(MalformedSnapshot):
        snapshot.decode(SNAPSHOT.replace(b"snapshot/1", b"snapshot/2"), PROGRAMME.founding)


@settings(max_examples=200, deadline=None)
@given(st.recursive(st.none() | st.integers(0, 99) | st.binary(max_size=40), st.lists, max_leaves=12))
def test_a_body_of_another_form_is_refused_whatever_its_checksum(value: cbor.Value) -> None:
    body = cbor.encode(value)
    forged = cbor.encode([snapshot.DOMAIN, hashlib.sha256(body).digest(), body])
    with pytest.raises(MalformedSnapshot):
        snapshot.decode(forged, PROGRAMME.founding)
