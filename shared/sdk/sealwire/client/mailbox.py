"""Fetching the unit's mailbox: every envelope is checked, kept as ciphertext, and its delivery signed for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.client import archive, outbox, receipts
from sealwire.client.archive import Arrival
from sealwire.client.chain import DeliveredTwice, EnvelopeTwice
from sealwire.client.http import UnexpectedAnswer
from sealwire.client.verification import check_here
from sealwire.envelope.format import parse
from sealwire.errors import SealwireError, TooManyRequests, Unauthorised, Unavailable
from sealwire.receipts import ReceiptKind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from uuid import UUID

    from sealwire.client.session import Session
    from sealwire.contract.models import MailboxEntry, MailboxPage
    from sealwire.envelope.format import ParsedEnvelope

PAGE = 100


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something in the mailbox that is no envelope, or not the one that was announced."""

    position: int
    id: UUID
    problem: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a fetch brought.

    Attributes:
        ids: New envelopes, in the order of acceptance; those that failed a check are among them.
        unreadable: What could not even be kept.
    """

    ids: list[UUID]
    unreadable: list[Unreadable]


async def fetch(session: Session, *, wait_s: int = 0) -> Fetched:
    """Fetch everything that is new.

    Args:
        session: The opened home.
        wait_s: How long the exchange may wait for something new, up to 30 s.

    Raises:
        NotEnrolled, DeviceRevoked: This device has no mailbox.
        Offline: The exchange does not answer; what came before is kept.
    """
    await session.directory.sync(session.exchange)
    session.device()
    fetched = Fetched([], [])
    more = True
    while more:
        after = archive.cursor(session.store)
        page = await session.exchange.mailbox(after=after, limit=PAGE, wait_s=0 if fetched.ids else wait_s)
        _check_order(page, after)
        await _take(session, page, fetched)
        more = page.more and bool(page.entries)
    await receipts.post(session)
    return fetched


async def watch(session: Session, *, wait_s: int = 30) -> AsyncIterator[Fetched]:
    """Wait for envelopes, for as long as the caller likes; a lost link is waited out.

    Yields:
        What came, each time that something did.
    """
    while True:
        try:
            fetched = await fetch(session, wait_s=wait_s)
        except UnexpectedAnswer:
            raise
        except (Unavailable, TooManyRequests):
            # The door has already tried several times, with pauses.
            continue
        if fetched.ids or fetched.unreadable:
            yield fetched


async def _take(session: Session, page: MailboxPage, fetched: Fetched) -> None:
    arrivals = []
    for entry in page.entries:
        try:
            arrivals.append(await _arrival(session, entry))
        except SealwireError as error:
            if isinstance(error, Unavailable | TooManyRequests | Unauthorised):
                raise
            fetched.unreadable.append(Unreadable(entry.position, entry.id, error.code))
    with session.store.transaction():
        for arrival in arrivals:
            archive.keep(session.store, arrival, unit=session.device().unit)
            if arrival.problem is None and arrival.parsed.header.device == session.device().id:
                outbox.count_on(session.store, arrival.parsed)
        archive.advance(session.store, page.next)
    for arrival in arrivals:
        fetched.ids.append(arrival.parsed.id)
        if arrival.problem is None and arrival.parsed.header.device != session.device().id:
            receipts.sign(session, arrival.parsed, ReceiptKind.DELIVERED)


def _check_order(page: MailboxPage, after: int) -> None:
    positions = [after, *(entry.position for entry in page.entries)]
    # A cursor beyond what was shown would keep out for good whatever is there.
    if positions != sorted(set(positions)) or page.next != positions[-1]:
        raise UnexpectedAnswer("The mailbox is not in the order of acceptance.")


async def _arrival(session: Session, entry: MailboxEntry) -> Arrival:
    raw = entry.envelope if entry.envelope is not None else await session.exchange.envelope(entry.id)
    parsed = parse(raw)
    if parsed.id != entry.id:
        raise UnexpectedAnswer("The envelope has another id than was announced.")
    known = archive.neighbours(session.store, parsed)
    if any(parse(other).id == parsed.id and other != raw for other in known):
        raise EnvelopeTwice(id=str(parsed.id))
    if archive.place(session.store, parsed) not in (None, entry.position):
        raise DeliveredTwice(id=str(parsed.id))
    return Arrival(parsed, entry.position, entry.accepted_at, await _problem_of(session, parsed))


async def _problem_of(session: Session, parsed: ParsedEnvelope) -> str | None:
    try:
        await check_here(session, parsed)
    except (Unavailable, TooManyRequests):
        raise
    except SealwireError as error:
        return error.code
    return None
