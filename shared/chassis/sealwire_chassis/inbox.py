"""The inbox: ids of consumed messages, so that one delivered twice is handled once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Column, DateTime, MetaData, String, Table, column, delete, func, table
from sqlalchemy.dialects.postgresql import insert

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_rows = table(
    "inbox",
    column("consumer", String),
    column("message_id", String),
    column("seen_at", DateTime(timezone=True)),
)


def inbox_table(metadata: MetaData) -> Table:
    """Declare the table `inbox` on a service's metadata."""
    return Table(
        "inbox",
        metadata,
        Column("consumer", String(64), primary_key=True),
        Column("message_id", String(128), primary_key=True),
        Column("seen_at", DateTime(timezone=True), nullable=False, server_default=func.now(), index=True),
    )


async def first_time(session: AsyncSession, consumer: str, message_id: str) -> bool:
    """Record a message id in the session's transaction and tell whether it is new.

    Args:
        session: The transaction that also does the message's work.
        consumer: Durable name of the consumer.
        message_id: `Nats-Msg-Id`, at most 128 characters.
    """
    statement = insert(_rows).values(consumer=consumer, message_id=message_id).on_conflict_do_nothing()
    result = await session.execute(statement.returning(_rows.c.message_id))
    return result.first() is not None


async def forget(session: AsyncSession, *, older_than_s: float) -> None:
    """Delete ids that no stream can deliver again.

    Args:
        session: A transaction.
        older_than_s: Age in seconds; must exceed the stream's max_age.
    """
    limit = datetime.now(UTC) - timedelta(seconds=older_than_s)
    await session.execute(delete(_rows).where(_rows.c.seen_at < limit))
