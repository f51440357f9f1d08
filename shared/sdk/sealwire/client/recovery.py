"""A unit's recovery: setting it up, trying it out, and beginning again after every device was lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sealwire import recovery
from sealwire.client import epochs
from sealwire.directory.applicant import publics_of
from sealwire.directory.author import Author
from sealwire.directory.batch import Batch
from sealwire.directory.epochs import DAY_S
from sealwire.directory.fields import Role
from sealwire.directory.grants import open_recovery_grant, seal_grant
from sealwire.directory.refusals import BadGrant, OutOfOrder
from sealwire.directory.retention import is_past
from sealwire.errors import Conflict, Forbidden, NotFound
from sealwire.private_keys import CannotOpen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sealwire.client.session import Session
    from sealwire.directory.batch import Grant
    from sealwire.directory.state import State, Unit
    from sealwire.recovery import RecoveryKeys, Share

DRILL_DAYS = 182
"""When the next drill is wise: a share that was lost is noticed while the others still do."""


class NoRecovery(Conflict, code="no-recovery"):
    """The unit has no recovery; a key officer sets one up with `sealwire admin recovery-setup`."""


class WrongShares(Forbidden, code="wrong-shares"):
    """These shares are of another unit, or were replaced by a later ceremony; find the newest ones."""


class NoRecoveryGrant(Conflict, code="no-recovery-grant"):
    """The shares are right, but the open epoch was not granted to them; set the recovery up anew."""


@dataclass(frozen=True, slots=True)
class Ceremony:
    """A recovery before it counts: the shares are handed out first, and only then is it said.

    Attributes:
        unit: The unit's code.
        shares: One for each holder; they exist here and nowhere else.
        keys: What follows from them.
    """

    unit: str
    shares: tuple[Share, ...]
    keys: RecoveryKeys = field(repr=False)

    @property
    def of(self) -> tuple[int, int]:
        """How many shares are needed, and how many there are."""
        return self.shares[0].threshold, len(self.shares)


@dataclass(frozen=True, slots=True)
class Drill:
    """A recovery that was tried out and would have worked.

    Attributes:
        unit: The unit's code.
        epoch: The number of the open epoch whose seed the shares gave; None where none is open.
        next_at: When the next drill is wise, Unix seconds.
    """

    unit: str
    epoch: int | None
    next_at: int


@dataclass(frozen=True, slots=True)
class Recovered:
    """A unit that has begun again.

    Attributes:
        unit: The unit's code.
        device: The id of its one device now.
        epoch: The number of the epoch that it is sent to under; None if that was closed again since.
        read: How many past epochs can be read again.
    """

    unit: str
    device: bytes
    epoch: int | None
    read: int


async def begin(session: Session, *, threshold: int, shares: int) -> Ceremony:
    """Make a secret and split it; nothing is said yet, and nothing kept.

    Args:
        session: A key officer's opened home.
        threshold: How many shares recover the unit.
        shares: How many are made.

    Raises:
        BadSplit: The numbers are not possible.
        SealwireError: The rules would refuse it; then no share is made that its holder keeps in vain.
    """
    await session.directory.sync(session.exchange)
    secret = recovery.new_secret()
    made = recovery.split(secret, threshold=threshold, shares=shares)
    ceremony = Ceremony(session.unit().code, tuple(made), recovery.derive(secret))
    _said(session, ceremony)
    return ceremony


async def complete(session: Session, ceremony: Ceremony) -> None:
    """Say which recovery the unit has from now on, and grant it the open epoch.

    Raises:
        SealwireError: The rules refuse it.
    """
    try:
        await _complete(session, ceremony)
    except OutOfOrder:
        # A colleague wrote about the unit a moment ago: the holders, who have just gone, are not called back.
        await _complete(session, ceremony)
    await session.directory.sync(session.exchange)


async def drill(session: Session, shares: Iterable[str]) -> Drill:
    """Try the shares out: do they give the keys in the log, and the open epoch? Nothing is posted or kept.

    Args:
        session: The opened home of a key officer of the unit.
        shares: The words of each.

    Raises:
        MalformedShare, SharesDiffer, SharesMissing: The shares give no secret.
        NoRecovery, WrongShares: The secret is not that of the unit's recovery.
        NoRecoveryGrant, CannotOpen, BadGrant: The unit could begin again, but not read the open epoch.
    """
    keys = recovery.derive(recovery.combine(shares))
    await session.directory.sync(session.exchange)
    unit, epoch = session.unit(), session.unit().open_epoch()
    _check(unit, keys)
    if epoch is not None:
        try:
            ciphertext = await session.exchange.recovery_grant(epoch.key)
        except NotFound as error:
            raise NoRecoveryGrant(unit=unit.code, epoch=epoch.number) from error
        open_recovery_grant(ciphertext, keys, unit=unit.code, epoch=epoch)
    return Drill(unit.code, epoch.number if epoch else None, session.now() + DRILL_DAYS * DAY_S)


async def recover(
    session: Session, shares: Iterable[str], *, unit: str, officer: str, reason: str
) -> Recovered:
    """Begin a unit again with this home's fresh keys as its only device; said in one batch, or not at all.

    Doing it again after a fault goes on where it stopped.

    Args:
        session: An opened home whose keys are not in the directory.
        shares: The words of as many shares as are needed.
        unit: The unit's code.
        officer: The handle of the key officer who has this device.
        reason: Why, for everybody to read.

    Raises:
        MalformedShare, SharesDiffer, SharesMissing: The shares give no secret.
        NoRecovery, WrongShares: The secret is not that of the unit's recovery.
        SealwireError: The rules refuse it.
    """
    keys = recovery.derive(recovery.combine(shares))
    state = await session.directory.sync(session.exchange)
    known = state.unit(unit)
    if known is None:
        raise NoRecovery(unit=unit)
    _check(known, keys)
    if state.device(session.vault.keys.device_id) is None:
        await _begin_again(session, keys, unit=unit, officer=officer, reason=reason)
    session.home = session.home.named(unit=unit, officer=officer)
    read = await _read_again(session, keys)
    epoch = session.unit().open_epoch()
    return Recovered(unit, session.device().id, epoch.number if epoch else None, read)


async def _complete(session: Session, ceremony: Ceremony) -> None:
    await session.directory.sync(session.exchange)
    await epochs.fetch_grants(session)
    author = _said(session, ceremony)
    grants = _grants(session, author.state, ceremony)
    await session.exchange.append(Batch(tuple(author.statements), (ceremony.keys.seal.public,), grants))


async def _begin_again(session: Session, keys: RecoveryKeys, *, unit: str, officer: str, reason: str) -> None:
    own = publics_of(session.vault.keys)
    restart = Author(session.directory.state, keys.sign, now=session.now())
    restart.recover_unit(unit, reason)
    restart.enrol(unit, officer, [Role.KEY_OFFICER])
    restart.add_device(unit, officer, own)
    # From here on the new device speaks, in the same batch: no moment without a key to send to.
    opener = Author(restart.state, session.vault.keys.sign, now=session.now())
    opened = await epochs.open_next(session, opener, unit)
    statements = (*restart.statements, *opener.statements)
    await session.exchange.append(Batch(statements, (own.seal, opened.key.public), opened.grants))
    await session.directory.sync(session.exchange)


async def _read_again(session: Session, keys: RecoveryKeys) -> int:
    unit, found = session.unit(), []
    for epoch in unit.epochs.values():
        known = session.vault.epoch(epoch.key) is not None
        if known or is_past(session.directory.state, epoch, session.now()):
            continue
        try:
            ciphertext = await session.exchange.recovery_grant(epoch.key)
            found.append(open_recovery_grant(ciphertext, keys, unit=unit.code, epoch=epoch))
        except (NotFound, CannotOpen, BadGrant):
            # Granted before this recovery was set, or dishonestly: it must not keep out the others.
            continue
    session.vault.add_epochs(found)
    return len(found)


def _check(unit: Unit, keys: RecoveryKeys) -> None:
    if unit.recovery is None:
        raise NoRecovery(unit=unit.code)
    if (unit.recovery.id, unit.recovery.seal) != (keys.sign.key_id, keys.seal.key_id):
        raise WrongShares(unit=unit.code)


def _said(session: Session, ceremony: Ceremony) -> Author:
    author = Author(session.directory.state, session.vault.keys.sign, now=session.now())
    keys = ceremony.keys
    author.set_recovery(ceremony.unit, keys.sign.public, keys.seal.key_id, of=ceremony.of)
    return author


def _grants(session: Session, state: State, ceremony: Ceremony) -> tuple[Grant, ...]:
    unit = state.units[ceremony.unit]
    epoch = unit.open_epoch()
    key = session.vault.epoch(epoch.key) if epoch is not None else None
    if epoch is None or key is None or unit.recovery is None:
        return ()
    return (seal_grant(key, epoch.number, device=unit.recovery, public=ceremony.keys.seal.public),)
