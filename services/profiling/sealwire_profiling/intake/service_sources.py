"""The use cases of what an administration sets: its sources, and how long consignments are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.authorisation import Action
from sealwire.contract.profiling.intake import (
    MAX_SOURCES,
    RetentionIn,
    RetentionOut,
    SourceFiling,
    SourceOut,
    Sources,
)
from sealwire.errors import NotFound

from sealwire_profiling.intake.adapters import erasing, sources
from sealwire_profiling.intake.domain.mapping import PATHS, check_mapping
from sealwire_profiling.intake.refusals import SourceChanged, TooManySources

if TYPE_CHECKING:
    from sealwire_profiling.call import Call


async def all_of(call: Call) -> Sources:
    """Return all sources, and the field paths that a mapping may name.

    Raises:
        NotAllowed: The caller sees no consignments.
    """
    found = await sources.all_of(call.session, tenant=call.tenant(Action.READ_CONSIGNMENTS))
    return Sources(sources=tuple(found), paths=tuple(PATHS))


async def read(call: Call, code: str) -> SourceOut:
    """Return a source.

    Raises:
        NotFound: There is none of this code.
        NotAllowed: The caller sees no consignments.
    """
    found = await sources.get(call.session, code, tenant=call.tenant(Action.READ_CONSIGNMENTS))
    if found is None:
        raise NotFound(field="source")
    return found


async def file(call: Call, code: str, filing: SourceFiling) -> SourceOut:
    """Store a source over the version that was read.

    Raises:
        UnknownPaths: The mapping names fields that do not exist.
        SourceChanged: Another version is there by now.
        TooManySources: There are as many as there may be.
        NotAllowed: The caller sets nothing.
    """
    tenant = call.tenant(Action.SET_PROFILING)
    check_mapping(filing.mapping)
    if filing.version == 0 and await sources.count(call.session, tenant=tenant) >= MAX_SOURCES:
        raise TooManySources(max_sources=MAX_SOURCES)
    source = SourceOut(
        code=code,
        version=filing.version + 1,
        name=filing.name,
        mapping=filing.mapping,
        saved_at=call.now,
        saved_by=call.officer,
    )
    if not await sources.save(call.session, source, tenant=tenant):
        raise SourceChanged
    return source


async def retention(call: Call, *, usual_days: int) -> RetentionOut:
    """Return how long consignments are kept, and what remains of those that were erased.

    Raises:
        NotAllowed: The caller sees no consignments.
    """
    tenant = call.tenant(Action.READ_CONSIGNMENTS)
    own = await sources.kept_days(call.session, tenant=tenant)
    erased = await erasing.remaining(call.session, tenant=tenant)
    return RetentionOut(days=own or usual_days, own=own is not None, erased=tuple(erased))


async def keep(call: Call, wanted: RetentionIn, *, usual_days: int) -> RetentionOut:
    """Set how long the administration keeps consignments; what is older is erased within hours.

    Raises:
        NotAllowed: The caller sets nothing.
    """
    tenant = call.tenant(Action.SET_PROFILING)
    await sources.keep(call.session, wanted.days, tenant=tenant, at=call.now, by=call.officer)
    return await retention(call, usual_days=usual_days)
