"""Use cases about the UN's list: a file comes in parts, is compared with what stands, and applied."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING
from uuid import uuid4

from sealwire.authorisation import Action
from sealwire.contract.profiling.consignments import MAX_PART_BYTES
from sealwire.contract.profiling.lists import (
    MAX_PARTS,
    MAX_REPORTED,
    ImportOpened,
    ListForm,
    PartStored,
    UnChange,
    UnReport,
)
from sealwire.errors import NotFound, TooLarge

from sealwire_profiling.lists.adapters import entries, imports, lists
from sealwire_profiling.lists.adapters.imports import StoredImport
from sealwire_profiling.lists.adapters.lists import Note
from sealwire_profiling.lists.domain import un_diff, un_reading
from sealwire_profiling.lists.domain.sentences import said
from sealwire_profiling.lists.domain.values import Entry
from sealwire_profiling.lists.refusals import (
    ConfirmationNeeded,
    ImportClosed,
    ImportIncomplete,
    NotImportedList,
)
from sealwire_profiling.lists.service_lists import find_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from uuid import UUID

    from sealwire.contract.profiling.lists import EntryContent, ImportFinish

    from sealwire_profiling.call import Call
    from sealwire_profiling.lists.domain.un_diff import Diff
    from sealwire_profiling.lists.domain.un_reading import UnList
    from sealwire_profiling.tenancy import Tenant

_DROPPED = "No longer in the file of the UN."


async def open_import(call: Call, code: str) -> ImportOpened:
    """Begin the import of a file; one that was begun before and never finished is dropped.

    Raises:
        NotAllowed: The caller may not keep lists.
        NotFound: There is no such list.
        NotImportedList: Officers keep it themselves.
    """
    tenant = call.tenant(Action.EDIT_LISTS)
    await _un_list(call, code, tenant)
    opened = StoredImport(uuid4(), code, call.officer, call.now)
    await imports.open_import(call.session, opened, tenant=tenant)
    return ImportOpened(id=opened.id, list=code, opened_by=opened.opened_by, opened_at=opened.opened_at)


async def store_part(call: Call, code: str, key: UUID, number: int, data: bytes) -> PartStored:
    """Store a part of the file; the same number again replaces it.

    Raises:
        NotAllowed: See `open_import`.
        NotFound: There is no such import.
        ImportClosed: It is finished.
        TooLarge: The part is larger than MAX_PART_BYTES, or its number than MAX_PARTS.
    """
    tenant = call.tenant(Action.EDIT_LISTS)
    await _open(call, code, key, tenant)
    if len(data) > MAX_PART_BYTES or number > MAX_PARTS:
        raise TooLarge(max_bytes=MAX_PART_BYTES, max_parts=MAX_PARTS)
    await imports.store_part(call.session, key, number, data, tenant=tenant)
    return PartStored(number=number, bytes=len(data))


async def finish_import(call: Call, code: str, key: UUID, finish: ImportFinish) -> UnReport:
    """Compare the file with what stands, and apply it unless it is only to be looked at.

    Raises:
        NotAllowed: See `store_part`, also for NotFound and ImportClosed.
        ImportIncomplete: The parts are not the whole file.
        BadRequest: It cannot be read; see `un_reading.read`.
        ConfirmationNeeded: It drops much, or is older than what stands; the facts say why.
    """
    tenant = call.tenant(Action.EDIT_LISTS)
    await _un_list(call, code, tenant)
    await _open(call, code, key, tenant)
    parts = await imports.parts(call.session, key, tenant=tenant)
    new = await asyncio.to_thread(_read, parts, finish)
    standing = {
        each.content.un.data_id: each
        for each in await entries.of_list(call.session, code, tenant=tenant)
        if each.content.un and not each.removed
    }
    old = {data_id: each.content for data_id, each in standing.items()}
    made = await asyncio.to_thread(un_diff.diff, old, new)
    dated = (await imports.dated(call.session, tenant=tenant)).get(code)
    doubts = un_diff.doubts(old, made, new, standing=dated)
    report = _report(made, new, doubts, applied=not finish.dry_run)
    if finish.dry_run:
        return report
    if doubts and not finish.confirmed:
        raise ConfirmationNeeded(
            " ".join(said(each).en for each in doubts), confirm=list(doubts), removed=len(made.removed)
        )
    await _apply(call, code, made, standing, tenant)
    note = Note("import", code, str(key), 1, _summary(report, finish))
    await lists.write_down(call.session, [note], tenant=tenant, by=call.officer, now=call.now)
    await imports.finish(call.session, key, report, tenant=tenant, now=call.now)
    return report


async def _un_list(call: Call, code: str, tenant: Tenant) -> None:
    stored = await find_list(call, code, tenant=tenant)
    if stored.filing.form is not ListForm.UN_CONSOLIDATED:
        raise NotImportedList
    await lists.hold(call.session, code, tenant=tenant)


async def _open(call: Call, code: str, key: UUID, tenant: Tenant) -> None:
    found = await imports.find(call.session, code, key, tenant=tenant)
    if found is None:
        raise NotFound(field="import")
    if found.finished:
        raise ImportClosed


def _read(parts: Sequence[bytes], finish: ImportFinish) -> UnList:
    if len(parts) != finish.parts:
        raise ImportIncomplete(stored=len(parts), parts=finish.parts)
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    if digest.hexdigest() != finish.sha256:
        raise ImportIncomplete("The SHA-256 of the parts together is another.")
    return un_reading.read(parts)


async def _apply(call: Call, code: str, made: Diff, standing: Mapping[str, Entry], tenant: Tenant) -> None:
    entered = (call.officer, call.now)
    new = [Entry(uuid4(), code, 1, content) for content in made.added.values()]
    revised = [_next(standing[data_id], each.after) for data_id, each in made.changed.items()]
    await entries.add(call.session, [*new, *revised], tenant=tenant, entered=entered)
    gone = [_next(standing[data_id], content, removed=True) for data_id, content in made.removed.items()]
    await entries.add(call.session, gone, tenant=tenant, entered=entered, removal=_DROPPED)


def _next(before: Entry, content: EntryContent, *, removed: bool = False) -> Entry:
    return Entry(before.id, before.list, before.version + 1, content, removed=removed)


def _report(made: Diff, new: UnList, doubts: tuple[str, ...], *, applied: bool) -> UnReport:
    return UnReport(
        generated=new.generated,
        read=len(new.entries),
        added=len(made.added),
        changed=len(made.changed),
        unchanged=made.unchanged,
        removed=len(made.removed),
        kept=len(made.kept),
        applied=applied,
        confirm=doubts,
        changes=tuple(_changes(made))[:MAX_REPORTED],
        faults=new.faults,
    )


def _changes(made: Diff) -> Iterator[UnChange]:
    for content in made.removed.values():
        yield _change("removed", content)
    for each in made.changed.values():
        yield _change("changed", each.after, each.fields)
    for content in made.added.values():
        yield _change("added", content)


def _change(change: str, content: EntryContent, fields: tuple[str, ...] = ()) -> UnChange:
    un = content.un
    return UnChange.model_validate(
        {
            "change": change,
            "data_id": un.data_id if un else "",
            "reference": (un.reference if un else None) or "",
            "name": content.names[0].text,
            "fields": fields,
        }
    )


def _summary(report: UnReport, finish: ImportFinish) -> str:
    counts = f"{report.added} added, {report.changed} changed, {report.removed} removed, {report.kept} kept"
    confirmed = f"; confirmed: {', '.join(report.confirm)}" if report.confirm else ""
    return f"SHA-256 {finish.sha256}: {counts}{confirmed}"
