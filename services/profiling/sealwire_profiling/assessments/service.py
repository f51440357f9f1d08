"""Use cases of selections. None commits; the transaction is the caller's."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from sealwire.authorisation import Action
from sealwire.contract.profiling.selections import (
    CapacityOut,
    Chosen,
    RankedOut,
    ReleasedOut,
    State,
)
from sealwire.errors import NotFound
from sealwire.identifiers import new_id

from sealwire_profiling.assessments.adapters import capacities, releasing, rescreened, selected, selections
from sealwire_profiling.assessments.domain.choosing import settings_of
from sealwire_profiling.assessments.domain.showing import chosen
from sealwire_profiling.assessments.domain.standing import Overridden, Window
from sealwire_profiling.assessments.refusals import (
    ListsChanged,
    SelectionNotDone,
    SettingsChanged,
    TooManySelections,
)
from sealwire_profiling.goods.standing import standings
from sealwire_profiling.intake.adapters import filing, uploads
from sealwire_profiling.selection.domain.overrides import Ask, Category, Change, apply
from sealwire_profiling.selection.refusals import NotACandidate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sealwire.contract.profiling.selections import (
        CapacityIn,
        OverrideIn,
        SelectionIn,
        SelectionOut,
    )

    from sealwire_profiling.assessments.domain.standing import Standing
    from sealwire_profiling.call import Call
    from sealwire_profiling.tenancy import Tenant

MAX_UNFINISHED = 20
"""Selections of an administration that wait or are made: so many officers ask within minutes at most."""
_SEED_BITS = 63


async def ask(call: Call, wanted: SelectionIn) -> SelectionOut:
    """Ask for a selection over the open consignments; a process makes it, and the answer says how far it is.

    Raises:
        NotAllowed: The caller selects nothing.
        NotFound: There is no such upload.
        TooManySelections: So many wait already.
    """
    tenant = call.tenant(Action.SELECT)
    if await selections.unfinished(call.session, tenant=tenant) >= MAX_UNFINISHED:
        raise TooManySelections(max_selections=MAX_UNFINISHED)
    if wanted.upload is not None and await uploads.get(call.session, wanted.upload, tenant=tenant) is None:
        raise NotFound(upload=str(wanted.upload))
    made = new_id(call.now * 1000)
    row = {
        "id": made,
        "asked": wanted.model_dump(mode="json"),
        "on_day": call.today,
        "seed": secrets.randbits(_SEED_BITS) if wanted.seed is None else wanted.seed,
        "requested_at": call.now,
        "requested_by": call.officer,
    }
    await selections.ask(call.session, row, tenant=tenant)
    return await _found(call, made, tenant=tenant)


async def show(call: Call, selection_id: UUID) -> SelectionOut:
    """Return a selection.

    Raises:
        NotFound: There is none.
    """
    return await _found(call, selection_id, tenant=call.tenant(Action.READ_CONSIGNMENTS))


async def newest(call: Call, *, limit: int) -> list[SelectionOut]:
    """Return the newest selections."""
    tenant = call.tenant(Action.READ_CONSIGNMENTS)
    return await selections.newest(call.session, tenant=tenant, limit=limit)


async def ranked(call: Call, selection_id: UUID, window: Window, *, language: str) -> RankedOut:
    """Return a page of a selection, by rank, with every reason.

    Raises:
        NotFound: There is no such selection.
    """
    tenant = call.tenant(Action.READ_CONSIGNMENTS)
    selection = await _found(call, selection_id, tenant=tenant)
    one_more = replace(window, limit=window.limit + 1)
    rows = await selected.page(call.session, selection_id, one_more, tenant=tenant)
    shown = await _chosen(call, rows[: window.limit], tenant=tenant, language=language)
    return RankedOut(
        selection=selection,
        rows=shown,
        changed=await rescreened.count(call.session, selection_id, tenant=tenant),
        next=shown[-1].rank if len(rows) > window.limit else None,
    )


async def override(call: Call, selection_id: UUID, wanted: OverrideIn) -> Chosen:
    """Add a consignment to those that are opened, or take one out; it stays on record who did it and why.

    Raises:
        NotFound: There is no such selection, or the consignment is erased.
        SelectionNotDone: It is not made yet.
        SealwireError: See `selection.domain.overrides.override`.
    """
    tenant = call.tenant(Action.SELECT)
    selection = await _found(call, selection_id, tenant=tenant, lock=True)
    if selection.state is not State.DONE:
        raise SelectionNotDone(state=selection.state.value)
    row = await selected.find(call.session, selection_id, wanted.consignment, tenant=tenant)
    if row is None:
        raise NotACandidate
    # A row may outlive its consignment, for the figures; no officer's words are added to it any more.
    if await filing.hold(call.session, wanted.consignment, tenant=tenant) is None:
        raise NotFound(consignment=str(wanted.consignment))
    changed = apply(row, _asked(call, wanted))
    category = None if wanted.category is None else wanted.category.value
    made = Overridden(wanted.does, category, wanted.reason, call.officer, call.now)
    await selected.override(call.session, selection_id, changed, made, tenant=tenant)
    return await _row(call, selection_id, wanted.consignment, tenant=tenant)


async def release(call: Call, selection_id: UUID) -> ReleasedOut:
    """Release the green and blue lanes of a selection: no later selection has these consignments again.

    Raises:
        NotAllowed: The caller selects nothing.
        NotFound: There is no such selection.
        SelectionNotDone: It is not made yet.
        ListsChanged: Lists have changed since, and it is not screened again yet.
    """
    tenant = call.tenant(Action.SELECT)
    selection = await _found(call, selection_id, tenant=tenant, lock=True)
    if selection.state is not State.DONE:
        raise SelectionNotDone(state=selection.state.value)
    if await releasing.unscreened(call.session, selection, tenant=tenant):
        raise ListsChanged
    free, kept = await releasing.releasable(call.session, selection, tenant=tenant)
    await filing.release(call.session, free, tenant=tenant)
    await releasing.stamp(call.session, selection_id, tenant=tenant, by=call.officer, now=call.now)
    return ReleasedOut(selection=selection_id, released=len(free), kept=kept)


async def read_capacity(call: Call) -> CapacityOut:
    """Return how the administration selects."""
    return await capacities.newest(call.session, tenant=call.tenant(Action.READ_CONSIGNMENTS))


async def set_capacity(call: Call, wanted: CapacityIn) -> CapacityOut:
    """Set how the administration selects, from the next selection on.

    Raises:
        NotAllowed: The caller may not.
        SettingOutOfRange: A setting does not fit the others.
        SettingsChanged: They have another version than the caller has read.
    """
    tenant = call.tenant(Action.SET_PROFILING)
    settings_of(CapacityOut(**dict(wanted)), seed=0, budget=None)  # refuses what no selection could use
    if not await capacities.save(call.session, wanted, tenant=tenant, by=call.officer, now=call.now):
        raise SettingsChanged
    return await capacities.newest(call.session, tenant=tenant)


def _asked(call: Call, wanted: OverrideIn) -> Ask:
    category = None if wanted.category is None else Category(wanted.category.value)
    return Ask(Change(wanted.does.value), str(wanted.consignment), call.officer, wanted.reason, category)


async def _found(call: Call, selection_id: UUID, *, tenant: Tenant, lock: bool = False) -> SelectionOut:
    found = await selections.find(call.session, selection_id, tenant=tenant, lock=lock)
    if found is None:
        raise NotFound(selection=str(selection_id))
    return found


async def _row(call: Call, selection_id: UUID, consignment: UUID, *, tenant: Tenant) -> Chosen:
    rank = await selected.rank_of(call.session, selection_id, consignment, tenant=tenant)
    page = await selected.page(call.session, selection_id, Window(rank - 1, 1), tenant=tenant)
    return (await _chosen(call, page, tenant=tenant, language="en"))[0]


async def _chosen(
    call: Call, rows: Sequence[Standing], *, tenant: Tenant, language: str
) -> tuple[Chosen, ...]:
    """Return rows as the caller sees them, each with where it stands with experts today."""
    experts = await standings(call.session, [row.consignment for row in rows], tenant=tenant)
    return tuple(
        chosen(row, language=language, names=call.sees_parties).model_copy(
            update={"expert": experts.get(row.consignment)}
        )
        for row in rows
    )
