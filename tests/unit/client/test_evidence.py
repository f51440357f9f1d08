"""Evidence against an exchange: kept within bounds, told until it is looked at, nothing is sent meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sealwire.client import enrolment, epochs, evidence, outbox, sending
from sealwire.client.enrolment import NobodyWaits
from sealwire.client.evidence import MAX_PIECES, ServerDistrusted
from sealwire.client.refusals import DirectoryDiffers, DirectoryRolledBack
from sealwire.client.sending import Letter
from sealwire.directory.fields import Role
from sealwire.envelope.seal import Content
from simulators.programme import BATKEN, OSH
from simulators.stand_in import StandIn, at_work
from simulators.threads import Thread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sealwire.client.session import Session

LETTER = Letter(content=Content("message", 1, {"text": "waits"}), to=(OSH,))


@pytest.fixture
def batken(tmp_path: Path) -> Iterator[Session]:
    thread = Thread()
    exchange = StandIn(thread.programme)
    exchange.keys = {each.key_id: each.public for each in thread.epochs.values()}
    session = at_work(tmp_path / "batken", exchange, thread.batken, thread.epochs[BATKEN])
    yield session
    session.store.close()


def test_the_same_lie_is_one_piece_that_says_when_it_was_told_first_and_last(batken: Session) -> None:
    for now in (1, 2, 3):
        lie = DirectoryRolledBack(known=7, shown=5)
        evidence.keep(batken.store, lie, ours=b"ours", theirs=b"theirs", now=now)
    evidence.keep(batken.store, DirectoryDiffers("others"), ours=b"ours", theirs=b"theirs", now=4)
    first, second = evidence.everything(batken.store)
    assert (first.number, first.code, first.detail) == (1, "directory-rolled-back", "(known: 7, shown: 5)")
    assert (first.ours, first.theirs, first.first_at, first.last_at) == (b"ours", b"theirs", 1, 3)
    assert (second.code, second.detail, second.reviewed_at) == ("directory-differs", "others", None)


def test_a_server_that_makes_up_lie_after_lie_does_not_fill_the_disk(batken: Session) -> None:
    _flood(batken)
    assert len(evidence.everything(batken.store)) == MAX_PIECES
    evidence.keep(batken.store, DirectoryDiffers(), ours=b"", theirs=b"0", now=2)
    assert evidence.everything(batken.store)[0].last_at == 2


def test_made_up_lies_keep_out_no_evidence_of_another_kind(batken: Session) -> None:
    _flood(batken)
    evidence.keep(batken.store, DirectoryRolledBack(known=7, shown=5), ours=b"ours", theirs=b"theirs", now=2)
    assert evidence.everything(batken.store)[-1].code == "directory-rolled-back"


def test_a_lie_that_finds_no_room_still_stops_what_is_sent_next(batken: Session) -> None:
    _flood(batken)
    assert evidence.review(batken.store, 2) == MAX_PIECES
    evidence.check_trust(batken.store)
    evidence.keep(batken.store, DirectoryDiffers(), ours=b"", theirs=b"new", now=3)
    with pytest.raises(ServerDistrusted):
        evidence.check_trust(batken.store)
    assert evidence.everything(batken.store)[-1].last_at == 3
    assert evidence.review(batken.store, 4) == 1


async def test_nobody_is_vouched_for_until_the_evidence_was_looked_at(batken: Session) -> None:
    evidence.keep(batken.store, DirectoryDiffers(), ours=b"", theirs=b"", now=1)
    for refusal in (ServerDistrusted, NobodyWaits):
        with pytest.raises(refusal):
            await enrolment.vouch(batken, BATKEN, officer="new", fingerprint="", roles=[Role.ANALYST])
        evidence.review(batken.store, 2)


async def test_no_seed_is_sealed_until_the_evidence_was_looked_at(batken: Session) -> None:
    exchange = batken.exchange
    assert isinstance(exchange, StandIn)
    due_at = (await batken.directory.sync(exchange)).epoch_days * 86_400 + exchange.programme.now - 60
    evidence.keep(batken.store, DirectoryDiffers(), ours=b"", theirs=b"", now=1)
    await epochs.ensure_epoch(batken)
    batken.clock = lambda: due_at
    with pytest.raises(ServerDistrusted):
        await epochs.ensure_epoch(batken)
    assert exchange.batches == []
    evidence.review(batken.store, 2)
    await epochs.ensure_epoch(batken)
    assert len(exchange.batches) == 1


def _flood(session: Session) -> None:
    for number in range(MAX_PIECES + 5):
        evidence.keep(session.store, DirectoryDiffers(), ours=b"", theirs=str(number).encode(), now=1)


async def test_what_waits_is_not_posted_either_until_the_evidence_was_looked_at(batken: Session) -> None:
    exchange = batken.exchange
    assert isinstance(exchange, StandIn)
    await batken.directory.sync(exchange)
    exchange.answer_changed = lambda answer: answer.model_copy(update={"digest": "00" * 32})
    waiting = await sending.send(batken, LETTER)
    exchange.answer_changed = lambda answer: answer
    evidence.keep(batken.store, DirectoryDiffers(), ours=b"", theirs=b"", now=1)
    for attempt in (sending.flush(batken), sending.send(batken, LETTER)):
        with pytest.raises(ServerDistrusted):
            await attempt
    assert [each.id for each in outbox.pending(batken.store)] == [waiting.id]
    assert evidence.review(batken.store, 2) == 1
    assert [each.id for each in await sending.flush(batken)] == [waiting.id]


async def test_with_nothing_waiting_a_device_keeps_up_in_spite_of_evidence(batken: Session) -> None:
    evidence.keep(batken.store, DirectoryDiffers(), ours=b"", theirs=b"", now=1)
    assert await sending.flush(batken) == []
    assert (await batken.directory.sync(batken.exchange)).founded
