"""The use cases of reading consignments: search, and one with its versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.authorisation import Action
from sealwire.contract.profiling.intake import ConsignmentHistory, ConsignmentsPage
from sealwire.errors import NotFound

from sealwire_profiling.intake.adapters import consignments
from sealwire_profiling.intake.domain.redaction import shown, shown_version
from sealwire_profiling.intake.refusals import PartiesWithheld

if TYPE_CHECKING:
    from uuid import UUID

    from sealwire_profiling.call import Call
    from sealwire_profiling.intake.domain.stored import Query


async def search(call: Call, query: Query) -> ConsignmentsPage:
    """Return a page of consignments, their parties as far as the caller sees them.

    Raises:
        PartiesWithheld: The caller searches by a party and sees none.
        NotAllowed: The caller sees no consignments.
    """
    tenant, parties = call.tenant(Action.READ_CONSIGNMENTS), call.sees_parties
    if query.party and not parties:
        raise PartiesWithheld
    found = await consignments.find(call.session, query, tenant=tenant)
    return ConsignmentsPage(
        consignments=tuple(shown(each, parties=parties) for each in found),
        next=found[-1].id if len(found) == query.limit else None,
    )


async def read(call: Call, consignment: UUID) -> ConsignmentHistory:
    """Return a consignment with all its versions, their parties as far as the caller sees them.

    Raises:
        NotFound: There is no such consignment.
        NotAllowed: The caller sees no consignments.
    """
    tenant, parties = call.tenant(Action.READ_CONSIGNMENTS), call.sees_parties
    found = await consignments.load(call.session, tenant=tenant, ids=[str(consignment)], limit=1)
    if not found:
        raise NotFound(field="consignment")
    before = await consignments.versions(call.session, tenant=tenant, consignment=consignment)
    versions = (*before, found[0].current)
    return ConsignmentHistory(
        consignment=shown(found[0], parties=parties),
        versions=tuple(shown_version(each, found[0].source, parties=parties) for each in versions),
    )
