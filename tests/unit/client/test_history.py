"""The directory as a sender saw it: compared with the client's own copy, never taken on trust."""

from __future__ import annotations

import hashlib

import pytest
from sealwire.client.history import seen
from sealwire.client.refusals import DirectoryBehind, DirectoryDiffers
from sealwire.directory.replica import Replica
from simulators.programme import OSH, Programme


@pytest.fixture
def programme() -> Programme:
    made = Programme()
    made.open_unit(OSH, made.appoint("kg", "KG"))
    return made


@pytest.fixture
def history(programme: Programme) -> Replica:
    made = Replica(programme.founding)
    made.append(programme.statements)
    return made


def test_a_sender_that_saw_the_same_log_is_answered_with_what_it_said_then(
    programme: Programme, history: Replica
) -> None:
    before = Replica(programme.founding).append(programme.statements[:3])
    then = seen(history, 3, before.root())
    now = seen(history, len(programme.statements), history.state.root())
    [device] = history.state.units[OSH].active_devices()
    assert (then.device(device.id), now.device(device.id)) == (None, device)


def test_a_sender_that_was_shown_another_log_is_noticed(history: Replica) -> None:
    with pytest.raises(DirectoryDiffers):
        seen(history, 3, hashlib.sha256(b"another log").digest())


def test_a_sender_that_saw_more_is_not_believed_before_it_is_fetched(history: Replica) -> None:
    with pytest.raises(DirectoryBehind):
        seen(history, history.state.size + 1, history.state.root())
