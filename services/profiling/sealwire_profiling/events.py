"""The events that profiling publishes, each subject bound to its message."""

from __future__ import annotations

from sealwire.contract.profiling.events import (
    ConsignmentsUploaded,
    InspectionRecorded,
    SelectionMade,
    SelectionRescreened,
    StrategicRecorded,
)
from sealwire_chassis.bus import Subject

UPLOADED = Subject("profiling.v1.uploaded", ConsignmentsUploaded, stream="PROFILING")
SELECTED = Subject("profiling.v1.selected", SelectionMade, stream="PROFILING")
RESCREENED = Subject("profiling.v1.rescreened", SelectionRescreened, stream="PROFILING")
INSPECTED = Subject("profiling.v1.inspected", InspectionRecorded, stream="PROFILING")
STRATEGIC = Subject("profiling.v1.strategic", StrategicRecorded, stream="PROFILING")
