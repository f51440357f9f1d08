"""An administration with one of everything that has an id or a name, and bodies that its routes accept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from integration.profiling.assessments.desk import filed, selected, worked
from integration.profiling.conftest import OSH, officer
from sealwire_profiling.simulator import World

if TYPE_CHECKING:
    from integration.profiling.conftest import Profiling

    Json = dict[str, Any]

HEAD = officer(OSH, "unit_head")
NAMED = {"code": "rail", "name": "always", "list": "suspects", "number": "1"}
_PROFILE = {
    "title": {"en": "Goods", "ru": "Товары"}, "rule": "goods_count > 0", "weight": 35, "commodity": "drugs",
    "lane": "yellow", "why": {"en": "All.", "ru": "Любой груз."},
}  # fmt: skip
_ENTRY = {
    "kind": "company", "names": [{"text": "Silver Poplar LLC", "quality": "good"}], "reason": "Seizure",
    "identifiers": [{"kind": "number", "value": "0123456789"}], "source": "notice",
    "reference": "KG/17", "confidence": "medium", "expires_on": "2027-06-30", "version": 0,
}  # fmt: skip
_CONSIGNMENT = {
    "reference": "BL-1", "office": "KG10", "declared_on": "2026-09-01", "currency": "USD",
    "parties": [{"role": "consignee", "name": "Ak-Jol", "country": "KG", "identifier": "123"}],
    "goods": [{"description": "Gate valves", "hs": "84818000", "packages": 1, "gross_kg": 9.0, "value": 5.0}],
    "equipment": [{"kind": "container", "number": "MSKU1234565", "seals": [{"number": "S1"}]}],
    "legs": [{"place": "CNCAN", "country": "CN"}],
}  # fmt: skip
_FINDING = {"commodity_group": "drugs", "description": "x", "amount": 1.5, "unit": "KGM", "hs": "29"}
_MOVEMENT = {"regimes": ["NSG"], "items": ["Valves"], "end_user": "Poplar", "licences": ["L-1"]}
_LOOKED = {
    "inspected_on": "2026-09-20", "outcome": "seizure", "kinds": ["physical"], "place": "Osh", "note": "-",
    "findings": [{**_FINDING, "concealed_in": "a door", "movement": _MOVEMENT}], "reason": "-",
    "points": [{"point": "doors", "look": "sound", "note": "-"}],
    "seals": [{"equipment": "M", "declared": "S1", "found": "S2", "condition": "intact"}],
    "verdicts": [{"profile": "always", "right": True}],
}  # fmt: skip
BODIES: dict[str, Json] = {
    "PUT sources/{code}": {
        "version": 1, "name": "Rail", "mapping": {"fields": {"goods.value": {"columns": ["v"]}}},
    },
    "POST profiles/{name}/versions": {"after": 1, "profile": _PROFILE},
    "POST profiles/{name}/versions/{number}/steps": {"step": "shadow"},
    "POST profiles/{name}/replays": {"since": "2026-09-01", "until": "2026-09-30", "rule": "goods_count > 0"},
    "POST profile-checks": {"rule": "goods_count > 0"},
    "PUT profile-sets/list/{name}": {"after": 1, "values": ["one"]},
    "PUT profile-sets/group/{name}": {"after": 1, "values": ["KG"]},
    "PUT lists/{list}": {
        "version": 1, "titles": {"en": "Suspects"}, "kind": "mixed", "effect": "score", "owner": "KG-OSH",
        "matching": "exact",
    },
    "POST lists/{list}/entries": _ENTRY,
    "PUT lists/{list}/entries/{entry}": {**_ENTRY, "version": 1},
    "POST lists/{list}/entries/{entry}/removal": {"version": 1, "reason": "Wrong"},
    "POST screen": {"what": "party", "value": "Silver Poplar", "country": "KG", "at_least": 0.8},
    "POST clearances": {
        "what": "name", "value": "Silver Poplar", "only_with": "0123456789", "reason": "Another",
        "expires_on": "2026-12-18",
    },
    "POST clearances/{clearance}/renewal": {"version": 1, "reason": "Again", "expires_on": "2026-12-18"},
    "POST clearances/{clearance}/withdrawal": {"version": 1, "reason": "Wrong"},
    "POST strategic-advice": {"consignment": _CONSIGNMENT, "answers": {"end-use-known": "yes"}},
    "POST strategic-records/{consignment}/answers": {"after": 1, "answers": {"weapons-use": "no"}},
    "POST strategic-records/{consignment}/requests": {
        "after": 1, "unit": "KG-STC", "envelope": "00000000-0000-4000-8000-000000000009",
    },
    "POST strategic-records/{consignment}/replies": {
        "after": 1, "request": 1, "says": "licence-needed", "words": "Silver Poplar", "envelope": None,
        "movement": _MOVEMENT,
    },
    "POST selections": {"budget": 3, "seed": 7},
    "POST selections/{selection_id}/overrides": {"does": "add", "reason": "A seal was broken."},
    "PUT capacity": {
        "version": 0, "usual": 5, "per_office": {"KG10": 3}, "model_max_age_days": 30,
        "per_day": [{"office": "KG10", "day": "2026-09-20", "inspections": 2}],
        "exploration_share": 0.1, "random_floor": 0.01, "yellow_probability": 0.2, "yellow_score": 20.0,
        "blue_probability": 0.1, "blue_score": 5.0,
    },
    "PUT inspections/{inspection_id}": _LOOKED,
}  # fmt: skip
_INSIDE = {
    "POST clearances": {"entry": "entry"},
    "POST selections": {"upload": "upload"},
    "POST selections/{selection_id}/overrides": {"consignment": "consignment"},
    "PUT inspections/{inspection_id}": {"consignment": "consignment", "selection": "selection_id"},
}


def body_of(title: str, ids: Json) -> Json | None:
    """Return a body that a route accepts, with the ids of an administration, if it needs a certain one."""
    inside = {field: ids[name] for field, name in _INSIDE.get(title, {}).items()}
    return {**BODIES[title], **inside} if title in BODIES else None


async def furnished(profiling: Profiling) -> dict[str, str]:
    """Give the administration of Osh one of everything, and return ids and names by path parameter."""
    made = dict(NAMED)

    async def did(method: str, title: str, path: str, **changed: Any) -> Json:
        sent = {**(body_of(f"{method} {title}", made) or {}), **changed}
        return profiling.told(await profiling.call(HEAD, method, f"/v1/profiling/{path}", json=sent))

    week = [each.consignment for each in World(7, 3).week(0).consignments]
    made["upload"] = await filed(profiling, week, HEAD)
    page = await profiling.get(HEAD, "/v1/profiling/consignments")
    made["consignment"] = page["consignments"][0]["id"]
    asked = "strategic-records/{consignment}/requests"
    await did("POST", asked, asked.format_map(made), after=0)
    await did("PUT", "sources/{code}", "sources/rail", version=0)
    await did("POST", "profiles/{name}/versions", "profiles/always/versions", after=0)
    for kind in ("list", "group"):
        await did("PUT", f"profile-sets/{kind}/{{name}}", f"profile-sets/{kind}/always", after=0)
    made["selection_id"] = (await selected(profiling, HEAD, budget=1))["id"]
    made["inspection_id"] = str(uuid4())
    await did("PUT", "inspections/{inspection_id}", f"inspections/{made['inspection_id']}")
    await did("PUT", "lists/{list}", "lists/suspects", version=0)
    made["entry"] = (await did("POST", "lists/{list}/entries", "lists/suspects/entries"))["id"]
    await worked(profiling)
    [again] = (await profiling.get(HEAD, "/v1/profiling/rescreenings"))["rescreenings"]
    made["rescreening_id"] = again["id"]
    made["model_id"] = (await did("POST", "models", "models"))["id"]
    made["clearance"] = (await did("POST", "clearances", "clearances", value="Golden Aspen"))["id"]
    await did("PUT", "lists/{list}", "lists/un", version=0, form="un-consolidated")
    made["import"] = (await did("POST", "lists/{list}/imports", "lists/un/imports"))["id"]
    table = {"edition": "1", "source": "Us"}
    path = "/v1/profiling/control-tables/always"
    profiling.told(await profiling.call(HEAD, "PUT", path, params=table, content=b"hs,entry\n8481,A1\n"))
    return made
