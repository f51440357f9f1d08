"""Uploads and their parts in PostgreSQL, until the file is complete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.intake import (
    Mapping,
    UploadErrorOut,
    UploadIn,
    UploadOut,
    UploadState,
)
from sqlalchemy import exists, func, insert, literal, select, tuple_, update
from sqlalchemy.dialects.postgresql import JSONB

from sealwire_profiling.intake.adapters.tables import upload_errors, upload_parts, uploads
from sealwire_profiling.intake.domain.uploads import Upload

if TYPE_CHECKING:
    from collections.abc import Mapping as Named
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant

_U, _P, _E = uploads.c, upload_parts.c, upload_errors.c
_UNFINISHED = (UploadState.RECEIVING.value, UploadState.READING.value)


async def add(session: AsyncSession, told: UploadOut, *, tenant: Tenant) -> None:
    """Store a new upload."""
    values = told.model_dump() | {
        "tenant": tenant,
        "kind": told.kind.value,
        "state": told.state.value,
        "sha256": bytes.fromhex(told.sha256),
        "ignored": list(told.ignored),
        "position": 0,
    }
    await session.execute(insert(uploads).values(values))


async def get(session: AsyncSession, upload: UUID, *, tenant: Tenant, lock: bool = False) -> Upload | None:
    """Return an upload; with `lock`, others wait to change it until the transaction ends."""
    statement = select(uploads).where(_U.tenant == tenant, _U.id == upload)
    row = (await session.execute(statement.with_for_update() if lock else statement)).one_or_none()
    return None if row is None else upload_of(row)


async def page(
    session: AsyncSession, *, tenant: Tenant, before: UploadOut | None, limit: int
) -> list[UploadOut]:
    """Return a page of uploads, newest first, behind one of them."""
    statement = select(uploads).where(_U.tenant == tenant)
    if before is not None:
        statement = statement.where(tuple_(_U.created_at, _U.id) < (before.created_at, before.id))
    found = await session.execute(statement.order_by(_U.created_at.desc(), _U.id.desc()).limit(limit))
    return [upload_of(row).told for row in found]


async def unfinished(session: AsyncSession, *, tenant: Tenant) -> int:
    """Return how many uploads wait for parts or to be read."""
    found = await session.scalar(select(func.count()).where(_U.tenant == tenant, _U.state.in_(_UNFINISHED)))
    return found or 0


async def parts(session: AsyncSession, upload: UUID, *, tenant: Tenant) -> Named[int, tuple[int, bytes]]:
    """Return size and hash of the parts that are there, by number."""
    found = await session.execute(
        select(_P.number, func.octet_length(_P.content), _P.sha256)
        .where(_P.tenant == tenant, _P.upload == upload)
        .order_by(_P.number)
    )
    return {number: (size, sha256) for number, size, sha256 in found}


async def part(session: AsyncSession, upload: UUID, number: int, *, tenant: Tenant) -> bytes | None:
    """Return the content of a part."""
    content: bytes | None = await session.scalar(
        select(_P.content).where(_P.tenant == tenant, _P.upload == upload, _P.number == number)
    )
    return content


async def add_part(
    session: AsyncSession, upload: UUID, number: int, content: tuple[bytes, bytes], *, tenant: Tenant
) -> None:
    """Store a part: its hash and its bytes."""
    sha256, data = content
    values = {"tenant": tenant, "upload": upload, "number": number, "sha256": sha256, "content": data}
    await session.execute(insert(upload_parts).values(values))


async def earlier(session: AsyncSession, told: UploadOut, mapping: Mapping, *, tenant: Tenant) -> UUID | None:
    """Return the upload that brought the same file of the same source, read by the same mapping.

    None where another file of the source came after it: what it said may be amended since, so that the file
    has to be read again.
    """
    same = _U.mapping == literal(mapping.model_dump(mode="json"), JSONB)
    other = uploads.alias("other")
    after = exists().where(
        other.c.tenant == tenant, other.c.source == told.source, other.c.ready_at > _U.ready_at,
        other.c.dry_run.is_(False), other.c.same_as.is_(None),
    )  # fmt: skip
    found: UUID | None = await session.scalar(
        select(_U.id)
        .where(_U.tenant == tenant, _U.source == told.source, _U.sha256 == bytes.fromhex(told.sha256))
        .where(_U.state == UploadState.DONE.value, _U.dry_run.is_(False), _U.same_as.is_(None), same, ~after)
        .limit(1)
    )
    return found


async def complete(session: AsyncSession, upload: UUID, mapping: Mapping, *, tenant: Tenant) -> None:
    """Say that all of the file is there, so that a worker may read it."""
    await session.execute(
        update(uploads)
        .where(_U.tenant == tenant, _U.id == upload)
        .values(
            state=UploadState.READING.value,
            mapping=mapping.model_dump(mode="json"),
            ready_at=func.clock_timestamp(),
        )
    )


async def errors(
    session: AsyncSession, upload: UUID, *, tenant: Tenant, after: int, limit: int
) -> list[tuple[int, UploadErrorOut]]:
    """Return a page of what is wrong with lines, each with its number."""
    found = await session.execute(
        select(upload_errors)
        .where(_E.tenant == tenant, _E.upload == upload, _E.number > after)
        .order_by(_E.number)
        .limit(limit)
    )
    return [
        (row.number, UploadErrorOut(line=row.line, column=row.column, code=row.code, message=row.message))
        for row in found
    ]


def upload_of(row: Row[Any]) -> Upload:
    """Return an upload of its row."""
    fields = {name: getattr(row, name) for name in (*UploadIn.model_fields, *UploadOut.model_fields)}
    told = UploadOut.model_validate({**fields, "sha256": row.sha256.hex()})
    return Upload(told, row.position, Mapping.model_validate(row.mapping or {}))
