"""Use cases about lists themselves: what there is, file one, and who changed what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.authorisation import Action
from sealwire.contract.profiling.lists import MAX_LISTS, EntryState, ListChanges, ListRecord, Lists
from sealwire.errors import NotFound

from sealwire_profiling.lists.adapters import entries, imports, lists
from sealwire_profiling.lists.adapters.lists import Note
from sealwire_profiling.lists.refusals import ListFixed, OtherVersion, TooManyLists

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sealwire.contract.profiling.lists import ListFiling

    from sealwire_profiling.call import Call
    from sealwire_profiling.lists.adapters.lists import StoredList
    from sealwire_profiling.tenancy import Tenant


async def all_lists(call: Call) -> Lists:
    """Return the administration's lists with the counts of their entries.

    Raises:
        NotAllowed: The caller may not read consignments.
    """
    tenant = call.tenant(Action.READ_CONSIGNMENTS)
    counts = await entries.counts(call.session, tenant=tenant, on=call.today)
    dated = await imports.dated(call.session, tenant=tenant)
    stored = await lists.all_lists(call.session, tenant=tenant)
    return Lists(lists=tuple(_record(each, counts.get(each.code, {}), dated) for each in stored))


async def file_list(call: Call, code: str, filing: ListFiling) -> ListRecord:
    """File a list, or its next version; what is filed already changes nothing.

    Raises:
        NotAllowed: The caller may not keep lists.
        OtherVersion: It has another version than the caller has read.
        ListFixed: Its kind or form would change.
        TooManyLists: There are as many as there can be.
    """
    tenant = call.tenant(Action.EDIT_LISTS)
    before = await lists.one_list(call.session, code, tenant=tenant)
    if before is None:
        await _check_room(call, tenant)
    elif before.filing.model_copy(update={"version": filing.version}) == filing:
        return await _shown(call, before, tenant)
    if filing.version != (before.version if before else 0):
        raise OtherVersion(version=before.version if before else 0)
    if before and (before.filing.kind, before.filing.form) != (filing.kind, filing.form):
        raise ListFixed
    saved = (call.officer, call.now)
    if not await lists.add_list(call.session, code, filing, tenant=tenant, saved=saved):
        raise OtherVersion
    fields = tuple(
        name
        for name in type(filing).model_fields
        if name != "version" and (before is None or getattr(before.filing, name) != getattr(filing, name))
    )
    note = Note("list", code, code, filing.version + 1, fields=fields)
    await lists.write_down(call.session, [note], tenant=tenant, by=call.officer, now=call.now)
    return await _shown(call, await find_list(call, code, tenant=tenant), tenant)


async def read_changes(call: Call, code: str, *, before: int | None, limit: int) -> ListChanges:
    """Return who changed what on a list, newest first.

    Raises:
        NotAllowed: The caller may not see parties, whose names stand on lists.
        NotFound: There is no such list.
    """
    tenant = call.tenant(Action.READ_PARTIES)
    await find_list(call, code, tenant=tenant)
    found = await lists.changes(call.session, code, tenant=tenant, before=before, limit=limit + 1)
    following = found[limit - 1].id if len(found) > limit else None
    return ListChanges(changes=tuple(found[:limit]), next=following)


async def find_list(call: Call, code: str, *, tenant: Tenant) -> StoredList:
    """Return a list.

    Raises:
        NotFound: The administration has none of this code.
    """
    found = await lists.one_list(call.session, code, tenant=tenant)
    if found is None:
        raise NotFound(field="list")
    return found


async def _check_room(call: Call, tenant: Tenant) -> None:
    if len(await lists.all_lists(call.session, tenant=tenant)) >= MAX_LISTS:
        raise TooManyLists(max_lists=MAX_LISTS)


async def _shown(call: Call, stored: StoredList, tenant: Tenant) -> ListRecord:
    counts = await entries.counts(call.session, tenant=tenant, on=call.today)
    dated = await imports.dated(call.session, tenant=tenant)
    return _record(stored, counts.get(stored.code, {}), dated)


def _record(
    stored: StoredList, counts: Mapping[EntryState, int], dated: Mapping[str, datetime]
) -> ListRecord:
    return ListRecord(
        **stored.filing.model_dump(),
        code=stored.code,
        saved_by=stored.saved_by,
        saved_at=stored.saved_at,
        dated=dated.get(stored.code),
        active=counts.get(EntryState.ACTIVE, 0),
        expired=counts.get(EntryState.EXPIRED, 0),
        removed=counts.get(EntryState.REMOVED, 0),
    )
