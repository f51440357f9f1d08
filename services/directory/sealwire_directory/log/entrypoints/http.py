"""The routes of the log: statements, keys, grants, invitations and enrolments."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from sealwire.cbor import MalformedCbor
from sealwire.contract import paths
from sealwire.directory import refusals as log_refusals
from sealwire.directory.batch import parse_batch
from sealwire.errors import NotFound, TooLarge
from sealwire.keys import BadSignature, WeakKey
from sealwire_chassis import caching
from sealwire_chassis.caller import CallerDep, NoCaller
from sealwire_chassis.database import SessionDep
from sealwire_chassis.problems import problems

from sealwire_directory.dependencies import BodyDep, LogDep, NowDep, SignerDep
from sealwire_directory.log import refusals, service
from sealwire_directory.log.entrypoints.models import (
    AppendedOut,
    EnrolledOut,
    InvitationIn,
    InvitationOut,
    UnitsOut,
    WaitingListOut,
    WaitingOut,
)
from sealwire_directory.onboarding.refusals import OnboardingIncomplete

OCTETS = "application/octet-stream"
_CBOR_BODY = {"requestBody": {"required": True, "content": {paths.CBOR: {"schema": {"type": "string"}}}}}
_KEY_ID = Path(pattern=r"^[0-9a-f]{64}$", description="Key id, hex.")
_MAX_POSITION = 2**53 - 1

router = APIRouter(tags=["directory"])


@router.get(
    paths.STATEMENTS,
    response_class=Response,
    responses={200: {"description": "CBOR [size, [statement, ...]].", "content": {paths.CBOR: {}}}},
)
async def read_statements(
    session: SessionDep,
    after: Annotated[int, Query(ge=0, le=_MAX_POSITION)] = 0,
    limit: Annotated[int, Query(ge=1, le=service.MAX_PAGE_STATEMENTS)] = service.MAX_PAGE_STATEMENTS,
) -> Response:
    """Return the log's size and its statements after a position, as many as fit."""
    return Response(await service.page(session, after=after, limit=limit), media_type=paths.CBOR)


@router.post(
    paths.STATEMENTS,
    status_code=201,
    openapi_extra=_CBOR_BODY,
    responses=problems(
        MalformedCbor, TooLarge, BadSignature, WeakKey,
        log_refusals.MalformedBatch, log_refusals.MalformedStatement, log_refusals.UnknownKind,
        log_refusals.NotFounded, log_refusals.AlreadyFounded, log_refusals.WrongFounding,
        log_refusals.OutOfOrder, log_refusals.TimeWentBack, log_refusals.UnknownSigner,
        log_refusals.SignerExpired, log_refusals.WrongAuthority, log_refusals.KeyReused,
        log_refusals.AlreadyInDirectory, log_refusals.NotInDirectory, log_refusals.WrongUnitStatus,
        log_refusals.TooManyDevices, log_refusals.WrongEpoch, log_refusals.EpochTooLong,
        log_refusals.EndsBeforeItBegins,
        log_refusals.WrongEpochDevices, refusals.StatementFutureDated,
        refusals.KeyMissing, refusals.KeyNotNamed, refusals.GrantMissing, refusals.GrantNotNamed,
        refusals.LogKeyNotHeld, OnboardingIncomplete,
    ),
)  # fmt: skip
async def append_statements(
    body: BodyDep, session: SessionDep, verified: LogDep, signer: SignerDep, now: NowDep
) -> AppendedOut:
    """Append all statements of a batch, or none."""
    size = await service.append(session, verified, parse_batch(body), signer=signer, now=now)
    return AppendedOut(size=size)


@router.get(
    paths.KEYS + "/{key_id}",
    response_class=Response,
    responses={200: {"content": {OCTETS: {}}}, **problems(NotFound)},
)
async def read_key(key_id: Annotated[str, _KEY_ID], session: SessionDep) -> Response:
    """Return the X-Wing public key that a statement names by this hash."""
    public = await service.seal_key(session, bytes.fromhex(key_id))
    return Response(public, media_type=OCTETS, headers=caching.FOREVER)


@router.get(
    paths.GRANTS + "/{key_id}",
    response_class=Response,
    responses={200: {"content": {OCTETS: {}}}, **problems(NoCaller, NotFound)},
)
async def read_grant(key_id: Annotated[str, _KEY_ID], caller: CallerDep, session: SessionDep) -> Response:
    """Return the seed of an epoch, sealed to the calling device."""
    ciphertext = await service.grant(session, bytes.fromhex(key_id), device=bytes.fromhex(caller.key))
    return Response(ciphertext, media_type=OCTETS)


@router.get(
    paths.RECOVERY_GRANTS + "/{key_id}",
    response_class=Response,
    responses={200: {"content": {OCTETS: {}}}, **problems(NoCaller, NotFound)},
)
async def read_recovery_grant(
    key_id: Annotated[str, _KEY_ID], caller: CallerDep, session: SessionDep, verified: LogDep
) -> Response:
    """Return the seed of an epoch of the caller's unit, sealed to the unit's recovery key."""
    epoch_key, caller_id = bytes.fromhex(key_id), bytes.fromhex(caller.key)
    ciphertext = await service.recovery_grant(session, verified, epoch_key, caller_id=caller_id)
    return Response(ciphertext, media_type=OCTETS)


@router.get(paths.UNITS, responses=problems(NoCaller))
async def read_units(_caller: CallerDep, session: SessionDep, verified: LogDep) -> UnitsOut:
    """Return a readable summary of all units."""
    return UnitsOut.of(await service.directory(session, verified))


@router.post(
    paths.INVITATIONS,
    status_code=201,
    responses=problems(
        NoCaller, refusals.NotAVoucher, refusals.InvitationTime, refusals.CodeTaken,
        log_refusals.WrongAuthority, log_refusals.NotInDirectory, log_refusals.WrongUnitStatus,
        log_refusals.AlreadyInDirectory,
    ),
)  # fmt: skip
async def invite(
    body: InvitationIn, caller: CallerDep, session: SessionDep, verified: LogDep, now: NowDep
) -> InvitationOut:
    """Announce a one-time enrolment code by its hash."""
    invitation = body.by(bytes.fromhex(caller.key))
    await service.invite(session, verified, invitation, now=now)
    return InvitationOut(unit=body.unit, officer=body.officer, expires_at=body.expires_at)


@router.post(
    paths.ENROLMENTS,
    status_code=201,
    openapi_extra=_CBOR_BODY,
    responses=problems(
        MalformedCbor, TooLarge, WeakKey, log_refusals.MalformedEnrolment, log_refusals.BadProof,
        log_refusals.KeyReused, refusals.WrongCode, refusals.CodeExpired, refusals.CodeUsed,
    ),
)  # fmt: skip
async def enrol(body: BodyDep, session: SessionDep, verified: LogDep, now: NowDep) -> EnrolledOut:
    """Present a code and the keys of a new device, with proof of possession."""
    await service.enrol(session, verified, body, now=now)
    return EnrolledOut()


@router.get(paths.ENROLMENTS, responses=problems(NoCaller, refusals.NotAVoucher))
async def read_enrolments(
    unit: Annotated[str, Query(pattern=r"^[A-Z]{2}-[A-Z0-9]{2,12}$")],
    caller: CallerDep,
    session: SessionDep,
    verified: LogDep,
) -> WaitingListOut:
    """Return who waits to be vouched for in a unit."""
    found = await service.waiting(session, verified, unit, caller_id=bytes.fromhex(caller.key))
    return WaitingListOut(enrolments=[WaitingOut.of(each) for each in found])
