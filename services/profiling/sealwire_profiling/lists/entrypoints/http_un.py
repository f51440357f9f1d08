"""The routes by which a file of the UN comes in, in parts."""

from __future__ import annotations

from fastapi import APIRouter
from sealwire.authorisation import NotAllowed
from sealwire.contract import paths
from sealwire.contract.profiling.lists import ImportFinish, ImportOpened, PartStored, UnReport
from sealwire.errors import NotFound, TooLarge
from sealwire_chassis.caller import NoCaller
from sealwire_chassis.database import CommitRefused
from sealwire_chassis.problems import problems

from sealwire_profiling.dependencies import BodyDep, CallDep
from sealwire_profiling.lists import refusals, service_un
from sealwire_profiling.lists.entrypoints.parameters import ImportPath, ListPath, PartPath
from sealwire_profiling.tenancy import NoAdministration

_IMPORTS = paths.WATCH_LISTS + "/{list}/imports"
_REFUSED = (NoCaller, NotAllowed, NoAdministration, NotFound)
_PART_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}

router = APIRouter(tags=["lists"])


@router.post(_IMPORTS, status_code=201, responses=problems(*_REFUSED, refusals.NotImportedList))
async def open_import(code: ListPath, call: CallDep) -> ImportOpened:
    """Begin the import of a consolidated list; its bytes follow in parts."""
    return await service_un.open_import(call, code)


@router.put(
    _IMPORTS + "/{import}/parts/{number}",
    openapi_extra=_PART_BODY,
    responses=problems(*_REFUSED, TooLarge, refusals.ImportClosed),
)
async def store_part(
    code: ListPath, key: ImportPath, number: PartPath, body: BodyDep, call: CallDep
) -> PartStored:
    """Store a part of at most 4 MiB; the same number again replaces it."""
    return await service_un.store_part(call, code, key, number, body)


@router.post(
    _IMPORTS + "/{import}/finish",
    responses=problems(
        *_REFUSED, CommitRefused, refusals.NotImportedList, refusals.ImportClosed,
        refusals.ImportIncomplete, refusals.UnreadableList, refusals.ForbiddenMarkup,
        refusals.ListTooLarge, refusals.ConfirmationNeeded,
    ),
)  # fmt: skip
async def finish_import(code: ListPath, key: ImportPath, body: ImportFinish, call: CallDep) -> UnReport:
    """Compare the file with what stands, and apply it unless it is a dry run."""
    return await service_un.finish_import(call, code, key, body)
