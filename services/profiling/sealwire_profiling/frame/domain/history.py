"""What an administration has seen before: counts of parties and pairs, norms of headings.

Only what came before the batch counts, so a score can be worked out again later from the same history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sealwire_profiling.frame.domain.columns import DTYPES, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HISTORY: Mapping[str, pl.DataType] = {
    "declared_on": DTYPES[Kind.DATE],
    **dict.fromkeys(("shipper_key", "consignee_key", "declarant_key", "heading"), DTYPES[Kind.STRING]),
    "currency": DTYPES[Kind.STRING],
    "value_per_kg": DTYPES[Kind.DOUBLE],
    "kg_per_package": DTYPES[Kind.DOUBLE],
}
"""The columns of a history: one row for each earlier consignment."""
_NORM_FROM = 20
"""So many earlier consignments make a norm; a median of fewer says nothing."""


def slim(frame: pl.DataFrame) -> pl.DataFrame:
    """Return what a frame leaves to the history of those that come later."""
    return frame.select(*HISTORY)


def empty() -> pl.DataFrame:
    """Return the history of an administration that has seen nothing."""
    return pl.DataFrame(schema=HISTORY)


def remember(frame: pl.DataFrame, history: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with the columns REMEMBERED.

    Args:
        frame: As `build` makes it, or with one key for each party (parties.py).
        history: Columns HISTORY, of consignments that came before all of the frame.
    """
    with_counts = frame
    for name, keys in (
        ("shipper_earlier", ["shipper_key"]),
        ("consignee_earlier", ["consignee_key"]),
        ("declarant_earlier", ["declarant_key"]),
        ("pair_earlier", ["shipper_key", "consignee_key"]),
        ("consignee_heading_earlier", ["consignee_key", "heading"]),
        ("heading_earlier", ["heading"]),
    ):
        with_counts = _counted(with_counts, history, name, keys)
    for name in ("shipper", "consignee"):
        first = history.group_by(f"{name}_key").agg(pl.col("declared_on").min().alias(f"{name}_first_on"))
        with_counts = with_counts.join(first, on=f"{name}_key", how="left", maintain_order="left")
    normed = _normed(with_counts, history, ["heading", "currency"], ("value_per_kg", "value_norm"))
    return _normed(normed, history, ["heading"], ("kg_per_package", "weight_norm"))


def _counted(frame: pl.DataFrame, history: pl.DataFrame, name: str, keys: Sequence[str]) -> pl.DataFrame:
    counts = history.drop_nulls(keys).group_by(keys).agg(pl.len().cast(pl.Int64).alias(name))
    known = pl.all_horizontal(pl.col(key).is_not_null() for key in keys)
    joined = frame.join(counts, on=keys, how="left", maintain_order="left")
    # Never seen is 0; a party that no document names is null.
    return joined.with_columns(pl.when(known).then(pl.col(name).fill_null(0)).alias(name))


def _normed(
    frame: pl.DataFrame, history: pl.DataFrame, keys: Sequence[str], figures: tuple[str, str]
) -> pl.DataFrame:
    figure, name = figures
    known = history.drop_nulls([*keys, figure]).group_by(keys)
    medians = known.agg(pl.col(figure).median().alias("_median"), pl.len().alias("_seen"))
    wide = medians.filter((pl.col("_seen") >= _NORM_FROM) & (pl.col("_median") > 0)).drop("_seen")
    joined = frame.join(wide, on=keys, how="left", maintain_order="left")
    return joined.with_columns((pl.col(figure) / pl.col("_median")).alias(name)).drop("_median")
