"""What an exchange says is checked: nothing that it shows, refuses or withholds does lasting harm here."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sealwire.client import archive, exchange_file, mailbox, offline, outbox, reading, receipts, sending
from sealwire.client.archive import MAX_MISSING
from sealwire.client.http import UnexpectedAnswer
from sealwire.client.sending import Letter
from sealwire.client.session import DeviceRevoked
from sealwire.envelope.seal import Content
from sealwire.envelope.verify import EpochClosed
from sealwire.errors import Conflict, NotFound, TooManyRequests, Unauthorised
from simulators.programme import BATKEN, OSH
from simulators.sealing import flipped
from simulators.stand_in import StandIn, at_work
from simulators.threads import ANSWER_ID, SECOND_ID, WARNING_ID, Thread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sealwire.client.session import Session
    from sealwire.contract.models import AcceptanceOut, MailboxPage
    from sealwire.errors import SealwireError

OTHER_ID = UUID("019a0000-0000-7000-8000-0000000000ff")
LETTER = Letter(content=Content("message", 1, {"text": "an answer"}), to=(OSH,))


@pytest.fixture
def thread() -> Thread:
    return Thread()


@pytest.fixture
def exchange(thread: Thread) -> StandIn:
    made = StandIn(thread.programme)
    made.keys = {epoch.key_id: epoch.public for epoch in thread.epochs.values()}
    return made


@pytest.fixture
def batken(tmp_path: Path, thread: Thread, exchange: StandIn) -> Iterator[Session]:
    session = at_work(tmp_path / "batken", exchange, thread.batken, thread.epochs[BATKEN])
    yield session
    session.store.close()


def problems(session: Session) -> dict[UUID, str | None]:
    return {each.header.id: each.problem for each in reading.inbox(session)}


async def test_a_forged_envelope_does_not_stand_in_the_way_of_the_one_it_imitates(
    thread: Thread, exchange: StandIn, batken: Session
) -> None:
    exchange.deliver(flipped(thread.warning.raw, -1))
    await mailbox.fetch(batken)
    assert problems(batken) == {WARNING_ID: "bad-signature"}
    exchange.deliver(thread.warning.raw)
    assert (await mailbox.fetch(batken)).unreadable == []
    assert problems(batken) == {WARNING_ID: None}
    assert (await reading.read(batken, WARNING_ID)).content.content == {"text": "number 1"}
    exchange.deliver(flipped(thread.warning.raw, -1))
    assert [each.problem for each in (await mailbox.fetch(batken)).unreadable] == ["envelope-twice"]
    assert (await reading.read(batken, WARNING_ID)).content.content == {"text": "number 1"}


async def test_a_forged_envelope_is_no_evidence_against_the_device_that_it_names(
    thread: Thread, exchange: StandIn, batken: Session
) -> None:
    forged = thread.sealed(OTHER_ID, OSH, thread.osh, seq=2, prev=b"p" * 32)
    exchange.deliver(flipped(forged.raw, -1))
    await mailbox.fetch(batken)
    exchange.deliver(thread.warning.raw)
    exchange.deliver(thread.second.raw)
    await mailbox.fetch(batken)
    assert problems(batken) == {OTHER_ID: "bad-signature", WARNING_ID: None, SECOND_ID: None}


async def test_two_envelopes_that_a_device_did_sign_under_one_number_are_told(
    thread: Thread, exchange: StandIn, batken: Session
) -> None:
    exchange.deliver(thread.warning.raw)
    await mailbox.fetch(batken)
    exchange.deliver(thread.sealed(SECOND_ID, OSH, thread.osh).raw)
    await mailbox.fetch(batken)
    assert problems(batken) == {WARNING_ID: None, SECOND_ID: "envelope-twice"}


async def test_an_envelope_that_is_shown_again_is_not_new(
    thread: Thread, exchange: StandIn, batken: Session
) -> None:
    exchange.deliver(thread.warning.raw)
    await mailbox.fetch(batken)
    exchange.deliver(thread.warning.raw)
    again = await mailbox.fetch(batken)
    assert (again.ids, [each.problem for each in again.unreadable]) == ([], ["delivered-twice"])
    assert [each.position for each in reading.inbox(batken)] == [1]


async def test_a_device_that_was_revoked_itself_reads_and_sends_nothing_more(
    thread: Thread, exchange: StandIn, batken: Session
) -> None:
    exchange.deliver(thread.warning.raw)
    await mailbox.fetch(batken)
    thread.programme.say(
        thread.administrator.sign, lambda a: a.revoke_device(BATKEN, thread.batken.device_id)
    )
    for use in (
        reading.read(batken, WARNING_ID),
        reading.acknowledge(batken, WARNING_ID),
        sending.send(batken, LETTER),
        mailbox.fetch(batken),
    ):
        with pytest.raises(DeviceRevoked):
            await use
    assert outbox.pending(batken.store) == []


async def test_a_count_that_a_hostile_device_makes_up_costs_no_more_than_a_list(
    thread: Thread, exchange: StandIn, batken: Session
) -> None:
    exchange.deliver(thread.sealed(SECOND_ID, OSH, thread.osh, seq=2**53 - 1, prev=b"p" * 32).raw)
    await mailbox.fetch(batken)
    assert archive.gaps(batken.store) == {thread.osh.device_id: list(range(1, MAX_MISSING + 1))}
    assert len((await reading.read(batken, SECOND_ID)).missing) == MAX_MISSING


async def test_a_count_in_a_forged_envelope_is_nobodys(
    thread: Thread, exchange: StandIn, batken: Session
) -> None:
    forged = thread.sealed(SECOND_ID, OSH, thread.osh, seq=9, prev=b"p" * 32)
    exchange.deliver(flipped(forged.raw, -1))
    await mailbox.fetch(batken)
    assert archive.gaps(batken.store) == {}


@pytest.mark.parametrize(
    ("further", "entries"),
    [
        pytest.param(1_000, 1, id="it moves the cursor beyond what it shows"),
        pytest.param(-1, 1, id="it moves the cursor back"),
        pytest.param(1, 0, id="it moves the cursor and shows nothing"),
    ],
)
async def test_a_mailbox_that_would_skip_envelopes_is_refused(
    thread: Thread, exchange: StandIn, batken: Session, further: int, entries: int
) -> None:
    exchange.deliver(thread.warning.raw)

    def skipping(page: MailboxPage) -> MailboxPage:
        return page.model_copy(update={"next": page.next + further, "entries": page.entries[:entries]})

    exchange.page_changed = skipping
    with pytest.raises(UnexpectedAnswer):
        await mailbox.fetch(batken)
    assert archive.cursor(batken.store) == 0
    exchange.page_changed = lambda page: page
    assert (await mailbox.fetch(batken)).ids == [WARNING_ID]


async def test_a_page_that_another_process_took_meanwhile_is_no_fault(
    thread: Thread, exchange: StandIn, batken: Session
) -> None:
    exchange.deliver(thread.warning.raw)

    def meanwhile(page: MailboxPage) -> MailboxPage:
        archive.advance(batken.store, page.next)
        return page

    exchange.page_changed = meanwhile
    assert (await mailbox.fetch(batken)).ids == [WARNING_ID]


async def test_an_envelope_by_a_device_that_joined_while_waiting_is_checked_against_the_newest_log(
    thread: Thread, exchange: StandIn, batken: Session
) -> None:
    def joining(page: MailboxPage) -> MailboxPage:
        newcomer = thread.programme.join(OSH, "new.osh", ["analyst"], voucher=thread.osh.sign)
        exchange.page_changed = lambda same: same
        exchange.deliver(thread.sealed(OTHER_ID, OSH, newcomer).raw)
        entries = exchange.mail
        return page.model_copy(update={"entries": entries, "next": entries[-1].position})

    exchange.page_changed = joining
    await mailbox.fetch(batken)
    assert problems(batken) == {OTHER_ID: None}
    assert exchange.receipts_taken == [OTHER_ID]


@pytest.mark.parametrize("refusal", [NotFound(), Conflict(), Unauthorised(), TooManyRequests()])
async def test_a_receipt_that_is_not_taken_holds_up_neither_reading_nor_the_mailbox(
    thread: Thread, exchange: StandIn, batken: Session, refusal: SealwireError
) -> None:
    exchange.deliver(thread.warning.raw)
    exchange.refused_receipts = {WARNING_ID: refusal}
    assert (await mailbox.fetch(batken)).ids == [WARNING_ID]
    assert (await reading.read(batken, WARNING_ID)).content.content == {"text": "number 1"}
    assert {each.kind for each in archive.unposted(batken.store)} == {"delivered", "opened"}
    exchange.refused_receipts = {}
    assert await receipts.post(batken) == 2
    assert archive.unposted(batken.store) == []


async def test_a_refused_receipt_does_not_hold_up_the_next_one(
    thread: Thread, exchange: StandIn, batken: Session
) -> None:
    exchange.deliver(thread.warning.raw)
    exchange.deliver(thread.second.raw)
    exchange.refused_receipts = {WARNING_ID: NotFound()}
    await mailbox.fetch(batken)
    assert exchange.receipts_taken == [SECOND_ID]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"digest": "00" * 32}, id="other bytes"),
        pytest.param({"id": OTHER_ID}, id="another id"),
    ],
)
async def test_an_acceptance_of_something_else_leaves_the_envelope_waiting(
    exchange: StandIn, batken: Session, change: dict[str, object]
) -> None:
    def lying(answer: AcceptanceOut) -> AcceptanceOut:
        return answer.model_copy(update=change)

    exchange.answer_changed = lying
    sent = await sending.send(batken, LETTER)
    assert sent.position is None
    assert [each.id for each in outbox.pending(batken.store)] == [sent.id]
    exchange.answer_changed = lambda answer: answer
    assert [each.position for each in await sending.flush(batken)] == [1]
    assert outbox.pending(batken.store) == []


async def test_what_was_refused_stays_so_when_its_sender_reads_it_again(
    exchange: StandIn, batken: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(raw: bytes) -> AcceptanceOut:
        raise EpochClosed(size=len(raw))

    with monkeypatch.context() as refusing:
        refusing.setattr(exchange, "post_envelope", refuse)
        with pytest.raises(EpochClosed):
            await sending.send(batken, LETTER)
    [refused] = problems(batken)
    assert (await reading.read(batken, refused)).content == LETTER.content
    assert problems(batken) == {refused: "epoch-closed"}
    accepted = await sending.send(batken, LETTER)
    await reading.read(batken, accepted.id)
    assert problems(batken) == {refused: "epoch-closed", accepted.id: None}


async def test_a_device_that_was_revoked_after_sending_is_told_of_before_its_text_is_acted_on(
    thread: Thread, exchange: StandIn, batken: Session
) -> None:
    exchange.deliver(thread.warning.raw)
    await mailbox.fetch(batken)
    before = await reading.read(batken, WARNING_ID)
    assert (before.sender_revoked, before.directory_current) == (False, True)
    thread.programme.say(thread.osh.sign, lambda a: a.revoke_device(OSH, thread.osh.device_id))
    exchange.link = False
    unknown = await reading.read(batken, WARNING_ID)
    assert (unknown.sender_revoked, unknown.directory_current) == (False, False)
    exchange.link = True
    assert (await reading.read(batken, WARNING_ID)).sender_revoked


async def test_a_unit_that_was_suspended_after_sending_is_told_of(
    thread: Thread, exchange: StandIn, batken: Session
) -> None:
    exchange.deliver(thread.warning.raw)
    assert (await reading.read(batken, WARNING_ID)).unit_status == "open"
    thread.programme.say(thread.administrator.sign, lambda a: a.suspend_unit(OSH, "an inquiry"))
    opened = await reading.read(batken, WARNING_ID)
    assert (opened.unit_status, opened.sender_revoked) == ("suspended", False)


async def test_an_envelope_that_fails_its_checks_does_not_spoil_the_export_of_a_thread(
    thread: Thread, exchange: StandIn, batken: Session
) -> None:
    exchange.deliver(thread.warning.raw)
    exchange.deliver(thread.answer.raw)
    forged = thread.sealed(OTHER_ID, OSH, thread.osh, seq=7, prev=b"p" * 32, answers=WARNING_ID)
    exchange.deliver(flipped(forged.raw, -1))
    await mailbox.fetch(batken)
    file = await exchange_file.export(batken, WARNING_ID, disclose=True)
    report = offline.verify(exchange_file.read_file(file.encode()), thread.programme.founding)
    assert report.ok
    assert set(report.envelopes) == {WARNING_ID, ANSWER_ID}
    asked = await exchange_file.export(batken, OTHER_ID)
    assert not offline.verify(asked, thread.programme.founding).ok
