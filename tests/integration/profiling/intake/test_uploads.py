"""Files in: in parts or in one go, twice, amended, dry, half bad, and read by workers that are killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from integration.profiling.conftest import AKTAU, OSH, officer
from integration.profiling.intake.sending import (
    ANALYST,
    CONSIGNMENTS,
    FILES,
    SOURCES,
    UPLOADS,
    announced,
    counts,
    listed,
    part_of,
    put,
    references,
    rows,
    sent,
    taken,
    worker,
)
from sealwire.contract.profiling.events import ConsignmentsUploaded
from sealwire_profiling.intake.adapters import reading
from sealwire_profiling.intake.worker import Worker
from sqlalchemy import text

if TYPE_CHECKING:
    from integration.profiling.conftest import Profiling
    from sealwire_chassis.database import Database

HEAD = officer(OSH, "unit_head")


async def test_a_file_in_parts_becomes_consignments(profiling: Profiling) -> None:
    data = rows("BL-1", "BL-2", "BL-3")
    upload = await announced(profiling, data)
    third = len(data) // 3
    for number, begins in ((3, 2 * third), (1, 0), (2, third)):
        end = None if number == 3 else begins + third
        await put(profiling, upload, number, data[begins:end])
        await put(profiling, upload, number, data[begins:end])
    told = profiling.told(await profiling.call(ANALYST, "POST", f"{UPLOADS}/{upload}/finish"))
    assert (told["state"], told["lines"]) == ("reading", 0)
    assert await worker(profiling).read_next() is True
    assert await worker(profiling).read_next() is False
    told = await profiling.get(ANALYST, f"{UPLOADS}/{upload}")
    assert (told["state"], told["lines"], told["total_lines"]) == ("done", 4, 4)
    assert counts(told) == (3, 0, 0, 0)
    assert told["created_by"] == f"{OSH}/{ANALYST.officer}"
    found = await listed(profiling)
    assert references(found) == ["BL-1", "BL-2", "BL-3"]
    assert [(each["line"], each["version"], each["upload"]) for each in found] == [
        (line, 1, str(upload)) for line in (2, 3, 4)
    ]
    again = profiling.told(await profiling.call(ANALYST, "POST", f"{UPLOADS}/{upload}/finish"))
    assert again["state"] == "done"


async def test_parts_that_do_not_fit_are_refused(profiling: Profiling) -> None:
    data = rows("BL-1")
    upload = await announced(profiling, data)
    part = part_of(upload, 1, data[:50])
    wrong = {**part, "params": {"sha256": "0" * 64}}
    assert await profiling.refused(ANALYST, "PUT", **wrong) == (422, "part-differs")
    await put(profiling, upload, 1, data[:50])
    assert await profiling.refused(ANALYST, "PUT", **part_of(upload, 1, b"x")) == (422, "part-differs")
    assert await profiling.refused(ANALYST, "PUT", **part_of(upload, 2, data)) == (422, "part-misplaced")
    large = part_of(upload, 2, b"x" * 4_194_305)
    assert await profiling.refused(ANALYST, "PUT", **large) == (413, "too-large")
    finish = f"{UPLOADS}/{upload}/finish"
    assert await profiling.refused(ANALYST, "POST", finish) == (409, "parts-missing")
    await put(profiling, upload, 2, b"y" * (len(data) - 50))
    assert await profiling.refused(ANALYST, "POST", finish) == (409, "upload-differs")
    unknown = part_of(uuid4(), 1, b"x")
    assert await profiling.refused(ANALYST, "PUT", **unknown) == (404, "not-found")


async def test_a_complete_upload_takes_no_more_parts(profiling: Profiling) -> None:
    upload = await sent(profiling, rows("BL-1"))
    assert await profiling.refused(ANALYST, "PUT", **part_of(upload, 2, b"x")) == (409, "upload-closed")


async def test_the_same_file_again_makes_no_duplicates_and_says_so(profiling: Profiling) -> None:
    first = await taken(profiling, rows("BL-1", "BL-2"))
    again = await taken(profiling, rows("BL-1", "BL-2"))
    assert (again["state"], again["same_as"], counts(again)) == ("done", first["id"], (0, 0, 0, 0))
    other = await taken(profiling, rows("BL-1", "BL-2"), source="rail")
    assert (other["same_as"], counts(other)) == (None, (2, 0, 0, 0))
    assert len(await listed(profiling)) == 4


async def test_a_file_whose_mapping_has_changed_is_read_again(profiling: Profiling) -> None:
    await taken(profiling, rows("BL-1"))
    mapping = {"fields": {"goods.gross_kg": {"columns": ["Gross weight"], "unit": "t"}}}
    body = {"version": 0, "mapping": mapping}
    profiling.told(await profiling.call(HEAD, "PUT", f"{SOURCES}/manifests", json=body))
    again = await taken(profiling, rows("BL-1"))
    assert (again["same_as"], counts(again)) == (None, (0, 1, 0, 0))
    [found] = await listed(profiling)
    assert found["consignment"]["goods"][0]["gross_kg"] == 10_000


async def test_other_content_under_the_same_reference_is_an_amendment_with_history(
    profiling: Profiling,
) -> None:
    first = await taken(profiling, rows("BL-1", "BL-2"))
    profiling.clock[0] += 60
    second = await taken(profiling, rows("BL-1", weight="12") + b"\n" + rows("BL-2").splitlines()[1])
    assert counts(second) == (0, 1, 1, 0)
    [amended, same] = await listed(profiling)
    assert (amended["version"], amended["upload"], same["version"]) == (2, second["id"], 1)
    assert amended["amended"] == ["goods", "goods.gross_kg"]
    told = await profiling.get(ANALYST, f"{CONSIGNMENTS}/{amended['id']}")
    assert [(each["filed"]["version"], each["upload"], each["changed"]) for each in told["versions"]] == [
        (1, first["id"], []),
        (2, second["id"], ["goods", "goods.gross_kg"]),
    ]
    weights = [each["filed"]["consignment"]["goods"][0]["gross_kg"] for each in told["versions"]]
    assert weights == [10, 12]
    assert told["versions"][0]["filed"]["received_at"] < told["versions"][1]["filed"]["received_at"]


async def test_a_dry_run_tells_what_would_happen_and_changes_nothing(profiling: Profiling) -> None:
    await taken(profiling, rows("BL-1", "BL-2"))
    before = await listed(profiling)
    data = rows("BL-1", "BL-3", weight="12") + b"\n;x\n" + rows("BL-2").splitlines()[1]
    dry = await taken(profiling, data, dry_run="true")
    assert (dry["state"], dry["dry_run"], counts(dry)) == ("done", True, (1, 1, 1, 1))
    assert await listed(profiling) == before
    assert len(await events(profiling.database)) == 1
    wet = await taken(profiling, data)
    assert (wet["same_as"], counts(wet)) == (None, (1, 1, 1, 1))


async def test_errors_are_told_by_line_in_pages_and_good_lines_are_kept(profiling: Profiling) -> None:
    bad = "\n".join(f"BAD-{number};;;;;;heavy;" for number in range(5))
    told = await taken(profiling, rows("BL-1") + b"\n" + bad.encode() + b"\n" + rows("BL-2").splitlines()[1])
    assert (told["state"], counts(told), told["errors"]) == ("done", (2, 0, 0, 5), 5)
    path = f"{UPLOADS}/{told['id']}/errors"
    first = await profiling.get(ANALYST, path, limit=3)
    rest = await profiling.get(ANALYST, path, limit=3, after=first["next"])
    both = [*first["errors"], *rest["errors"]]
    assert [each["line"] for each in both] == [3, 4, 5, 6, 7]
    assert {(each["column"], each["code"]) for each in both} == {("gross weight", "not-a-number")}
    assert rest["next"] is None
    assert references(await listed(profiling)) == ["BL-1", "BL-2"]


async def test_a_reference_twice_in_a_file_counts_once(profiling: Profiling) -> None:
    data = b'{"reference": "BL-1"}\n{"reference": "BL-1", "vessel": "ALMA"}'
    told = await taken(profiling, data)
    assert counts(told) == (1, 0, 0, 1)
    errors = (await profiling.get(ANALYST, f"{UPLOADS}/{told['id']}/errors"))["errors"]
    assert [(each["line"], each["code"]) for each in errors] == [(2, "reference-repeated")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"colour;size\nred;5\n", "columns-not-found"),
        (b"reference\n\xff\xfe\n", "unreadable-file"),
        (b"PK\x03\x04 and nothing", "unreadable-file"),
        (b"[1]", "malformed-json"),
    ],
)
async def test_a_file_that_cannot_be_read_fails_and_says_why(
    profiling: Profiling, data: bytes, code: str
) -> None:
    told = await taken(profiling, data)
    assert (told["state"], told["failure_code"]) == ("failed", code)
    assert told["failure"]
    assert await listed(profiling) == []


async def test_what_was_read_before_a_file_broke_off_is_kept(profiling: Profiling) -> None:
    told = await taken(profiling, b'{"reference": "BL-1"}\n{"reference": "BL-2"}\n{"reference')
    assert (told["state"], told["failure_code"], counts(told)) == ("failed", "malformed-json", (2, 0, 0, 0))
    assert references(await listed(profiling)) == ["BL-1", "BL-2"]


async def test_names_that_the_database_cannot_keep_do_not_stop_the_reading(profiling: Profiling) -> None:
    told = await taken(profiling, b'{"reference": "BL-1", "a\\u0000\\ud800": 1}\n{"reference": "\\ud800"}')
    assert (told["state"], counts(told), told["ignored"]) == ("done", (1, 0, 0, 1), ["a?"])


async def test_headings_that_nothing_is_read_from_are_named(profiling: Profiling) -> None:
    assert (await taken(profiling, b"reference;colour\nBL-1;red\n"))["ignored"] == ["colour"]


async def events(database: Database) -> list[ConsignmentsUploaded]:
    async with database.transaction() as session:
        found = await session.execute(text("SELECT payload FROM outbox ORDER BY id"))
        return [ConsignmentsUploaded.model_validate_json(payload) for (payload,) in found]


async def test_an_event_says_what_was_taken_in_with_the_last_chunk(profiling: Profiling) -> None:
    told = await taken(profiling, rows("BL-1", "BL-2") + b"\n;x")
    expected = ConsignmentsUploaded(tenant="KG", upload=told["id"], added=2, amended=0, refused=1)
    assert await events(profiling.database) == [expected]
    await taken(profiling, rows("BL-1", "BL-2") + b"\n;x")
    assert len(await events(profiling.database)) == 1


async def test_a_worker_that_stops_between_chunks_loses_and_doubles_nothing(profiling: Profiling) -> None:
    data = rows(*(f"BL-{number:03}" for number in range(50))) + b"\n;x"
    upload = await sent(profiling, data)
    await _stopped_after(profiling, chunks=3)
    half = await profiling.get(ANALYST, f"{UPLOADS}/{upload}")
    assert (half["state"], half["added"], half["lines"], half["total_lines"]) == ("reading", 30, 31, 52)
    assert await worker(profiling).read_next() is False
    await _leases_run_out(profiling.database)
    assert await worker(profiling, chunk=7).read_next() is True
    told = await profiling.get(ANALYST, f"{UPLOADS}/{upload}")
    assert (told["state"], counts(told), told["errors"]) == ("done", (50, 0, 0, 1), 1)
    found = await listed(profiling)
    assert len(found) == 50
    assert {each["version"] for each in found} == {1}
    assert [each.added for each in await events(profiling.database)] == [50]


async def _stopped_after(profiling: Profiling, *, chunks: int) -> None:
    """Read like a worker that is gone when it looks at its clock for one chunk more."""
    left = chunks

    def clock() -> float:
        nonlocal left
        if left == 0:
            raise asyncio.CancelledError
        left -= 1
        return profiling.clock[0]

    with pytest.raises(asyncio.CancelledError):
        await Worker(profiling.database, uuid4(), clock, chunk=10).read_next()


async def _leases_run_out(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(text("UPDATE uploads SET leased_until = now() - interval '1 second'"))


async def test_an_upload_that_went_to_another_worker_is_no_longer_held(profiling: Profiling) -> None:
    await sent(profiling, rows("BL-1", "BL-2"))
    async with profiling.database.transaction() as session:
        claimed = await reading.claim(session, worker=uuid4(), lease_s=-1)
        assert claimed is not None
        assert await reading.hold(session, claimed, tenant=claimed.tenant, lease_s=-1)
    await _stopped_after(profiling, chunks=0)
    async with profiling.database.transaction() as session:
        assert not await reading.hold(session, claimed, tenant=claimed.tenant, lease_s=30)


async def test_a_killed_process_is_followed_by_another(profiling: Profiling, dsn: str) -> None:
    data = rows(*(f"BL-{number:05}" for number in range(6_000)))
    upload = await sent(profiling, data)
    program = (
        "import asyncio, sys, uuid\n"
        "from sealwire_chassis.database import Database\n"
        "from sealwire_profiling.intake.worker import Worker\n"
        "worker = Worker(Database(sys.argv[1]), uuid.uuid4(), chunk=200)\n"
        "asyncio.run(worker.read_next())\n"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", program, dsn)
    added = 0
    while added == 0:
        await asyncio.sleep(0.05)
        added = (await profiling.get(ANALYST, f"{UPLOADS}/{upload}"))["added"]
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    half = await profiling.get(ANALYST, f"{UPLOADS}/{upload}")
    assert (half["state"], 0 < half["added"] < 6_000) == ("reading", True)
    await _leases_run_out(profiling.database)
    assert await worker(profiling).read_next() is True
    told = await profiling.get(ANALYST, f"{UPLOADS}/{upload}")
    assert (told["state"], counts(told)) == ("done", (6_000, 0, 0, 0))
    async with profiling.database.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM consignments WHERE version = 1")) == 6_000
        assert await session.scalar(text("SELECT count(*) FROM upload_parts")) == 0


async def test_files_of_one_source_are_read_in_the_order_in_which_they_came(profiling: Profiling) -> None:
    older = await sent(profiling, rows("BL-1", weight="1"))
    newer = await sent(profiling, rows("BL-1", weight="2"))
    other = await sent(profiling, rows("BL-1"), source="rail")
    async with profiling.database.transaction() as session:
        first = await reading.claim(session, worker=uuid4(), lease_s=30)
    async with profiling.database.transaction() as session:
        second = await reading.claim(session, worker=uuid4(), lease_s=30)
    async with profiling.database.transaction() as session:
        third = await reading.claim(session, worker=uuid4(), lease_s=30)
    assert [each and each.id for each in (first, second, third)] == [older, other, None]
    await _leases_run_out(profiling.database)
    while await worker(profiling).read_next():
        pass
    assert (await profiling.get(ANALYST, f"{UPLOADS}/{newer}"))["amended"] == 1


async def test_workers_at_once_read_each_upload_once(profiling: Profiling) -> None:
    for number in range(6):
        await sent(profiling, rows(f"BL-{number}", f"X-{number}"), source=f"s-{number % 3}")

    async def read_all() -> int:
        count = 0
        while await worker(profiling).read_next():
            count += 1
        return count

    read = sum(await asyncio.gather(read_all(), read_all()))
    # Where both looked at once, the one that found nothing has stopped too early.
    read += await read_all()
    assert read == 6
    assert len(await listed(profiling)) == 12
    assert len(await events(profiling.database)) == 6


async def test_uploads_are_listed_newest_first_and_only_to_their_administration(profiling: Profiling) -> None:
    ids: list[UUID] = []
    for number in range(3):
        profiling.clock[0] += 1
        ids.append(await sent(profiling, rows(f"BL-{number}")))
    abroad = officer(AKTAU, "analyst")
    await sent(profiling, rows("BL-1"), abroad)
    first = await profiling.get(ANALYST, UPLOADS, limit=2)
    rest = await profiling.get(ANALYST, UPLOADS, limit=2, before=first["next"])
    told = [each["id"] for each in (*first["uploads"], *rest["uploads"])]
    assert told == [str(each) for each in reversed(ids)]
    assert await profiling.refused(abroad, "GET", f"{UPLOADS}/{ids[0]}") == (404, "not-found")
    assert await profiling.refused(abroad, "GET", f"{UPLOADS}/{ids[0]}/errors") == (404, "not-found")
    assert await profiling.refused(abroad, "POST", f"{UPLOADS}/{ids[0]}/finish") == (404, "not-found")


async def test_not_more_than_fifty_uploads_wait(profiling: Profiling) -> None:
    for number in range(50):
        await announced(profiling, rows(f"BL-{number}"))
    query = {"source": "manifests"}
    refused = await profiling.refused(ANALYST, "POST", FILES, params=query, content=rows("BL-1"))
    assert refused == (429, "too-many-uploads")
    abroad = officer(AKTAU, "analyst")
    assert counts(await taken(profiling, rows("BL-1"), abroad)) == (1, 0, 0, 0)
