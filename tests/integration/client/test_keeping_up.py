"""A copy of the log keeps up: from a snapshot, after kill -9, in several processes, as keys change."""

from __future__ import annotations

import asyncio
import signal
import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sealwire.client import directory, evidence, following, home
from sealwire.client.directory import DirectoryCopy
from sealwire.client.exchange import Exchange
from sealwire.client.http import UnexpectedAnswer
from sealwire.client.refusals import CheckpointMismatch, DirectoryDiffers, ServerLied
from sealwire.contract.log import MAX_PAGE_BYTES, PAGE_STATEMENTS
from sealwire.directory.fields import Log
from sealwire.directory.rules import apply
from sealwire.errors import NotFound
from simulators.lies import LIES
from simulators.programme import OSH, Programme
from simulators.shown import Shown, signer_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from sealwire.client.store import Store
    from sealwire.directory.state import State
    from simulators.hostile_server import HostileServer
    from simulators.lies import World

PROCESS = Path(__file__).with_name("sync_process.py")
LENGTH = 5 * PAGE_STATEMENTS + 7
KEYS_CHANGE_AT = 3 * PAGE_STATEMENTS


def long_programme() -> Programme:
    """Return a log of several pages, whose key is replaced half way."""
    made = Programme()
    made.say(
        made.root, lambda a: a.appoint_log(Log.DIRECTORY, signer_of(made.founding, Log.DIRECTORY).public)
    )
    administrator = made.appoint("whole", "*")
    made.open_unit(OSH, administrator)
    new = signer_of(made.founding, Log.DIRECTORY, "new").public
    while made.state.size < LENGTH:
        names = {"en": f"Osh {made.state.size}"}
        if made.state.size == KEYS_CHANGE_AT:
            made.say(made.root, lambda a: a.appoint_log(Log.DIRECTORY, new))
        made.say(administrator.sign, lambda a, names=names: a.change_unit(OSH, names))  # type: ignore[misc]  # now
    return made


LONG = long_programme()
SHOWN = Shown(LONG.founding, tuple(LONG.statements), signed_by=("new",))


@pytest.fixture
def long_log(server: HostileServer) -> HostileServer:
    server.honest = SHOWN
    return server


@pytest.fixture
def made(tmp_path: Path, long_log: HostileServer) -> home.Home:
    return home.create(tmp_path / "home", server=long_log.url, founding=LONG.founding.hex())


@pytest.fixture
def store(made: home.Home) -> Iterator[Store]:
    opened = made.store()
    yield opened
    opened.close()


@pytest.fixture
async def exchange(long_log: HostileServer) -> AsyncIterator[Exchange]:
    opened = Exchange(long_log.url)
    yield opened
    await opened.close()


def pages(server: HostileServer) -> list[int]:
    return [int(path.rpartition("/")[2]) for path in server.asked if "/pages/" in path]


async def killed(made: home.Home, server: HostileServer, *, at_page: int) -> None:
    """Sync in another process, which is killed when it asks for a page."""
    process = await asyncio.create_subprocess_exec(sys.executable, PROCESS, made.folder)

    def kill(shown: Shown) -> Shown:
        if at_page in pages(server) and process.returncode is None:
            process.send_signal(signal.SIGKILL)
        return shown

    server.lie = kill
    assert await process.wait() == -signal.SIGKILL
    server.lie = lambda shown: shown


async def test_a_sync_that_is_killed_goes_on_from_what_it_had(
    made: home.Home, long_log: HostileServer, store: Store, exchange: Exchange
) -> None:
    await killed(made, long_log, at_page=4)
    copy = DirectoryCopy(store, LONG.founding)
    assert copy.state.size == 4 * PAGE_STATEMENTS
    assert copy.state.root() == copy.root_at(4 * PAGE_STATEMENTS)
    long_log.asked.clear()
    assert (await copy.sync(exchange)).root() == LONG.state.root()
    assert pages(long_log) == [4, 5]


@pytest.mark.parametrize("page", [0, 1, 2, 5])
async def test_a_sync_that_is_killed_at_any_page_leaves_a_home_that_works(
    made: home.Home, long_log: HostileServer, store: Store, exchange: Exchange, page: int
) -> None:
    await killed(made, long_log, at_page=page)
    assert (await DirectoryCopy(store, LONG.founding).sync(exchange)).root() == LONG.state.root()


