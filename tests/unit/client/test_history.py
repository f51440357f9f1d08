"""The directory as a sender saw it: compared with the client's own copy, never taken on trust."""

from __future__ import annotations

import hashlib

import pytest
from sealwire.client.directory import DirectoryBehind, DirectoryDiffers, History
from sealwire.directory.refusals import OutOfOrder
from simulators.programme import OSH, Programme


@pytest.fixture
def programme() -> Programme:
    made = Programme()
    made.open_unit(OSH, made.appoint("kg", "KG"))
    return made


def test_a_sender_that_saw_the_same_log_is_answered_with_what_it_said_then(programme: Programme) -> None:
    history = History(programme.founding)
    history.append(programme.statements[:3])
    root = history.state.root()
    history.append(programme.statements[3:])
    assert history.seen(3, root).size == 3
    assert history.seen(len(programme.statements), history.state.root()).unit(OSH) is not None


def test_a_sender_that_was_shown_another_log_is_noticed(programme: Programme) -> None:
    history = History(programme.founding)
    history.append(programme.statements)
    with pytest.raises(DirectoryDiffers):
        history.seen(3, hashlib.sha256(b"another log").digest())


def test_a_sender_that_saw_more_is_not_believed_before_it_is_fetched(programme: Programme) -> None:
    history = History(programme.founding)
    history.append(programme.statements[:3])
    with pytest.raises(DirectoryBehind):
        history.seen(4, history.state.root())


def test_a_statement_that_does_not_follow_stops_the_copy_there(programme: Programme) -> None:
    history = History(programme.founding)
    with pytest.raises(OutOfOrder):
        history.append([*programme.statements[:3], programme.statements[4]])
    assert history.state.size == 3
