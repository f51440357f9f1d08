"""One key for each party of a batch, however its documents spell it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sealwire_profiling.names.domain.grouping import Named, group

if TYPE_CHECKING:
    from collections.abc import Mapping

_TRADERS = ("shipper", "consignee", "declarant")
_KEYS = tuple(f"{role}_key" for role in _TRADERS)


def united(frame: pl.DataFrame, history: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return a batch and its history with one key for each trader that the batch spells several ways.

    So what was seen under any of the spellings counts for all of them. The key is that of the spelling with
    the longest history. A name that the batch has in two countries keeps its own key: it may be two traders.

    Args:
        frame: As `build` makes it.
        history: Columns HISTORY.
    """
    one_key = _united_keys(frame, history)
    if not one_key:
        return frame, history
    keyed = [pl.col(key).replace(one_key) for key in _KEYS]
    return frame.with_columns(keyed), history.with_columns(keyed)


def _united_keys(frame: pl.DataFrame, history: pl.DataFrame) -> Mapping[str, str]:
    """Return the key of its party for each key that is written otherwise."""
    traders = _traders(frame)
    keys = traders["key"].to_list()
    places = group([Named(name, country) for name, country in traders.select("name", "country").rows()])
    spelled: dict[int, list[str]] = {}
    for key, place in zip(keys, places, strict=True):
        spelled.setdefault(place, []).append(key)
    several = [keys for keys in spelled.values() if len(keys) > 1]
    seen = _seen(history, [key for keys in several for key in keys])
    known = [(keys, max(keys, key=lambda key: (seen.get(key, 0), key))) for keys in several]
    return {key: kept for keys, kept in known for key in keys if key != kept}


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


def _seen(history: pl.DataFrame, keys: list[str]) -> Mapping[str, int]:
    """Return how often the history has some keys, in any role."""
    wanted = pl.Series(keys, dtype=pl.String())
    rows = pl.concat([history.select(pl.col(key).alias("key")) for key in _KEYS])
    counted = rows.filter(pl.col("key").is_in(wanted.implode())).group_by("key").len()
    return dict(counted.iter_rows())
