"""Strategic goods as they cross the API: an administration's control tables, questions, and advice."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from sealwire.contract.models import ContractModel
from sealwire.contract.profiling.consignments import MAX_DOCUMENTS, MAX_GOODS, Consignment, Text

MAX_CONTROL_TABLE_BYTES = 8 * 1_048_576
MAX_CONSIGNMENT_BYTES = 4 * 1_048_576
TABLE_NAME = r"^[a-z0-9][a-z0-9.-]{0,47}$"

TableName = Annotated[str, StringConstraints(pattern=TABLE_NAME)]
Told = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$"
    ),
]


class InLanguages(ContractModel):
    """A text in the languages of the product."""

    en: str
    ru: str


class ControlTableFiling(ContractModel):
    """What is told of a table beside its file."""

    edition: Told = Field(description="As the administration writes it: a version or date.")
    source: Told = Field(description="Who publishes the table.")
    dry_run: bool = Field(default=False, description="Report what it would do, and do nothing.")


class ControlTableRecord(ContractModel):
    """The newest version of a table from HS codes to entries of the administration's control list."""

    name: TableName
    version: int = Field(ge=1)
    edition: str = Field(description="As the administration writes it: a version or date.")
    source: str = Field(description="Who publishes it.")
    rows: int = Field(description="How many rows it has; none once it is retired.")
    filed_at: int = Field(description="Unix seconds.")
    filed_by: str


class ControlTables(ContractModel):
    """The administration's tables, by name."""

    tables: tuple[ControlTableRecord, ...]


class TableLineError(ContractModel):
    """What is wrong with a line of a file."""

    line: int
    column: str
    code: str
    message: str


class ControlTableReport(ContractModel):
    """What importing a table did, or would do."""

    rows: int = Field(description="Rows that can be used.")
    refused: int = Field(description="Lines that gave no row.")
    errors: tuple[TableLineError, ...] = Field(description="The first 1,000.")
    version: int = Field(description="The version that was filed; 0 where none was.")


class QuestionOut(ContractModel):
    """A guided question."""

    id: str
    about: str
    text: InLanguages
    why: InLanguages


class QuestionsOut(ContractModel):
    """Every guided question, in the order in which they are asked."""

    questions: tuple[QuestionOut, ...]


class AdviceQuery(ContractModel):
    """A consignment, and what an officer has answered."""

    consignment: Consignment
    answers: Annotated[dict[str, Literal["yes", "no", "unknown"]], Field(max_length=100)] = Field(
        default_factory=dict, description="By the question's id; what is missing is unknown."
    )


class ReasonOut(ContractModel):
    """Why an expert is needed, as half a sentence."""

    code: str
    fields: tuple[str, ...]
    text: InLanguages


class MovementRecord(ContractModel):
    """What UN Security Council resolution 1540 (2004) suggests to keep of such a movement."""

    regimes: Annotated[tuple[Text, ...], Field(max_length=MAX_GOODS)] = ()
    items: Annotated[tuple[Text, ...], Field(max_length=MAX_GOODS)] = ()
    end_user: Text = ""
    licences: Annotated[tuple[Text, ...], Field(max_length=MAX_DOCUMENTS)] = ()


class AdviceOut(ContractModel):
    """Whether an expert is needed, why, and what to ask; it says nothing of what goods are."""

    result: Literal["needs-an-expert", "nothing-asks-for-an-expert"]
    sentence: InLanguages
    reasons: tuple[ReasonOut, ...]
    more: int = Field(description="Reasons that are left out.")
    open_questions: tuple[str, ...]
    asks: tuple[InLanguages, ...]
    record: MovementRecord
