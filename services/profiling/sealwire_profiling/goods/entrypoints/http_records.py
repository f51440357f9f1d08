"""The routes of a consignment's records: answers, requests to experts, replies."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from sealwire.authorisation import NotAllowed
from sealwire.contract import paths
from sealwire.contract.profiling.experts import AnswersFiling, ReplyFiling, RequestFiling, StrategicFile
from sealwire.errors import NotFound
from sealwire_chassis.caller import NoCaller
from sealwire_chassis.database import CommitRefused
from sealwire_chassis.problems import problems

from sealwire_profiling.dependencies import CallDep
from sealwire_profiling.goods import refusals, service_records
from sealwire_profiling.tenancy import NoAdministration

_OF = paths.STRATEGIC_RECORDS + "/{consignment}"
_READ = (NoCaller, NotAllowed, NoAdministration, NotFound)
_FILED = (*_READ, CommitRefused, refusals.StrategicRecordsChanged, refusals.TooManyStrategicRecords)

router = APIRouter(tags=["strategic goods"])


@router.get(_OF, responses=problems(*_READ))
async def strategic_records(consignment: UUID, call: CallDep) -> StrategicFile:
    """Return what was answered about a consignment's goods, whom was asked, and what they said."""
    return await service_records.read(call, consignment)


@router.post(_OF + "/answers", responses=problems(*_FILED, refusals.UnknownQuestion))
async def file_answers(consignment: UUID, body: AnswersFiling, call: CallDep) -> StrategicFile:
    """Record answers to guided questions; the advice of the time is kept with them."""
    return await service_records.answer(call, consignment, body)


@router.post(_OF + "/requests", responses=problems(*_FILED))
async def file_request(consignment: UUID, body: RequestFiling, call: CallDep) -> StrategicFile:
    """Record that an information request was sent to an expert unit; nothing of its content."""
    return await service_records.ask_expert(call, consignment, body)


@router.post(_OF + "/replies", responses=problems(*_FILED, refusals.NoSuchRequest))
async def file_reply(consignment: UUID, body: ReplyFiling, call: CallDep) -> StrategicFile:
    """Record what an expert answered."""
    return await service_records.note_reply(call, consignment, body)
