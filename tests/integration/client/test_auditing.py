"""An audit believes nothing that the home has kept: it finds what was altered, and what the exchange did."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sealwire.cli.exit_codes import ExitCode
from sealwire.client import checkpoints, directory, envelope_log, evidence, mailbox
from sealwire.client.audit import audit
from sealwire.client.refusals import ServerLied
from sealwire.directory.fields import Log
from simulators.desks import Desk
from simulators.hostile_server import batken
from simulators.sealing import flipped
from simulators.shown import Shown

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from sealwire.client.audit import Audit
    from sealwire.client.session import Session
    from simulators.hostile_server import HostileServer
    from simulators.lies import World


@pytest.fixture
async def home(
    tmp_path: Path, server: HostileServer, world: World, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Session]:
    """A home with everything that an audit looks at: log, snapshot, checkpoints, envelopes and proofs."""
    monkeypatch.setattr(directory, "SNAPSHOT_EVERY", 1)
    thread = world.thread
    envelopes = tuple(each.raw for each in (thread.warning, thread.second, world.warning))
    server.honest = world.honest().but(envelopes=envelopes)
    async with batken(tmp_path / "batken", server, world) as session:
        await mailbox.fetch(session)
        await envelope_log.follow(session.directory, session.exchange)
        assert await envelope_log.collect(session.directory, session.exchange) == 3
        yield session


async def audited(session: Session, *, offline: bool = False) -> Audit:
    return await audit(session.store, session.home.founding, None if offline else session.exchange)


def failures(report: Audit) -> set[tuple[str, str]]:
    return {(each.check, each.failure) for each in report.findings if not each.ok}


async def test_an_honest_home_passes_every_check(home: Session, world: World) -> None:
    report = await audited(home)
    size = len(world.thread.programme.statements)
    assert (report.ok, report.unchecked, report.evidence) == (True, [], [])
    assert [(each.check, each.about, each.said) for each in report.findings] == [
        ("statements", "directory", f"{size} from the founding on, every signature, rule and root"),
        ("snapshot", "directory", f"says what {size} statements say"),
        ("checkpoint", "directory", f"of {size}, signed"),
        ("checkpoint", "envelopes", "of 3, signed"),
        ("envelopes", "3 of 3", "saw this directory, and are signed"),
        ("proofs", "3 of 3", "are proven at their place in the log"),
        ("server", "directory", "continues what is here"),
        ("server", "envelopes", "continues what is here"),
    ]


def _blob(table: str, column: str, where: str) -> Callable[[Session], None]:
    """Flip a bit of what is kept, at the end, where a signature or the content is."""

    def alter(session: Session) -> None:
        query = f"SELECT {column} FROM {table} WHERE {where}"  # noqa: S608  # names of our own
        (value,) = session.store.rows(query)[0]
        update = f"UPDATE {table} SET {column} = ? WHERE {where}"  # noqa: S608  # names of our own
        session.store.execute(update, (flipped(value, -100),))

    return alter


def _signed_by_a_stranger(session: Session) -> None:
    checkpoint = checkpoints.last(session.store, Log.DIRECTORY)
    assert checkpoint is not None
    entries = [row[0] for row in session.store.rows("SELECT raw FROM statements ORDER BY size")]
    note = Shown(session.home.founding, ()).signed(Log.DIRECTORY, entries, by="stranger")
    checkpoints.keep(session.store, replace(checkpoint, note=note))


ALTERED: dict[str, tuple[Callable[[Session], None], set[tuple[str, str]]]] = {
    "a statement": (_blob("statements", "raw", "size = 4"), {("statements", "home-altered")}),
    "a root": (_blob("statements", "root", "size = 4"), {("statements", "home-altered")}),
    "the snapshot": (_blob("snapshot", "state", "only = 1"), {("snapshot", "home-altered")}),
    "the directory's checkpoint": (
        lambda s: s.store.execute("UPDATE checkpoints SET root = zeroblob(32) WHERE log = 'directory'"),
        {("checkpoint", "home-altered")},
    ),
    "the envelope log's checkpoint": (
        lambda s: s.store.execute("UPDATE checkpoints SET note = zeroblob(200) WHERE log = 'envelopes'"),
        {("checkpoint", "home-altered")},
    ),
    "who signed a checkpoint": (_signed_by_a_stranger, {("checkpoint", "checkpoint-forged")}),
    "an envelope": (
        _blob("envelopes", "raw", "position = 1"),
        {("envelopes", "bad-signature"), ("proofs", "proof-wrong")},
    ),
    "a proof": (_blob("proofs", "hashes", "leaf = 1"), {("proofs", "proof-wrong")}),
}  # fmt: skip


@pytest.mark.parametrize(("alter", "expected"), ALTERED.values(), ids=ALTERED)
async def test_what_was_altered_on_the_disk_is_found(
    home: Session, alter: Callable[[Session], None], expected: set[tuple[str, str]]
) -> None:
    assert (await audited(home, offline=True)).ok
    alter(home)
    report = await audited(home, offline=True)
    assert not report.ok
    assert expected <= failures(report)


async def test_without_the_exchange_an_audit_says_what_it_did_not_check(
    home: Session, server: HostileServer
) -> None:
    server.asked.clear()
    report = await audited(home, offline=True)
    assert (report.ok, report.unchecked) == (True, ["the exchange: it was not asked"])
    assert server.asked == []


async def test_an_audit_says_of_how_many_envelopes_the_exchange_gives_no_proof(
    home: Session,
) -> None:
    home.store.execute("DELETE FROM proofs WHERE leaf > 0")
    report = await audited(home, offline=True)
    assert "the place of 2 accepted envelopes: no proof is here; run `sealwire sync`" in report.unchecked
    assert report.ok


async def test_an_audit_catches_an_exchange_that_lies_now_and_shows_the_evidence(
    home: Session, server: HostileServer, world: World
) -> None:
    ours = server.shown.note(Log.DIRECTORY)
    server.lie = lambda shown: shown.but(statements=world.before.statements)
    report = await audited(home)
    assert failures(report) == {("server", "directory-rolled-back")}
    assert [(each.code, each.ours) for each in report.evidence] == [("directory-rolled-back", ours)]
    server.lie = lambda shown: shown
    assert not (await audited(home)).ok
    evidence.review(home.store, home.now())
    assert (await audited(home)).ok


async def test_the_command_needs_no_passphrase_and_ends_by_what_it_found(
    home: Session, server: HostileServer, world: World
) -> None:
    desk = Desk(home.home.folder, passphrase="")
    assert (await run(desk, "--offline"))["ok"]
    server.lie = lambda shown: shown.but(statements=world.before.statements)
    with pytest.raises(ServerLied):
        await home.directory.sync(home.exchange)
    found = await run(desk, "--offline", code=ExitCode.REFUSED)
    [piece] = found["evidence"]
    assert (found["ok"], piece["code"], piece["reviewed_at"]) == (False, "directory-rolled-back", None)
    shown = await asyncio.to_thread(desk.result, "audit", "--offline")
    assert "EVIDENCE 1  directory-rolled-back" in shown.stdout
    reviewed = await run(desk, "--offline", "--reviewed")
    assert reviewed["evidence"][0]["reviewed_at"] is not None
    assert (await run(desk, "--offline"))["ok"]


async def test_a_review_does_not_make_a_failed_check_good(home: Session) -> None:
    ALTERED["a statement"][0](home)
    desk = Desk(home.home.folder, passphrase="")
    assert not (await run(desk, "--offline", "--reviewed", code=ExitCode.REFUSED))["ok"]


async def test_the_command_asks_the_exchange_unless_told_not_to(
    home: Session, server: HostileServer, world: World
) -> None:
    desk = Desk(home.home.folder, passphrase="")
    assert (await run(desk))["unchecked"] == []
    server.lie = lambda shown: shown.but(statements=world.before.statements)
    found = await run(desk, code=ExitCode.REFUSED)
    assert [each["failure"] for each in found["findings"] if not each["ok"]] == ["directory-rolled-back"]


async def run(desk: Desk, *options: str, code: ExitCode = ExitCode.DONE) -> dict[str, Any]:
    """Run the command beside the server, and return its JSON."""
    done = await asyncio.to_thread(desk.result, "audit", *options, "--json")
    assert done.exit_code == code, done.output
    value: dict[str, Any] = json.loads(done.stdout)
    return value