async def test_before_the_key_that_signed_the_checkpoint_is_reached_nothing_is_kept(
    store: Store, long_log: HostileServer, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "KEEP_EVERY", PAGE_STATEMENTS)
    kept: dict[int, int] = {}

    def count(shown: Shown) -> Shown:
        kept[len(pages(long_log))] = store.rows("SELECT count(*) FROM statements")[0][0]
        return shown

    long_log.lie = count
    copy = DirectoryCopy(store, LONG.founding)
    assert (await copy.sync(exchange)).root() == LONG.state.root()
    assert (kept[4], kept[5]) == (0, 4 * PAGE_STATEMENTS)
    assert copy.signed


class Inconsistent(Shown):
    """Has statements that follow the rules under a checkpoint of others, and no proof between them."""

    def consistency(self, log: Log, first: int, second: int) -> list[bytes]:
        return [bytes(32) for _ in super().consistency(log, first, second)]


async def test_a_long_fetch_keeps_nothing_that_the_checkpoint_is_not_shown_to_cover(
    store: Store, long_log: HostileServer, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "KEEP_EVERY", PAGE_STATEMENTS)
    long_log.honest = Inconsistent(SHOWN.founding, SHOWN.statements, signed_by=SHOWN.signed_by)
    copy = DirectoryCopy(store, LONG.founding)
    with pytest.raises(CheckpointMismatch):
        await copy.sync(exchange)
    assert (store.rows("SELECT * FROM statements"), copy.state.size) == ([], 0)
    long_log.honest = SHOWN
    assert (await copy.sync(exchange)).root() == LONG.state.root()


class Dripping(Shown):
    """Shows of the last page one statement more with each request."""

    shown = count(1)

    def page(self, number: int) -> list[bytes]:
        page = super().page(number)
        return page if number < LENGTH // PAGE_STATEMENTS else page[: next(self.shown)]


class Cut(Shown):
    """Leaves one statement out of a page before the last."""

    def page(self, number: int) -> list[bytes]:
        return super().page(number)[: PAGE_STATEMENTS - (number == 2)]


class Missing(Shown):
    """Has no page at the end of what it counts."""

    def page(self, number: int) -> list[bytes]:
        if number == LENGTH // PAGE_STATEMENTS:
            raise NotFound
        return super().page(number)


class Turning(Shown):
    """Shows another log from the second page on: that of a checkpoint that it showed to others."""

    def page(self, number: int) -> list[bytes]:
        page = super().page(number)
        return page if number < LENGTH // PAGE_STATEMENTS else [*page[:-1], ELSEWHERE]


ELSEWHERE = Programme().statements[0]
PAGES: dict[str, tuple[type[Shown], str]] = {
    "the last one drips": (Dripping, "checkpoint-mismatch"),
    "one is cut": (Cut, "checkpoint-mismatch"),
    "one is missing": (Missing, "checkpoint-mismatch"),
    "one is of another log": (Turning, "directory-forged"),
}


@pytest.mark.parametrize(("kind", "code"), PAGES.values(), ids=PAGES)
async def test_pages_that_are_not_those_of_the_checkpoint_are_refused_by_name(
    store: Store, long_log: HostileServer, exchange: Exchange, kind: type[Shown], code: str
) -> None:
    long_log.honest = kind(SHOWN.founding, SHOWN.statements, signed_by=SHOWN.signed_by)
    copy = DirectoryCopy(store, LONG.founding)
    with pytest.raises(ServerLied) as caught:
        await copy.sync(exchange)
    assert caught.value.code == code
    assert (store.rows("SELECT * FROM statements"), copy.state.size) == ([], 0)
    assert [piece.code for piece in evidence.everything(store)] == [code]
    long_log.honest = SHOWN
    assert (await copy.sync(exchange)).root() == LONG.state.root()


class Endless(Shown):
    """Shows a page with more bytes than any honest one."""

    def page(self, number: int) -> list[bytes]:
        return [bytes(MAX_PAGE_BYTES), *super().page(number)[1:]]


async def test_a_page_larger_than_any_honest_one_is_no_answer(
    store: Store, long_log: HostileServer, exchange: Exchange
) -> None:
    long_log.honest = Endless(SHOWN.founding, SHOWN.statements, signed_by=SHOWN.signed_by)
    copy = DirectoryCopy(store, LONG.founding)
    with pytest.raises(UnexpectedAnswer):
        await copy.sync(exchange)
    long_log.honest = SHOWN
    assert (await copy.sync(exchange)).root() == LONG.state.root()


