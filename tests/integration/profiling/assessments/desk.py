"""An administration at work: files taken in, profiles in force, selections made; all through the routes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from integration.profiling.conftest import OSH, officer
from integration.profiling.intake.sending import FILES, worker
from sealwire_profiling import working

if TYPE_CHECKING:
    from collections.abc import Sequence

    from integration.profiling.conftest import Profiling
    from sealwire.contract.profiling.consignments import Consignment
    from sealwire_chassis.caller import Caller

SELECTIONS, INSPECTIONS = "/v1/profiling/selections", "/v1/profiling/inspections"
CAPACITY, FIGURES, MODELS = "/v1/profiling/capacity", "/v1/profiling/figures", "/v1/profiling/models"
PROFILES = "/v1/profiling/profiles"
ANALYST, SECOND, HEAD = (
    officer(OSH, "analyst"),
    officer(OSH, "unit_head", "analyst"),
    officer(OSH, "unit_head"),
)
SEARCHER, VIEWER, KEEPER = officer(OSH, "search_team"), officer(OSH, "viewer"), officer(OSH, "key_officer")


async def filed(profiling: Profiling, consignments: Sequence[Consignment], who: Caller = ANALYST) -> str:
    """File consignments as JSON, let them be read, and return the upload's id."""
    lines = "\n".join(each.model_dump_json(exclude_defaults=True) for each in consignments)
    query = {"source": "manifests", "name": "m.json"}
    told = profiling.told(await profiling.call(who, "POST", FILES, params=query, content=lines.encode()))
    assert await worker(profiling).read_next()
    upload = await profiling.get(who, f"/v1/profiling/uploads/{told['id']}")
    assert (upload["state"], upload["refused"]) == ("done", 0)
    return str(told["id"])


async def worked(profiling: Profiling) -> None:
    """Do all the work that waits."""
    while await working.once(profiling.database, clock=lambda: profiling.clock[0]):
        pass


async def selected(profiling: Profiling, who: Caller = ANALYST, **asked: Any) -> dict[str, Any]:
    """Ask for a selection, let it be made, and return it."""
    told = profiling.told(await profiling.call(who, "POST", SELECTIONS, json=asked))
    assert told["state"] == "waiting"
    await worked(profiling)
    return await profiling.get(who, f"{SELECTIONS}/{told['id']}")


async def ranked(
    profiling: Profiling, selection: dict[str, Any], who: Caller = ANALYST, **query: Any
) -> list[dict[str, Any]]:
    """Return the rows of a selection, by rank."""
    page = await profiling.get(who, f"{SELECTIONS}/{selection['id']}/ranked", limit=500, **query)
    rows: list[dict[str, Any]] = page["rows"]
    return rows


async def live(profiling: Profiling, code: str, profile: dict[str, Any]) -> None:
    """Lead a profile from its draft to being live, approved by a second officer."""
    filing = {"after": 0, "profile": profile}
    profiling.told(await profiling.call(ANALYST, "POST", f"{PROFILES}/{code}/versions", json=filing))
    for step, who in (("shadow", ANALYST), ("approve", SECOND), ("go-live", ANALYST)):
        path = f"{PROFILES}/{code}/versions/1/steps"
        profiling.told(await profiling.call(who, "POST", path, json={"step": step}))
