"""Work that waits in PostgreSQL: each piece is done by the one process that has claimed it.

A process that dies loses its claim by time, and another takes the piece up. What took a process down each
time is given up, so that it does not stop all others for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import and_, func, or_, select, update

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy import ColumnElement, Row, ScalarSelect, Table
    from sqlalchemy.ext.asyncio import AsyncSession


class Claim(Protocol):
    """A piece that this process does; `tries` tells its claim from a later one."""

    @property
    def id(self) -> UUID:
        """Of the piece."""
        ...

    @property
    def tries(self) -> int:
        """How often it was claimed, this time included."""
        ...


@dataclass(frozen=True, slots=True)
class Work:
    """A table whose rows are pieces of work.

    Attributes:
        table: With `tenant`, `id`, `tries` and `claimed_until` (Unix seconds) beside the next two columns.
        state: Name of the column that says how far a piece is.
        asked_at: Name of the column that says since when it waits; a tenant's oldest is done first.
        waiting: The state of what nobody does.
        running: The state of what a process does.
        most_tries: After so many it is given up.
    """

    table: Table
    state: str
    asked_at: str
    waiting: str
    running: str
    most_tries: int

    async def unfinished(self, session: AsyncSession, *, tenant: str) -> int:
        """Return how many of a tenant's pieces are undone; its others ask when the transaction has ended."""
        c = self.table.c
        name = f"{self.table.name} {tenant}"
        await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
        undone = (c.tenant == tenant, c[self.state].in_((self.waiting, self.running)))
        return await session.scalar(select(func.count()).select_from(self.table).where(*undone)) or 0

    async def claim(self, session: AsyncSession, *, now: int, for_s: int) -> Row[Any] | None:
        """Take a piece that waits, or whose process has died: the oldest of whoever was served longest ago.

        Args:
            session: A transaction of its own.
            now: Unix seconds.
            for_s: How long this process has for it.
        """
        c = self.table.c
        due = (
            select(c.tenant, c.id)
            .where(self._due(now), c.tries < self.most_tries)
            .order_by(self._last_claim(), c[self.asked_at], c.id)
            .limit(1)
            .with_for_update(skip_locked=True, of=self.table)
        ).cte()
        taken = (
            update(self.table)
            .where(c.tenant == due.c.tenant, c.id == due.c.id)
            .values({self.state: self.running, "claimed_until": now + for_s, "tries": c.tries + 1})
            .returning(self.table)
        )
        row: Row[Any] | None = (await session.execute(taken)).one_or_none()
        return row

    async def give_up(self, session: AsyncSession, failed: Mapping[str, object], *, now: int) -> None:
        """End what took the process or the database down each time; of any tenant.

        Args:
            session: A transaction.
            failed: Columns of what failed, its state with them.
            now: Unix seconds.
        """
        over = self.table.c.tries >= self.most_tries
        await session.execute(update(self.table).where(self._due(now), over).values(**failed))

    async def put_back(self, session: AsyncSession, claim: Claim, *, tenant: str) -> None:
        """Let a piece wait again that this process could not do; its try is counted."""
        await self.finish(session, claim, {self.state: self.waiting, "claimed_until": 0}, tenant=tenant)

    async def finish(
        self, session: AsyncSession, claim: Claim, done: Mapping[str, object], *, tenant: str
    ) -> bool:
        """Store what came of a piece; False, and nothing stored, where it is another process's by now.

        Args:
            session: The transaction.
            claim: Of this process.
            done: Columns, the state with them.
            tenant: Whose.
        """
        c = self.table.c
        still = (c.tenant == tenant, c.id == claim.id, c[self.state] == self.running, c.tries == claim.tries)
        stored = update(self.table).where(*still).values(**done).returning(c.id)
        return await session.scalar(stored) is not None

    def _due(self, now: int) -> ColumnElement[bool]:
        c = self.table.c
        lost = and_(c[self.state] == self.running, c.claimed_until < now)
        return or_(c[self.state] == self.waiting, lost)

    def _last_claim(self) -> ScalarSelect[int]:
        """Return when a row's tenant was served last.

        A claim's end is kept when the work is done, and all of a table last as long. So whoever had a process
        latest comes last, and one that has much waiting takes turns with the others.
        """
        others = self.table.alias("others")
        latest = select(func.coalesce(func.max(others.c.claimed_until), 0))
        return latest.where(others.c.tenant == self.table.c.tenant).correlate(self.table).scalar_subquery()