async def test_tasks_and_processes_of_one_home_sync_at_once(
    made: home.Home, store: Store, exchange: Exchange
) -> None:
    other = made.store()
    copies = [DirectoryCopy(each, LONG.founding) for each in (store, store, other)]
    states = await asyncio.gather(*(copy.sync(exchange) for copy in (*copies, copies[0])))
    assert {state.root() for state in states} == {LONG.state.root()}
    assert store.rows("SELECT count(*), max(size) FROM statements") == [(LENGTH, LENGTH)]
    other.close()


async def test_two_processes_that_are_shown_two_logs_do_not_mix_them(
    world: World, server: HostileServer, tmp_path: Path
) -> None:
    founding = world.thread.programme.founding
    made = home.create(tmp_path / "mixed", server=server.url, founding=founding.hex())
    first, second, exchange = made.store(), made.store(), Exchange(server.url)
    server.honest = world.before
    ours, theirs = DirectoryCopy(first, founding), DirectoryCopy(second, founding)
    await ours.sync(exchange)

    ahead = following.Ahead(theirs.state)
    ahead.take(list(LIES["the log is forked before what was seen"].tell(world, world.honest()).statements))
    with pytest.raises(DirectoryDiffers):
        theirs.add(ahead)
    server.honest = world.honest()
    assert (await theirs.sync(exchange)).root() == world.thread.programme.state.root()
    await exchange.close()
    first.close()
    second.close()


@pytest.fixture
def replayed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What is replayed when a home is opened."""
    seen: list[bytes] = []

    def counted(state: State, raw: bytes) -> State:
        seen.append(raw)
        return apply(state, raw)

    monkeypatch.setattr(directory, "apply", counted)
    monkeypatch.setattr(directory, "SNAPSHOT_EVERY", 100)
    return seen


async def test_opening_a_home_replays_only_what_came_since_the_snapshot(
    store: Store, long_log: HostileServer, exchange: Exchange, replayed: list[bytes]
) -> None:
    for size in (150, 190, LENGTH):
        long_log.honest = SHOWN.but(statements=SHOWN.statements[:size], signed_by=("", "new"))
        await DirectoryCopy(store, LONG.founding).sync(exchange)
    replayed.clear()
    copy = DirectoryCopy(store, LONG.founding)
    assert (copy.state.root(), replayed) == (LONG.state.root(), [])
    store.execute("DELETE FROM snapshot")
    DirectoryCopy(store, LONG.founding)
    assert len(replayed) == LENGTH
    replayed.clear()
    assert DirectoryCopy(store, LONG.founding).state.root() == LONG.state.root()
    assert replayed == []


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param("UPDATE snapshot SET state = zeroblob(400)", id="it is no snapshot"),
        pytest.param("UPDATE snapshot SET size = 7", id="it is of another size"),
        pytest.param("UPDATE snapshot SET state = substr(state, 1, 500)", id="it is cut"),
    ],
)
async def test_a_snapshot_that_is_of_no_use_is_made_anew_from_the_statements(
    store: Store, exchange: Exchange, replayed: list[bytes], damage: str
) -> None:
    await DirectoryCopy(store, LONG.founding).sync(exchange)
    replayed.clear()
    store.execute(damage)
    assert DirectoryCopy(store, LONG.founding).state.root() == LONG.state.root()
    assert len(replayed) == LENGTH


async def test_before_a_key_is_appointed_a_sync_goes_on_and_says_that_nobody_signed(
    tmp_path: Path, server: HostileServer
) -> None:
    programme = Programme()
    made = home.create(tmp_path / "new", server=server.url, founding=programme.founding.hex())
    opened, exchange = made.store(), Exchange(server.url)
    copy = DirectoryCopy(opened, programme.founding)
    server.honest = Shown(programme.founding, ())
    assert not (await copy.sync(exchange)).founded
    server.honest = Shown(programme.founding, tuple(programme.statements), signed_by=("anybody",))
    assert (await copy.sync(exchange)).founded
    before = copy.signed
    key = signer_of(programme.founding, Log.DIRECTORY).public
    programme.say(programme.root, lambda a: a.appoint_log(Log.DIRECTORY, key))
    server.honest = Shown(programme.founding, tuple(programme.statements))
    assert (await copy.sync(exchange)).size == 2
    assert (before, copy.signed) == (False, True)
    await exchange.close()
    opened.close()
