"""Use cases about the entries of a watch list: read, add, revise, remove. Each change is a new version."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from sealwire.authorisation import Action
from sealwire.contract.profiling.lists import MAX_LIST_ENTRIES, Entries, EntryState, ListForm
from sealwire.errors import NotFound

from sealwire_profiling.lists.adapters import entries, lists
from sealwire_profiling.lists.adapters.lists import Note
from sealwire_profiling.lists.domain.filing import check_content
from sealwire_profiling.lists.domain.un_diff import differing
from sealwire_profiling.lists.domain.values import Entry
from sealwire_profiling.lists.refusals import EntryRemoved, ImportedList, ListFull, OtherVersion
from sealwire_profiling.lists.service_lists import find_list

if TYPE_CHECKING:
    from uuid import UUID

    from sealwire.contract.profiling.lists import EntryFiling, EntryRecord, Removal

    from sealwire_profiling.call import Call
    from sealwire_profiling.lists.adapters.entries import Page
    from sealwire_profiling.lists.adapters.lists import StoredList
    from sealwire_profiling.tenancy import Tenant


async def read_page(call: Call, code: str, wanted: Page) -> Entries:
    """Return entries of a list that are in one state today.

    Raises:
        NotAllowed: The caller may not see parties, whose names stand on lists.
        NotFound: There is no such list.
    """
    tenant = call.tenant(Action.READ_PARTIES)
    await find_list(call, code, tenant=tenant)
    found = await entries.page(call.session, code, replace(wanted, limit=wanted.limit + 1), tenant=tenant)
    following = found[wanted.limit - 1].id if len(found) > wanted.limit else None
    return Entries(entries=tuple(found[: wanted.limit]), next=following)


async def read_entry(call: Call, code: str, entry: UUID) -> Entries:
    """Return all versions of an entry, the newest first.

    Raises:
        NotAllowed: See `read_page`.
        NotFound: There is no such entry on the list.
    """
    tenant = call.tenant(Action.READ_PARTIES)
    return Entries(entries=tuple(await _versions(call, code, entry, tenant)))


async def add_entry(call: Call, code: str, filing: EntryFiling) -> EntryRecord:
    """Enter something on a list.

    Raises:
        NotAllowed: The caller may not keep lists.
        NotFound: There is no such list.
        ImportedList: Its entries come from files alone.
        ListFull: It holds no more.
        Unprocessable: The entry cannot stand on it; see `check_content`.
    """
    tenant = call.tenant(Action.EDIT_LISTS)
    stored = await own_list(call, code, tenant=tenant)
    content = filing.content()
    check_content(content, of=stored.filing.kind, today=call.today)
    await check_room(call, code, 1, tenant=tenant)
    entry = Entry(uuid4(), code, 1, content)
    await _save(call, entry, tenant=tenant, fields=())
    return (await _versions(call, code, entry.id, tenant))[0]


async def revise_entry(call: Call, code: str, key: UUID, filing: EntryFiling) -> EntryRecord:
    """Enter the next version of an entry; what it says already changes nothing.

    Raises:
        NotAllowed: See `add_entry`, also for the others.
        OtherVersion: It has another version than the caller has read.
        EntryRemoved: It is no longer on the list.
    """
    tenant = call.tenant(Action.EDIT_LISTS)
    stored = await own_list(call, code, tenant=tenant)
    before = await _standing(call, code, key, filing.version, tenant)
    content = filing.content()
    fields = differing(before.content, content)
    if fields:
        check_content(content, of=stored.filing.kind, today=call.today)
        after = Entry(key, code, before.version + 1, content)
        await _save(call, after, tenant=tenant, fields=fields)
    return (await _versions(call, code, key, tenant))[0]


async def remove_entry(call: Call, code: str, key: UUID, removal: Removal) -> EntryRecord:
    """Take an entry off its list, for a reason; it stays readable.

    Raises:
        NotAllowed: See `revise_entry`, also for the others.
    """
    tenant = call.tenant(Action.EDIT_LISTS)
    await own_list(call, code, tenant=tenant)
    before = await _standing(call, code, key, removal.version, tenant)
    after = replace(before, version=before.version + 1, removed=True)
    await _save(call, after, tenant=tenant, fields=(), removal=removal.reason)
    return (await _versions(call, code, key, tenant))[0]


async def own_list(call: Call, code: str, *, tenant: Tenant) -> StoredList:
    """Return a list that officers keep, held until the transaction ends.

    Raises:
        NotFound: There is no such list.
        ImportedList: Its entries come from files alone.
    """
    stored = await find_list(call, code, tenant=tenant)
    if stored.filing.form is not ListForm.OWN:
        raise ImportedList
    await lists.hold(call.session, code, tenant=tenant)
    return stored


async def check_room(call: Call, code: str, more: int, *, tenant: Tenant) -> None:
    """Refuse more entries than a list holds.

    Raises:
        ListFull: It would have more.
    """
    counts = (await entries.counts(call.session, tenant=tenant, on=call.today)).get(code, {})
    if counts.get(EntryState.ACTIVE, 0) + counts.get(EntryState.EXPIRED, 0) + more > MAX_LIST_ENTRIES:
        raise ListFull(max_entries=MAX_LIST_ENTRIES)


async def _save(
    call: Call, entry: Entry, *, tenant: Tenant, fields: tuple[str, ...], removal: str | None = None
) -> None:
    by, now = call.officer, call.now
    await entries.add(call.session, [entry], tenant=tenant, entered=(by, now), removal=removal)
    note = Note("entry", entry.list, str(entry.id), entry.version, removal or entry.content.reason, fields)
    await lists.write_down(call.session, [note], tenant=tenant, by=by, now=now)


async def _standing(call: Call, code: str, key: UUID, version: int, tenant: Tenant) -> Entry:
    found = (await entries.newest(call.session, [key], tenant=tenant)).get(key)
    if found is None or found.list != code:
        raise NotFound(field="entry")
    if found.removed:
        raise EntryRemoved
    if found.version != version:
        raise OtherVersion(version=found.version)
    return found


async def _versions(call: Call, code: str, key: UUID, tenant: Tenant) -> list[EntryRecord]:
    found = await entries.versions(call.session, code, key, tenant=tenant, on=call.today)
    if not found:
        raise NotFound(field="entry")
    return found
