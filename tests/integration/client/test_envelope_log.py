"""The log of accepted envelopes: what an honest exchange proves is kept, what another shows is evidence."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

import pytest
from sealwire.client import archive, envelope_log, evidence, exchange_file, mailbox, offline, proofs, sending
from sealwire.client.evidence import ServerDistrusted
from sealwire.client.refusals import ServerLied
from sealwire.client.sending import Letter
from sealwire.directory.fields import Log
from sealwire.envelope.seal import Content
from sealwire.errors import NotFound
from simulators.lies import LATER_ID
from simulators.programme import OSH
from simulators.shown import Shown, signer_of
from simulators.threads import SECOND_ID, WARNING_ID

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sealwire.client.session import Session
    from sealwire.contract.log import EnvelopeProofOut
    from simulators.hostile_server import HostileServer
    from simulators.lies import World

LETTER = Letter(content=Content("message", 1, {"text": "an answer"}), to=(OSH,))


@pytest.fixture
async def mailed(world: World, server: HostileServer, session: Session) -> Session:
    """Batken's home with three envelopes, of which the log proves two so far."""
    thread = world.thread
    envelopes = tuple(each.raw for each in (thread.warning, thread.second, world.warning))
    server.honest = server.honest.but(envelopes=envelopes, covered=2)
    await mailbox.fetch(session)
    await envelope_log.follow(session.directory, session.exchange)
    return session


def proven(session: Session) -> dict[UUID, int]:
    """Return the places that are proven here."""
    ids = [each.id for each in archive.everything(session.store)]
    return {each: proof.index for each in ids if (proof := proofs.get(session.store, each)) is not None}


async def collect(session: Session) -> int:
    return await envelope_log.collect(session.directory, session.exchange)


async def test_proofs_are_fetched_as_they_follow_and_kept_once(
    server: HostileServer, mailed: Session
) -> None:
    assert await collect(mailed) == 2
    assert proven(mailed) == {WARNING_ID: 0, SECOND_ID: 1}
    server.honest = server.honest.but(covered=3)
    assert await collect(mailed) == 1
    assert proven(mailed) == {WARNING_ID: 0, SECOND_ID: 1, LATER_ID: 2}
    server.asked.clear()
    assert await collect(mailed) == 0
    assert server.asked == []


async def test_what_is_proven_after_sending_travels_with_an_exported_thread(
    world: World, server: HostileServer, session: Session
) -> None:
    sent = await sending.send(session, LETTER)
    assert proven(session) == {sent.id: 0}
    file = await exchange_file.export(session, sent.id)
    report = offline.verify(exchange_file.read_file(file.encode()), world.thread.programme.founding)
    assert report.ok
    assert "place 1 in the log, proven under a checkpoint of 1" in {each.said for each in report.findings}
    assert evidence.everything(session.store) == []
    assert server.honest.envelopes == (archive.get(session.store, sent.id).raw,)


async def test_without_an_appointed_key_nothing_is_proven_and_nothing_is_asked(
    world: World, server: HostileServer, mailed: Session
) -> None:
    state = mailed.directory.state
    object.__setattr__(state, "logs", state.logs.remove("envelopes"))
    server.asked.clear()
    assert await envelope_log.follow(mailed.directory, mailed.exchange) is None
    assert await collect(mailed) == 0
    assert server.asked == []
    assert world.known


class Proving(Shown):
    """Answers with a proof of its own making."""

    change: Callable[[EnvelopeProofOut], EnvelopeProofOut]

    def proof(self, envelope_id: UUID) -> EnvelopeProofOut:
        return type(self).change(super().proof(envelope_id))


def proving(change: Callable[[EnvelopeProofOut], EnvelopeProofOut]) -> Callable[[Shown], Shown]:
    kind = type("Changed", (Proving,), {"change": staticmethod(change)})
    return lambda shown: kind(
        shown.founding, shown.statements, shown.keys, shown.envelopes, shown.covered, shown.notes
    )


def other_order(shown: Shown) -> Shown:
    return shown.but(envelopes=(shown.envelopes[1], shown.envelopes[0], *shown.envelopes[2:]))


WRONG: dict[str, tuple[Callable[[Shown], Shown], str]] = {
    "it proves another place": (
        proving(lambda out: out.model_copy(update={"index": 1 - out.index})), "proof-wrong",
    ),
    "it proves nothing": (proving(lambda out: out.model_copy(update={"proof": []})), "proof-wrong"),
    "its checkpoint is signed by another key": (
        lambda shown: shown.but(notes={Log.ENVELOPES: shown.note(Log.ENVELOPES, by="stranger")}),
        "checkpoint-forged",
    ),
    "the log has the envelopes in another order": (other_order, "proof-wrong"),
}  # fmt: skip


@pytest.mark.parametrize(("lie", "code"), WRONG.values(), ids=WRONG)
async def test_a_wrong_proof_is_refused_and_kept_as_evidence_and_a_right_one_taken_afterwards(
    server: HostileServer, mailed: Session, lie: Callable[[Shown], Shown], code: str
) -> None:
    server.lie = lie
    with pytest.raises(ServerLied) as caught:
        await collect(mailed)
    assert caught.value.code == code
    assert proven(mailed) == {}
    assert [piece.code for piece in evidence.everything(mailed.store)] == [code]
    server.lie = lambda shown: shown
    assert await collect(mailed) == 2


