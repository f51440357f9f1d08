"""Onboarding as a client calls it: one method for each address."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sealwire.client.http import Request
from sealwire.contract import paths
from sealwire.contract.onboarding import (
    CaseOut,
    CasesOut,
    CoursesOut,
    DonorsOut,
    EventsOut,
    FileOut,
    Form,
    OverdueOut,
    ParticipantsIn,
    ReportOut,
    WorkPlansOut,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from pydantic import BaseModel

    from sealwire.client.http import Door
    from sealwire.contract.onboarding import (
        CaseChange,
        CaseIn,
        CaseState,
        CourseIn,
        DonorIn,
        EvidenceIn,
        HandoverIn,
        ImportIn,
        ParticipantIn,
        ReopenIn,
        ReportFilter,
        StepIn,
        WorkPlanIn,
    )

_JSON = "application/json"


class Onboarding:
    """The part of an exchange's API that administrators keep cases with.

    Args:
        door: The connection; it signs with the caller's key.
    """

    def __init__(self, door: Door) -> None:
        self._door = door

    async def put_file(self, content: bytes, media: str = "application/octet-stream") -> FileOut:
        """Put a file in under its hash, to be cited as evidence.

        Args:
            content: At most 5 MiB.
            media: Its type, which counts only between CSV and plain text.
        """
        address = f"{paths.CASE_FILES}/{hashlib.sha256(content).hexdigest()}"
        return await self._door.model(Request("PUT", address, content=content, media=media), FileOut)

    async def file(self, sha256: str) -> bytes:
        """Return a file that a case cites."""
        return await self._door.ask(Request("GET", f"{paths.CASE_FILES}/{sha256}"))

    async def request(self, case: CaseIn) -> CaseOut:
        """Ask for a unit, which begins its case."""
        return await self._door.model(_sent("POST", paths.CASES, case), CaseOut)

    async def cases(self, *, state: CaseState | None = None, country: str = "") -> CasesOut:
        """Return the cases that the caller may see."""
        params = {"country": country} | ({"state": state.value} if state is not None else {})
        return await self._door.model(Request("GET", paths.CASES, params=params), CasesOut)

    async def case(self, unit: str) -> CaseOut:
        """Return a case with its evidence, and what is missing for its next state."""
        return await self._door.model(Request("GET", f"{paths.CASES}/{unit}"), CaseOut)

    async def change(self, unit: str, change: CaseChange) -> CaseOut:
        """Change a case's particulars."""
        return await self._door.model(_sent("PUT", f"{paths.CASES}/{unit}", change), CaseOut)

    async def file_evidence(self, unit: str, evidence: EvidenceIn) -> CaseOut:
        """File a piece of evidence; its files were put in before."""
        return await self._door.model(_sent("POST", f"{paths.CASES}/{unit}/evidence", evidence), CaseOut)

    async def put_handover(self, unit: str, handover_id: UUID, handover: HandoverIn) -> CaseOut:
        """Set down equipment that was handed over, or set it right."""
        address = f"{paths.CASES}/{unit}/handovers/{handover_id}"
        return await self._door.model(_sent("PUT", address, handover), CaseOut)

    async def step(self, unit: str, step: StepIn) -> CaseOut:
        """Take a case to its next state."""
        return await self._door.model(_sent("POST", f"{paths.CASES}/{unit}/steps", step), CaseOut)

    async def reopen(self, unit: str, reopened: ReopenIn) -> CaseOut:
        """Take a case back to an earlier state."""
        return await self._door.model(_sent("POST", f"{paths.CASES}/{unit}/reopened", reopened), CaseOut)

    async def events(self, subject: str, *, after: int = 0) -> EventsOut:
        """Return who did what when to a unit's case, a country's plans and courses, or (`*`) the donors."""
        if "-" in subject:
            request = Request("GET", f"{paths.CASES}/{subject}/events", params={"after": after})
        else:
            request = Request("GET", paths.CASE_EVENTS, params={"subject": subject, "after": after})
        return await self._door.model(request, EventsOut)

    async def overdue(self) -> OverdueOut:
        """Return the cases whose next step is late."""
        return await self._door.model(Request("GET", paths.OVERDUE), OverdueOut)

    async def import_case(self, document: ImportIn) -> CaseOut:
        """Take over a case with its whole history; its files were put in before."""
        return await self._door.model(_sent("POST", paths.CASE_IMPORTS, document), CaseOut)

    async def put_course(self, course_id: UUID, course: CourseIn) -> None:
        """Set a course down, or set it right."""
        await self._door.ask(_sent("PUT", f"{paths.COURSES}/{course_id}", course))

    async def put_participants(self, course_id: UUID, unit: str, people: Sequence[ParticipantIn]) -> None:
        """Set down who of a unit took part in a course."""
        body = ParticipantsIn(participants=list(people))
        await self._door.ask(_sent("PUT", f"{paths.COURSES}/{course_id}/participants/{unit}", body))

    async def courses(self, *, unit: str = "", country: str = "") -> CoursesOut:
        """Return the latest courses."""
        params = {"unit": unit, "country": country}
        return await self._door.model(Request("GET", paths.COURSES, params=params), CoursesOut)

    async def put_work_plan(self, country: str, year: int, plan: WorkPlanIn) -> None:
        """Set a country's plan for a year down, whole."""
        await self._door.ask(_sent("PUT", f"{paths.WORK_PLANS}/{country}/{year}", plan))

    async def work_plans(self, *, country: str = "", year: int | None = None) -> WorkPlansOut:
        """Return work plans."""
        params = {"country": country} | ({"year": str(year)} if year is not None else {})
        return await self._door.model(Request("GET", paths.WORK_PLANS, params=params), WorkPlansOut)

    async def put_donor(self, donor_id: str, donor: DonorIn) -> None:
        """Add a donor, or name it anew."""
        await self._door.ask(_sent("PUT", f"{paths.DONORS}/{donor_id}", donor))

    async def donors(self) -> DonorsOut:
        """Return all donors."""
        return await self._door.model(Request("GET", paths.DONORS), DonorsOut)

    async def report(self, asked: ReportFilter) -> ReportOut:
        """Return officers trained and equipment handed over."""
        params = asked.model_dump(mode="json", exclude_none=True)
        return await self._door.model(Request("GET", paths.REPORTS, params=params), ReportOut)

    async def report_file(self, asked: ReportFilter, form: Form, *, language: str = "en") -> bytes:
        """Return a report as CSV or as a page to print, in English or Russian."""
        params = asked.model_dump(mode="json", exclude_none=True)
        params |= {"form": form.value, "language": language}
        return await self._door.ask(Request("GET", paths.REPORTS, params=params))


def _sent(method: str, path: str, body: BaseModel) -> Request:
    # What is posted may have been done although the answer was lost; a PUT again changes nothing.
    content = body.model_dump_json().encode()
    return Request(method, path, content=content, media=_JSON, repeatable=method == "PUT")
