"""Use cases of the records of a consignment: answers, requests to experts, and what they replied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.authorisation import Action
from sealwire.contract.profiling.events import StrategicRecorded
from sealwire.contract.profiling.experts import (
    MAX_RECORDS,
    AnswersRecord,
    ReplyRecord,
    RequestRecord,
    StrategicFile,
    StrategicRecord,
)
from sealwire.errors import NotFound
from sealwire_chassis import outbox

from sealwire_profiling.events import STRATEGIC
from sealwire_profiling.goods.adapters import records
from sealwire_profiling.goods.domain import recording
from sealwire_profiling.goods.domain.advice import Result, assess
from sealwire_profiling.goods.domain.questions import Answer
from sealwire_profiling.goods.domain.showing import advice_out
from sealwire_profiling.goods.domain.withholding import withheld
from sealwire_profiling.goods.knowing import known
from sealwire_profiling.goods.refusals import StrategicRecordsChanged
from sealwire_profiling.intake.adapters import consignments

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sealwire.contract.profiling.experts import AnswersFiling, ReplyFiling, RequestFiling

    from sealwire_profiling.call import Call
    from sealwire_profiling.goods.knowing import Known
    from sealwire_profiling.intake.domain.stored import Stored
    from sealwire_profiling.tenancy import Tenant


async def read(call: Call, consignment: UUID) -> StrategicFile:
    """Return a consignment's records and what they come to; end users as far as the caller sees parties.

    Raises:
        NotAllowed: The caller sees no consignments.
        NotFound: There is no such consignment.
    """
    tenant = call.tenant(Action.READ_CONSIGNMENTS)
    stored, today = await _found(call, consignment, tenant=tenant)
    return _shown(call, stored, today, await _records(call, consignment, tenant=tenant))


async def answer(call: Call, consignment: UUID, filing: AnswersFiling) -> StrategicFile:
    """Record answers with the advice that comes out of all answers by now.

    Raises:
        NotAllowed: The caller records none.
        NotFound: There is no such consignment.
        UnknownQuestion: Something is answered that is not asked.
        StrategicRecordsChanged: There is another newest record than the caller has read.
        TooManyStrategicRecords: There is no room for another.
    """
    tenant = call.tenant(Action.INSPECT)
    recording.check_questions(filing.answers)
    stored, today = await _found(call, consignment, tenant=tenant)
    before = await _records(call, consignment, tenant=tenant)
    given = {question: Answer(each) for question, each in filing.answers.items()}
    so_far = recording.answers_of([recording.step_of(each) for each in before])
    advice = advice_out(assess(stored.consignment, today.knowledge, {**so_far, **given}))
    record = _record(call, filing.after, stored, today).model_copy(
        update={"answers": AnswersRecord(answers=filing.answers, advice=advice)}
    )
    return await _added(call, record, (stored, today), before, tenant=tenant)


async def ask_expert(call: Call, consignment: UUID, filing: RequestFiling) -> StrategicFile:
    """Record that an information request was sent to an expert unit.

    Raises:
        NotAllowed: See `answer`, also for the others.
    """
    tenant = call.tenant(Action.INSPECT)
    stored, today = await _found(call, consignment, tenant=tenant)
    before = await _records(call, consignment, tenant=tenant)
    request = RequestRecord(unit=filing.unit, envelope=filing.envelope)
    record = _record(call, filing.after, stored, today).model_copy(update={"request": request})
    return await _added(call, record, (stored, today), before, tenant=tenant)


async def note_reply(call: Call, consignment: UUID, filing: ReplyFiling) -> StrategicFile:
    """Record what an expert answered.

    Raises:
        NoSuchRequest: What it replies to is no request.
        NotAllowed: See `answer`, also for the others.
    """
    tenant = call.tenant(Action.INSPECT)
    stored, today = await _found(call, consignment, tenant=tenant)
    before = await _records(call, consignment, tenant=tenant)
    recording.check_request(before, filing.request)
    reply = ReplyRecord(**dict(filing))
    record = _record(call, filing.after, stored, today).model_copy(update={"reply": reply})
    return await _added(call, record, (stored, today), before, tenant=tenant)


def _record(call: Call, after: int, stored: Stored, today: Known) -> StrategicRecord:
    return StrategicRecord(
        number=after + 1,
        recorded_at=call.now,
        recorded_by=call.officer,
        rests_on=today.rests_on(stored.current.number),
    )


async def _found(call: Call, consignment: UUID, *, tenant: Tenant) -> tuple[Stored, Known]:
    found = await consignments.load(call.session, tenant=tenant, ids=[str(consignment)], limit=1)
    if not found:
        raise NotFound(field="consignment")
    return found[0], await known(call.session, [found[0].consignment], tenant=tenant)


async def _records(call: Call, consignment: UUID, *, tenant: Tenant) -> Sequence[StrategicRecord]:
    found = await records.of_consignments(call.session, [consignment], tenant=tenant)
    return found.get(consignment, [])


async def _added(
    call: Call,
    record: StrategicRecord,
    about: tuple[Stored, Known],
    before: Sequence[StrategicRecord],
    *,
    tenant: Tenant,
) -> StrategicFile:
    stored, today = about
    if recording.repeats(before, record):
        return _shown(call, stored, today, before)
    recording.check_after(before, record.number - 1, most=MAX_RECORDS)
    if not await records.add(call.session, stored.id, record, tenant=tenant):
        raise StrategicRecordsChanged(newest=record.number)
    made = _shown(call, stored, today, [*before, record])
    event = StrategicRecorded(
        tenant=tenant, consignment=str(stored.id), number=record.number, stage=made.standing.stage.value
    )
    await outbox.add(call.session, STRATEGIC, event)
    return made


def _shown(call: Call, stored: Stored, today: Known, recorded: Sequence[StrategicRecord]) -> StrategicFile:
    steps = [recording.step_of(each) for each in recorded]
    advice = assess(stored.consignment, today.knowledge, recording.answers_of(steps))
    rests_on = today.rests_on(stored.current.number)
    file = StrategicFile(
        consignment=stored.id,
        standing=recording.standing(steps, rests_on, needed=advice.result is Result.EXPERT),
        answers=recording.counting(recorded),
        advice=advice_out(advice),
        records=tuple(recorded),
        redacted=False,
    )
    return file if call.sees_parties else withheld(file)
