"""The use case of a chunk: what a file says is new, an amendment or known already, and is stored."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from uuid import uuid4

from sealwire_profiling.intake.adapters import consignments, filing
from sealwire_profiling.intake.domain.amending import Verdict, judge
from sealwire_profiling.intake.domain.stored import Filing, Version
from sealwire_profiling.intake.domain.uploads import Counts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.intake.domain.amending import Judged
    from sealwire_profiling.intake.domain.parsed import Parsed
    from sealwire_profiling.intake.domain.stored import Stored
    from sealwire_profiling.intake.domain.uploads import Chunk, Claimed
    from sealwire_profiling.tenancy import Tenant


async def file_chunk(
    session: AsyncSession, claimed: Claimed, chunk: Chunk, *, tenant: Tenant, now: int
) -> Counts:
    """Store what a chunk says that was not known, and return what came of it; a dry run only counts.

    Args:
        session: The transaction of the chunk.
        claimed: The upload that it is of.
        chunk: No reference twice.
        tenant: Whose.
        now: Unix seconds.
    """
    told = claimed.upload.told
    read = {each.consignment.reference: each for each in chunk.parsed if each.consignment is not None}
    known = await consignments.by_reference(
        session, tenant=tenant, source=told.source, references=read, lock=not told.dry_run
    )
    judged = {
        reference: judge(each.consignment, known[reference].consignment if reference in known else None)
        for reference, each in read.items()
        if each.consignment is not None
    }
    if not told.dry_run:
        filings = [*_filings(claimed, read, known, judged, now=now)]
        await filing.save(session, filings, tenant=tenant)
    counted = Counter(each.verdict for each in judged.values())
    return Counts(
        added=counted[Verdict.ADDED],
        amended=counted[Verdict.AMENDED],
        unchanged=counted[Verdict.UNCHANGED],
        refused=sum(each.consignment is None for each in chunk.parsed),
    )


def _filings(
    claimed: Claimed,
    read: Mapping[str, Parsed],
    known: Mapping[str, Stored],
    judged: Mapping[str, Judged],
    *,
    now: int,
) -> Iterator[Filing]:
    for reference, verdict in judged.items():
        if verdict.verdict is Verdict.UNCHANGED:
            continue
        parsed, before = read[reference], known.get(reference)
        if parsed.consignment is None:
            continue
        yield Filing(
            id=before.id if before else uuid4(),
            source=claimed.upload.told.source,
            version=Version(
                number=before.current.number + 1 if before else 1,
                received_at=now,
                upload=claimed.id,
                line=parsed.line,
                changed=verdict.changed,
                consignment=parsed.consignment,
            ),
            amended=tuple(sorted({*verdict.changed, *(before.amended if before else ())})),
        )
