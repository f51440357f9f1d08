"""What the consignments of one assessment are together: those of one pair or trade that arrive on one day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence


def counted_together(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with the columns TOGETHER.

    Null where a party, the heading or the day of arrival is not told. A party of one name in two countries
    is two.

    Args:
        frame: With one key for each party (parties.py).
    """
    return frame.with_columns(
        _count(("shipper", "consignee")).alias("pair_together"),
        _count(("consignee",), "heading").alias("consignee_heading_together"),
    )


def _count(parties: Sequence[str], *others: str) -> pl.Expr:
    keys = [*(f"{party}_key" for party in parties), *others, "arrives_on"]
    # A country that is not told is that of the same name beside it, where there is only one.
    countries = [_country(party) for party in parties]
    counted = pl.len().cast(pl.Int64).over([*keys, *countries])
    return pl.when(pl.all_horizontal(pl.col(key).is_not_null() for key in keys)).then(counted)


def _country(party: str) -> pl.Expr:
    key, country = pl.col(f"{party}_key"), pl.col(f"{party}_country")
    only = country.drop_nulls().n_unique().over(key) == 1
    return pl.when(only).then(pl.lit("")).otherwise(country)
