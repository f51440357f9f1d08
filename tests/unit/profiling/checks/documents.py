"""A sound consignment as JSON, and changes to it."""

from __future__ import annotations

from datetime import date
from typing import Any

ON = date(2026, 11, 26)
SOUND: dict[str, Any] = {
    "reference": "BL-1",
    "direction": "import",
    "mode": "sea",
    "declared_on": "2026-11-20",
    "arrives_on": "2026-11-30",
    "voyage": "V12",
    "freight": 900.0,
    "currency": "USD",
    "parties": [
        {"role": "shipper", "name": "Jade River Export Co", "country": "CN"},
        {"role": "consignee", "name": "Алтын Булак", "country": "KG"},
    ],
    "goods": [
        {
            "description": "Cotton fabric, bleached",
            "hs": "520821",
            "packages": 400,
            "package_kind": "CT",
            "gross_kg": 8000.0,
            "net_kg": 7600.0,
            "value": 24000.0,
            "origin": "CN",
        }
    ],
    "equipment": [
        {
            "kind": "container",
            "number": "CSQU3054383",
            "size_type": "22G1",
            "empty": False,
            "gross_kg": 8000.0,
            "seals": [{"number": "SH704211", "condition": "intact"}],
        }
    ],
    "legs": [
        {"place": "CNSHA", "country": "CN", "departs_on": "2026-10-20"},
        {"place": "GEPTI", "country": "GE", "arrives_on": "2026-11-15", "departs_on": "2026-11-17"},
        {"place": "KGOSS", "country": "KG", "arrives_on": "2026-11-30"},
    ],
}


def changed(document: Any, changes: dict[str, Any]) -> Any:
    """Return a copy of a JSON document with values at dotted paths replaced; a list grows by one."""
    for path, value in changes.items():
        document = _replaced(document, path.split("."), value)
    return document


def _replaced(node: Any, steps: list[str], value: Any) -> Any:
    if not steps:
        return value
    head, rest = steps[0], steps[1:]
    if isinstance(node, list):
        at = int(head)
        old = node[at] if at < len(node) else {}
        return [*node[:at], _replaced(old, rest, value), *node[at + 1 :]]
    return {**node, head: _replaced(node.get(head), rest, value)}
