"""Turns for work that does not wait: so many in a row, then the event loop sends and receives."""

from __future__ import annotations

import asyncio
from collections import deque

# Turns of the loop between two turns of ours: so many until what was just done is on the wire (a batch is
# taken, the bus's flusher wakes, the socket is written). With fewer the next work delays it again.
_REST = 4


class Turns:
    """Lets a number of tasks go on in each turn of the event loop; the others wait for the next, in order.

    A turn is not held: whoever got one may wait for anything else without keeping anybody from theirs.
    """

    def __init__(self, at_once: int) -> None:
        """Start with nobody waiting.

        Args:
            at_once: Tasks that go on in one turn of the loop.
        """
        self._at_once = at_once
        self._given = 0
        self._rested = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def turn(self) -> None:
        """Return when it is the caller's turn."""
        loop = asyncio.get_running_loop()
        if self._given == 0:
            loop.call_soon(self._next)
        if self._given < self._at_once:
            self._given += 1
            return
        mine = loop.create_future()
        self._waiting.append(mine)
        await mine

    def _next(self) -> None:
        if self._rested < _REST:
            self._rested += 1
            asyncio.get_running_loop().call_soon(self._next)
            return
        self._given = self._rested = 0
        while self._waiting and self._given < self._at_once:
            next_one = self._waiting.popleft()
            if not next_one.done():  # its caller may have hung up
                next_one.set_result(None)
                self._given += 1
        if self._given:
            asyncio.get_running_loop().call_soon(self._next)
