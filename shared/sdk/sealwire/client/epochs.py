"""The unit's receiving keys: fetching those granted to this device, renewing them, forgetting old ones."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.client import evidence
from sealwire.client.directory import seal_key
from sealwire.directory.author import Author
from sealwire.directory.batch import Batch
from sealwire.directory.epochs import DAY_S
from sealwire.directory.grants import open_grant, seal_grant
from sealwire.directory.refusals import BadGrant
from sealwire.directory.retention import is_past
from sealwire.envelope.format import SKEW_S
from sealwire.envelope.verify import current_epoch
from sealwire.errors import Conflict, NotFound
from sealwire.private_keys import CannotOpen, SealKey

if TYPE_CHECKING:
    from sealwire.client.session import Session
    from sealwire.directory.batch import Grant
    from sealwire.directory.state import Epoch, Unit


MOST_AHEAD_S = 3 * DAY_S
"""An epoch is renewed at most so long before it ends."""


@dataclass(frozen=True, slots=True)
class NextEpoch:
    """An epoch that an author has opened, with what must be sent along with the statement.

    Attributes:
        epoch: As the directory will have it.
        key: Its key pair, whose public half the batch brings.
        grants: Its seed, sealed to each device that reads for the unit, and to the recovery if there is one.
    """

    epoch: Epoch
    key: SealKey
    grants: tuple[Grant, ...]


async def fetch_grants(session: Session) -> int:
    """Fetch and keep the seeds of the unit's epochs that were granted to this device.

    Returns:
        How many are new.

    Raises:
        CannotOpen, BadGrant, NotFound: There is no grant of the open epoch that this device can use; the
            seeds of the others are kept.
        Offline: The server does not answer.
    """
    device, unit = session.device(), session.unit()
    found, refusal = [], None
    for epoch in unit.epochs.values():
        known = session.vault.epoch(epoch.key) is not None
        if device.id not in epoch.devices or known or is_past(session.directory.state, epoch, session.now()):
            continue
        try:
            ciphertext = await session.exchange.grant(epoch.key)
            found.append(open_grant(ciphertext, session.vault.keys, unit=unit.code, epoch=epoch))
        except (CannotOpen, BadGrant, NotFound) as error:
            # One dishonest grant must not keep out the others, and of a past epoch it is past mending.
            refusal = error if epoch.open else refusal
    session.vault.add_epochs(found)
    if refusal is not None:
        raise refusal
    return len(found)


async def ensure_epoch(session: Session) -> None:
    """Open a new epoch when the unit has none to seal to, it is due to be renewed, or one who has it is past.

    A viewer's device cannot, and leaves it to others.

    Raises:
        ServerDistrusted: There is evidence against the exchange that nobody has looked at.
        SealwireError: The directory refused it for another reason than that a colleague was faster.
    """
    if not session.device().takes_part or _lasts(session):
        return
    # A hidden revocation is how one is made to seal a seed to a stolen device.
    evidence.check_trust(session.store)
    unit = session.unit()
    author = Author(session.directory.state, session.vault.keys.sign, now=session.now())
    if unit.open_epoch() is not None:
        author.close_epoch(unit.code)
    following = await open_next(session, author, unit.code)
    try:
        batch = Batch(tuple(author.statements), (following.key.public,), following.grants)
        await session.exchange.append(batch)
    except Conflict:
        # A colleague's device did the same a moment ago; its epoch counts.
        await session.directory.sync(session.exchange)
        await fetch_grants(session)
        if current_epoch(session.unit(), session.now()) is None:
            raise
    await session.directory.sync(session.exchange)


async def open_next(session: Session, author: Author, unit: str) -> NextEpoch:
    """Let an author open a unit's next epoch under a new key, granted to exactly those that may read.

    Args:
        session: The opened home of the device that opens it, which keeps the seed.
        author: Signs for that device, in a state in which the unit has no open epoch.
        unit: The unit's code.

    Raises:
        SealwireError: The rules refuse it, or a grantee's key cannot be fetched.
    """
    key = SealKey.generate()
    epoch = author.open_epoch(unit, key.key_id)
    grants = await _grants(session, author.state.units[unit], epoch, key=key)
    # Kept before it is announced: a crash in between leaves an unused seed, never an epoch nobody can open.
    session.vault.add_epochs([key])
    return NextEpoch(epoch, key, tuple(grants))


def is_due(epoch: Epoch, *, now: int, epoch_days: int) -> bool:
    """Tell whether an epoch is to be renewed by whoever is at work: less than a tenth of its time is left.

    Args:
        epoch: The open epoch.
        now: Unix seconds.
        epoch_days: How long the programme's epochs last; a tenth of it counts, at most three days.
    """
    return epoch.until - now < min(epoch_days * DAY_S // 10, MOST_AHEAD_S)


async def forget_past(session: Session) -> int:
    """Destroy the seeds of epochs past their retention, and return how many.

    What was sealed under them can be opened by nobody then. What deleting from a disk can promise stands in
    docs/threats.md.

    Raises:
        Unauthorised: This device's clock is not the exchange's; nothing is destroyed.
    """
    state, now = session.directory.state, session.now()
    unit, vault = session.unit(), session.vault
    past = [e.key for e in unit.epochs.values() if is_past(state, e, now) and vault.epoch(e.key) is not None]
    if not past:
        return 0
    # A clock that runs ahead must not destroy what nobody can give back: a signed request is answered only
    # where both clocks agree. What it answers does not matter, or a server could keep the seeds alive.
    with contextlib.suppress(NotFound):
        await session.exchange.grant(past[0])
    return vault.remove_epochs(past)


def _lasts(session: Session) -> bool:
    unit, now = session.unit(), session.now()
    epoch = current_epoch(unit, now)
    if epoch is None or is_due(epoch, now=now, epoch_days=session.directory.state.epoch_days):
        return False
    # A device past its end has the seed still, and would read on until the epoch ends too.
    return all(now <= device.until + SKEW_S for device in unit.active_devices() if device.id in epoch.devices)


async def _grants(session: Session, unit: Unit, epoch: Epoch, *, key: SealKey) -> list[Grant]:
    grants, own = [], session.vault.keys
    recovery = (unit.recovery,) if unit.recovery is not None else ()
    for grantee in (*(unit.devices[device] for device in sorted(epoch.devices)), *recovery):
        if grantee.id == own.device_id:
            public = (
                own.seal.public
            )  # a device that joins in this very batch is not known to the exchange yet
        else:
            public = await seal_key(session.store, session.exchange, grantee.seal)
        grants.append(seal_grant(key, epoch.number, device=grantee, public=public))
    return grants
