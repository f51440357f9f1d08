"""Units and officers beside the log, as a client calls them: one method for each address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sealwire.client.http import Request
from sealwire.contract import paths
from sealwire.contract.people import (
    ChangesPage,
    DutyRoster,
    GroupRecord,
    Groups,
    ImportReport,
    OfficerRecord,
    Officers,
    SegmentRecord,
    Segments,
    UnitRecord,
    UnitsPage,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from pydantic import BaseModel

    from sealwire.client.http import Door
    from sealwire.contract.people import (
        DutyFiling,
        GroupFiling,
        OfficerFiling,
        SegmentFiling,
        UnitFiling,
    )

_OCTETS = "application/octet-stream"


class People:
    """The part of an exchange's API that tells who is where. Nothing here is proved: to seal, ask the log.

    Args:
        door: The connection; it signs with the caller's key.
    """

    def __init__(self, door: Door) -> None:
        self._door = door

    async def search(self, **wanted: object) -> UnitsPage:
        """Return a page of units.

        Args:
            wanted: q, country, kind, status, group, segment, on_duty, after, limit; see docs/openapi.json.
        """
        return await self._door.model(Request("GET", paths.PEOPLE_UNITS, params=_given(wanted)), UnitsPage)

    async def all(self, **wanted: object) -> AsyncIterator[UnitRecord]:
        """Yield every unit that a search finds, page by page; arguments as for `search`."""
        after: str | None = ""
        while after is not None:
            page = await self.search(**{**wanted, "after": after})
            for unit in page.units:
                yield unit
            after = page.next

    async def unit(self, code: str) -> UnitRecord:
        """Return a unit."""
        return await self._door.model(Request("GET", paths.people_unit(code)), UnitRecord)

    async def file_unit(self, code: str, filing: UnitFiling) -> UnitRecord:
        """File a unit's particulars."""
        return await self._door.model(_put(paths.people_unit(code), filing), UnitRecord)

    async def duty(self, code: str) -> DutyRoster:
        """Return a unit's duty roster."""
        return await self._door.model(Request("GET", paths.people_unit(code) + "/duty"), DutyRoster)

    async def set_duty(self, code: str, filing: DutyFiling) -> DutyRoster:
        """File a unit's whole duty roster."""
        return await self._door.model(_put(paths.people_unit(code) + "/duty", filing), DutyRoster)

    async def officers(self, code: str) -> Officers:
        """Return a unit's officers, as far as the caller may see them."""
        return await self._door.model(Request("GET", paths.people_unit(code) + "/officers"), Officers)

    async def file_officer(self, code: str, handle: str, filing: OfficerFiling) -> OfficerRecord:
        """File an officer's particulars."""
        path = f"{paths.people_unit(code)}/officers/{handle}"
        return await self._door.model(_put(path, filing), OfficerRecord)

    async def changes(
        self, unit: str | None = None, *, before: int | None = None, limit: int = 100
    ) -> ChangesPage:
        """Return who changed what of a unit, else of all that is the caller's, newest first."""
        path = paths.people_unit(unit) + "/changes" if unit is not None else paths.CHANGES
        params = _given({"before": before, "limit": limit})
        return await self._door.model(Request("GET", path, params=params), ChangesPage)

    async def groups(self) -> Groups:
        """Return the newest version of every group."""
        return await self._door.model(Request("GET", paths.GROUPS), Groups)

    async def group(self, name: str, *, version: int | None = None) -> GroupRecord:
        """Return a version of a group, else the newest."""
        request = Request("GET", f"{paths.GROUPS}/{name}", params=_given({"version": version}))
        return await self._door.model(request, GroupRecord)

    async def save_group(self, name: str, filing: GroupFiling) -> GroupRecord:
        """Save a group as its next version."""
        return await self._door.model(_put(f"{paths.GROUPS}/{name}", filing), GroupRecord)

    async def segments(self) -> Segments:
        """Return all segments."""
        return await self._door.model(Request("GET", paths.SEGMENTS), Segments)

    async def save_segment(self, code: str, filing: SegmentFiling) -> SegmentRecord:
        """File a segment."""
        return await self._door.model(_put(f"{paths.SEGMENTS}/{code}", filing), SegmentRecord)

    async def export(self, table: str, form: str, *, country: str = "") -> bytes:
        """Return a table as a file.

        Args:
            table: units or officers.
            form: csv or xlsx.
            country: Only its units.
        """
        path = f"{paths.TABLE_EXPORTS}/{table}.{form}"
        return await self._door.ask(Request("GET", path, params=_given({"country": country})))

    async def load(
        self, table: str, data: bytes, *, dry_run: bool = False, all_or_nothing: bool = False
    ) -> ImportReport:
        """Import a CSV or XLSX file; the report says what is wrong with which line.

        Args:
            table: units or officers.
            data: The file.
            dry_run: Only report.
            all_or_nothing: Save nothing when a line is refused.
        """
        request = Request(
            "POST",
            f"{paths.TABLE_IMPORTS}/{table}",
            params=_given({"dry_run": dry_run, "all_or_nothing": all_or_nothing}),
            content=data,
            media=_OCTETS,
        )
        return await self._door.model(request, ImportReport)


def _put(path: str, filing: BaseModel) -> Request:
    return Request("PUT", path, json=filing.model_dump(mode="json"))


def _given(values: dict[str, Any]) -> dict[str, Any] | None:
    """Return the parameters that say something; none at all rather than an empty query."""
    given = {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in values.items()
        if value not in (None, "", False)
    }
    return given or None
