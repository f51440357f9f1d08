"""The use case of reading the parties that an upload names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.authorisation import Action
from sealwire.contract.profiling.parties import PartiesPage
from sealwire.errors import NotFound

from sealwire_profiling.intake.adapters import parties, uploads
from sealwire_profiling.intake.refusals import PartiesFailed, PartiesNotKept, PartiesNotReady

if TYPE_CHECKING:
    from uuid import UUID

    from sealwire_profiling.call import Call


async def page(call: Call, upload: UUID, *, after: int, limit: int) -> PartiesPage:
    """Return a page of the parties that an upload names; of a file that came before, those of that upload.

    Raises:
        PartiesNotReady: The file is still read, or its names are still compared.
        PartiesFailed: Its names could not be compared.
        PartiesNotKept: It was a dry run, or the upload that brought the file is erased.
        NotFound: There is no such upload.
        NotAllowed: The caller sees no parties.
    """
    tenant = call.tenant(Action.READ_PARTIES)
    asked = await uploads.get(call.session, upload, tenant=tenant)
    if asked is None:
        raise NotFound(field="upload")
    brought_by = asked.told.same_as or upload
    brought = await uploads.get(call.session, brought_by, tenant=tenant)
    if brought is None or brought.told.dry_run:
        raise PartiesNotKept
    total = await parties.counted(call.session, brought_by, tenant=tenant)
    if total is None:
        given_up = await parties.given_up(call.session, brought_by, tenant=tenant)
        raise PartiesFailed if given_up else PartiesNotReady
    found = await parties.page(call.session, brought_by, tenant=tenant, after=after, limit=limit)
    return PartiesPage(
        parties=tuple(found), total=total, next=found[-1].number if len(found) == limit else None
    )