def rewritten(shown: Shown) -> Shown:
    return shown.but(envelopes=(shown.envelopes[2], *shown.envelopes[:2]), covered=3)


LOG_LIES: dict[str, tuple[Callable[[Shown], Shown], str]] = {
    "it went back": (lambda shown: shown.but(covered=1), "log-rolled-back"),
    "it was written anew": (rewritten, "log-rewritten"),
    "it has another root at the same size": (other_order, "checkpoints-contradict"),
    "another key signs it": (
        lambda shown: shown.but(notes={Log.ENVELOPES: shown.note(Log.ENVELOPES, by="stranger")}),
        "checkpoint-forged",
    ),
}


@pytest.mark.parametrize(("lie", "code"), LOG_LIES.values(), ids=LOG_LIES)
async def test_a_log_that_does_not_continue_is_refused_with_both_checkpoints_kept(
    server: HostileServer, mailed: Session, lie: Callable[[Shown], Shown], code: str
) -> None:
    ours = server.shown.note(Log.ENVELOPES)
    server.lie = lie
    with pytest.raises(ServerLied) as caught:
        await envelope_log.follow(mailed.directory, mailed.exchange)
    assert caught.value.code == code
    [piece] = evidence.everything(mailed.store)
    assert (piece.code, piece.ours, piece.theirs) == (code, ours, server.shown.note(Log.ENVELOPES))
    server.lie = lambda shown: shown.but(covered=3)
    followed = await envelope_log.follow(mailed.directory, mailed.exchange)
    assert followed is not None
    assert followed.size == 3


async def test_a_proof_in_a_log_that_was_written_anew_before_it_is_refused(
    server: HostileServer, mailed: Session
) -> None:
    server.lie = lambda shown: shown.but(envelopes=(shown.envelopes[2], *shown.envelopes[1::-1]), covered=3)
    with pytest.raises(ServerLied) as caught:
        await envelope_log.prove(mailed.directory, mailed.exchange, SECOND_ID)
    assert caught.value.code == "log-rewritten"
    server.lie = lambda shown: shown
    assert await envelope_log.prove(mailed.directory, mailed.exchange, SECOND_ID)


@pytest.fixture
def replaced(world: World, server: HostileServer, mailed: Session) -> HostileServer:
    """The root has appointed another key since the home looked, which alone signs the envelope log now."""
    programme = copy(world.thread.programme)
    programme.statements = list(server.honest.statements)
    key = signer_of(programme.founding, Log.ENVELOPES, "new").public
    programme.say(programme.root, lambda a: a.appoint_log(Log.ENVELOPES, key))
    server.honest = server.honest.but(statements=tuple(programme.statements), covered=3)
    server.lie = lambda shown: shown.but(notes={Log.ENVELOPES: shown.note(Log.ENVELOPES, by="new")})
    assert mailed.directory.state.size < programme.state.size
    return server


async def test_a_key_that_was_replaced_since_the_last_look_is_no_lie_of_the_log(
    replaced: HostileServer, mailed: Session
) -> None:
    followed = await envelope_log.follow(mailed.directory, mailed.exchange)
    assert followed is not None
    assert followed.note == replaced.shown.note(Log.ENVELOPES)
    assert evidence.everything(mailed.store) == []


async def test_a_key_that_was_replaced_since_the_last_look_is_no_lie_of_a_proof(
    replaced: HostileServer, mailed: Session
) -> None:
    assert await collect(mailed) == 3
    assert evidence.everything(mailed.store) == []
    replaced.lie = lambda shown: shown
    with pytest.raises(ServerLied):
        await envelope_log.follow(mailed.directory, mailed.exchange)


async def test_what_was_accepted_does_not_look_refused_whatever_becomes_of_its_proof(
    replaced: HostileServer, mailed: Session
) -> None:
    shown = replaced.shown
    replaced.lie = lambda _: Withheld(
        shown.founding, shown.statements, envelopes=shown.envelopes, notes=shown.notes
    )
    await envelope_log.prove_quietly(mailed.directory, mailed.exchange, LATER_ID)
    assert proven(mailed) == {}


class Withheld(Shown):
    """Shows no checkpoint of the directory."""

    def note(self, log: Log, *, by: str = "") -> bytes:
        if log is Log.DIRECTORY:
            raise NotFound
        return super().note(log, by=by)


async def test_a_proof_under_an_older_checkpoint_than_the_last_is_as_good(
    server: HostileServer, mailed: Session
) -> None:
    server.honest = server.honest.but(covered=3)
    await envelope_log.follow(mailed.directory, mailed.exchange)

    def older(out: EnvelopeProofOut) -> EnvelopeProofOut:
        before = server.honest.but(covered=2)
        return before.proof(WARNING_ID) if out.index == 0 else out

    server.lie = proving(older)
    assert await envelope_log.prove(mailed.directory, mailed.exchange, WARNING_ID)
    assert proven(mailed) == {WARNING_ID: 0}


async def test_a_wrong_proof_does_not_make_a_notice_look_unsent(
    server: HostileServer, session: Session
) -> None:
    server.lie = WRONG["its checkpoint is signed by another key"][0]
    assert (await sending.send(session, LETTER)).position == 1
    assert [piece.code for piece in evidence.everything(session.store)] == ["checkpoint-forged"]
    with pytest.raises(ServerDistrusted):
        await sending.send(session, LETTER)
