"""A consignment of a selection as it is shown: its reasons in a language, names only to who may see them."""

# ruff: noqa: RUF001 - Russian sentences have letters that look like Latin ones

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.selections import Chosen, Reason

from sealwire_profiling.assessments.domain.explaining import of_lists
from sealwire_profiling.assessments.domain.since import needs_override

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sealwire_profiling.assessments.domain.standing import Overridden, Standing
    from sealwire_profiling.lists.domain.rescreening import Rescreened

_NAMING = frozenset({"list", "list-note", "check", "profile", "model"})
"""Kinds of reasons whose sentences and facts may quote a party's name."""
_SINCE = {
    "list-since": {
        "en": "Since this selection was made, the list {} matches",
        "ru": "После этого отбора есть совпадение со списком {}",
    },
    "list-gone": {
        "en": "Since this selection was made, the list {} matches no longer",
        "ru": "После этого отбора совпадения со списком {} больше нет",
    },
}


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
        reasons=(
            *(() if row.since is None else _of_lists_since(row.since.changes, language, names=names)),
            *(_reason(each, language, names=names) for each in row.reasons),
        ),
        overridden="" if row.overridden is None else _said(row.overridden),
        shadow=row.shadow,
        needs_override=needs_override(row),
    )


def _of_lists_since(changes: Rescreened, language: str, *, names: bool) -> Iterator[Reason]:
    """Yield what lists say otherwise since the selection was made; it goes before what it was made by."""
    for kind, hits in (("list-since", changes.added), ("list-gone", changes.gone)):
        for hit, told in zip(hits, of_lists(hits), strict=True):
            text = _SINCE[kind][language].format(hit.list)
            yield Reason(
                kind=kind,
                code=hit.list,
                text=f"{text}: {told['text'][language]}" if names else text,
                weight=told["weight"],
                facts=told["facts"] if names else {},
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
