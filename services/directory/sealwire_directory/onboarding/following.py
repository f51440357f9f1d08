"""Where onboarding and the log meet: no unit is opened before its time, and its case follows the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.onboarding import Particulars
from sealwire.directory.payloads import UnitClosed, UnitOpened, UnitResumed, UnitSuspended

from sealwire_directory.onboarding.adapters import cases, events
from sealwire_directory.onboarding.adapters.events import Event
from sealwire_directory.onboarding.domain import path
from sealwire_directory.onboarding.domain.path import Case
from sealwire_directory.onboarding.gathering import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sealwire.directory.state import State
    from sealwire.directory.statement import Statement
    from sqlalchemy.ext.asyncio import AsyncSession

Followed = UnitOpened | UnitSuspended | UnitResumed | UnitClosed


async def follow(session: AsyncSession, after: State, statements: Iterable[Statement], *, now: int) -> None:
    """Let the cases follow statements that are being appended, in the same transaction.

    Args:
        session: The transaction that appends.
        after: The directory after the statements.
        statements: All that are appended, judged before.
        now: Unix seconds.

    Raises:
        OnboardingIncomplete: One opens a unit whose case has not come to `practised`.
    """
    for statement in statements:
        if not isinstance(statement.payload, Followed):
            continue
        signer = after.administrators[statement.key_id]
        payload = statement.payload
        if isinstance(payload, UnitOpened):
            await _check_opening(session, after, payload.unit, now=now)
        await _move(session, payload, now=now)
        reason = {"reason": payload.reason} if isinstance(payload, UnitSuspended | UnitClosed) else {}
        await events.add(
            session,
            Event(now, statement.key_id, signer.handle, payload.unit, payload.kind, {**reason}),
        )


async def _check_opening(session: AsyncSession, directory: State, unit: str, *, now: int) -> None:
    # Locked, so that the case is not reopened at this moment.
    case = await cases.get(session, unit, to_change=True) or Case(unit, Particulars())
    path.check_openable(case, await facts_of(session, case, directory, now=now))


async def _move(session: AsyncSession, payload: Followed, *, now: int) -> None:
    case = await cases.get(session, payload.unit, to_change=True)
    if case is None:  # opened in the log before there were cases, and not imported yet
        return
    match payload:
        case UnitSuspended():
            await cases.save(session, path.suspended(case, at=now))
        case UnitResumed():
            await cases.save(session, path.resumed(case, at=now))
        case UnitClosed():
            await cases.save(session, path.closed(case, at=now))
