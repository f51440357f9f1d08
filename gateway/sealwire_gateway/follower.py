"""Follows the directory log: pulls statements, verifies every one itself, and knows how far it has got.

The directory service is only a courier here. What it brings counts after the replica has applied it
under the pinned founding hash; what the replica refuses is reported and never becomes state.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from sealwire import cbor
from sealwire.directory.refusals import NotFounded
from sealwire.errors import BadRequest, SealwireError, Unavailable
from sealwire_chassis.logs import get_logger

from sealwire_gateway.refusals import DirectoryAhead, DirectorySplit, DirectoryUnsynced

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sealwire.directory.replica import Replica
    from sealwire.directory.state import State
    from sealwire.envelope.format import DirectorySeen

_log = get_logger(__name__)
# A wake-up may be lost (core NATS): without one, a change is noticed after this long.
POLL_S = 1.0
# An envelope whose sender is ahead waits this long for the gateway to catch up.
CATCH_UP_S = 2.0
# Between two rounds, so that strangers with unknown keys cannot make the gateway ask without pause.
SPACING_S = 0.02
PAGE_STATEMENTS = 1000
PAGE_MAX_BYTES = 4_194_304


class MalformedPage(BadRequest, code="malformed-page"):
    """The directory's answer is not a page of statements."""


class DirectoryRewound(BadRequest, code="directory-rewound"):
    """The directory shows fewer statements than it did; it was restored from an old copy, or it lies."""


def read_page(data: bytes, *, after: int) -> tuple[int, list[bytes]]:
    """Read a page of statements.

    Args:
        data: CBOR `[size, [statement, ...]]`.
        after: How many statements are known; the page begins with the next one.

    Returns:
        The log's size and the statements.

    Raises:
        MalformedPage: It has another shape, or is empty though the log is longer.
        DirectoryRewound: The log is shorter than what is known.
        MalformedCbor: It is not deterministic CBOR.
    """
    match cbor.decode(data, max_bytes=PAGE_MAX_BYTES):
        case [int(size), list(items)] if type(size) is int:
            statements = [item for item in items if isinstance(item, bytes)]
            strangers = len(items) - len(statements)
        case _:
            raise MalformedPage
    if strangers:
        raise MalformedPage
    if size < after:
        raise DirectoryRewound(f"It shows {size} statements; {after} are verified here.")
    if not statements and size > after:
        raise MalformedPage(f"It shows {size} statements and sends none after {after}.")
    return size, statements


class Follower:
    """The gateway's own copy of the directory, and its readiness.

    Attributes:
        synced: Whether everything that the directory has shown was verified at least once.
        refusal: Why the last page was refused; None while all is well.
    """

    def __init__(self, replica: Replica, fetch: Callable[[int], Awaitable[bytes]]) -> None:
        """Start with a replica, which may be empty.

        Args:
            replica: Verifies and holds the statements.
            fetch: Returns the page after so many statements; raises Unavailable.
        """
        self._replica = replica
        self._fetch = fetch
        self._wake = asyncio.Event()
        self._round = _new_round()
        self._at_end = False
        self.synced = False
        self.refusal: SealwireError | None = None

    @property
    def state(self) -> State:
        """Return the verified directory.

        Raises:
            DirectoryUnsynced: It was not verified to its end yet.
        """
        if not self.synced:
            raise DirectoryUnsynced
        return self._replica.state

    def wake(self) -> None:
        """Note that the directory may have grown."""
        self._wake.set()

    async def run(self) -> None:
        """Follow the log until cancelled."""
        while True:
            self._wake.clear()
            current, self._round = self._round, _new_round()
            current.set_result(await self._try_to_catch_up())
            await asyncio.sleep(SPACING_S)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), POLL_S)

    async def check(self) -> None:
        """Check that the directory is verified to its end, for readiness.

        Raises:
            SealwireError: Why the last page was refused.
            NotFounded: The log is empty; its founding statement comes in through this gateway.
            DirectoryUnsynced: The directory was not read to its end yet.
        """
        if self.refusal is not None:
            raise self.refusal
        if self._at_end and not self.synced:
            raise NotFounded
        if not self.synced:
            raise DirectoryUnsynced

    async def refresh(self) -> None:
        """Ask the directory now, and wait until all that it has is verified here.

        Raises:
            DirectoryAhead: It cannot be asked, or shows what is refused.
        """
        # The round that is under way may have asked too early; what counts is the next one.
        following = self._round
        self.wake()
        try:
            failure = await asyncio.wait_for(asyncio.shield(following), CATCH_UP_S)
        except TimeoutError as error:
            raise DirectoryAhead from error
        if failure is not None:
            raise DirectoryAhead from failure

    async def check_seen(self, seen: DirectorySeen) -> None:
        """Check that a sender saw the same directory as this gateway.

        Args:
            seen: Statements that the sender had verified, and the Merkle root over them.

        Raises:
            DirectoryUnsynced: Nothing was verified to its end yet.
            DirectorySplit: Ours has another root at that size, or never had that many.
            DirectoryAhead: The sender may know more, and the directory cannot be asked now.
        """
        if seen.size > self.state.size:
            await self.refresh()
        if self._replica.root_at(seen.size) != seen.root:
            raise DirectorySplit(f"At {seen.size} statements the roots differ.", size=seen.size)

    async def _try_to_catch_up(self) -> SealwireError | None:
        try:
            await self._catch_up()
        except Unavailable as error:
            _log.warning("the directory does not answer", problem=error.code, detail=error.detail)
            return error
        except SealwireError as error:
            self._note_refusal(error)
            return error
        if self.refusal is not None:
            _log.info("the directory is accepted again", verified=self._replica.state.size)
            self.refusal = None
        return None

    async def _catch_up(self) -> None:
        after, size = self._replica.state.size, -1
        while after != size:
            size, statements = read_page(await self._fetch(after), after=after)
            if statements:
                # Verifying takes 0.15 ms a statement: too long for the loop that accepts envelopes.
                await asyncio.to_thread(self._replica.append, statements)
            after = self._replica.state.size
        self._at_end = True
        self.synced = self._replica.state.founded

    def _note_refusal(self, error: SealwireError) -> None:
        if self.refusal is None or self.refusal.code != error.code:
            _log.error(
                "what the directory shows is refused",
                problem=error.code,
                detail=error.detail,
                verified=self._replica.state.size,
            )
        self.refusal = error


def _new_round() -> asyncio.Future[SealwireError | None]:
    """Return the outcome-to-be of one catching-up: the failure, or None."""
    return asyncio.get_running_loop().create_future()
