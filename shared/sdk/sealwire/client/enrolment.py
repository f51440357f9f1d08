"""Enrolment of a device from both sides: the applicant's, and that of the voucher who compares by phone."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import TYPE_CHECKING

from sealwire import keystore
from sealwire.client import epochs, evidence
from sealwire.client.exchange import Exchange
from sealwire.client.home import HomeExists
from sealwire.directory.applicant import enrolment_request, new_code, publics_of
from sealwire.directory.author import Author
from sealwire.directory.batch import Batch
from sealwire.directory.enrolment import code_hash
from sealwire.directory.fields import Role, takes_part
from sealwire.directory.grants import seal_grant
from sealwire.errors import Conflict, Forbidden, NotFound, Unprocessable
from sealwire.keys import key_id
from sealwire.keystore import Secrets
from sealwire.private_keys import DeviceKeys

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sealwire.client.home import Home
    from sealwire.client.session import Session
    from sealwire.directory.batch import Grant
    from sealwire.directory.enrolment import DevicePublics, EnrolmentRequest
    from sealwire.directory.state import Epoch, Unit
    from sealwire.keystore import Cost

CODE_LIFETIME_S = 3 * 86_400
_DIGITS = 30


class FingerprintDiffers(Forbidden, code="fingerprint-differs"):
    """The fingerprint is not the one of the keys that wait; do not vouch, and report it."""


class NobodyWaits(NotFound, code="nobody-waits"):
    """Nobody of that handle has presented a code in this unit; see `sealwire admin enrolments`."""


class RolesDiffer(Conflict, code="roles-differ"):
    """The officer is enrolled with other roles; to change them, say that the officer left and enrol again."""


class RolesUnknown(Unprocessable, code="roles-unknown"):
    """This device did not make the invitation; name the officer's roles, the server's word is not taken."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time code, to be handed over by another way than this exchange."""

    code: str = field(repr=False)
    unit: str
    officer: str
    roles: tuple[Role, ...]
    expires_at: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Someone who waits to be vouched for, with the fingerprint of the keys that the server shows."""

    officer: str
    roles: tuple[str, ...]
    fingerprint: str
    requested_at: int


def make_keys(home: Home, passphrase: str, *, cost: Cost | None = None) -> DevicePublics:
    """Make a device's keys in its home, where they stay.

    Args:
        home: A home without keys.
        passphrase: What they are locked with.
        cost: Of guessing the passphrase; None for the default.

    Raises:
        HomeExists: There are keys already; they are never replaced.
    """
    keys = DeviceKeys.generate()
    store = home.store()
    try:
        # Alone: of two processes that make keys at once, one would present keys that the other replaced.
        with store.transaction():
            if home.keys_path.exists():
                raise HomeExists("It has keys already.", folder=str(home.folder))
            keystore.save(home.keys_path, Secrets(keys, {}), passphrase, cost=cost)
    finally:
        store.close()
    return publics_of(keys)


def fingerprint(session: Session) -> str:
    """Return the fingerprint of this device, to be read out to the voucher."""
    return publics_of(session.vault.keys).fingerprint()


async def present(home: Home, passphrase: str, *, unit: str, officer: str, code: str) -> str:
    """Present a one-time code with this device's keys and the proof of having them.

    Args:
        home: A home with keys.
        passphrase: Opens them.
        unit: The unit's code.
        officer: The handle that came with the code.
        code: As typed.

    Returns:
        The fingerprint to read out to the voucher.

    Raises:
        SealwireError: The code is wrong, used or expired, or the exchange does not answer.
    """
    keys = keystore.load(home.keys_path, passphrase).device
    body = enrolment_request(home.founding, unit, officer, code=code, device=keys)
    exchange = Exchange(home.config.server)
    try:
        await exchange.enrol(body)
    finally:
        await exchange.close()
    home.named(unit=unit, officer=officer)
    return publics_of(keys).fingerprint()


async def finish(session: Session) -> None:
    """Take up work: forget what is past its retention, fetch the unit's keys, open or renew its epoch.

    Raises:
        NotEnrolled: The voucher has not signed yet.
    """
    await session.directory.sync(session.exchange)
    session.device()
    # First: a server that withholds a grant, or a colleague who made a bad one, must keep no old seed alive.
    await epochs.forget_past(session)
    await epochs.fetch_grants(session)
    await epochs.ensure_epoch(session)


async def invite(session: Session, unit: str, *, officer: str, roles: Iterable[Role | str]) -> Invitation:
    """Make a one-time code; the exchange learns only its hash.

    Raises:
        SealwireError: This home's keys may not invite into the unit.
    """
    held = tuple(Role(role) for role in roles)
    expires_at = session.now() + CODE_LIFETIME_S
    invitation = Invitation(new_code(), unit, officer, held, expires_at)
    await session.exchange.invite(
        {
            "unit": unit,
            "officer": officer,
            "roles": [role.value for role in held],
            "code_hash": code_hash(invitation.code).hex(),
            "expires_at": expires_at,
        }
    )
    session.store.execute(
        "INSERT INTO invitations VALUES (?, ?, ?, ?)",
        (code_hash(invitation.code), unit, officer, json.dumps(held)),
    )
    return invitation


async def waiting(session: Session, unit: str) -> list[Waiting]:
    """Return who waits to be vouched for in a unit; nothing of it is verified yet."""
    return [
        Waiting(each.officer, tuple(each.roles), each.request(unit).publics.fingerprint(), each.requested_at)
        for each in await session.exchange.enrolments(unit)
    ]


async def vouch(
    session: Session, unit: str, *, officer: str, fingerprint: str, roles: Iterable[Role | str] | None = None
) -> str:
    """Sign that an officer works in a unit and that these keys are the officer's.

    Args:
        session: The administrator's or key officer's opened home.
        unit: The unit's code.
        officer: The handle.
        fingerprint: As the officer read it out over the phone: 30 digits.
        roles: The officer's roles; may be left out on the device that made the invitation.

    Returns:
        The new device's id, in hex.

    Raises:
        NobodyWaits: No enrolment of that handle waits.
        FingerprintDiffers: The keys that the server shows are not those of the phone call.
        BadProof: Whoever presented the keys does not have their private halves.
        RolesUnknown: The roles are neither given nor known here.
        RolesDiffer: The officer is enrolled already, with other roles.
        ServerDistrusted: There is evidence against the exchange that nobody has looked at.
        SealwireError: The directory's rules refuse it.
    """
    evidence.check_trust(session.store)
    state = await session.directory.sync(session.exchange)
    presented = [each.request(unit) for each in await session.exchange.enrolments(unit)]
    request = _chosen(presented, officer, fingerprint)
    request.verify(session.home.founding)
    held = tuple(Role(role) for role in roles) if roles else _invited_roles(session, request)
    author = Author(state, session.vault.keys.sign, now=session.now())
    known = state.unit(unit)
    enrolled = known.officers.get(officer) if known is not None else None
    if enrolled is None or not enrolled.active:
        author.enrol(unit, officer, held)
    elif set(enrolled.roles) != set(held):
        raise RolesDiffer(officer=officer, roles=[role.value for role in enrolled.roles])
    epoch = _shareable_epoch(session, known) if takes_part(held) else None
    author.add_device(unit, officer, request.publics, epoch=epoch.number if epoch else None)
    grants = _grants(session, author, epoch, publics=request.publics)
    await session.exchange.append(Batch(tuple(author.statements), (request.publics.seal,), grants))
    await session.directory.sync(session.exchange)
    return key_id(request.publics.sign).hex()


def same_fingerprint(shown: str, heard: str) -> bool:
    """Tell whether a fingerprint is the one that was read out, however its digits were grouped."""
    ours, typed = re.sub(r"[^0-9]", "", shown), re.sub(r"[^0-9]", "", heard)
    return len(typed) == _DIGITS and compare_digest(ours, typed)


def _chosen(waiting: Iterable[EnrolmentRequest], officer: str, fingerprint: str) -> EnrolmentRequest:
    candidates = [request for request in waiting if request.officer == officer]
    if not candidates:
        raise NobodyWaits(officer=officer)
    for request in candidates:
        if same_fingerprint(request.publics.fingerprint(), fingerprint):
            return request
    raise FingerprintDiffers(officer=officer)


def _invited_roles(session: Session, request: EnrolmentRequest) -> tuple[Role, ...]:
    row = session.store.row(
        "SELECT roles FROM invitations WHERE code_hash = ? AND unit = ? AND officer = ?",
        (request.code_hash, request.unit, request.officer),
    )
    if row is None:
        raise RolesUnknown(officer=request.officer)
    return tuple(Role(role) for role in json.loads(row[0]))


def _shareable_epoch(session: Session, unit: Unit | None) -> Epoch | None:
    epoch = unit.open_epoch() if unit is not None else None
    return epoch if epoch is not None and session.vault.epoch(epoch.key) is not None else None


def _grants(
    session: Session, author: Author, epoch: Epoch | None, *, publics: DevicePublics
) -> tuple[Grant, ...]:
    key = session.vault.epoch(epoch.key) if epoch is not None else None
    device = author.state.device(key_id(publics.sign))
    if key is None or epoch is None or device is None:
        return ()
    return (seal_grant(key, epoch.number, device=device, public=publics.seal),)
