"""Inspections as those see them who see no parties: of a movement, its regimes only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.profiling.goods import MovementRecord

if TYPE_CHECKING:
    from sealwire.contract.profiling.inspections import Found, InspectionOut


def withheld(inspection: InspectionOut) -> InspectionOut:
    """Return an inspection whose findings say of a movement only the regimes: the rest is free text."""
    return inspection.model_copy(update={"findings": tuple(map(_finding, inspection.findings))})


def _finding(finding: Found) -> Found:
    if finding.movement is None:
        return finding
    movement = MovementRecord(regimes=finding.movement.regimes)
    return finding.model_copy(update={"movement": movement})
