"""Strategic goods, as a client calls them: control tables, questions, advice, records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.client.http import Request
from sealwire.contract import paths
from sealwire.contract.profiling.experts import StrategicFile
from sealwire.contract.profiling.goods import (
    AdviceOut,
    ControlTableReport,
    ControlTables,
    QuestionsOut,
)

if TYPE_CHECKING:
    from uuid import UUID

    from sealwire.client.http import Door
    from sealwire.contract.models import ContractModel
    from sealwire.contract.profiling.experts import AnswersFiling, ReplyFiling, RequestFiling
    from sealwire.contract.profiling.goods import (
        AdviceQuery,
        ControlTableFiling,
        ControlTableRecord,
        QuestionOut,
    )


class StrategicGoods:
    """The part of profiling's API that knows when an expert is needed.

    Args:
        door: The connection; it signs with the caller's key.
    """

    def __init__(self, door: Door) -> None:
        self._door = door

    async def tables(self) -> tuple[ControlTableRecord, ...]:
        """Return the newest version of each of the administration's control tables."""
        return (await self._door.model(Request("GET", paths.CONTROL_TABLES), ControlTables)).tables

    async def file_table(self, name: str, filing: ControlTableFiling, data: bytes) -> ControlTableReport:
        """File a control table as its next version.

        Args:
            name: By which the administration calls it.
            filing: Edition and source, and whether only to report.
            data: CSV in UTF-8, or XLSX; its first bytes say which.
        """
        # Not repeated: each one is a version more.
        request = Request(
            "PUT",
            f"{paths.CONTROL_TABLES}/{name}",
            params=filing.model_dump(mode="json"),
            content=data,
            media="application/octet-stream",
            repeatable=False,
        )
        return await self._door.model(request, ControlTableReport)

    async def retire_table(self, name: str) -> tuple[ControlTableRecord, ...]:
        """Let a control table give no reason any more; return the tables as they stand."""
        request = Request("POST", f"{paths.CONTROL_TABLES}/{name}/retired")
        return (await self._door.model(request, ControlTables)).tables

    async def questions(self) -> tuple[QuestionOut, ...]:
        """Return the guided questions, in the order in which they are asked."""
        return (await self._door.model(Request("GET", paths.STRATEGIC_QUESTIONS), QuestionsOut)).questions

    async def records(self, consignment: UUID) -> StrategicFile:
        """Return what was answered about a consignment's goods, whom was asked, and what they said."""
        return await self._door.model(Request("GET", _of(consignment)), StrategicFile)

    async def answer(self, consignment: UUID, filing: AnswersFiling) -> StrategicFile:
        """Record answers to guided questions; the same ones again change nothing."""
        return await self._record(consignment, "answers", filing)

    async def asked(self, consignment: UUID, filing: RequestFiling) -> StrategicFile:
        """Record that an information request was sent to an expert unit; nothing of its content."""
        return await self._record(consignment, "requests", filing)

    async def replied(self, consignment: UUID, filing: ReplyFiling) -> StrategicFile:
        """Record what an expert answered."""
        return await self._record(consignment, "replies", filing)

    async def _record(self, consignment: UUID, kind: str, filing: ContractModel) -> StrategicFile:
        body = filing.model_dump(mode="json")
        request = Request("POST", f"{_of(consignment)}/{kind}", json=body)
        return await self._door.model(request, StrategicFile)

    async def advise(self, query: AdviceQuery) -> AdviceOut:
        """Return whether a consignment needs an expert, why, and what to ask."""
        body = query.model_dump(mode="json")
        return await self._door.model(Request("POST", paths.STRATEGIC_ADVICE, json=body), AdviceOut)


def _of(consignment: UUID) -> str:
    return f"{paths.STRATEGIC_RECORDS}/{consignment}"
