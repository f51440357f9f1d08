"""The columns of the frame: name, type and meaning. This is the vocabulary that officers write profiles in.

A missing value is null, never 0 or "": a rule that needs it is then not evaluable, and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(StrEnum):
    """The types that a profile can speak of, by their names in CEL."""

    STRING = "string"
    INT = "int"
    DOUBLE = "double"
    BOOL = "bool"
    DATE = "timestamp"
    STRINGS = "list(string)"


DTYPES: Mapping[Kind, pl.DataType] = {
    Kind.STRING: pl.String(),
    Kind.INT: pl.Int64(),
    Kind.DOUBLE: pl.Float64(),
    Kind.BOOL: pl.Boolean(),
    Kind.DATE: pl.Date(),
    Kind.STRINGS: pl.List(pl.String()),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `meaning` is shown to officers, with its unit."""

    name: str
    kind: Kind
    meaning: str


_S, _I, _D, _B, _T, _L = Kind.STRING, Kind.INT, Kind.DOUBLE, Kind.BOOL, Kind.DATE, Kind.STRINGS

# From the documents alone (building.py).
DECLARED: tuple[Column, ...] = (
    Column("reference", _S, "Number of the bill, note or declaration at its source"),
    Column("source", _S, "Where the documents came from"),
    Column("office", _S, "Customs office"),
    Column("direction", _S, "import, export, transit or transhipment"),
    Column("mode", _S, "sea, rail, road or air"),
    Column("declared_on", _T, "Day of the declaration or manifest"),
    Column("arrives_on", _T, "Day of arrival at the post"),
    Column("assessed_on", _T, "Day of this assessment"),
    Column("vessel", _S, "Vessel, train or flight"),
    Column("voyage", _S, "Voyage or journey number"),
    Column("shipper", _S, "Shipper's name"),
    Column("consignee", _S, "Consignee's name"),
    Column("notify", _S, "Notify party's name"),
    Column("carrier", _S, "Carrier's name"),
    Column("forwarder", _S, "Forwarder's name"),
    Column("declarant", _S, "Declarant's name"),
    Column("shipper_country", _S, "Shipper's country"),
    Column("consignee_country", _S, "Consignee's country"),
    Column("origin", _S, "Country of origin of the main goods"),
    Column("departure", _S, "Country where the journey begins"),
    Column("destination", _S, "Country where the journey ends"),
    Column("transits", _L, "Countries between departure and destination"),
    Column("route", _L, "Places of the journey, in order"),
    Column("description", _S, "Descriptions of all goods, one after the other"),
    Column("hs", _S, "HS code of the main goods: those of the highest value, else weight, else the first"),
    Column("hs_codes", _L, "HS codes of all goods"),
    Column("un_numbers", _L, "UN numbers of dangerous goods"),
    Column("goods_count", _I, "How many goods items are declared"),
    Column("packages", _I, "Packages of all goods"),
    Column("gross_kg", _D, "Gross weight of all goods, kg"),
    Column("net_kg", _D, "Net weight of all goods, kg"),
    Column("value", _D, "Declared value of all goods, where all are in one currency"),
    Column("currency", _S, "Currency of the value"),
    Column("freight", _D, "Freight charges"),
    Column("kg_per_package", _D, "Gross kg per package"),
    Column("value_per_kg", _D, "Declared value per net kg, else per gross kg"),
    Column("freight_share", _D, "Freight divided by value"),
    Column("containers", _L, "Numbers of containers, trucks, trailers and wagons"),
    Column("container_count", _I, "How many of them"),
    Column("empty", _B, "Whether any of them is declared empty"),
    Column("surplus_kg", _D, "Weight of the loads above that of the goods, kg; of empty ones all of it"),
    Column("empty_load_kg", _D, "Load of those declared empty, kg; missing where it may be their own weight"),
    Column("seals", _L, "Seal numbers"),
    Column("seal_count", _I, "How many seals"),
    Column("amendments", _I, "How often the documents were amended"),
    Column("amended", _L, "Fields that amendments changed"),
    Column("amended_on", _T, "Day of the last amendment that came by the day of arrival"),
    Column(
        "amended_by_arrival",
        _I,
        "How many amendments came by the day of arrival; all, where none is declared",
    ),
)
# From what the administration had seen before (history.py); counts are of earlier consignments.
REMEMBERED: tuple[Column, ...] = (
    Column("shipper_earlier", _I, "Earlier consignments of this shipper"),
    Column("consignee_earlier", _I, "Earlier consignments of this consignee"),
    Column("declarant_earlier", _I, "Earlier consignments of this declarant"),
    Column("pair_earlier", _I, "Earlier consignments from this shipper to this consignee"),
    Column("consignee_heading_earlier", _I, "Earlier consignments of this consignee in this HS heading"),
    Column("shipper_first_on", _T, "Day of this shipper's first consignment"),
    Column("consignee_first_on", _T, "Day of this consignee's first consignment"),
    Column("heading_earlier", _I, "Earlier consignments in this HS heading"),
    Column("value_norm", _D, "value_per_kg divided by the median of its heading and currency (20 or more)"),
    Column("weight_norm", _D, "kg_per_package divided by the median of its heading (20 or more)"),
)
# From the other consignments of the same assessment (together.py), this one among them.
TOGETHER: tuple[Column, ...] = (
    Column("pair_together", _I, "Consignments from this shipper to this consignee that arrive on one day"),
    Column(
        "consignee_heading_together",
        _I,
        "Consignments of this consignee in this HS heading that arrive on one day",
    ),
)
# From the other rooms, added before profiles run.
JUDGED: tuple[Column, ...] = (
    Column("checks", _L, "Codes of the checks that found something"),
    Column("hits", _L, "Names of the lists on which a party, container or vessel stands"),
    Column("best_hit", _D, "Highest score of a name on a list, 0 to 1; 0 where none"),
    Column("priority_tier", _I, "Common High Priority tier 1 to 4, 0 where none"),
    Column("control_terms", _L, "Groups of strategic goods whose terms the description has"),
)
# Keys that join; not shown to officers.
KEYS: tuple[Column, ...] = (
    Column("id", _S, "Id of the consignment"),
    Column("shipper_key", _S, "Shipper's name folded"),
    Column("consignee_key", _S, "Consignee's name folded"),
    Column("declarant_key", _S, "Declarant's name folded"),
    Column("heading", _S, "First four digits of `hs`"),
)
VOCABULARY: Mapping[str, Column] = {each.name: each for each in (*DECLARED, *REMEMBERED, *TOGETHER, *JUDGED)}
SCHEMA: Mapping[str, pl.DataType] = {
    each.name: DTYPES[each.kind] for each in (*KEYS, *DECLARED, *REMEMBERED, *TOGETHER, *JUDGED)
}
