"""Rate limits per device, counted in this process.

Each replica counts for itself: behind n replicas a device gets up to n times the limit. A shared count
would put another round trip on the accept path to protect against somebody whom the directory can revoke.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from sealwire.errors import TooManyRequests

if TYPE_CHECKING:
    from collections.abc import Callable


class Rate:
    """One limit, such as "600/minute", counted per key in fixed windows.

    A fixed window costs 2.4 us a hit and one counter a key. The library's moving window keeps a list per
    key and walks all lists a hundred times a second, which 1,000 busy devices would feel.
    """

    def __init__(self, limit: str, *, clock: Callable[[], float] = time.time) -> None:
        """Start counting.

        Args:
            limit: An amount per second, minute or hour, as the `limits` library writes it.
            clock: Unix seconds, only to say how long to wait.
        """
        self._limit = parse(limit)
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._clock = clock

    def count(self, key: str) -> None:
        """Count one request of a key.

        Raises:
            TooManyRequests: The key has used up its window; the facts say when the next one begins.
        """
        if not self._limiter.hit(self._limit, key):
            raise self._used_up(key)

    def check(self, key: str) -> None:
        """Check that a key may go on, without counting.

        Raises:
            TooManyRequests: See `count`.
        """
        if not self._limiter.test(self._limit, key):
            raise self._used_up(key)

    def _used_up(self, key: str) -> TooManyRequests:
        reset = self._limiter.get_window_stats(self._limit, key).reset_time
        wait_s = max(1, math.ceil(reset - self._clock()))
        return TooManyRequests(f"The limit is {self._limit}.", retry_after_s=wait_s)
