"""Gathering what is known of a case: for the gates, and as it is shown."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from sealwire.authorisation import Action
from sealwire.contract.onboarding import CaseOut, CaseSummary
from sealwire.errors import NotFound
from sealwire.identifiers import country_of

from sealwire_directory.onboarding.adapters import cases, equipment, evidence, plans, training
from sealwire_directory.onboarding.domain import path
from sealwire_directory.onboarding.domain.connecting import in_log
from sealwire_directory.onboarding.domain.facts import Facts

if TYPE_CHECKING:
    from sealwire.directory.state import State
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_directory.onboarding.acting import Acting
    from sealwire_directory.onboarding.domain.path import Case

_Value = TypeVar("_Value")


async def to_change(acting: Acting, unit: str) -> Case:
    """Return a case for somebody who keeps it; nobody else changes it until the transaction ends.

    Raises:
        NotAllowed: The caller does not keep it.
        NotFound: There is none.
    """
    acting.check(Action.EDIT_CASES, unit=unit)
    return found(await cases.get(acting.session, unit, to_change=True))


async def facts_of(session: AsyncSession, case: Case, directory: State, *, now: int) -> Facts:
    """Return everything that is known of a case.

    Args:
        session: The transaction.
        case: Which.
        directory: The verified log.
        now: Unix seconds.
    """
    return Facts(
        today=datetime.fromtimestamp(now, UTC).date(),
        particulars=case.particulars,
        evidence={each.kind: each.evidence for each in await evidence.of(session, case.unit)},
        planned=await plans.covers(session, case.unit),
        training=await training.attended(session, case.unit),
        handovers=tuple(each.handover for each in await equipment.of(session, case.unit)),
        log=in_log(directory, case.unit),
    )


async def known(acting: Acting, case: Case) -> Facts:
    """Return everything that is known of a case now."""
    return await facts_of(acting.session, case, await acting.directory(), now=acting.now)


async def shown(acting: Acting, case: Case) -> CaseOut:
    """Return a case with all that was filed for it, and what its next state lacks."""
    return CaseOut(
        **summary(case).model_dump(),
        site=case.particulars.site,
        agencies=case.particulars.agencies,
        officers=case.particulars.officers,
        evidence=await evidence.of(acting.session, case.unit),
        handovers=await equipment.of(acting.session, case.unit),
        next=path.next_step(case, await known(acting, case)),
    )


def summary(case: Case) -> CaseSummary:
    """Return a case as lists show it."""
    site = case.particulars.site
    return CaseSummary(
        unit=case.unit,
        country=country_of(case.unit),
        state=found(case.state),
        since=case.since,
        version=case.version,
        name=dict(site.name) if site is not None else {},
        donors=case.particulars.donors,
    )


def found(value: _Value | None) -> _Value:
    """Return a value that is there.

    Raises:
        NotFound: It is not.
    """
    if value is None:
        raise NotFound
    return value
