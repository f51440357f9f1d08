"""An ordinary consignment as a row: no ready profile holds of it."""

from __future__ import annotations

from datetime import date
from typing import Any

ORDINARY: dict[str, Any] = {
    "reference": "IRK-1", "source": "rail", "office": "KG-OSH", "direction": "import", "mode": "rail",
    "declared_on": date(2026, 3, 1), "arrives_on": date(2026, 3, 12), "assessed_on": date(2026, 3, 5),
    "vessel": "train 5401", "voyage": "1", "shipper": "Wuxi Textile Co", "consignee": "OsOO Ak-Jol",
    "notify": "OsOO Ak-Jol", "carrier": "KTZ", "forwarder": "Silk Lines", "declarant": "Broker Osh",
    "shipper_country": "CN", "consignee_country": "KG", "origin": "CN", "departure": "CN",
    "destination": "KG", "transits": ["KZ"], "route": ["CNWUX", "KZALA", "KGOSS"],
    "description": "Cotton shirts for men, knitted", "hs": "610510", "hs_codes": ["610510"],
    "un_numbers": [], "goods_count": 1, "packages": 400, "gross_kg": 8000.0, "net_kg": 7600.0,
    "value": 60000.0, "currency": "USD", "freight": 3000.0, "kg_per_package": 20.0, "value_per_kg": 7.9,
    "freight_share": 0.05, "containers": ["MSKU9070323"], "container_count": 1, "empty": False,
    "surplus_kg": 12.0, "empty_load_kg": None, "seals": ["S1"], "seal_count": 1,
    "amendments": 0, "amended": [],
    "amended_on": None, "amended_by_arrival": 0, "pair_together": 1, "consignee_heading_together": 1,
    "shipper_earlier": 9, "consignee_earlier": 12, "declarant_earlier": 90, "pair_earlier": 7,
    "consignee_heading_earlier": 6,
    "shipper_first_on": date(2024, 1, 1), "consignee_first_on": date(2024, 1, 1), "heading_earlier": 200,
    "value_norm": 1.0, "weight_norm": 1.1, "checks": [], "hits": [], "best_hit": 0.0, "priority_tier": 0,
    "control_terms": [],
}  # fmt: skip
