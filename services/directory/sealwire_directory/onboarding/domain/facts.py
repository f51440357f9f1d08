"""What the gates look at: everything that is known of a case at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sealwire.contract.onboarding import Assessment, EvidenceKind, Particulars, Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from sealwire.contract.onboarding import (
        CourseKind,
        EvidenceIn,
        HandoverIn,
        OfficerNominated,
    )


@dataclass(frozen=True, slots=True)
class Attendance:
    """An officer's part in a course."""

    handle: str
    kind: CourseKind
    starts: date
    ends: date
    result: Result


@dataclass(frozen=True, slots=True)
class InLog:
    """What the verified log says of the unit.

    Attributes:
        opened: Whether it was ever opened.
        key_holders: Handles of active officers with an active device that holds the open epoch.
    """

    opened: bool = False
    key_holders: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is known of a case.

    Attributes:
        today: What lies after it has not happened.
        particulars: Site, agencies, donors and nominated officers.
        evidence: The latest piece of each kind.
        planned: Whether an agreed work plan has an activity for the unit.
        training: The parts of the unit's officers in courses.
        handovers: Of equipment to the unit.
        log: What the log says.
    """

    today: date
    particulars: Particulars = field(default_factory=Particulars)
    evidence: Mapping[EvidenceKind, EvidenceIn] = field(default_factory=dict)
    planned: bool = False
    training: tuple[Attendance, ...] = ()
    handovers: tuple[HandoverIn, ...] = ()
    log: InLog = InLog()

    def passed(self, officer: OfficerNominated, kind: CourseKind) -> Iterator[Attendance]:
        """Yield the courses of a kind that an officer has passed by today."""
        for each in self.training:
            if (each.handle, each.kind) != (officer.handle, kind):
                continue
            if each.result is Result.PASSED and each.ends <= self.today:
                yield each

    def assessment(self) -> Assessment | None:
        """Return the latest assessment, if there is one."""
        found = self.evidence.get(EvidenceKind.ASSESSMENT)
        return found if isinstance(found, Assessment) else None
