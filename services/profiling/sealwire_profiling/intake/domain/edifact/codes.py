"""The codes of the directories that mean something to a consignment, from codes.toml."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any, NamedTuple


class PlaceCode(NamedTuple):
    """A place qualifier (3227): its rank on the way, and whether one leaves or reaches the place there."""

    rank: int
    leaves: bool
    reaches: bool


_TABLE: dict[str, Any] = tomllib.loads(files(__package__).joinpath("codes.toml").read_text(encoding="utf-8"))

MESSAGES = frozenset(_TABLE["messages"])
WITHDRAWALS = frozenset(_TABLE["withdrawals"])
PARTIES: dict[str, str] = _TABLE["parties"]
PARTY_IDENTIFIERS = frozenset(_TABLE["party_identifiers"])
DOCUMENTS: dict[str, str] = _TABLE["documents"]
NAMES: dict[str, str] = _TABLE["names"]
PLACES = {
    code: PlaceCode(row["rank"], row["side"] in "db", row["side"] in "ab")
    for code, row in _TABLE["places"].items()
}
OFFICES = frozenset(_TABLE["offices"])
ORIGINS = frozenset(_TABLE["origins"])
DATES: dict[str, str] = _TABLE["dates"]
DOCUMENT_DATES = frozenset(_TABLE["document_dates"])
WEIGHTS: dict[str, str] = _TABLE["weights"]
WEIGHING = frozenset(_TABLE["weighing"])
AMOUNTS: dict[str, str] = _TABLE["amounts"]
PREFERENCE = {code: place for place, code in enumerate(AMOUNTS)}
DIRECTIONS: dict[str, str] = _TABLE["directions"]
MODES: dict[str, str] = _TABLE["modes"]
UNITS: dict[str, str] = _TABLE["units"]
LOADS: dict[str, bool] = _TABLE["loads"]
ISSUERS: dict[str, str] = _TABLE["issuers"]
CONDITIONS: dict[str, str] = _TABLE["conditions"]
TRANSPORT_DOCUMENTS = frozenset(
    {"master-bill", "house-bill", "cmr", "rail-waybill", "air-waybill", "waybill", "tir-carnet"}
)
"""Kinds of document whose number is a consignment's own."""
WAYBILLS = {"sea": "master-bill", "rail": "rail-waybill", "road": "cmr", "air": "air-waybill"}
"""What a waybill of no stated kind (AAM) is, by mode of transport."""
