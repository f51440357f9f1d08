"""The routes of lists and their entries."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from sealwire.authorisation import NotAllowed
from sealwire.contract import paths
from sealwire.contract.profiling.lists import (
    Entries,
    EntryFiling,
    EntryRecord,
    ListChanges,
    ListFiling,
    ListRecord,
    Lists,
    Removal,
    TableReport,
)
from sealwire.errors import NotFound, TooLarge
from sealwire_chassis.caller import NoCaller
from sealwire_chassis.database import CommitRefused
from sealwire_chassis.problems import problems
from sealwire_chassis.table_files.refusals import TooManyRows, UnreadableFile

from sealwire_profiling.dependencies import BodyDep, CallDep
from sealwire_profiling.lists import refusals, service_entries, service_lists, service_tables
from sealwire_profiling.lists.adapters.entries import Page
from sealwire_profiling.lists.entrypoints.parameters import (
    ChangesQuery,
    DryRun,
    EntryPath,
    ListPath,
    page_of,
)
from sealwire_profiling.tenancy import NoAdministration

_LIST = paths.WATCH_LISTS + "/{list}"
_ENTRY = _LIST + "/entries/{entry}"
_READING = (NoCaller, NotAllowed, NoAdministration)
_WRITING = (*_READING, NotFound, CommitRefused, refusals.ImportedList)
_UNFIT = (
    refusals.WrongKind, refusals.NothingToMatch, refusals.UnreadableIdentifier, refusals.WrongExpiry,
)  # fmt: skip
_CSV = {"text/csv": {"schema": {"type": "string"}}}

router = APIRouter(tags=["lists"])


@router.get(paths.WATCH_LISTS, responses=problems(*_READING))
async def read_lists(call: CallDep) -> Lists:
    """Return the administration's lists, and how many entries each has."""
    return await service_lists.all_lists(call)


@router.put(
    _LIST,
    responses=problems(*_READING, refusals.OtherVersion, refusals.ListFixed, refusals.TooManyLists),
)
async def file_list(code: ListPath, body: ListFiling, call: CallDep) -> ListRecord:
    """File a list, or its next version."""
    return await service_lists.file_list(call, code, body)


@router.get(_LIST + "/changes", responses=problems(*_READING, NotFound))
async def read_list_changes(
    code: ListPath, call: CallDep, asked: Annotated[ChangesQuery, Query()]
) -> ListChanges:
    """Return who changed what on a list and its clearances, newest first."""
    return await service_lists.read_changes(call, code, before=asked.before, limit=asked.limit)


@router.get(_LIST + "/entries", responses=problems(*_READING, NotFound))
async def read_entries(code: ListPath, call: CallDep, page: Annotated[Page, Depends(page_of)]) -> Entries:
    """Return a page of the entries that are active, expired or removed."""
    return await service_entries.read_page(call, code, page)


@router.post(_LIST + "/entries", status_code=201, responses=problems(*_WRITING, *_UNFIT, refusals.ListFull))
async def add_entry(code: ListPath, body: EntryFiling, call: CallDep) -> EntryRecord:
    """Enter something on a list."""
    return await service_entries.add_entry(call, code, body)


@router.get(_ENTRY, responses=problems(*_READING, NotFound))
async def read_entry(code: ListPath, entry: EntryPath, call: CallDep) -> Entries:
    """Return all versions of an entry, the newest first."""
    return await service_entries.read_entry(call, code, entry)


@router.put(_ENTRY, responses=problems(*_WRITING, *_UNFIT, refusals.OtherVersion, refusals.EntryRemoved))
async def revise_entry(code: ListPath, entry: EntryPath, body: EntryFiling, call: CallDep) -> EntryRecord:
    """Enter the next version of an entry."""
    return await service_entries.revise_entry(call, code, entry, body)


@router.post(_ENTRY + "/removal", responses=problems(*_WRITING, refusals.OtherVersion, refusals.EntryRemoved))
async def remove_entry(code: ListPath, entry: EntryPath, body: Removal, call: CallDep) -> EntryRecord:
    """Take an entry off its list, for a reason."""
    return await service_entries.remove_entry(call, code, entry, body)


@router.get(
    _LIST + "/table",
    response_class=Response,
    responses={200: {"description": "The file.", "content": _CSV}, **problems(*_READING, NotFound)},
)
async def export_table(code: ListPath, call: CallDep) -> Response:
    """Return a list as CSV; sent back, it changes nothing."""
    body = await service_tables.export_file(call, code)
    return Response(body, media_type="text/csv; charset=utf-8")


@router.post(
    _LIST + "/table",
    openapi_extra={"requestBody": {"required": True, "content": _CSV}},
    responses=problems(
        *_WRITING, TooLarge, TooManyRows, UnreadableFile,
        refusals.UnknownTableColumns, refusals.ListFull,
    ),
)  # fmt: skip
async def import_table(
    code: ListPath, body: BodyDep, call: CallDep, *, dry_run: DryRun = False
) -> TableReport:
    """Enter the lines of a CSV file; the report says what is wrong with which line."""
    return await service_tables.import_file(call, code, body, dry_run=dry_run)
