"""Watch lists, as a client calls them: lists, entries, files in and out, screening, cleared pairs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sealwire.client.http import Request
from sealwire.client.profiling.intake import digest
from sealwire.contract import paths
from sealwire.contract.profiling.clearances import ClearanceRecord, Clearances
from sealwire.contract.profiling.consignments import MAX_PART_BYTES
from sealwire.contract.profiling.lists import (
    MAX_XML_BYTES,
    Entries,
    EntryRecord,
    EntryState,
    Hits,
    ImportFinish,
    ImportOpened,
    ListChanges,
    ListRecord,
    Lists,
    PartStored,
    Removal,
    TableReport,
    UnReport,
)
from sealwire.errors import TooLarge

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO
    from uuid import UUID

    from sealwire.client.http import Door
    from sealwire.contract.models import ContractModel
    from sealwire.contract.profiling.clearances import (
        ClearanceFiling,
        ClearanceState,
        Renewal,
        Withdrawal,
    )
    from sealwire.contract.profiling.lists import EntryFiling, ListFiling, NameQuestion

_OCTETS = "application/octet-stream"


class WatchLists:
    """The part of profiling's API that keeps watch lists and cleared pairs.

    Args:
        door: The connection; it signs with the caller's key.
    """

    def __init__(self, door: Door) -> None:
        self._door = door

    async def lists(self) -> tuple[ListRecord, ...]:
        """Return the administration's lists, and how many entries each has."""
        return (await self._door.model(Request("GET", paths.WATCH_LISTS), Lists)).lists

    async def file(self, code: str, filing: ListFiling) -> ListRecord:
        """File a list, or its next version; what is filed already changes nothing."""
        return await self._door.model(_write("PUT", _list(code), filing, repeatable=True), ListRecord)

    async def changes(self, code: str, *, before: int | None = None, limit: int = 100) -> ListChanges:
        """Return a page of who changed what on a list, newest first."""
        params = _given(before=before, limit=limit)
        return await self._door.model(Request("GET", f"{_list(code)}/changes", params=params), ListChanges)

    async def entries(
        self, code: str, state: EntryState = EntryState.ACTIVE, *, after: UUID | None = None, limit: int = 100
    ) -> Entries:
        """Return a page of the entries of a list that are in one state."""
        params = _given(state=state.value, after=after, limit=limit)
        return await self._door.model(Request("GET", f"{_list(code)}/entries", params=params), Entries)

    async def entry(self, code: str, entry: UUID) -> tuple[EntryRecord, ...]:
        """Return all versions of an entry, the newest first."""
        return (await self._door.model(Request("GET", _entry(code, entry)), Entries)).entries

    async def add(self, code: str, filing: EntryFiling) -> EntryRecord:
        """Enter something on a list."""
        return await self._door.model(_write("POST", f"{_list(code)}/entries", filing), EntryRecord)

    async def revise(self, code: str, entry: UUID, filing: EntryFiling) -> EntryRecord:
        """Enter the next version of an entry."""
        return await self._door.model(_write("PUT", _entry(code, entry), filing), EntryRecord)

    async def remove(self, code: str, entry: UUID, removal: Removal) -> EntryRecord:
        """Take an entry off its list, for a reason."""
        return await self._door.model(_write("POST", f"{_entry(code, entry)}/removal", removal), EntryRecord)

    async def export(self, code: str) -> bytes:
        """Return a list as CSV; sent back, it changes nothing."""
        return await self._door.ask(Request("GET", f"{_list(code)}/table"))

    async def load(self, code: str, data: bytes, *, dry_run: bool = False) -> TableReport:
        """Enter the lines of a CSV file; the report says what is wrong with which line."""
        request = Request(
            "POST",
            f"{_list(code)}/table",
            params={"dry_run": dry_run},
            content=data,
            media="text/csv",
            repeatable=False,
        )
        return await self._door.model(request, TableReport)

    async def import_un(
        self,
        code: str,
        file: IO[bytes],
        *,
        dry_run: bool = False,
        confirmed: bool = False,
        told: Callable[[int], None] = lambda _: None,
    ) -> UnReport:
        """Send the UN's consolidated list in parts, and have it compared and applied.

        Args:
            code: Of a list of the form un-consolidated.
            file: The XML, at any position; the whole is never in memory.
            dry_run: Only report.
            confirmed: Apply it although it drops much, or is older than what stands.
            told: Is given the bytes that have arrived, after each part.

        Raises:
            TooLarge: No consolidated list is so large.
        """
        known = await asyncio.to_thread(digest, file)
        size = int(str(known["size"]))
        if size > MAX_XML_BYTES:
            raise TooLarge(max_bytes=MAX_XML_BYTES)
        opened = await self._door.model(Request("POST", f"{_list(code)}/imports"), ImportOpened)
        address = f"{_list(code)}/imports/{opened.id}"
        # An empty file is a part too: the answer then says what is wrong with it.
        parts = max(1, -(-size // MAX_PART_BYTES))
        file.seek(0)
        for number in range(1, parts + 1):
            part = await asyncio.to_thread(file.read, MAX_PART_BYTES)
            request = Request("PUT", f"{address}/parts/{number}", content=part, media=_OCTETS)
            await self._door.model(request, PartStored)
            told(file.tell())
        finish = ImportFinish.model_validate(
            {"parts": parts, "sha256": known["sha256"], "dry_run": dry_run, "confirmed": confirmed}
        )
        return await self._door.model(_write("POST", f"{address}/finish", finish), UnReport)

    async def screen(self, question: NameQuestion) -> Hits:
        """Look one name or number up on all lists, the best hit first."""
        return await self._door.model(_write("POST", paths.SCREEN, question, repeatable=True), Hits)

    async def clearances(self, state: ClearanceState | None = None) -> tuple[ClearanceRecord, ...]:
        """Return cleared pairs, those first that somebody has to look at."""
        params = {"state": state.value} if state else None
        request = Request("GET", paths.CLEARANCES, params=params)
        return (await self._door.model(request, Clearances)).clearances

    async def clear(self, filing: ClearanceFiling) -> ClearanceRecord:
        """Clear a pair: this name or number is not the one of that entry."""
        return await self._door.model(_write("POST", paths.CLEARANCES, filing), ClearanceRecord)

    async def renew(self, clearance: UUID, renewal: Renewal) -> ClearanceRecord:
        """Let a clearance go on, after a second look."""
        request = _write("POST", f"{paths.CLEARANCES}/{clearance}/renewal", renewal)
        return await self._door.model(request, ClearanceRecord)

    async def withdraw(self, clearance: UUID, withdrawal: Withdrawal) -> ClearanceRecord:
        """Take a clearance back; its hits are open again."""
        request = _write("POST", f"{paths.CLEARANCES}/{clearance}/withdrawal", withdrawal)
        return await self._door.model(request, ClearanceRecord)


def _list(code: str) -> str:
    return f"{paths.WATCH_LISTS}/{code}"


def _entry(code: str, entry: UUID) -> str:
    return f"{_list(code)}/entries/{entry}"


def _write(method: str, path: str, body: ContractModel, *, repeatable: bool = False) -> Request:
    """Return a request that is not repeated, unless a second one says nothing new."""
    return Request(method, path, json=body.model_dump(mode="json"), repeatable=repeatable)


def _given(**values: object) -> dict[str, Any]:
    return {name: str(value) for name, value in values.items() if value is not None}
