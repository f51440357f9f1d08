"""Lists as an analyst keeps them between selections: entries come and go, pairs are cleared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from integration.profiling.assessments.desk import ANALYST, ranked
from sealwire.contract.profiling.consignments import Consignment, Party, PartyRole
from sqlalchemy import text

if TYPE_CHECKING:
    from integration.profiling.conftest import Profiling
    from sealwire_chassis.caller import Caller

LISTS, CLEARANCES = "/v1/profiling/lists", "/v1/profiling/clearances"
RESCREENINGS = "/v1/profiling/rescreenings"
LAST_DAY = "2027-06-30"
_LIST = {"titles": {"en": "A list"}, "kind": "mixed", "owner": "KG-OSH", "matching": "exact"}


def consigned(reference: str, consignee: str) -> Consignment:
    return Consignment(reference=reference, parties=(Party(role=PartyRole.CONSIGNEE, name=consignee),))


NAMES = {"B1": "Silver Poplar", "B2": "Blue Meridian", "B3": "Orion Steppe", "B4": "Kumtor Vale"}
OPEN = [consigned(reference, name) for reference, name in NAMES.items()]
DAY = 86_400


async def made_list(
    profiling: Profiling, code: str, *, effect: str = "mandatory", version: int = 0, who: Caller = ANALYST
) -> None:
    filing = {**_LIST, "effect": effect, "version": version}
    profiling.told(await profiling.call(who, "PUT", f"{LISTS}/{code}", json=filing))


async def listed(profiling: Profiling, code: str, *names: str, who: Caller = ANALYST) -> str:
    """Enter a company, and return the entry's id."""
    body = {
        "kind": "company", "names": [{"text": name} for name in names], "reason": "Named in a seizure",
        "source": "notice", "confidence": "medium", "expires_on": LAST_DAY,
    }  # fmt: skip
    told = profiling.told(await profiling.call(who, "POST", f"{LISTS}/{code}/entries", json=body))
    return str(told["id"])


async def unlisted(profiling: Profiling, code: str, entry: str, *, version: int = 1) -> None:
    body = {"version": version, "reason": "A mistake"}
    path = f"{LISTS}/{code}/entries/{entry}/removal"
    profiling.told(await profiling.call(ANALYST, "POST", path, json=body))


async def cleared(profiling: Profiling, entry: str, name: str) -> str:
    """Clear a pair, and return the clearance's id."""
    body = {"entry": entry, "value": name, "reason": "Somebody else", "expires_on": LAST_DAY}
    told = profiling.told(await profiling.call(ANALYST, "POST", CLEARANCES, json=body))
    return str(told["id"])


async def rescreenings(profiling: Profiling, who: Caller = ANALYST, **query: Any) -> list[dict[str, Any]]:
    """Return re-screenings, the newest first."""
    found = await profiling.get(who, RESCREENINGS, **query)
    made: list[dict[str, Any]] = found["rescreenings"]
    return made


async def changed_by(
    profiling: Profiling, rescreening: dict[str, Any], who: Caller = ANALYST
) -> dict[str, dict[str, Any]]:
    """Return what a re-screening changed, by the reference of the consignment."""
    page = await profiling.get(who, f"{RESCREENINGS}/{rescreening['id']}")
    return {row["reference"]: row for row in page["rows"]}


async def rows(profiling: Profiling, selection: dict[str, Any], **more: Any) -> dict[str, dict[str, Any]]:
    return {row["reference"]: row for row in await ranked(profiling, selection, **more)}


async def touched(profiling: Profiling) -> list[str]:
    """Return the references of all consignments of which a re-screening has stored anything."""
    query = text(
        "SELECT s.reference FROM rescreened a JOIN rescreenings r ON r.id = a.rescreening"
        " JOIN selected s ON s.selection = r.selection AND s.consignment = a.consignment ORDER BY 1"
    )
    async with profiling.database.transaction() as session:
        return list(await session.scalars(query))
