"""Use cases about named sets: lists of texts and groups of countries that rules name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.authorisation import Action
from sealwire.contract.profiling.rules import MAX_SETS, SetKind, SetRecord, Sets

from sealwire_profiling.rules import refusals
from sealwire_profiling.rules.adapters import sets
from sealwire_profiling.rules.domain.withholding import withheld
from sealwire_profiling.rules.named_sets import named_sets
from sealwire_profiling.rules.running import live_rules, shadow_rules

if TYPE_CHECKING:
    from sealwire.contract.profiling.rules import SetFiling

    from sealwire_profiling.call import Call
    from sealwire_profiling.tenancy import Tenant


async def all_sets(call: Call) -> Sets:
    """Return the sets that rules can name: the administration's own, and starting ones that it left alone.

    Its own lists may name persons and companies, so whoever sees no parties sees how many values they have.
    """
    tenant = call.tenant(Action.READ_CONSIGNMENTS)
    found = await named_sets(call.session, tenant=tenant)
    return Sets(sets=tuple(each if call.sees_parties else withheld(each) for each in found))


async def file_set(call: Call, kind: SetKind, name: str, filing: SetFiling) -> SetRecord:
    """File the next version of a set; profiles that name it follow at once.

    Raises:
        SetChanged: There is another version by now than the officer has read.
        SetInUse: It was to be emptied, and a profile that runs names it.
        TooManySets: The administration has as many as it can.
    """
    tenant = call.tenant(Action.EDIT_PROFILES)
    before = {(each.kind, each.name): each.version for each in await sets.newest(call.session, tenant)}
    version = before.get((kind, name), 0)
    if version != filing.after:
        raise refusals.SetChanged(version=version)
    if version == 0 and len(before) >= MAX_SETS:
        raise refusals.TooManySets(most=MAX_SETS)
    record = SetRecord(
        kind=kind,
        name=name,
        version=version + 1,
        values=tuple(dict.fromkeys(filing.values)),
        saved_by=call.officer,
        saved_at=call.now,
    )
    if not await sets.add(call.session, tenant, record):
        raise refusals.SetChanged(version=version + 1)
    await _refuse_emptied(call, tenant, name)
    return record


async def _refuse_emptied(call: Call, tenant: Tenant, name: str) -> None:
    """Refuse what was just saved where a profile that runs would never hold with it."""
    for found in (
        await live_rules(call.session, tenant=tenant),
        await shadow_rules(call.session, tenant=tenant),
    ):
        users = [each.version.code for each in found.running if name in each.rule.empty_sets]
        if users:
            raise refusals.SetInUse(profiles=users)
