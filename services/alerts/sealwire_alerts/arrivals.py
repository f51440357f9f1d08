"""Who waits for mail: wakes the long-polls of a unit when something was accepted for it."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

from prometheus_client import Gauge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# One unit's devices, or one who plays with them, must not take the waiting places of all others.
MAX_READERS_OF_A_UNIT = 64
_READERS = Gauge("sealwire_alerts_readers", "Long-polls that wait for mail")


class Reader:
    """A long-poll that waits: one event, no database session."""

    def __init__(self, *, patient: bool) -> None:
        """Prepare; made by `Arrivals.awaited`."""
        self._arrived = asyncio.Event()
        self._patient = patient

    def wake(self) -> None:
        """Let the reader look again."""
        self._arrived.set()

    def send_away(self) -> None:
        """Let the reader go with what it has."""
        self._patient = False
        self._arrived.set()

    async def woken(self, *, before: float) -> bool:
        """Wait for mail and tell whether to look into the mailbox again.

        Args:
            before: Time of the event loop at which the wait ends.
        """
        if not self._patient:
            return False
        try:
            async with asyncio.timeout_at(before):
                await self._arrived.wait()
        except TimeoutError:
            return False
        self._arrived.clear()
        return self._patient


class Arrivals:
    """The readers of all units.

    Args:
        max_readers: Beyond so many, or 64 of one unit, a reader is answered at once, so that other requests
            find a worker.
    """

    def __init__(self, *, max_readers: int) -> None:
        self._readers: dict[str, set[Reader]] = {}
        self._max_readers = max_readers
        self._count = 0
        self._open = True

    @contextmanager
    def awaited(self, unit: str) -> Iterator[Reader]:
        """Give a reader that is woken whenever the unit gets mail, until the end of the block.

        A reader looks into the mailbox inside the block and before it waits: mail that comes between is
        not missed.
        """
        readers = self._readers.setdefault(unit, set())
        room = self._count < self._max_readers and len(readers) < MAX_READERS_OF_A_UNIT
        reader = Reader(patient=self._open and room)
        readers.add(reader)
        self._moved(1)
        try:
            yield reader
        finally:
            self._moved(-1)
            readers.discard(reader)
            if not readers and self._readers.get(unit) is readers:
                del self._readers[unit]

    def announce(self, units: Iterable[str]) -> None:
        """Wake the readers of these units."""
        for unit in units:
            for reader in self._readers.get(unit, ()):
                reader.wake()

    def close(self) -> None:
        """Send everybody away, and whoever comes later: the process ends."""
        self._open = False
        for readers in self._readers.values():
            for reader in readers:
                reader.send_away()

    def _moved(self, change: int) -> None:
        self._count += change
        _READERS.set(self._count)
