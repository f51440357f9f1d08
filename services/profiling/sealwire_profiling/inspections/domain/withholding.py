"""Inspections as those see them who see no parties: of a finding, no end user."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sealwire.contract.profiling.inspections import Found, InspectionOut


def withheld(inspection: InspectionOut) -> InspectionOut:
    """Return an inspection whose findings name no end user."""
    return inspection.model_copy(update={"findings": tuple(map(_finding, inspection.findings))})


def _finding(finding: Found) -> Found:
    if finding.movement is None:
        return finding
    movement = finding.movement.model_copy(update={"end_user": ""})
    return finding.model_copy(update={"movement": movement})
