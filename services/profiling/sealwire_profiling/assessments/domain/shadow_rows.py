"""What shadows say, as it is stored: with each row, and of the selection as a whole."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import polars as pl

from sealwire_profiling.selection.domain.rows import POLICY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sealwire_profiling.assessments.domain.shadowing import Shadowed
    from sealwire_profiling.selection.domain.rows import Selection

Json = dict[str, Any]
_NOTHING: Json = dict.fromkeys(("shadow_hits", "shadow_probability", "shadow_slot"))


def seen(shadowed: Shadowed, beside: Selection | None, ids: Sequence[str]) -> list[Json]:
    """Return what shadows say of each row, as columns of `selected`.

    Args:
        shadowed: Of the rows.
        beside: The selection that the model in shadow would have made.
        ids: Of the rows, in their order.
    """
    if not shadowed.held.columns and shadowed.scored.probability is None:
        return [_NOTHING] * len(ids)
    slots = {} if beside is None else {row.id: row.slot for row in beside.rows}
    chances = shadowed.scored.probability
    hits = _hits(shadowed.held, len(ids))
    return [
        {
            "shadow_hits": hits[at] or None,
            "shadow_probability": None if chances is None else float(chances[at]),
            "shadow_slot": None if (slot := slots.get(name)) is None else slot.value,
        }
        for at, name in enumerate(ids)
    ]


def summary(shadowed: Shadowed, rows: Sequence[Mapping[str, Any]]) -> Json | None:
    """Return what ran beside a selection, as it is stored and shown; None where nothing did.

    Args:
        shadowed: Of the rows.
        rows: As they are stored; see `seen`.
    """
    profiles = [*_ran(shadowed.held), *_failed(shadowed.broken)]
    if not profiles and shadowed.digest is None:
        return None
    model = None if shadowed.digest is None else {"model": shadowed.digest, **_model(shadowed, rows)}
    return {"profiles": sorted(profiles, key=lambda each: each["name"]), "model": model}


def _hits(held: pl.DataFrame, rows: int) -> list[list[str]]:
    if not held.columns:
        return [[]] * rows
    names = [pl.when(pl.col(name)).then(pl.lit(name)) for name in held.columns]
    hits: list[list[str]] = held.select(pl.concat_list(names).list.drop_nulls()).to_series().to_list()
    return hits


def _ran(held: pl.DataFrame) -> list[Json]:
    return [
        {"name": each.name, "hits": int(each.sum()), "not_evaluable": each.null_count()}
        for each in held.iter_columns()
    ]


def _failed(broken: Mapping[str, str]) -> list[Json]:
    return [{"name": name, "problem": problem} for name, problem in broken.items()]


def _model(shadowed: Shadowed, rows: Sequence[Mapping[str, Any]]) -> Json:
    if shadowed.scored.problem is not None:
        return {"problem": shadowed.scored.problem}
    chosen = Counter((row["slot"] in POLICY, row["shadow_slot"] in POLICY) for row in rows)
    return {"both": chosen[True, True], "live_only": chosen[True, False], "shadow_only": chosen[False, True]}
