"""Who did what when: written once, read in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sealwire.contract.onboarding import EventOut
from sqlalchemy import insert, select

from sealwire_directory.onboarding.adapters.tables import events

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

MAX_EVENTS = 1_000


@dataclass(frozen=True, slots=True)
class Event:
    """Something that somebody did.

    Attributes:
        at: Unix seconds.
        key: Id of the key that did it.
        handle: Of its holder.
        subject: A unit code, a country, or `*`.
        what: The deed, in the past tense.
        detail: Public facts of it; never a person's name.
    """

    at: int
    key: bytes
    handle: str
    subject: str
    what: str
    detail: dict[str, object] = field(default_factory=dict)


async def add(session: AsyncSession, event: Event) -> None:
    """Write an event down."""
    await session.execute(
        insert(events).values(
            at=event.at,
            key=event.key,
            handle=event.handle,
            subject=event.subject,
            what=event.what,
            detail=event.detail,
        )
    )


async def of(session: AsyncSession, subject: str, *, after: int) -> list[EventOut]:
    """Return the events of a subject after a number, at most MAX_EVENTS, in the order they happened."""
    query = (
        select(events)
        .where(events.c.subject == subject, events.c.number > after)
        .order_by(events.c.number)
        .limit(MAX_EVENTS)
    )
    return [
        EventOut(
            number=row.number,
            at=row.at,
            key=row.key.hex(),
            handle=row.handle,
            subject=row.subject,
            what=row.what,
            detail=row.detail,
        )
        for row in await session.execute(query)
    ]
