"""Counts of a batch in which each party is one, however its documents spell it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sealwire_profiling.frame.domain.history import remember
from sealwire_profiling.frame.domain.together import counted_together
from sealwire_profiling.names.domain.grouping import Named, group

if TYPE_CHECKING:
    from collections.abc import Mapping

_TRADERS = ("shipper", "consignee", "declarant")
_KEYS = tuple(f"{role}_key" for role in _TRADERS)


def counted(frame: pl.DataFrame, history: pl.DataFrame) -> pl.DataFrame:
    """Return a batch with the columns REMEMBERED and TOGETHER, its traders counted under all their spellings.

    The keys stay those of each row's own spelling, whatever else is in the batch: what is stored or learned
    under them is found again. A name that the batch has in two countries is counted alone: it may be two
    traders.

    Args:
        frame: As `build` makes it.
        history: Columns HISTORY, of consignments that came before all of the frame.
    """
    one_key = _united_keys(frame)
    united = [pl.col(key).replace(one_key) for key in _KEYS]
    remembered = remember(frame.with_columns(united), history.with_columns(united))
    return counted_together(remembered).with_columns(frame.select(_KEYS))


def _united_keys(frame: pl.DataFrame) -> Mapping[str, str]:
    """Return one key for each trader whom the batch spells several ways, by the key of each spelling."""
    traders = _traders(frame)
    keys = traders["key"].to_list()
    firsts = group([Named(name, country) for name, country in traders.select("name", "country").rows()])
    return {key: keys[first] for key, first in zip(keys, firsts, strict=True) if key != keys[first]}


def _traders(frame: pl.DataFrame) -> pl.DataFrame:
    """Return key, name and country of those whose name the batch has in one country at most, by key."""
    named = [
        frame.select(
            pl.col(f"{role}_key").alias("key"),
            pl.col(role).alias("name"),
            (pl.col(f"{role}_country") if role != "declarant" else pl.lit(None, pl.String())).alias(
                "country"
            ),
        )
        for role in _TRADERS
    ]
    told = pl.col("country").drop_nulls()
    by_key = pl.concat(named).drop_nulls("key").group_by("key")
    each = by_key.agg(pl.col("name").min(), told.n_unique().alias("countries"), told.min())
    return each.filter((pl.col("countries") <= 1) & (pl.col("key") != "")).sort("key")
