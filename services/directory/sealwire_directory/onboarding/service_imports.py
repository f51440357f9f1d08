"""The use case of an import: a case's whole history in one document, through the same gates."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sealwire.contract.onboarding import CaseState, StepIn
from sealwire.directory.state import UnitStatus

from sealwire_directory.onboarding import service
from sealwire_directory.onboarding.adapters import cases, training
from sealwire_directory.onboarding.domain import path
from sealwire_directory.onboarding.gathering import found, shown, to_change
from sealwire_directory.onboarding.refusals import StateSkipped
from sealwire_directory.onboarding.service_equipment import put_handover
from sealwire_directory.onboarding.service_evidence import file_evidence
from sealwire_directory.onboarding.service_training import put_course, put_participants

if TYPE_CHECKING:
    from datetime import date

    from sealwire.contract.onboarding import CaseOut, ImportedCourse, ImportIn

    from sealwire_directory.onboarding.acting import Acting

_ENDED = {UnitStatus.SUSPENDED: path.suspended, UnitStatus.CLOSED: path.closed}


async def take_over(acting: Acting, document: ImportIn) -> CaseOut:
    """Take a case over with everything that was filed for it, and walk its way again.

    Every piece goes through the use case that would have taken it in, every step through its gate. The
    steps keep their dates; the events say who has imported them, and when.

    Raises:
        SealwireError: The first thing that would have been refused; nothing is imported then.
    """
    unit, first = document.case.unit, document.history[0]
    acting.check_past(*(each.on for each in document.history))
    if first.to is not CaseState.REQUESTED:
        raise StateSkipped(next=CaseState.REQUESTED.value)
    await service.request(acting, document.case, at=_seconds(first.on))
    history = [{"to": each.to.value, "on": str(each.on)} for each in document.history]
    await acting.note(unit, "imported", history=history)
    for course in document.courses:
        await _take_course(acting, unit, course)
    for handover in document.handovers:
        await put_handover(acting, unit, handover.id, handover.handover)
    for filed in document.evidence:
        await file_evidence(acting, unit, filed)
    for each in document.history[1:]:
        case = await to_change(acting, unit)
        asked = StepIn(to=each.to, version=case.version, note=each.note)
        await service.step(acting, unit, asked, at=_seconds(each.on))
    await _follow(acting, unit)
    return await shown(acting, await to_change(acting, unit))


async def _follow(acting: Acting, unit: str) -> None:
    """Let a case follow what the log said of its unit before there was a case."""
    status = (await acting.directory()).status(unit)
    if status not in _ENDED:
        return
    moved = _ENDED[status](await to_change(acting, unit), at=acting.now)
    await cases.save(acting.session, moved)
    await acting.note(unit, found(moved.state).value)


async def _take_course(acting: Acting, unit: str, imported: ImportedCourse) -> None:
    if await training.course(acting.session, imported.id) is None:
        await put_course(acting, imported.id, imported.course)
    await put_participants(acting, imported.id, unit, imported.participants)


def _seconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
