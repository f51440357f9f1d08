"""Consignments as selections judged them, with what came of it: the facts of then, never those of now."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
from sealwire.contract.profiling.inspections import Outcome
from sealwire.contract.profiling.selections import State
from sqlalchemy import ARRAY, Text, Uuid, any_, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from sealwire_profiling.assessments.adapters.tables import selected, selections
from sealwire_profiling.assessments.domain.assessing import AT_ONCE, RULES
from sealwire_profiling.frame.domain.columns import SCHEMA
from sealwire_profiling.inspections.adapters.inspections import uncorrected
from sealwire_profiling.inspections.adapters.tables import inspections

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Select, Subquery
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant

_S, _I = selected.c, inspections.c
_CONTROLLED = [each.value for each in Outcome if each.found is not None]
_FOUND = [each.value for each in Outcome if each.found]
_FACTS = {**SCHEMA, RULES: pl.List(pl.String())}
FEATURES = cast(_S.features, Text).label("features")
"""The stored facts as the text that `frame_of` reads: a thread takes it apart, and nobody waits for it."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The one judgement of a consignment that counts.

    Attributes:
        selection: That judged it.
        consignment: What was judged.
        on: The day of the selection.
        found: Whether any inspection of it found something; None where none controlled it.
    """

    selection: UUID
    consignment: UUID
    on: date
    found: bool | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What was known of a consignment when it was judged: its reference, and the text of its features."""

    judgement: Judgement
    reference: str
    features: str


async def judgements(
    session: AsyncSession, *, tenant: Tenant, since: date, until: date, limit: int
) -> list[Judgement]:
    """Return what selections of some days judged and kept the facts of, each consignment once, newest first.

    Of several judgements the one counts that an inspection names, else the newest. One that was made after
    the day of the first inspection, and that none names, never counts: it may know what was found.

    Args:
        session: The transaction.
        tenant: Whose.
        since: First day.
        until: Last day.
        limit: How many at most.
    """
    once = _once(_outcomes(tenant), tenant=tenant, since=since, until=until).subquery()
    newest = select(once).order_by(once.c.on_day.desc(), once.c.consignment).limit(limit)
    return [
        Judgement(row.selection, row.consignment, row.on_day, row.found)
        for row in await session.execute(newest)
    ]


async def facts(session: AsyncSession, wanted: Sequence[Judgement], *, tenant: Tenant) -> list[Facts]:
    """Return the facts of judgements, in their order; of those that were erased since there are none.

    Args:
        session: The transaction.
        wanted: Some thousands at a time, as one is 2 KB.
        tenant: Whose.
    """
    pairs = func.unnest(
        literal([each.selection for each in wanted], ARRAY(Uuid)),
        literal([each.consignment for each in wanted], ARRAY(Uuid)),
    )
    columns = ("selection", "consignment")
    named = pairs.table_valued(*columns, with_ordinality="at", name="named").render_derived()
    same = (named.c.selection == _S.selection) & (named.c.consignment == _S.consignment)
    found = (
        select(named.c.at, _S.reference, FEATURES)
        .select_from(named.join(selected, same))
        .where(_S.tenant == tenant, _S.features.is_not(None))
        .order_by(named.c.at)
    )
    return [Facts(wanted[row.at - 1], row.reference, row.features) for row in await session.execute(found)]


def frame_of(features: Sequence[str]) -> pl.DataFrame:
    """Return stored facts, as FEATURES has them, as a table: the columns of the frame, and RULES.

    A column that is newer than a row is missing in it. It takes 0.7 s for 5,000 rows.
    """
    # A row as a dictionary is ten times what it is in the table.
    some = [features[begin : begin + AT_ONCE] for begin in range(0, len(features), AT_ONCE)]
    return pl.concat(map(_typed, some or [()]))


def _typed(features: Sequence[str]) -> pl.DataFrame:
    days = [name for name, dtype in _FACTS.items() if dtype == pl.Date()]
    written = {name: pl.String() if name in days else dtype for name, dtype in _FACTS.items()}
    rows = [json.loads(each) for each in features]
    known = {name: [row.get(name) for row in rows] for name in written}
    return pl.DataFrame(known, schema=written).with_columns(pl.col(days).str.to_date("%Y-%m-%d"))


def _outcomes(tenant: Tenant) -> Subquery:
    """Return what inspections found, by consignment: something, if any of them did."""
    return (
        select(
            _I.consignment,
            func.bool_or(_I.outcome.in_(_FOUND)).label("found"),
            func.min(_I.inspected_on).label("first_on"),
            func.array_agg(_I.selection).label("named"),
        )
        .where(_I.tenant == tenant, _I.outcome.in_(_CONTROLLED), uncorrected())
        .group_by(_I.consignment)
        .subquery("outcomes")
    )


def _once(outcomes: Subquery, *, tenant: Tenant, since: date, until: date) -> Select[Any]:
    named = func.coalesce(_S.selection == any_(outcomes.c.named), False)
    before = or_(outcomes.c.first_on.is_(None), selections.c.on_day <= outcomes.c.first_on)
    made = (selections.c.tenant == _S.tenant) & (selections.c.id == _S.selection)
    return (
        select(_S.selection, _S.consignment, selections.c.on_day, outcomes.c.found)
        .ext(distinct_on(_S.consignment))
        .select_from(
            selected.join(selections, made).outerjoin(outcomes, outcomes.c.consignment == _S.consignment)
        )
        .where(
            _S.tenant == tenant,
            _S.features.is_not(None),
            selections.c.state == State.DONE.value,
            selections.c.on_day.between(since, until),
            or_(named, before),
        )
        .order_by(
            # Of those that inspections name, one of before the first: what came later may know what it found.
            _S.consignment, named.desc(), before.desc(), selections.c.on_day.desc(),
            selections.c.requested_at.desc(),
            _S.selection.desc(),
        )
    )  # fmt: skip
