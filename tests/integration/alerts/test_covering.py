"""The tree of the envelope log follows what is accepted, in any number of processes, and proves it."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from integration.alerts.conftest import LOG_SEED, LOG_SIGNER, Part, part
from prometheus_client import REGISTRY
from sealwire.checkpoint import Checkpoint, verify
from sealwire.contract import paths
from sealwire.contract.acceptance import Accepted
from sealwire.contract.log import EnvelopeProofOut, ProofOut
from sealwire.envelope.format import parse
from sealwire.identifiers import new_id
from sealwire.log_signing import LogSigner
from sealwire.merkle import EMPTY_ROOT, leaf_hash
from sealwire.proofs import verify_consistency, verify_inclusion
from sealwire_alerts import covering
from sealwire_alerts.adapters import leaves
from sealwire_chassis import migrate, tree
from sealwire_chassis.caller import Caller
from sealwire_chassis.tree import TreeCorrupt
from sealwire_local.postgres import Postgres
from simulators.naive_log import mth
from simulators.posting import AKTAU, BATKEN, BISHKEK, OSH, SENT_AT, PostingDevice
from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from sealwire_chassis.database import Database

ADMINISTRATOR = Caller(key="ab" * 32, kind="administrator", officer="a-1", scope="*", sign="cd" * 32)


@asynccontextmanager
async def following(*databases: Database, signer: LogSigner = LOG_SIGNER) -> AsyncIterator[None]:
    """Let the task of a process follow the log in each database."""
    tasks = [asyncio.create_task(covering.run(database, signer)) for database in databases]
    try:
        yield
    finally:
        assert not any(task.done() for task in tasks), tasks
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def checkpoint(alerts: Part, signer: LogSigner = LOG_SIGNER) -> Checkpoint:
    async with alerts.client(None) as client:
        answer = await client.get(paths.LOG_CHECKPOINT)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "public, no-cache"
    return verify(answer.content, signer.origin, signer.public)


async def covered(alerts: Part, size: int, *, within_s: float = 2) -> Checkpoint:
    async with asyncio.timeout(within_s):
        while (found := await checkpoint(alerts)).size < size:  # noqa: ASYNC110 - a row is waited for
            await asyncio.sleep(0.02)
    return found


async def cover_all(database: Database) -> None:
    while await covering.cover(database, LOG_SIGNER):
        pass


def digests(envelopes: Sequence[bytes]) -> list[bytes]:
    return [hashlib.sha256(envelope).digest() for envelope in envelopes]


async def test_the_checkpoint_follows_what_is_accepted_within_a_second(alerts: Part) -> None:
    device, envelopes = PostingDevice(), list[bytes]()
    await cover_all(alerts.database)
    async with following(alerts.database):
        for count in (1, 2, 300):
            new = [device.envelope() for _ in range(count)]
            await alerts.accept(*new)
            envelopes += new
            found = await covered(alerts, len(envelopes), within_s=1)
            assert (found.size, found.root) == (len(envelopes), mth(digests(envelopes)))


async def test_what_no_checkpoint_covers_is_counted_while_another_process_is_at_it(alerts: Part) -> None:
    await cover_all(alerts.database)
    async with alerts.database.transaction() as session:
        assert await tree.try_lock(session) is not None
        async with following(alerts.database):
            await alerts.accept(*(PostingDevice().envelope() for _ in range(7)))
            await asyncio.sleep(0.6)
            assert REGISTRY.get_sample_value("sealwire_log_behind") == 7
    async with following(alerts.database):
        await covered(alerts, 7)
        await asyncio.sleep(0.1)
        assert REGISTRY.get_sample_value("sealwire_log_behind") == 0


async def test_an_empty_log_has_a_checkpoint_as_soon_as_a_process_runs(alerts: Part) -> None:
    async with alerts.client(None) as client:
        early = await client.get(paths.LOG_CHECKPOINT)
    assert (early.status_code, early.json()["code"]) == (503, "not-signed")
    assert await covering.cover(alerts.database, LOG_SIGNER) == 0
    assert await checkpoint(alerts) == Checkpoint(LOG_SIGNER.origin, 0, EMPTY_ROOT)


async def test_an_envelope_is_proved_to_those_who_sent_or_received_it_and_to_nobody_else(
    alerts: Part,
) -> None:
    device = PostingDevice()
    envelopes = [device.envelope((BATKEN, BISHKEK)) for _ in range(20)]
    await alerts.accept(*envelopes)
    await cover_all(alerts.database)
    found = await checkpoint(alerts)
    path = paths.envelope_proof(parse(envelopes[7]).id)
    for who in (OSH, BATKEN, BISHKEK):
        async with alerts.client(PostingDevice(who)) as client:
            answer = await client.get(path)
        proved = EnvelopeProofOut.model_validate_json(answer.content)
        assert proved.index == 7
        assert verify(proved.checkpoint.encode(), LOG_SIGNER.origin, LOG_SIGNER.public) == found
        leaf = leaf_hash(digests(envelopes)[7])
        verify_inclusion(leaf, 7, size=20, proof=proved.proof, root=found.root)
    refused: list[tuple[PostingDevice | Caller | None, int]] = [
        (PostingDevice(AKTAU), 404),
        (ADMINISTRATOR, 403),
        (None, 401),
    ]
    for caller, status in refused:
        async with alerts.client(caller) as client:
            assert (await client.get(path)).status_code == status
    async with alerts.client(PostingDevice()) as client:
        assert (await client.get(paths.envelope_proof(new_id(SENT_AT)))).status_code == 404


async def test_what_no_checkpoint_covers_yet_is_not_proved_and_soon_is(alerts: Part) -> None:
    device = PostingDevice()
    first, second = device.envelope(), device.envelope()
    await alerts.accept(first)
    await cover_all(alerts.database)
    await alerts.accept(second)
    async with alerts.client(PostingDevice()) as client:
        assert (await client.get(paths.envelope_proof(parse(first).id))).status_code == 200
        early = await client.get(paths.envelope_proof(parse(second).id))
        assert (early.status_code, early.json()["code"]) == (409, "not-yet-proven")
        await cover_all(alerts.database)
        assert (await client.get(paths.envelope_proof(parse(second).id))).status_code == 200


async def test_everybody_may_check_that_the_log_only_grew(alerts: Part) -> None:
    device, seen = PostingDevice(), list[Checkpoint]()
    for _ in range(4):
        await alerts.accept(*(device.envelope() for _ in range(5)))
        await cover_all(alerts.database)
        seen.append(await checkpoint(alerts))
    last = seen[-1]
    async with alerts.client(None) as client:
        for each in seen:
            asked = {"first": each.size, "second": last.size}
            answer = await client.get(paths.LOG_CONSISTENCY, params=asked)
            assert answer.headers["cache-control"].endswith("immutable")
            proof = ProofOut.model_validate_json(answer.content).proof
            verify_consistency(each.size, each.root, second=last.size, second_root=last.root, proof=proof)
        beyond = await client.get(paths.LOG_CONSISTENCY, params={"first": 5, "second": 21})
    assert (beyond.status_code, beyond.json()["code"]) == (422, "beyond-the-log")


async def test_two_processes_follow_one_log(two_processes: Sequence[Part]) -> None:
    async def post(alerts: Part) -> None:
        device = PostingDevice()
        for _ in range(25):
            await alerts.accept(device.envelope(), device.envelope())

    async with following(*(each.database for each in two_processes)):
        await asyncio.gather(*(post(each) for each in two_processes))
        found = await covered(two_processes[0], 100)
    async with two_processes[0].database.transaction() as session:
        stored = await session.scalars(text("SELECT digest FROM envelopes ORDER BY position"))
        assert found.root == mth(list(stored)) == await tree.root(session, 100)


async def test_a_log_that_is_older_than_its_tree_is_taken_in_by_bounded_steps(alerts: Part) -> None:
    device = PostingDevice()
    envelopes = [device.envelope() for _ in range(25)]
    await alerts.accept(*envelopes)
    steps = [await covering.cover(alerts.database, LOG_SIGNER, limit=10) for _ in range(4)]
    assert steps == [10, 10, 5, 0]
    assert (await checkpoint(alerts)).root == mth(digests(envelopes))


async def test_a_tree_that_a_downgrade_dropped_grows_again_to_the_same(dsn: str, alerts: Part) -> None:
    device = PostingDevice()
    await alerts.accept(*(device.envelope() for _ in range(300)))
    await cover_all(alerts.database)
    before = await checkpoint(alerts)
    await migrate.downgrade("sealwire_alerts", dsn, revision="0001")
    await alerts.accept(device.envelope())
    await migrate.upgrade("sealwire_alerts", dsn)
    await cover_all(alerts.database)
    async with alerts.database.transaction() as session:
        assert await tree.root(session, 300) == before.root
        assert (await tree.head(session)).size == 301


async def test_a_tree_that_is_made_anew_is_signed_when_it_is_whole(alerts: Part) -> None:
    envelopes = [PostingDevice().envelope() for _ in range(25)]
    await alerts.accept(*envelopes)
    async with alerts.client(None) as anybody, alerts.client(PostingDevice()) as sender:
        for taken in (10, 10):
            assert await covering.cover(alerts.database, LOG_SIGNER, limit=10) == taken
            early = await anybody.get(paths.LOG_CHECKPOINT)
            assert (early.status_code, early.json()["code"]) == (503, "not-signed")
            waits = await sender.get(paths.envelope_proof(parse(envelopes[0]).id))
            assert (waits.status_code, waits.json()["code"]) == (409, "not-yet-proven")
        assert await covering.cover(alerts.database, LOG_SIGNER, limit=10) == 5
        assert (await checkpoint(alerts)).size == 25
        assert (await sender.get(paths.envelope_proof(parse(envelopes[0]).id))).status_code == 200
    # From then on each step is signed, however much is behind it.
    await alerts.accept(*(PostingDevice().envelope() for _ in range(20)))
    assert await covering.cover(alerts.database, LOG_SIGNER, limit=10) == 10
    assert (await checkpoint(alerts)).size == 35


async def test_a_process_with_a_new_key_signs_at_once(alerts: Part) -> None:
    await alerts.accept(PostingDevice().envelope())
    await cover_all(alerts.database)
    both = LogSigner(LOG_SIGNER.origin, LOG_SEED, "0d" * 32)
    async with following(alerts.database, signer=both):
        await asyncio.sleep(0.5)
        assert await checkpoint(alerts, both) == await checkpoint(alerts, LOG_SIGNER)


async def test_a_process_that_has_the_old_key_alone_does_not_have_the_last_word(alerts: Part) -> None:
    await alerts.accept(PostingDevice().envelope())
    await cover_all(alerts.database)
    both = LogSigner(LOG_SIGNER.origin, LOG_SEED, "0d" * 32)
    async with following(alerts.database, signer=both):
        await asyncio.sleep(0.5)
        # As a process of the release before does that goes on for a moment.
        await sign(alerts.database, LOG_SIGNER)
        await asyncio.sleep(0.6)
        assert (await checkpoint(alerts, both)).size == 1
    async with following(alerts.database, signer=LOG_SIGNER):
        await asyncio.sleep(0.6)
        assert await checkpoint(alerts, both) == await checkpoint(alerts, LOG_SIGNER)


async def sign(database: Database, signer: LogSigner) -> None:
    async with database.transaction() as session:
        await tree.append(session, await tree.lock(session), [], signer)


async def test_a_tree_that_is_ahead_of_its_log_is_never_signed(alerts: Part) -> None:
    await alerts.accept(*(PostingDevice().envelope() for _ in range(3)))
    await cover_all(alerts.database)
    standing = await leaves.standing(alerts.database)
    assert (standing.behind, LOG_SIGNER.has_signed(standing.note)) == (0, True)
    async with alerts.database.transaction() as session:
        await session.execute(text("UPDATE log_head SET size = 2"))
    with pytest.raises(TreeCorrupt):
        await leaves.standing(alerts.database)


async def test_what_a_damaged_log_leaves_uncovered_is_counted(alerts: Part) -> None:
    await cover_all(alerts.database)
    await alerts.accept(*(PostingDevice().envelope() for _ in range(4)))
    async with alerts.database.transaction() as session:
        await session.execute(text("DELETE FROM envelopes WHERE position = 2"))
    async with following(alerts.database):
        await asyncio.sleep(0.2)
        assert REGISTRY.get_sample_value("sealwire_log_behind") == 4
    assert (await checkpoint(alerts)).size == 0


async def test_a_right_edge_that_is_not_that_of_the_tiles_is_never_built_on(alerts: Part) -> None:
    await alerts.accept(*(PostingDevice().envelope() for _ in range(3)))
    await cover_all(alerts.database)
    await alerts.accept(PostingDevice().envelope())
    damage = "UPDATE tree_head SET peaks = overlay(peaks placing '\\xff'::bytea from 1 for 1)"
    undo = "UPDATE tree_head SET peaks = :peaks"
    async with alerts.database.transaction() as session:
        whole = await session.scalar(text("SELECT peaks FROM tree_head"))
        await session.execute(text(damage))
    async with following(alerts.database):
        await asyncio.sleep(0.6)
        assert (await checkpoint(alerts)).size == 3
    async with alerts.database.transaction() as session:
        await session.execute(text(undo), {"peaks": whole})
    async with following(alerts.database):
        await asyncio.sleep(0.6)
        assert (await checkpoint(alerts)).size == 4


async def test_a_log_with_a_hole_is_never_signed(alerts: Part) -> None:
    device = PostingDevice()
    await alerts.accept(*(device.envelope() for _ in range(3)))
    await cover_all(alerts.database)
    before = await checkpoint(alerts)
    await alerts.accept(*(device.envelope() for _ in range(3)))
    async with alerts.database.transaction() as session:
        await session.execute(text("DELETE FROM envelopes WHERE position = 5"))
    with pytest.raises(TreeCorrupt):
        await covering.cover(alerts.database, LOG_SIGNER)
    assert await checkpoint(alerts) == before


async def test_destroyed_envelopes_leave_the_tree_whole(alerts: Part) -> None:
    device = PostingDevice()
    envelopes = [device.envelope() for _ in range(6)]
    await alerts.accept(*envelopes[:4])
    await cover_all(alerts.database)
    async with alerts.database.transaction() as session:
        await session.execute(text("DELETE FROM envelopes WHERE position <= 2"))
    await alerts.accept(*envelopes[4:])
    await cover_all(alerts.database)
    assert (await checkpoint(alerts)).root == mth(digests(envelopes))


async def test_the_tree_goes_on_after_the_database_was_killed(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "postgres")
    server.start()
    try:
        dsn = server.create_service_database("alerts").dsn
        await migrate.upgrade("sealwire_alerts", dsn)
        alerts, device = part(dsn), PostingDevice()
        async with following(alerts.database):
            await alerts.accept(device.envelope())
            await covered_after_start(alerts, 1)
            await asyncio.to_thread(server.kill)
            await asyncio.sleep(0.6)
            await asyncio.to_thread(server.start)
            await accepted(alerts, device.envelope())
            await covered_after_start(alerts, 2)
        await alerts.grouping.close()
        await alerts.database.close()
    finally:
        server.stop()


async def accepted(alerts: Part, envelope: bytes) -> None:
    async with asyncio.timeout(20):
        while not isinstance((await alerts.accept(envelope))[0], Accepted):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.1)


async def covered_after_start(alerts: Part, size: int) -> None:
    async with asyncio.timeout(15):
        while True:
            async with alerts.database.transaction() as session:
                if (await tree.head(session)).size >= size:
                    return
            await asyncio.sleep(0.05)
