"""A case of which everything is known, and one of which nothing is."""

from __future__ import annotations

from datetime import date

from sealwire.contract.onboarding import (
    CourseKind,
    EvidenceKind,
    Letter,
    Opening,
    Particulars,
    Result,
    Sandbox,
    TestNotice,
)
from sealwire_directory.onboarding.domain.facts import Attendance, Facts, InLog
from simulators.casework import (
    OFFICERS,
    PRACTICE,
    THEORY,
    agreement,
    assessment,
    handover,
    request_of,
    sha256,
)

TODAY = date(2022, 5, 1)
FILE = sha256(b"a file")
NOTHING = Facts(today=TODAY)


def attendance(handle: str, kind: CourseKind, result: Result = Result.PASSED) -> Attendance:
    starts, ends = PRACTICE if kind is CourseKind.PRACTICAL else THEORY
    return Attendance(handle, kind, starts, ends, result)


FULL = Facts(
    today=TODAY,
    particulars=Particulars.model_validate(request_of(FILE).model_dump(exclude={"unit", "letter"})),
    evidence={
        EvidenceKind.LETTER: Letter(file=FILE, dated=date(2020, 9, 1)),
        EvidenceKind.AGREEMENT: agreement(FILE),
        EvidenceKind.ASSESSMENT: assessment(FILE),
        EvidenceKind.SANDBOX: Sandbox(file=FILE, dated=date(2022, 4, 7)),
        EvidenceKind.TEST_NOTICE: TestNotice(notice=FILE, answer=FILE),
        EvidenceKind.OPENING: Opening(file=FILE, dated=date(2022, 4, 8)),
    },
    training=tuple(
        attendance(officer.handle, kind)
        for officer in OFFICERS
        for kind in (CourseKind.THEORY, CourseKind.PRACTICAL)
    ),
    handovers=(handover(FILE, serials=["A1", "A2"]),),
    log=InLog(opened=True, key_holders=frozenset({"key-1", "key-2"})),
)
