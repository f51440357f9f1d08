"""The events of profiling.

They name ids and counts, never goods or parties: the bus is not the administration's.
"""

from __future__ import annotations

from pydantic import Field

from sealwire.contract.models import ContractModel


class ConsignmentsUploaded(ContractModel):
    """A file of documents was taken in (subject profiling.v1.uploaded)."""

    tenant: str = Field(description="The administration: ISO 3166-1 alpha-2.")
    upload: str = Field(description="Id of the upload.")
    added: int
    amended: int
    refused: int = Field(description="Lines that could not be read.")


class SelectionMade(ContractModel):
    """A selection is done (subject profiling.v1.selected)."""

    tenant: str
    selection: str = Field(description="Id of the selection.")
    counts: dict[str, int] = Field(description="Consignments by lane and by slot.")
    degraded: bool = Field(description="Whether it was made without a model.")


class SelectionRescreened(ContractModel):
    """Lists have changed since a selection, and it was screened again (subject profiling.v1.rescreened)."""

    tenant: str
    rescreening: str
    selection: str
    counts: dict[str, int] = Field(description="Open consignments looked_at, screened, changed, mandatory.")


class InspectionRecorded(ContractModel):
    """An inspection was recorded (subject profiling.v1.inspected)."""

    tenant: str
    inspection: str
    consignment: str
    outcome: str


class StrategicRecorded(ContractModel):
    """Answers, a request to an expert or a reply were recorded (subject profiling.v1.strategic)."""

    tenant: str
    consignment: str
    number: int = Field(description="Of the record.")
    stage: str = Field(description="Where the consignment stands now.")
