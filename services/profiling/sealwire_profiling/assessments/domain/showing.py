"""A consignment of a selection as it is shown: its reasons in a language, names only to who may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.selections import Chosen, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sealwire_profiling.assessments.domain.standing import Overridden, Standing

_NAMING = frozenset({"list", "list-note", "check", "profile", "model"})
"""Kinds of reasons whose sentences and facts may quote a party's name."""


def chosen(row: Standing, *, language: str, names: bool) -> Chosen:
    """Return a row as it is shown.

    Args:
        row: As stored.
        language: `en` or `ru`.
        names: Whether the reader may see parties; to others such a reason is its code.
    """
    return Chosen(
        consignment=row.consignment,
        reference=row.reference,
        office=row.office,
        rank=row.rank,
        place=row.place,
        lane=row.lane,
        slot=row.slot,
        propensity=row.propensity,
        overflow=row.overflow,
        removed=row.removed,
        score=row.score,
        probability=row.probability,
        reasons=tuple(_reason(each, language, names=names) for each in row.reasons),
        overridden="" if row.overridden is None else _said(row.overridden),
        shadow=row.shadow,
    )


def _reason(stored: Mapping[str, Any], language: str, *, names: bool) -> Reason:
    hidden = not names and stored["kind"] in _NAMING
    return Reason(
        kind=stored["kind"],
        code=stored["code"],
        # Of an erased consignment the codes alone are kept.
        text=stored["code"] if hidden or "text" not in stored else stored["text"][language],
        weight=stored.get("weight"),
        facts={} if hidden else stored.get("facts", {}),
    )


def _said(made: Overridden) -> str:
    category = f"{made.category}, " if made.category else ""
    return f"{made.does.value} by {made.made_by}: {category}{made.reason}"
