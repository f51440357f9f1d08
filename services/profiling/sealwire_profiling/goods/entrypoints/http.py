"""The routes of strategic goods: control tables, guided questions, advice."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from sealwire.authorisation import NotAllowed
from sealwire.contract import paths
from sealwire.contract.profiling.goods import (
    TABLE_NAME,
    AdviceOut,
    AdviceQuery,
    ControlTableFiling,
    ControlTableReport,
    ControlTables,
    QuestionsOut,
)
from sealwire.errors import NotFound, TooLarge
from sealwire_chassis.caller import NoCaller
from sealwire_chassis.problems import problems
from sealwire_chassis.table_files.refusals import TooManyRows, UnreadableFile

from sealwire_profiling.dependencies import BodyDep, CallDep
from sealwire_profiling.goods import service
from sealwire_profiling.goods.domain.showing import questions_out
from sealwire_profiling.goods.refusals import ControlTableChanged
from sealwire_profiling.tenancy import NoAdministration

_Named = Annotated[str, Path(pattern=TABLE_NAME, description="By which the administration calls it.")]
_READ = problems(NoCaller, NotAllowed, NoAdministration)
_FILED = problems(
    NoCaller, NotAllowed, NoAdministration, UnreadableFile, TooLarge, TooManyRows, ControlTableChanged
)
_RETIRED = problems(NoCaller, NotAllowed, NoAdministration, NotFound, ControlTableChanged)
_FILE_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}

router = APIRouter(tags=["strategic goods"])


@router.get(paths.CONTROL_TABLES, responses=_READ)
async def control_tables(call: CallDep) -> ControlTables:
    """Return the newest version of each of the administration's control tables."""
    return await service.tables(call)


@router.put(paths.CONTROL_TABLES + "/{name}", openapi_extra=_FILE_BODY, responses=_FILED)
async def file_control_table(
    name: _Named, filing: Annotated[ControlTableFiling, Query()], body: BodyDep, call: CallDep
) -> ControlTableReport:
    """File a control table as its next version; the report says what is wrong with which line."""
    return await service.file_table(call, name, filing, body)


@router.post(paths.CONTROL_TABLES + "/{name}/retired", responses=_RETIRED)
async def retire_control_table(name: _Named, call: CallDep) -> ControlTables:
    """Let a control table give no reason any more; its past versions stay."""
    return await service.retire_table(call, name)


@router.get(paths.STRATEGIC_QUESTIONS)
async def strategic_questions() -> QuestionsOut:
    """Return the guided questions about destination, end use, end user and licence."""
    return questions_out()


@router.post(paths.STRATEGIC_ADVICE, responses=_READ)
async def strategic_advice(query: AdviceQuery, call: CallDep) -> AdviceOut:
    """Return whether a consignment needs an expert, why, and what to ask."""
    return await service.advise(call, query)
