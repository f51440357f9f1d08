"""Checkpoint, pages and proofs of the directory log, over HTTP and the real database."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING

import pytest
from integration.directory.conftest import LOG_SEED, Service, code, osh_opens, process
from sealwire import cbor
from sealwire.checkpoint import Checkpoint, CheckpointUnsigned, origin, verify
from sealwire.contract import paths
from sealwire.contract.log import MAX_PAGE_BYTES, PAGE_STATEMENTS
from sealwire.directory.batch import Batch
from sealwire.directory.fields import Log
from sealwire.directory.statement import MAX_STATEMENT
from sealwire.log_signing import LogSigner
from sealwire.merkle import leaf_hash
from sealwire.proofs import verify_consistency, verify_inclusion
from sealwire_chassis import migrate, tree
from sealwire_chassis.http_over_nats.frames import MAX_FRAME
from sealwire_directory.log import covering
from sealwire_directory.log.refusals import LogCorrupt
from sealwire_directory.log.verified import VerifiedLog
from simulators.naive_log import mth
from simulators.programme import OSH, device_keys
from sqlalchemy import text

if TYPE_CHECKING:
    import httpx
    from sealwire_chassis.database import Database
    from sqlalchemy.ext.asyncio import AsyncSession

FOREVER = "public, max-age=31536000, immutable"


def signer(service: Service, seed: str = LOG_SEED) -> LogSigner:
    return LogSigner(origin(service.programme.founding, Log.DIRECTORY), seed)


async def checkpoint(service: Service) -> Checkpoint:
    answer = await service.http.get(paths.DIRECTORY_CHECKPOINT)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    log = signer(service)
    return verify(answer.content, log.origin, log.public)


async def proof(service: Service, path: str, **asked: int) -> list[bytes]:
    answer = await service.http.get(path, params=asked)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == FOREVER
    return [b64decode(node) for node in answer.json()["proof"]]


async def page(service: Service, number: int) -> tuple[list[bytes], httpx.Response]:
    answer = await service.http.get(paths.directory_page(number))
    assert answer.status_code == 200
    statements = cbor.decode(answer.content, max_bytes=MAX_PAGE_BYTES)
    assert isinstance(statements, list)
    return [raw for raw in statements if isinstance(raw, bytes)], answer


async def rename(service: Service, times: int) -> None:
    keys = device_keys("kg").sign
    said = service.programme.say(keys, *[lambda a: a.change_unit(OSH, {"en": "O"})] * times)
    assert (await service.post(Batch(tuple(said)))).status_code == 201


async def cover_all(database: Database, service: Service) -> None:
    await covering.cover_all(database, VerifiedLog(service.programme.founding), signer(service))


async def test_each_append_is_answered_when_its_checkpoint_is_signed(founded: Service) -> None:
    programme = founded.programme
    assert await checkpoint(founded) == Checkpoint(signer(founded).origin, 1, programme.state.root())
    assert (await founded.post(osh_opens(programme))).status_code == 201
    found = await checkpoint(founded)
    assert (found.size, found.root) == (6, programme.state.root()) == (6, mth(programme.statements))


async def test_a_refused_batch_leaves_the_checkpoint_as_it_was(osh: Service) -> None:
    before = await checkpoint(osh)
    author = osh.programme.author(device_keys("kg").sign)
    author.change_unit(OSH, {"en": "O"})
    assert code(await osh.post(Batch((*author.statements, b"\xff")))) == (400, "malformed-cbor")
    assert await checkpoint(osh) == before
    await rename(osh, 1)
    assert (await checkpoint(osh)).size == before.size + 1


async def test_before_the_first_append_of_a_process_that_did_not_start_nothing_is_signed(
    database: Database, founded: Service
) -> None:
    async with database.transaction() as session:
        await session.execute(text("UPDATE tree_head SET note = ''"))
    assert code(await founded.http.get(paths.DIRECTORY_CHECKPOINT)) == (503, "not-signed")
    await cover_all(database, founded)
    assert (await checkpoint(founded)).size == 1


async def test_every_statement_and_every_growth_is_proved(osh: Service) -> None:
    sizes = {6: (await checkpoint(osh)).root}
    for times in (1, 70, 200):
        await rename(osh, times)
        now = await checkpoint(osh)
        sizes[now.size] = now.root
    statements = osh.programme.statements
    for index in (0, 5, 6, 100, 276):
        nodes = await proof(osh, paths.DIRECTORY_INCLUSION, index=index, size=277)
        leaf = leaf_hash(statements[index])
        verify_inclusion(leaf, index, size=277, proof=nodes, root=sizes[277])
    for first, root in sizes.items():
        nodes = await proof(osh, paths.DIRECTORY_CONSISTENCY, first=first, second=277)
        verify_consistency(first, root, second=277, second_root=sizes[277], proof=nodes)


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        (paths.DIRECTORY_INCLUSION, {"index": 0, "size": 7}),
        (paths.DIRECTORY_INCLUSION, {"index": 6, "size": 6}),
        (paths.DIRECTORY_INCLUSION, {"index": 0, "size": 0}),
        (paths.DIRECTORY_CONSISTENCY, {"first": 2, "second": 7}),
        (paths.DIRECTORY_CONSISTENCY, {"first": 3, "second": 2}),
    ],
)
async def test_nothing_is_proved_beyond_the_log(osh: Service, path: str, asked: dict[str, int]) -> None:
    assert await proof(osh, paths.DIRECTORY_INCLUSION, index=5, size=6)
    assert await proof(osh, paths.DIRECTORY_CONSISTENCY, first=0, second=6) == []
    answer = await osh.http.get(path, params=asked)
    assert code(answer) == (422, "beyond-the-log")
    assert "cache-control" not in answer.headers


async def test_pages_hold_the_log_and_a_full_one_is_for_ever(osh: Service) -> None:
    await rename(osh, 2 * PAGE_STATEMENTS - 5)
    pages = [await page(osh, number) for number in range(3)]
    assert [raw for statements, _ in pages for raw in statements] == osh.programme.statements
    assert [len(statements) for statements, _ in pages] == [64, 64, 1]
    assert [answer.headers["cache-control"] for _, answer in pages] == [FOREVER, FOREVER, "public, no-cache"]
    assert code(await osh.http.get(paths.directory_page(3))) == (404, "not-found")


async def test_a_page_that_ends_with_the_log_is_full(osh: Service) -> None:
    await rename(osh, PAGE_STATEMENTS - 6)
    statements, answer = await page(osh, 0)
    assert (len(statements), answer.headers["cache-control"]) == (64, FOREVER)
    assert code(await osh.http.get(paths.directory_page(1))) == (404, "not-found")


def test_a_page_of_the_largest_statements_fits_into_one_answer() -> None:
    largest = cbor.encode([bytes(MAX_STATEMENT)] * PAGE_STATEMENTS)
    assert len(largest) == MAX_PAGE_BYTES < MAX_FRAME - 65_536


async def test_who_has_the_newest_checkpoint_or_page_is_told_so_until_the_log_grows(osh: Service) -> None:
    for path in (paths.DIRECTORY_CHECKPOINT, paths.directory_page(0)):
        known = {"if-none-match": (await osh.http.get(path)).headers["etag"]}
        same = await osh.http.get(path, headers=known)
        assert (same.status_code, same.content) == (304, b"")
        await rename(osh, 1)
        assert (await osh.http.get(path, headers=known)).status_code == 200


async def test_a_log_that_is_older_than_its_tree_is_taken_in_by_batches(
    database: Database, osh: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rename(osh, 30)
    before = await checkpoint(osh)
    async with database.transaction() as session:
        await session.execute(text("DELETE FROM tiles"))
        await session.execute(text("UPDATE tree_head SET size = 0, peaks = '', note = ''"))
    monkeypatch.setattr(covering, "_BATCH_STATEMENTS", 10)
    await cover_all(database, osh)
    assert await checkpoint(osh) == before
    # An append covers what is missing as well.
    async with database.transaction() as session:
        await session.execute(text("DELETE FROM tiles"))
        await session.execute(text("UPDATE tree_head SET size = 0, peaks = '', note = ''"))
    await rename(osh, 1)
    assert (await checkpoint(osh)).root == osh.programme.state.root()


async def test_a_tree_that_is_made_anew_shows_no_shorter_checkpoint_meanwhile(
    database: Database, osh: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with database.transaction() as session:
        await session.execute(text("DELETE FROM tiles"))
        await session.execute(text("UPDATE tree_head SET size = 0, peaks = '', note = ''"))
    monkeypatch.setattr(covering, "_BATCH_STATEMENTS", 2)
    seen, grow = list[int](), tree.append

    async def watched(
        session: AsyncSession, locked: tree.Head, leaves: list[bytes], log: LogSigner
    ) -> tree.Head:
        grown = await grow(session, locked, leaves, log)
        async with database.transaction() as reader:
            seen.append((await tree.head(reader)).size)
        return grown

    monkeypatch.setattr(tree, "append", watched)
    await cover_all(database, osh)
    assert seen == [0, 0, 0]
    assert (await checkpoint(osh)).size == 6


async def test_a_tree_that_a_downgrade_dropped_grows_again_to_the_same(
    dsn: str, database: Database, osh: Service
) -> None:
    before = await checkpoint(osh)
    await migrate.downgrade("sealwire_directory", dsn, revision="0001")
    await migrate.upgrade("sealwire_directory", dsn)
    await cover_all(database, osh)
    assert await checkpoint(osh) == before


async def test_a_tree_that_is_not_the_logs_is_never_signed(database: Database, osh: Service) -> None:
    await rename(osh, 1)
    before = await checkpoint(osh)
    async with database.transaction() as session:
        await session.execute(text("UPDATE tree_head SET peaks = sha256(peaks) || substr(peaks, 33)"))
    said = osh.programme.say(device_keys("kg").sign, lambda a: a.change_unit(OSH, {"en": "Oš"}))
    assert code(await osh.post(Batch(tuple(said)))) == (503, "log-corrupt")
    assert await checkpoint(osh) == before
    assert await osh.size() == before.size


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE tree_head SET peaks = sha256(peaks) || substr(peaks, 33)",
        "DELETE FROM statements WHERE position = (SELECT max(position) FROM statements)",
    ],
)
async def test_a_process_that_starts_over_such_a_tree_signs_nothing(
    database: Database, osh: Service, damage: str
) -> None:
    await cover_all(database, osh)
    before = await checkpoint(osh)
    async with database.transaction() as session:
        await session.execute(text(damage))
    with pytest.raises(LogCorrupt):
        await cover_all(database, osh)
    assert await checkpoint(osh) == before


async def test_a_process_that_starts_with_a_new_key_signs_with_it(database: Database, osh: Service) -> None:
    new = signer(osh, "07" * 32)
    await covering.cover_all(database, VerifiedLog(osh.programme.founding), new)
    async with database.transaction() as session:
        note = await tree.note(session)
    assert verify(note, new.origin, new.public).size == 6
    with pytest.raises(CheckpointUnsigned):
        verify(note, new.origin, signer(osh).public)


async def test_processes_that_append_at_once_sign_one_growing_log(database: Database, osh: Service) -> None:
    other = process(database, osh.programme)
    async with other.http:
        for number in range(6):
            await rename((osh, other)[number % 2], 1)
    assert (await checkpoint(osh)).root == osh.programme.state.root()
