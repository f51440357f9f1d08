"""The parties of uploads in PostgreSQL: worked out once, after the file was read."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sealwire.contract.profiling.consignments import PartyRole
from sealwire.contract.profiling.intake import UploadState
from sealwire.contract.profiling.parties import PartyOut
from sqlalchemy import (
    ARRAY,
    Interval,
    Text,
    Uuid,
    any_,
    cast,
    column,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from sealwire_profiling.intake.adapters.tables import (
    consignment_versions,
    consignments,
    upload_parties,
    uploads,
)
from sealwire_profiling.intake.domain.parties import Mention
from sealwire_profiling.tenancy import Tenant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

_U, _C, _V, _P = uploads.c, consignments.c, consignment_versions.c, upload_parties.c
_ENDED = (UploadState.DONE.value, UploadState.FAILED.value)
_AT_ONCE = 5_000
_MOST_TRIES = 3
"""What takes a process down, or fails, each time is given up: others wait behind it."""


class Claimed(NamedTuple):
    """An upload whose parties one process works out, and whose it is."""

    tenant: Tenant
    upload: UUID


async def claim(session: AsyncSession, *, for_s: float) -> Claimed | None:
    """Give a process the upload that waits longest for its parties, of any administration; None if none does.

    Args:
        session: The transaction.
        for_s: Seconds after which another process may have it.
    """
    waiting = (
        select(_U.tenant, _U.id)
        .where(_U.parties.is_(None), _U.dry_run.is_(False), _U.same_as.is_(None), _U.state.in_(_ENDED))
        .where(or_(_U.parties_claimed_until.is_(None), _U.parties_claimed_until < func.now()))
        .where(_U.parties_tries < _MOST_TRIES)
        .order_by(_U.ready_at)
        .limit(1)
        .with_for_update(skip_locked=True, of=uploads)
        .cte("waiting")
    )
    until = func.now() + literal(timedelta(seconds=for_s), Interval)
    claimed = (
        update(uploads)
        .where(_U.tenant == waiting.c.tenant, _U.id == waiting.c.id)
        .values(parties_claimed_until=until, parties_tries=_U.parties_tries + 1)
        .returning(_U.tenant, _U.id)
    )
    row = (await session.execute(claimed)).one_or_none()
    return None if row is None else Claimed(Tenant(row.tenant), row.id)


async def put_back(session: AsyncSession, upload: UUID, *, tenant: Tenant) -> None:
    """Let an upload wait for the next process; that this one could not is not the upload's fault."""
    again = {"parties_claimed_until": None, "parties_tries": _U.parties_tries - 1}
    await session.execute(update(uploads).where(_U.tenant == tenant, _U.id == upload).values(**again))


async def brought(session: AsyncSession, upload: UUID, *, tenant: Tenant) -> list[UUID]:
    """Return the consignments that an upload brought or amended, also if others have amended them since."""
    found = union_all(
        select(_C.id).where(_C.tenant == tenant, _C.upload == upload),
        select(_V.consignment).where(_V.tenant == tenant, _V.upload == upload),
    )
    return list(await session.scalars(found))


async def mentions(
    session: AsyncSession, upload: UUID, ids: Sequence[UUID], *, tenant: Tenant
) -> list[list[Mention]]:
    """Return whom some consignments name, as the upload declared them.

    Args:
        session: The transaction.
        upload: The upload.
        ids: Of consignments.
        tenant: Whose.
    """
    wanted = any_(literal(list(ids), ARRAY(Uuid)))
    declared = union_all(
        select(_C.body["parties"]).where(_C.tenant == tenant, _C.id == wanted, _C.upload == upload),
        select(_V.body["parties"]).where(_V.tenant == tenant, _V.consignment == wanted, _V.upload == upload),
    )
    return [
        [
            Mention(PartyRole(each["role"]), each.get("name", ""), each.get("country"))
            for each in parties or ()
        ]
        for parties in await session.scalars(declared)
    ]


async def store(session: AsyncSession, upload: UUID, parties: Sequence[PartyOut], *, tenant: Tenant) -> None:
    """Store the parties of an upload, instead of those that may be there."""
    await session.execute(delete(upload_parties).where(_P.tenant == tenant, _P.upload == upload))
    for begin in range(0, len(parties), _AT_ONCE):
        # Thousands of them take a good part of a second to write down: too long for the event loop.
        rows = await asyncio.to_thread(_rows, upload, parties[begin : begin + _AT_ONCE], tenant)
        given = func.jsonb_to_recordset(cast(literal(rows, Text), JSONB)).table_valued(
            *(column(each.name, each.type) for each in _P)
        )
        rendered = select(given.render_derived(name="given", with_types=True))
        await session.execute(insert(upload_parties).from_select([each.name for each in _P], rendered))
    done = {"parties": len(parties), "parties_claimed_until": None}
    await session.execute(update(uploads).where(_U.tenant == tenant, _U.id == upload).values(**done))


async def counted(session: AsyncSession, upload: UUID, *, tenant: Tenant) -> int | None:
    """Return how many parties an upload names; None where that is not worked out yet."""
    count: int | None = await session.scalar(select(_U.parties).where(_U.tenant == tenant, _U.id == upload))
    return count


async def given_up(session: AsyncSession, upload: UUID, *, tenant: Tenant) -> bool:
    """Tell whether the parties of an upload are not tried again: each process that began did not end."""
    over = (_U.parties_tries >= _MOST_TRIES, _U.parties_claimed_until < func.now())
    found = select(_U.id).where(_U.tenant == tenant, _U.id == upload, *over)
    return await session.scalar(found) is not None


async def page(
    session: AsyncSession, upload: UUID, *, tenant: Tenant, after: int, limit: int
) -> list[PartyOut]:
    """Return a page of an upload's parties, by number."""
    found = await session.execute(
        select(upload_parties)
        .where(_P.tenant == tenant, _P.upload == upload, _P.number > after)
        .order_by(_P.number)
        .limit(limit)
    )
    return [
        PartyOut.model_validate({
            "number": row.number,
            "roles": row.roles,
            "consignments": row.consignments,
            "spellings": row.spellings,
        })
        for row in found
    ]  # fmt: skip


def _rows(upload: UUID, parties: Sequence[PartyOut], tenant: Tenant) -> str:
    """Return the rows of `upload_parties` as a JSON array."""
    stamp = {"tenant": tenant, "upload": str(upload)}
    return json.dumps([{**stamp, **each.model_dump(mode="json")} for each in parties], ensure_ascii=False)
