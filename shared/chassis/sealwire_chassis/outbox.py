"""The outbox: events written in the transaction that makes them true, published later by the relay."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

from pydantic import BaseModel
from sealwire.errors import TooLarge
from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    LargeBinary,
    MetaData,
    String,
    Table,
    Uuid,
    column,
    func,
    insert,
    table,
)

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_chassis.bus import Subject

M = TypeVar("M", bound=BaseModel)

MAX_EVENT_BYTES = (
    524_288  # half of NATS's default payload limit: a row that NATS refuses would block the relay
)

# The columns without a MetaData, so that `add` works on any service's table.
rows = table(
    "outbox",
    column("id", BigInteger),
    column("message_id", Uuid),
    column("subject", String),
    column("payload", LargeBinary),
)


def outbox_table(metadata: MetaData) -> Table:
    """Declare the table `outbox` on a service's metadata."""
    return Table(
        "outbox",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("message_id", Uuid, nullable=False),
        Column("subject", String(255), nullable=False),
        Column("payload", LargeBinary, nullable=False),
        Column("written_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    )


async def add(session: AsyncSession, subject: Subject[M], message: M, *, unit: str = "") -> None:
    """Write an event that is published if, and only if, the session's transaction commits.

    Args:
        session: The transaction that makes the event true.
        subject: Where it goes.
        message: What happened.
        unit: Fills `{unit}` in the subject.

    Raises:
        TooLarge: The event is larger than MAX_EVENT_BYTES.
    """
    payload = subject.encode(message)
    if len(payload) > MAX_EVENT_BYTES:
        raise TooLarge("An event.", max_bytes=MAX_EVENT_BYTES)
    values = {"message_id": uuid4(), "subject": subject.name(unit), "payload": payload}
    await session.execute(insert(rows).values(values))
