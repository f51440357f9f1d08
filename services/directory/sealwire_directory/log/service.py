"""The use cases of the directory: load, decide, save, tell. None commits; the transaction is the caller's."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING

from sealwire import cbor
from sealwire.directory.enrolment import parse_request
from sealwire.directory.statement import parse
from sealwire.errors import NotFound
from sealwire_chassis import outbox

from sealwire_directory.log import covering
from sealwire_directory.log.adapters import enrolments, log
from sealwire_directory.log.domain.appending import check_log_keys, judge
from sealwire_directory.log.domain.inviting import (
    Invitation,
    Waiting,
    already_used,
    check_announced_again,
    check_invitation,
    check_new_keys,
    check_voucher,
    matching,
    voucher_of,
)
from sealwire_directory.log.domain.recovering import recovery_of
from sealwire_directory.log.events import APPENDED, DirectoryAppended
from sealwire_directory.onboarding import following

if TYPE_CHECKING:
    from sealwire.directory.batch import Batch
    from sealwire.directory.state import State
    from sealwire.log_signing import LogSigner
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_directory.log.verified import VerifiedLog

MAX_PAGE_STATEMENTS = 1_000
MAX_PAGE_BYTES = 1_048_576
FORGET_AFTER_S = 30 * 86_400


async def append(
    session: AsyncSession, verified: VerifiedLog, batch: Batch, *, signer: LogSigner, now: int
) -> int:
    """Append all statements of a batch, or none, and sign the log's checkpoint after them.

    Returns:
        The position of its last statement: the log's size after it, now as when it was first appended.

    Raises:
        SealwireError: The first check that fails.
    """
    await log.lock(session)
    state = await verified.caught_up(session)
    known = await log.positions(session, batch.statements)
    if len(known) == len(batch.statements):
        return known[-1]
    # A full batch takes a quarter of a second to verify: too long for the event loop.
    judged = await asyncio.to_thread(judge, state, batch, now=now)
    check_log_keys(judged.statements, held=signer.holds)
    # Before anything is written: it asks the verified log, which takes in what is committed only.
    await following.follow(session, judged.state, judged.statements, now=now)
    await log.add(session, batch.statements, after=state.size, now=now)
    await covering.cover(session, judged.state, signer)
    await log.add_keys(session, judged.keys)
    await log.add_grants(session, batch.grants)
    await enrolments.forget_vouched(session, judged.vouched)
    await outbox.add(session, APPENDED, DirectoryAppended(size=judged.state.size))
    return judged.state.size


async def page(session: AsyncSession, *, after: int, limit: int) -> bytes:
    """Return CBOR `[size, [statement, ...]]`: the log's size, and statements after a position."""
    found = await log.read(session, after=after, limit=limit, max_bytes=MAX_PAGE_BYTES)
    # Read second, so that the size is never less than what the page shows.
    return cbor.encode([await log.size(session), found])


async def seal_key(session: AsyncSession, key_id: bytes) -> bytes:
    """Return the 1,216 bytes of the X-Wing key that a statement names.

    Raises:
        NotFound: None does.
    """
    return _found(await log.key(session, key_id))


async def grant(session: AsyncSession, epoch_key: bytes, *, device: bytes) -> bytes:
    """Return an epoch's seed as it was sealed to the caller's device.

    Raises:
        NotFound: It was not sealed to this device.
    """
    return _found(await log.grant(session, epoch_key, device=device))


async def recovery_grant(
    session: AsyncSession, verified: VerifiedLog, epoch_key: bytes, *, caller_id: bytes
) -> bytes:
    """Return an epoch's seed as it was sealed to the recovery key of the caller's unit.

    Raises:
        NotFound: It was not, or the caller may not have it.
    """
    state = await verified.caught_up(session)
    device = state.device(caller_id)
    if device is None:
        raise NotFound
    (added,) = await log.read(session, after=device.since - 1, limit=1, max_bytes=MAX_PAGE_BYTES)
    recovery = recovery_of(state, epoch_key, device=device, voucher=parse(added).key_id)
    return _found(await log.grant(session, epoch_key, device=recovery) if recovery is not None else None)


async def invite(session: AsyncSession, verified: VerifiedLog, invitation: Invitation, *, now: int) -> None:
    """Announce a code by its hash; the same announcement again changes nothing.

    Raises:
        SealwireError: The caller may not vouch for this officer, or the code was announced before.
    """
    state = await verified.caught_up(session)
    check_invitation(state, invitation, voucher_of(state, invitation.voucher), now=now)
    await enrolments.forget_before(session, now - FORGET_AFTER_S)
    check_announced_again(await enrolments.announce(session, invitation), invitation)


async def enrol(session: AsyncSession, verified: VerifiedLog, body: bytes, *, now: int) -> None:
    """Take in an applicant's keys for a voucher to look at; the code counts once.

    Raises:
        SealwireError: The code, a proof or a key does not hold. The code stays unused then.
    """
    request, digest = parse_request(body), hashlib.sha256(body).digest()
    invited = await enrolments.invitations_of(session, unit=request.unit, officer=request.officer)
    invitation = matching(invited, request)
    if already_used(invitation, digest, now=now):
        return
    request.verify(verified.founding)
    check_new_keys(await verified.caught_up(session), request.publics)
    waiting = Waiting(request, invitation.roles, requested_at=now)
    await enrolments.enrol(session, waiting, digest=digest)


async def waiting(
    session: AsyncSession, verified: VerifiedLog, unit: str, *, caller_id: bytes
) -> list[Waiting]:
    """Return who waits to be vouched for in a unit.

    Raises:
        NotAVoucher: The caller is no voucher of this unit.
    """
    state = await verified.caught_up(session)
    check_voucher(state, voucher_of(state, caller_id), unit)
    return await enrolments.waiting_in(session, unit)


async def directory(session: AsyncSession, verified: VerifiedLog) -> State:
    """Return the directory as it stands, for a readable summary."""
    return await verified.caught_up(session)


def _found(value: bytes | None) -> bytes:
    if value is None:
        raise NotFound
    return value
