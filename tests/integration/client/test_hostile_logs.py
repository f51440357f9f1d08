"""An exchange that lies about its directory is caught by name; an honest one is believed right afterwards."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from sealwire import cbor
from sealwire.cli.exit_codes import ExitCode
from sealwire.client import evidence, mailbox, outbox, reading, sending
from sealwire.client.evidence import ServerDistrusted
from sealwire.client.exchange import WrongKey
from sealwire.client.http import UnexpectedAnswer
from sealwire.client.refusals import CheckpointMissing, DirectoryRolledBack, ServerLied
from sealwire.client.sending import Letter
from sealwire.directory.fields import Log
from sealwire.directory.refusals import UnknownKind
from sealwire.directory.statement import signing_input
from sealwire.envelope.format import parse
from sealwire.envelope.seal import Content
from sealwire.errors import NotFound
from simulators.desks import Desk
from simulators.hostile_server import HostileServer, batken
from simulators.lies import LATER_ID, LIES, Lie, World
from simulators.programme import BATKEN, OSH
from simulators.shown import Shown

if TYPE_CHECKING:
    from pathlib import Path

    from sealwire.client.session import Session

LETTER = Letter(content=Content("message", 1, {"text": "an answer"}), to=(OSH,))
LASTING = ("statements", "snapshot", "checkpoints", "seal_keys", "sender", "outbox", "proofs")


def kept(session: Session) -> dict[str, list[tuple[object, ...]]]:
    queries = {table: f"SELECT * FROM {table}" for table in LASTING}  # noqa: S608  # a list of our own
    return {table: session.store.rows(query) for table, query in queries.items()}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
async def test_a_lie_about_the_directory_is_caught_by_name_and_an_honest_log_believed_afterwards(
    world: World, server: HostileServer, session: Session, lie: Lie
) -> None:
    before, state = kept(session), session.directory.state
    server.lie = lambda shown: lie.tell(world, shown)
    with pytest.raises(ServerLied) as caught:
        await session.directory.sync(session.exchange)
    assert (caught.value.code, caught.value.facts.get("check")) == (lie.code, lie.check)
    assert kept(session) == before
    assert session.directory.state is state
    [piece] = evidence.everything(session.store)
    assert (piece.code, piece.theirs) == (lie.code, server.shown.note(Log.DIRECTORY))
    assert piece.ours == world.before.note(Log.DIRECTORY)
    server.lie = lambda shown: shown
    honest = await session.directory.sync(session.exchange)
    assert honest.root() == world.thread.programme.state.root()
    assert [row[0] for row in kept(session)["statements"]] == list(range(1, honest.size + 1))


async def test_after_a_lie_nothing_is_sent_until_an_officer_has_looked_at_the_evidence(
    world: World, server: HostileServer, session: Session
) -> None:
    server.lie = lambda shown: shown.but(statements=shown.statements[: world.known - 1])
    for _ in range(2):
        with pytest.raises(ServerLied):
            await session.directory.sync(session.exchange)
    server.lie = lambda shown: shown
    with pytest.raises(ServerDistrusted, match="directory-rolled-back"):
        await sending.send(session, LETTER)
    assert outbox.pending(session.store) == []
    assert evidence.review(session.store, session.now()) == 1
    assert (await sending.send(session, LETTER)).position == 1


async def test_a_lie_that_is_told_again_after_it_was_looked_at_is_to_be_looked_at_again(
    world: World, server: HostileServer, session: Session
) -> None:
    server.lie = lambda shown: shown.but(statements=shown.statements[: world.known - 1])
    for _ in range(2):
        with pytest.raises(ServerLied):
            await session.directory.sync(session.exchange)
        with pytest.raises(ServerDistrusted):
            evidence.check_trust(session.store)
        assert evidence.review(session.store, session.now()) == 1
        evidence.check_trust(session.store)


async def test_a_swapped_x_wing_key_is_not_sealed_to(
    world: World, server: HostileServer, session: Session
) -> None:
    await session.directory.sync(session.exchange)
    before, epoch = kept(session), world.thread.epochs[OSH]
    swapped = world.thread.epochs[BATKEN].public
    server.lie = lambda shown: shown.but(keys={**shown.keys, epoch.key_id: swapped})
    with pytest.raises(WrongKey):
        await sending.send(session, LETTER)
    assert kept(session) == before
    server.lie = lambda shown: shown
    assert (await sending.send(session, LETTER)).position == 1


async def test_a_revocation_that_is_hidden_from_one_is_named_when_a_sender_has_seen_it(
    world: World, server: HostileServer, session: Session
) -> None:
    before = kept(session)
    server.honest = server.honest.but(envelopes=(world.warning.raw,))
    server.lie = lambda shown: shown.but(statements=world.before.statements)
    assert (await mailbox.fetch(session)).ids == [LATER_ID]
    [listed] = reading.inbox(session)
    assert (listed.header.id, listed.problem) == (LATER_ID, "directory-hidden")
    assert kept(session) == before
    [piece] = evidence.everything(session.store)
    assert (piece.code, piece.theirs) == ("directory-hidden", parse(world.warning.raw).header_bytes)
    with pytest.raises(ServerLied):
        await reading.read(session, LATER_ID)
    server.lie = lambda shown: shown
    assert (await reading.read(session, LATER_ID)).content.content == {"text": "number 3"}
    [listed] = reading.inbox(session)
    assert listed.problem is None


@pytest.mark.parametrize("lie", [name for name in LIES if LIES[name].code == "directory-forged"])
async def test_a_new_home_does_not_believe_a_forged_log_either(
    tmp_path: Path, world: World, server: HostileServer, lie: str
) -> None:
    server.honest = world.honest()
    async with batken(tmp_path / "new", server, world) as session:
        server.lie = lambda shown: LIES[lie].tell(world, shown)
        with pytest.raises(ServerLied):
            await session.directory.sync(session.exchange)
        assert session.directory.state.size == 0
        assert session.store.rows("SELECT * FROM statements") == []
        server.lie = lambda shown: shown
        assert (await session.directory.sync(session.exchange)).size == len(world.thread.programme.statements)


async def test_a_disk_that_is_full_does_not_hide_a_lie(
    world: World, server: HostileServer, session: Session
) -> None:
    session.store.execute("PRAGMA query_only = ON")
    server.lie = lambda shown: shown.but(statements=world.before.statements[:-1])
    with pytest.raises(DirectoryRolledBack):
        await session.directory.sync(session.exchange)
    session.store.execute("PRAGMA query_only = OFF")
    assert evidence.everything(session.store) == []
    with pytest.raises(DirectoryRolledBack):
        await session.directory.sync(session.exchange)
    assert len(evidence.everything(session.store)) == 1


class Withheld(Shown):
    """Shows no checkpoint."""

    def note(self, log: Log, *, by: str = "") -> bytes:
        raise NotFound(f"{log}{by}")


async def test_a_checkpoint_that_is_missing_is_refused_and_the_copy_stays(
    world: World, server: HostileServer, session: Session
) -> None:
    honest, before = server.honest, kept(session)
    server.honest = Withheld(honest.founding, honest.statements)
    with pytest.raises(CheckpointMissing):
        await session.directory.sync(session.exchange)
    assert kept(session) == before
    server.honest = honest
    assert (await session.directory.sync(session.exchange)).size == len(world.thread.programme.statements)


@pytest.mark.parametrize("note", [b"", b"<html>sign in to the network</html>", b"\xff" * 200])
async def test_what_is_no_checkpoint_at_all_is_no_evidence(
    server: HostileServer, session: Session, note: bytes
) -> None:
    server.lie = lambda shown: shown.but(notes={Log.DIRECTORY: note})
    with pytest.raises(UnexpectedAnswer):
        await session.directory.sync(session.exchange)
    assert evidence.everything(session.store) == []
    server.lie = lambda shown: shown
    await session.directory.sync(session.exchange)
    assert outbox.pending(session.store) == []


async def test_the_command_line_tells_of_evidence_with_every_command(
    world: World, server: HostileServer, session: Session
) -> None:
    desk = Desk(session.home.folder)
    quiet = await asyncio.to_thread(desk.result, "inbox", "--offline")
    assert "evidence" not in quiet.stderr
    server.lie = lambda shown: shown.but(statements=world.before.statements[:-1])
    refused = await asyncio.to_thread(desk.refused, "inbox")
    assert refused == (ExitCode.REFUSED, "directory-rolled-back")
    told = await asyncio.to_thread(desk.result, "inbox", "--offline")
    assert "there is evidence against the exchange (directory-rolled-back)" in told.stderr
    assert told.exit_code == ExitCode.DONE


async def test_a_statement_of_a_later_version_stops_an_old_program_and_is_no_lie(
    world: World, server: HostileServer, session: Session
) -> None:
    key = world.thread.osh.sign
    payload = cbor.encode({"kind": "unit.praised", "ts": 1, "prev": bytes(32), "unit": OSH})
    unknown = cbor.encode([payload, key.key_id, key.sign(signing_input(payload))])
    before = kept(session)
    server.lie = lambda shown: shown.but(statements=(*shown.statements, unknown))
    with pytest.raises(UnknownKind):
        await session.directory.sync(session.exchange)
    assert (kept(session), evidence.everything(session.store)) == (before, [])
