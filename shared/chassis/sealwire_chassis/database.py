"""The database of one service: connections, and the one place in the project that commits."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator  # noqa: TC003 - FastAPI resolves the dependency's annotations
from contextlib import aclosing, asynccontextmanager
from typing import Annotated

import asyncpg
from fastapi import Depends, Request
from sealwire.errors import Conflict, SealwireError, Unavailable
from sqlalchemy import MetaData, exc, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

_RETRY_STATES = (
    "08",
    "25P03",
    "40",
    "53",
    "55",
    "57",
)  # connection, idle too long, serialisation and deadlock, resources, locks, shutdown
_INTEGRITY = "23"
_AWAY = (exc.TimeoutError, asyncpg.InterfaceError, asyncpg.InternalClientError)
_POOL_WAIT_S = 5.0
_CONNECT_S = 5.0
_SERVER_SETTINGS = {
    # Every statement of ours is a look-up by index. The driver keeps generic plans, and one made while a
    # table was small scans it ever after: 200 ms for ten rows of 100,000.
    "enable_seqscan": "off",
    # A process that was stopped, or whose machine is gone, in the middle of a transaction would keep its
    # locks, and with them every other replica waiting. No transaction of ours waits longer than ten seconds.
    "idle_in_transaction_session_timeout": "30s",
    # A caller who gave up closes its connection, but the server goes on waiting for a lock, and commits
    # when it gets it. So no statement waits much longer than its caller does.
    "lock_timeout": "10s",
}
# asyncpg raises its InternalClientError on a connection that the server ended while it was idle, until
# the end of the stream has been read; SQLAlchemy knows nothing of it and would keep the connection.
_ENDED = asyncpg.InternalClientError
_DRIVER_ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError, _ENDED)
_CONNECT_ERRORS = (OSError, exc.SQLAlchemyError, *_DRIVER_ERRORS)


class DatabaseUnavailable(Unavailable, code="database-unavailable"):
    """The database does not answer; nothing is lost, send the same bytes again."""


class CommitRefused(Conflict, code="commit-refused"):
    """The change contradicts what is stored by now; read again and decide anew."""


class DatabaseFault(SealwireError, code="database-fault"):
    """The database refused a statement of ours; nothing was changed."""


class Database:
    """A pool of connections; every change goes through `transaction`."""

    def __init__(self, dsn: str, *, pool_size: int = 5) -> None:
        """Prepare the pool; connections are made when first needed.

        Args:
            dsn: postgresql+asyncpg:// address with its password.
            pool_size: Most connections held, and most transactions at once.
        """
        self._engine = create_async_engine(
            dsn,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=_POOL_WAIT_S,
            # Values of a failed statement must not reach a log or an error text.
            hide_parameters=True,
            connect_args={"timeout": _CONNECT_S, "server_settings": _SERVER_SETTINGS},
        )
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Give a session whose work is committed on a clean exit and rolled back on an exception.

        Raises:
            DatabaseUnavailable: No connection, or lost, or the server asks to try again.
            CommitRefused: A constraint, checked now or at the commit, does not hold.
            DatabaseFault: Anything else that the database refuses.
        """
        async with self._sessions() as session:
            await self._connect(session)
            try:
                yield session
                await session.commit()
            except (exc.SQLAlchemyError, *_DRIVER_ERRORS) as error:
                if isinstance(error, _ENDED):
                    await session.invalidate()
                raise _ours(error) from error

    @asynccontextmanager
    async def driver_transaction(self) -> AsyncIterator[asyncpg.Connection]:
        """Do what `transaction` does, with asyncpg's connection instead of a session.

        For loops that run all the time: a session adds about 0.3 ms of CPU to a transaction, which
        is ten times what asyncpg itself needs.

        Raises:
            DatabaseUnavailable: See `transaction`, also for the others.
        """
        async with self._driver() as driver, _driver_work(driver):
            yield driver

    @asynccontextmanager
    async def _driver(self) -> AsyncIterator[asyncpg.Connection]:
        try:
            connection = await self._engine.connect()
        except _CONNECT_ERRORS as error:
            raise DatabaseUnavailable from error
        async with aclosing(connection):
            driver: asyncpg.Connection = (await connection.get_raw_connection()).driver_connection
            try:
                yield driver
            except _DRIVER_ERRORS as error:
                if isinstance(error, _ENDED):
                    driver.terminate()
                raise _ours(error) from error
            finally:
                # The pool does not see what goes past it, and would hand a dead connection out again.
                if driver.is_closed():
                    await connection.invalidate()

    async def driver_statement(self, sql: str, *values: object) -> list[asyncpg.Record]:
        """Run one statement that is a transaction of its own: PostgreSQL commits it before it answers.

        For a loop whose whole work is one statement: BEGIN and COMMIT are two more round trips.

        Raises:
            DatabaseUnavailable: See `transaction`, also for the others.
        """
        async with self._driver() as driver:
            return await _whole(driver, sql, values)

    async def ping(self) -> None:
        """Ask the server for an answer.

        Raises:
            DatabaseUnavailable: It gives none.
        """
        async with self.transaction() as session:
            await session.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()

    async def _connect(self, session: AsyncSession) -> None:
        # asyncpg lets bare OSErrors through while connecting, and only then; taking the
        # connection here keeps an OSError of the caller's own work from being mistaken for one.
        try:
            await session.connection()
        except _CONNECT_ERRORS as error:
            raise DatabaseUnavailable from error


@asynccontextmanager
async def _driver_work(driver: asyncpg.Connection) -> AsyncIterator[None]:
    work = driver.transaction()
    await work.start()
    try:
        yield
    except asyncio.CancelledError:
        # A rollback would meet the cancelled statement still under way, and its error would hide
        # the cancellation; the server rolls back what loses its connection.
        driver.terminate()
        raise
    except BaseException:
        with contextlib.suppress(*_DRIVER_ERRORS):  # what went wrong first is what the caller should know
            await work.rollback()
        raise
    await work.commit()


async def _whole(driver: asyncpg.Connection, sql: str, values: tuple[object, ...]) -> list[asyncpg.Record]:
    try:
        rows: list[asyncpg.Record] = await driver.fetch(sql, *values)
    except asyncio.CancelledError:
        # As above: whether it was committed is not known, and the connection must not be used again.
        driver.terminate()
        raise
    return rows


def new_metadata() -> MetaData:
    """Return metadata whose constraints and indexes have names, so that migrations can name them too."""
    return MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )


async def session(request: Request) -> AsyncIterator[AsyncSession]:
    """Give a route its transaction; use it through `SessionDep` only."""
    database: Database = request.app.state.database
    async with database.transaction() as opened:
        yield opened


# The scope matters: with FastAPI's default the commit runs after the answer was sent, and a
# commit that fails has been answered 200.
SessionDep = Annotated[AsyncSession, Depends(session, scope="function")]


def _ours(error: Exception) -> SealwireError:
    state = _sqlstate(error)
    if state.startswith(_INTEGRITY):
        return CommitRefused()
    lost = isinstance(error, exc.DBAPIError) and error.connection_invalidated
    if lost or state.startswith(_RETRY_STATES) or isinstance(error, _AWAY):
        return DatabaseUnavailable()
    return DatabaseFault()


def _sqlstate(error: BaseException | None) -> str:
    while error is not None:
        state = getattr(error, "sqlstate", None) or getattr(getattr(error, "orig", None), "sqlstate", None)
        if state:
            return str(state)
        error = error.__cause__
    return ""
