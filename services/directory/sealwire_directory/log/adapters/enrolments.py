"""Invitations and the requests that answered them, in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.directory.enrolment import DevicePublics, EnrolmentRequest
from sealwire.directory.fields import Role
from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from sealwire_directory.log.domain.inviting import Invitation, Waiting
from sealwire_directory.tables import enrolments, invitations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession


async def announce(session: AsyncSession, invitation: Invitation) -> Invitation:
    """Keep an invitation, unless its code was announced before; return the one that is kept."""
    row = {
        "code_hash": invitation.code_hash,
        "unit": invitation.unit,
        "officer": invitation.officer,
        "roles": [role.value for role in invitation.roles],
        "expires_at": invitation.expires_at,
        "voucher": invitation.voucher,
    }
    await session.execute(upsert(invitations).values(row).on_conflict_do_nothing())
    kept = await _invitations(session, invitations.c.code_hash == invitation.code_hash)
    return kept[0] if kept else invitation


async def invitations_of(session: AsyncSession, *, unit: str, officer: str) -> list[Invitation]:
    """Return the invitations to a unit under a handle, locked until the transaction ends."""
    return await _invitations(session, (invitations.c.unit == unit) & (invitations.c.officer == officer))


async def enrol(session: AsyncSession, waiting: Waiting, *, digest: bytes) -> None:
    """Use a code up and keep the request that presented it.

    Args:
        session: The transaction, which holds the invitation.
        waiting: The request, checked.
        digest: SHA-256 of the request's bytes.
    """
    request = waiting.request
    by_code = invitations.c.code_hash == request.code_hash
    await session.execute(update(invitations).where(by_code).values(used_by=digest))
    row = {
        "code_hash": request.code_hash,
        "unit": request.unit,
        "officer": request.officer,
        "roles": [role.value for role in waiting.roles],
        "sign": request.publics.sign,
        "auth": request.publics.auth,
        "seal": request.publics.seal,
        "sign_proof": request.sign_proof,
        "auth_proof": request.auth_proof,
        "requested_at": waiting.requested_at,
    }
    await session.execute(insert(enrolments).values(row))


async def waiting_in(session: AsyncSession, unit: str) -> list[Waiting]:
    """Return who waits to be vouched for in a unit, longest first."""
    rows = select(enrolments).where(enrolments.c.unit == unit).order_by(enrolments.c.requested_at)
    return [_waiting(row) for row in await session.execute(rows)]


async def forget_vouched(session: AsyncSession, sign_keys: Sequence[bytes]) -> None:
    """Delete the requests of devices that stand in the log now."""
    if sign_keys:
        await session.execute(delete(enrolments).where(enrolments.c.sign.in_(sign_keys)))


async def forget_before(session: AsyncSession, time: int) -> None:
    """Delete invitations that expired before a time, and their requests."""
    await session.execute(delete(invitations).where(invitations.c.expires_at < time))


async def _invitations(session: AsyncSession, which: ColumnElement[bool]) -> list[Invitation]:
    rows = await session.execute(select(invitations).where(which).with_for_update())
    return [
        Invitation(
            unit=row.unit,
            officer=row.officer,
            roles=tuple(Role(role) for role in row.roles),
            code_hash=row.code_hash,
            expires_at=row.expires_at,
            voucher=row.voucher,
            used_by=row.used_by,
        )
        for row in rows
    ]


def _waiting(row: Row[tuple[object, ...]]) -> Waiting:
    publics = DevicePublics(row.sign, row.auth, row.seal)
    return Waiting(
        request=EnrolmentRequest(
            unit=row.unit,
            officer=row.officer,
            code_hash=row.code_hash,
            publics=publics,
            sign_proof=row.sign_proof,
            auth_proof=row.auth_proof,
        ),
        roles=tuple(Role(role) for role in row.roles),
        requested_at=row.requested_at,
    )
