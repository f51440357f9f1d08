"""The routes of tables: units and officers as CSV and XLSX, out and in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from sealwire.authorisation import NotAllowed
from sealwire.contract import paths
from sealwire.contract.people import COUNTRY, ImportReport
from sealwire.errors import TooLarge
from sealwire_chassis.caller import NoCaller
from sealwire_chassis.problems import problems
from sealwire_chassis.table_files.refusals import TooManyRows, UnreadableFile

from sealwire_directory.dependencies import BodyDep
from sealwire_directory.people import refusals, service_tables
from sealwire_directory.people.adapters.table_files import Format
from sealwire_directory.people.entrypoints.dependencies import CallDep
from sealwire_directory.people.service_tables import How

_FILES = {form.media_type.partition(";")[0]: {"schema": {"type": "string"}} for form in Format}
_FILE_BODY = {"requestBody": {"required": True, "content": _FILES}}
_EXPORTED = {
    200: {"description": "The file.", "content": _FILES},
    **problems(NoCaller, NotAllowed, TooManyRows),
}
_IMPORT_REFUSED = problems(
    NoCaller,
    NotAllowed,
    TooLarge,
    TooManyRows,
    UnreadableFile,
    refusals.UnknownColumns,
    refusals.ChangedMeanwhile,
)
_FormatPath = Annotated[Format, Path(alias="format")]
_Country = Annotated[str, Query(pattern=f"^$|{COUNTRY}", description="Only the units of this country.")]
_DryRun = Annotated[bool, Query(description="Report what it would do, and do nothing.")]
_AllOrNothing = Annotated[bool, Query(description="Save nothing when a line is refused.")]

router = APIRouter(tags=["people"])


@router.get(paths.TABLE_EXPORTS + "/units.{format}", response_class=Response, responses=_EXPORTED)
async def export_units(form: _FormatPath, call: CallDep, country: _Country = "") -> Response:
    """Return the units as a file."""
    body = await service_tables.export_units(call, form, country=country)
    return Response(body, media_type=form.media_type)


@router.get(paths.TABLE_EXPORTS + "/officers.{format}", response_class=Response, responses=_EXPORTED)
async def export_officers(form: _FormatPath, call: CallDep, country: _Country = "") -> Response:
    """Return the officers as a file, as far as the caller may see them."""
    body = await service_tables.export_officers(call, form, country=country)
    return Response(body, media_type=form.media_type)


@router.post(paths.TABLE_IMPORTS + "/units", openapi_extra=_FILE_BODY, responses=_IMPORT_REFUSED)
async def import_units(
    body: BodyDep, call: CallDep, *, dry_run: _DryRun = False, all_or_nothing: _AllOrNothing = False
) -> ImportReport:
    """Import units' particulars; the report says what is wrong with which line."""
    return await service_tables.import_units(call, body, How(dry_run, all_or_nothing))


@router.post(paths.TABLE_IMPORTS + "/officers", openapi_extra=_FILE_BODY, responses=_IMPORT_REFUSED)
async def import_officers(
    body: BodyDep, call: CallDep, *, dry_run: _DryRun = False, all_or_nothing: _AllOrNothing = False
) -> ImportReport:
    """Import officers' particulars; the report says what is wrong with which line."""
    return await service_tables.import_officers(call, body, How(dry_run, all_or_nothing))
