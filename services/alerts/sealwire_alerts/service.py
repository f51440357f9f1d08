"""The use cases of alerts: load, decide, save."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sealwire.contract.acceptance import Accepted, Outcome
from sealwire.contract.events import AcceptedEntry, EnvelopesAccepted
from sealwire.errors import NotFound
from sealwire.receipts import parse_receipt
from sealwire_chassis.database import CommitRefused

from sealwire_alerts.adapters import envelope_log, envelopes, mailboxes, receipts
from sealwire_alerts.domain.acceptance import Candidate, Decision, decide
from sealwire_alerts.domain.mailbox import Page, PageQuery, cut_page
from sealwire_alerts.domain.receipts import StoredReceipt, check_receipt
from sealwire_alerts.events import ENVELOPES_ACCEPTED
from sealwire_alerts.rights import reader

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    import asyncpg
    from sealwire_chassis.caller import Caller
    from sealwire_chassis.database import Database
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_alerts.arrivals import Arrivals

# Stands for a position that only the statement knows; no position is negative.
_FIRST = -1


async def accept_group(
    database: Database, candidates: Sequence[Candidate], *, now: int, retention_days: int
) -> Decision:
    """Accept what can be accepted of a group: envelopes, leaves, mailbox entries and the event together.

    Nearly always all of a group is new: then one statement does it all. When it meets something known,
    each envelope is decided for itself, under the log's lock.

    Args:
        database: Where; the outcomes count once this returns.
        candidates: In the order of arrival; at least one.
        now: Unix seconds.
        retention_days: How long the envelopes are kept, at least.

    Raises:
        DatabaseUnavailable: The database did not answer; what became of the group is not known.
    """
    try:
        first = await _append(database.driver_statement, candidates, now=now, retention_days=retention_days)
    except CommitRefused:
        async with database.driver_transaction() as connection:
            return await accept_each(connection, candidates, now=now, retention_days=retention_days)
    outcomes: list[Outcome] = [Accepted(first + place, now) for place in range(len(candidates))]
    return Decision(outcomes=outcomes, stored=list(candidates), first=first)


async def accept_each(
    connection: asyncpg.Connection[Any], candidates: Sequence[Candidate], *, now: int, retention_days: int
) -> Decision:
    """Decide every envelope of a group for itself, under the log's lock; see `accept_group`.

    Args:
        connection: In a transaction of its own; the outcomes count only after it has committed.
        candidates: In the order of arrival.
        now: Unix seconds.
        retention_days: How long the envelopes are kept, at least.
    """
    size = await envelope_log.lock(connection)
    known = await envelope_log.known(connection, candidates)
    decision = decide(candidates, known, log_size=size, now=now)
    if decision.stored:
        await _append(connection.fetch, decision.stored, now=now, retention_days=retention_days)
    return decision


async def _append(
    run: envelope_log.Run, candidates: Sequence[Candidate], *, now: int, retention_days: int
) -> int:
    return await envelope_log.append(
        run, candidates, _event(candidates), accepted_at=now, retention_days=retention_days
    )


def _event(candidates: Sequence[Candidate]) -> str:
    """Return the message of ENVELOPES_ACCEPTED as a format: only the statement learns the first position.

    Unit codes, ids and numbers hold no `%` of their own.
    """
    entries = [
        AcceptedEntry(id=c.id, sender=c.sender, units=list(c.units), priority=c.priority) for c in candidates
    ]
    message = ENVELOPES_ACCEPTED.encode(EnvelopesAccepted(first=_FIRST, entries=entries)).decode()
    return message.replace(f'"first":{_FIRST}', '"first":%s', 1)


async def read_mailbox(database: Database, unit: str, query: PageQuery) -> Page:
    """Return a page of the unit's mailbox."""
    async with database.transaction() as session:
        return await load_page(session, unit, query)


async def load_page(session: AsyncSession, unit: str, query: PageQuery) -> Page:
    """Return a page of the unit's mailbox, as this transaction sees it."""
    page = cut_page(await mailboxes.find(session, unit, query), query)
    if not query.envelopes or not page.entries:
        return page
    entries = await mailboxes.with_envelopes(session, unit, page.entries)
    return replace(page, entries=tuple(entries))


async def await_mail(
    database: Database, arrivals: Arrivals, *, who: Caller, query: PageQuery, wait_s: float
) -> Page:
    """Return a page of the caller's mailbox as soon as it has an entry, or an empty one after the wait.

    No transaction is open while it waits.

    Args:
        database: Where the mailbox is.
        arrivals: Wakes this reader.
        who: The caller.
        query: Which page.
        wait_s: Seconds to wait at most.

    Raises:
        NotAllowed: The caller reads no notices.
    """
    unit = reader(who).unit
    deadline = asyncio.get_running_loop().time() + wait_s
    with arrivals.awaited(unit) as waiting:
        page = await read_mailbox(database, unit, query)
        while not page.entries and await waiting.woken(before=deadline):
            page = await read_mailbox(database, unit, query)
    return page


async def fetch_envelope(session: AsyncSession, envelope_id: UUID, *, who: Caller) -> bytes:
    """Return an envelope's bytes.

    Raises:
        NotAllowed: The caller reads no notices.
        NotFound: There is none, or the caller's unit neither sent nor received it.
    """
    raw = await envelopes.raw(session, envelope_id, unit=reader(who).unit)
    if raw is None:
        raise NotFound
    return raw


async def fetch_acceptance(session: AsyncSession, envelope_id: UUID, digest: bytes) -> Accepted:
    """Return what exactly these bytes were answered when they were accepted.

    Raises:
        NotFound: They never were.
    """
    accepted = await envelopes.accepted(session, envelope_id, digest)
    if accepted is None:
        raise NotFound
    return accepted


async def add_receipt(
    session: AsyncSession, envelope_id: UUID, data: bytes, *, who: Caller, now: int
) -> StoredReceipt:
    """Store a receipt that the caller's device signed; a second one of the same kind changes nothing.

    Args:
        session: The transaction.
        envelope_id: What the receipt was sent for.
        data: The receipt's bytes.
        who: The caller, whose device signed it.
        now: Unix seconds.

    Returns:
        The receipt that is stored, which is the device's first of this kind.

    Raises:
        NotAllowed: The caller reads no notices.
        SealwireError: The refusals of `parse_receipt` and `check_receipt`.
    """
    signer, receipt = reader(who), parse_receipt(data)
    envelope = await envelopes.addressed(session, envelope_id, unit=signer.unit)
    check_receipt(receipt, envelope, signer=signer, now=now)
    stored = StoredReceipt(signer.unit, receipt.device, receipt.kind.value, receipt.at, data)
    return await receipts.add(session, envelope_id, stored, now=now)


async def list_receipts(session: AsyncSession, envelope_id: UUID, *, who: Caller) -> list[StoredReceipt]:
    """Return an envelope's receipts.

    Raises:
        NotAllowed: The caller reads no notices.
        NotFound: There is no such envelope, or the caller's unit neither sent nor received it.
    """
    if await envelopes.addressed(session, envelope_id, unit=reader(who).unit) is None:
        raise NotFound
    return await receipts.of_envelope(session, envelope_id)
