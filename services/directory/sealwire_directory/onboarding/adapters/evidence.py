"""Evidence and the files that it cites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import TypeAdapter
from sealwire.contract.onboarding import EvidenceIn, EvidenceKind, EvidenceOut
from sqlalchemy import exists, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from sealwire_directory.onboarding.adapters.tables import citations, evidence, files
from sealwire_directory.onboarding.domain.media import StoredFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_directory.onboarding.adapters.cases import Seen
    from sealwire_directory.onboarding.adapters.events import Event

_ANY: TypeAdapter[EvidenceIn] = TypeAdapter(EvidenceIn)


async def add(session: AsyncSession, filed: EvidenceIn, event: Event) -> None:
    """File a piece of evidence for the unit that the event is about."""
    await session.execute(
        insert(evidence).values(
            unit=event.subject,
            kind=filed.kind,
            body=filed.model_dump(mode="json"),
            filed_at=event.at,
            key=event.key,
            handle=event.handle,
        )
    )


async def of(session: AsyncSession, unit: str) -> list[EvidenceOut]:
    """Return all evidence of a case in the order of filing."""
    query = select(evidence).where(evidence.c.unit == unit).order_by(evidence.c.number)
    return [
        EvidenceOut(
            number=row.number,
            kind=EvidenceKind(row.kind),
            filed_at=row.filed_at,
            filed_by=row.handle,
            evidence=_ANY.validate_python(row.body),
        )
        for row in await session.execute(query)
    ]


async def put_file(session: AsyncSession, file: StoredFile, *, at: int, by: bytes) -> StoredFile:
    """Store a file; the same bytes again change nothing, and stay what they were taken for."""
    row = {
        "sha256": file.sha256,
        "media": file.media,
        "content": file.content,
        "uploaded_at": at,
        "uploaded_by": by,
    }
    await session.execute(upsert(files).values(row).on_conflict_do_nothing())
    kept = await get_file(session, file.sha256)
    return kept or file


async def get_file(session: AsyncSession, sha256: bytes) -> StoredFile | None:
    """Return a file, whoever asks; for what the service itself reads."""
    row = (await session.execute(select(files).where(files.c.sha256 == sha256))).one_or_none()
    return None if row is None else StoredFile(row.sha256, row.media, row.content)


async def cited_file(session: AsyncSession, sha256: bytes, seen: Seen) -> StoredFile | None:
    """Return a file that a case cites which the caller may see."""
    cited = exists().where(citations.c.sha256 == sha256, seen.within(citations.c.unit))
    if not await session.scalar(select(cited)):
        return None
    return await get_file(session, sha256)


async def unknown_files(session: AsyncSession, hashes: Iterable[str]) -> list[str]:
    """Return those of some hashes that no file has."""
    wanted = set(hashes)
    query = select(files.c.sha256).where(files.c.sha256.in_([bytes.fromhex(each) for each in wanted]))
    return sorted(wanted - {sha256.hex() for sha256 in await session.scalars(query)})


async def cite(session: AsyncSession, unit: str, hashes: Iterable[str]) -> None:
    """Let a case cite files that are there."""
    rows = [{"sha256": bytes.fromhex(each), "unit": unit} for each in hashes]
    if rows:
        await session.execute(upsert(citations).values(rows).on_conflict_do_nothing())
