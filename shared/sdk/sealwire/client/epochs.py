"""The unit's receiving keys: fetching those granted to this device, and opening an epoch where none is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.client.directory import seal_key
from sealwire.directory.author import Author
from sealwire.directory.batch import Batch
from sealwire.directory.fields import Role
from sealwire.directory.grants import open_grant, seal_grant
from sealwire.directory.refusals import BadGrant
from sealwire.envelope.verify import current_epoch
from sealwire.errors import Conflict, NotFound
from sealwire.private_keys import CannotOpen, SealKey

if TYPE_CHECKING:
    from sealwire.client.session import Session
    from sealwire.directory.batch import Grant
    from sealwire.directory.state import Epoch, Unit


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
        if device.id not in epoch.devices or session.vault.epoch(epoch.key) is not None:
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
    """Open a new epoch when the unit has none that can be sealed to; a viewer's device cannot.

    Raises:
        SealwireError: The directory refused it for another reason than that a colleague was faster.
    """
    unit = session.unit()
    if current_epoch(unit, session.now()) is not None or not _may_open(session, unit):
        return
    try:
        await _open(session, unit)
    except Conflict:
        # A colleague's device did the same a moment ago; its epoch counts.
        await session.directory.sync(session.exchange)
        await fetch_grants(session)
        if current_epoch(session.unit(), session.now()) is None:
            raise
    await session.directory.sync(session.exchange)


def _may_open(session: Session, unit: Unit) -> bool:
    return set(unit.roles_of(session.device())) != {Role.VIEWER}


async def _open(session: Session, unit: Unit) -> None:
    key = SealKey.generate()
    author = Author(session.directory.state, session.vault.keys.sign, now=session.now())
    if unit.open_epoch() is not None:
        author.close_epoch(unit.code)
    epoch = author.open_epoch(unit.code, key.key_id)
    grants = await _grants(session, author.state.units[unit.code], epoch, key=key)
    # Kept before it is announced: a crash in between leaves an unused seed, never an epoch nobody can open.
    session.vault.add_epochs([key])
    await session.exchange.append(Batch(tuple(author.statements), (key.public,), tuple(grants)))


async def _grants(session: Session, unit: Unit, epoch: Epoch, *, key: SealKey) -> list[Grant]:
    grants = []
    for device in unit.active_devices():
        public = await seal_key(session.store, session.exchange, device.seal)
        grants.append(seal_grant(key, epoch.number, device=device, public=public))
    return grants
