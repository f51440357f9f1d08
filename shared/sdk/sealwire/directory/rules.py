"""`apply` decides what a statement does; the service, the gateways and all clients run this same function.

It is pure and has no clock: the only times it knows are those that statements carry.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sealwire.directory.authority import Signer, check_authority, check_in_time, signer_of
from sealwire.directory.effects import take_effect
from sealwire.directory.epochs import check_length
from sealwire.directory.payloads import (
    PROGRAMME,
    AdministratorAppointed,
    DeviceAdded,
    EpochOpened,
    LaterPayload,
    Payload,
    ProgrammeFounded,
    subject_of,
)
from sealwire.directory.refusals import (
    AlreadyFounded,
    EndsBeforeItBegins,
    NotFounded,
    OutOfOrder,
    TimeWentBack,
    WrongFounding,
)
from sealwire.directory.statement import Statement, parse, verify
from sealwire.keys import key_id

if TYPE_CHECKING:
    from sealwire.directory.state import State


def apply(state: State, raw: bytes) -> State:
    """Return the state after one more statement.

    Args:
        state: The directory so far.
        raw: The statement's bytes.

    Raises:
        SealwireError: The refusal that names the failed check; docs/protocol/directory.md section 7
            lists them in the order in which they are made.
    """
    statement = parse(raw)
    payload = statement.payload
    signer, public = _who_speaks(state, statement)
    verify(statement, public)
    check_in_time(signer, payload.ts)
    check_authority(state, signer, payload)
    _check_end(state, payload)
    return _with_statement(take_effect(state, signer, payload), statement)


def head_of(state: State, subject: str) -> tuple[bytes, int]:
    """Return what the next statement about a subject follows.

    Args:
        state: The directory so far, founded.
        subject: A unit code, or PROGRAMME.

    Returns:
        The `prev` it must have (a unit's first statement: the founding hash) and its earliest `ts`.
    """
    if subject == PROGRAMME:
        return state.head, state.head_ts
    unit = state.unit(subject)
    return (unit.head, unit.head_ts) if unit is not None else (state.founding, 0)


def _who_speaks(state: State, statement: Statement) -> tuple[Signer, bytes]:
    payload = statement.payload
    if isinstance(payload, ProgrammeFounded):
        _check_founding(state, statement, payload)
        return None, payload.root
    if not state.founded:
        raise NotFounded
    _check_order(state, payload)
    return signer_of(state, statement.key_id)


def _check_founding(state: State, statement: Statement, payload: ProgrammeFounded) -> None:
    if state.founded:
        raise AlreadyFounded
    if statement.hash != state.founding or statement.key_id != key_id(payload.root):
        raise WrongFounding


def _check_order(state: State, payload: Payload) -> None:
    subject = subject_of(payload)
    head, earliest = head_of(state, subject)
    if not isinstance(payload, LaterPayload) or payload.prev != head:
        raise OutOfOrder(subject=subject)
    if payload.ts < earliest:
        raise TimeWentBack(subject=subject, earliest=earliest)


def _check_end(state: State, payload: Payload) -> None:
    if isinstance(payload, EpochOpened):
        check_length(payload, state.epoch_days)
    elif isinstance(payload, AdministratorAppointed | DeviceAdded) and payload.until <= payload.ts:
        raise EndsBeforeItBegins(until=payload.until, ts=payload.ts)


def _with_statement(state: State, statement: Statement) -> State:
    """Return the state with the log's own book-keeping: its tree, and what the subject's next one follows."""
    frontier = state.frontier.append(statement.raw)
    subject, ts = subject_of(statement.payload), statement.payload.ts
    if subject == PROGRAMME:
        return replace(state, frontier=frontier, head=statement.hash, head_ts=ts)
    unit = replace(state.units[subject], head=statement.hash, head_ts=ts)
    return replace(state, frontier=frontier, units=state.units.insert(unit.code, unit))
