"""What selections and inspections still say of consignments that were erased: figures, and nobody's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, Text, Uuid, any_, delete, exists, func, literal, null, select, update
from sqlalchemy.dialects.postgresql import JSONB

from sealwire_profiling.assessments.adapters.tables import overrides, rescreened, selected
from sealwire_profiling.inspections.adapters.tables import inspections

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.tenancy import Tenant

_S, _O, _I = selected.c, overrides.c, inspections.c
_WORDS = ("place", "reason", "note")
_THINGS = ("points", "seals", "findings", "verdicts")


async def forget(session: AsyncSession, ids: Collection[UUID], *, tenant: Tenant) -> None:
    """Forget what selections and inspections say of consignments that are erased.

    Rows of selections that led to no inspection go, and all of re-screenings. Of the others stay lane, slot,
    figures and the codes of profiles and lists, since the figures of profiles are made of them; of
    inspections stay the day, what was done and the outcome. No model learns from them any more.

    Args:
        session: The transaction that erases the consignments.
        ids: Of the consignments.
        tenant: Whose.
    """
    gone = any_(literal(list(ids), ARRAY(Uuid)))
    led_to_nothing = ~exists().where(
        _I.tenant == tenant, _I.selection == _S.selection, _I.consignment == _S.consignment
    )
    await session.execute(delete(overrides).where(_O.tenant == tenant, _O.consignment == gone))
    again = rescreened.c
    await session.execute(delete(rescreened).where(again.tenant == tenant, again.consignment == gone))
    await session.execute(delete(selected).where(_S.tenant == tenant, _S.consignment == gone, led_to_nothing))
    await session.execute(
        update(selected)
        .where(_S.tenant == tenant, _S.consignment == gone)
        .values(reference="", features=null(), hits=null(), reasons=_codes_alone())
    )
    await session.execute(
        update(inspections)
        .where(_I.tenant == tenant, _I.consignment == gone)
        .values(body=_I.body.op("-")(literal([*_WORDS, *_THINGS], ARRAY(Text))))
    )


def _codes_alone() -> ColumnElement[Any]:
    """Return the reasons that figures are made of, as kind and code without sentences and facts."""
    each = func.jsonb_array_elements(_S.reasons).table_valued("value", name="each")
    value = each.c.value.cast(JSONB)
    kept = select(
        func.coalesce(
            func.jsonb_agg(func.jsonb_build_object("kind", value["kind"], "code", value["code"])),
            literal([], JSONB),
        )
    ).where(value["kind"].astext.in_(("profile", "list")))
    return kept.scalar_subquery()
