"""Use cases about screening: what of a day is held against names, and one name looked up by an officer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sealwire.authorisation import Action
from sealwire.contract.profiling.lists import Hits, IdentifierKind

from sealwire_profiling.lists.adapters import clearances, entries, lists
from sealwire_profiling.lists.domain.consignment_values import Value
from sealwire_profiling.lists.domain.index import ScreeningIndex
from sealwire_profiling.lists.domain.recording import record_of
from sealwire_profiling.lists.domain.screener import NameKind
from sealwire_profiling.lists.domain.screening import Screening
from sealwire_profiling.lists.domain.values import ScreeningSet, WatchList
from sealwire_profiling.lists.screening_by import SCREENER

if TYPE_CHECKING:
    from datetime import date

    from sealwire.contract.profiling.lists import NameQuestion
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.call import Call
    from sealwire_profiling.lists.domain.screening import Hit
    from sealwire_profiling.lists.domain.values import Entry
    from sealwire_profiling.tenancy import Tenant

_UNSEEN_S = 3_600
"""A change stands under the time at which its transaction began, by the clock of another machine: what is
older than this was seen. To hold consignments against an entry once more does no harm."""


async def screening_set(session: AsyncSession, *, tenant: Tenant, on: date) -> ScreeningSet:
    """Return what an administration's consignments are held against on a day.

    Args:
        session: The transaction.
        tenant: Whose lists.
        on: The day; an entry's last day counts.
    """
    changes = await lists.counted(session, tenant=tenant)
    stored = await lists.all_lists(session, tenant=tenant)
    active = await entries.active(session, tenant=tenant, on=on)
    cleared = await clearances.all_newest(session, tenant=tenant)
    return ScreeningSet(
        on=on,
        lists={each.code: WatchList(each.code, each.filing.effect, each.filing.matching) for each in stored},
        entries=tuple(active),
        clearances=tuple(each.clearance for each in cleared if not each.clearance.withdrawn),
        changes=changes,
    )


async def changed_since(
    session: AsyncSession, current: ScreeningSet, *, tenant: Tenant, since: int
) -> list[Entry]:
    """Return the entries to hold open consignments against again; see `rescreening.Rescreening`.

    Args:
        session: The transaction.
        current: As `screening_set` returns it now.
        tenant: Whose lists.
        since: When the lists were read that the consignments were screened against last, Unix seconds.
    """
    since -= _UNSEEN_S
    entered = await entries.entered_since(session, tenant=tenant, since=since)
    stored = await lists.all_lists(session, tenant=tenant)
    refiled = {each.code for each in stored if each.saved_at >= since}
    return [each for each in current.entries if each.id in entered or each.list in refiled]


async def screen_one(call: Call, question: NameQuestion) -> Hits:
    """Look one name or number up on all lists, and say why each hit is one.

    Raises:
        NotAllowed: The caller may not see parties, whose names stand on lists.
    """
    tenant = call.tenant(Action.READ_PARTIES)
    today = await screening_set(call.session, tenant=tenant, on=call.today)
    hits = await asyncio.to_thread(_looked_up, today, question)
    return Hits(hits=tuple(map(record_of, hits)), searched=len(today.entries))


def _looked_up(today: ScreeningSet, question: NameQuestion) -> tuple[Hit, ...]:
    index = ScreeningIndex.of(today, SCREENER, at_least=question.at_least)
    return Screening(today, index).hits([[_value(question)]])[0]


def _value(question: NameQuestion) -> Value:
    if question.what in {"party", "vessel"}:
        kind = NameKind.VESSEL if question.what == "vessel" else NameKind.OTHER
        return Value(question.what, question.value, name_kind=kind)
    return Value(question.what, question.value, IdentifierKind(question.what), country=question.country)
