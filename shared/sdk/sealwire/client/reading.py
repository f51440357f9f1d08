"""Reading: an envelope is checked again, opened with a key of this device, and its opening signed for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.client import archive, epochs, mailbox, receipts
from sealwire.client.archive import NoSuchEnvelope
from sealwire.client.http import Offline
from sealwire.client.verification import check_here
from sealwire.envelope.format import Header, parse
from sealwire.envelope.open import content_key_of, open_envelope
from sealwire.errors import Forbidden, SealwireError, Unprocessable
from sealwire.receipts import ReceiptKind

if TYPE_CHECKING:
    from uuid import UUID

    from sealwire.client.archive import Kept
    from sealwire.client.session import Session
    from sealwire.directory.state import Device
    from sealwire.envelope.content import Content
    from sealwire.envelope.format import ParsedEnvelope
    from sealwire.private_keys import SealKey


class NotAddressed(Forbidden, code="not-addressed"):
    """This device has no key for it: it went to named officers, or under an epoch before its time."""


class NotAcceptedYet(Unprocessable, code="not-accepted-yet"):
    """The exchange has not accepted this envelope yet; run `sealwire sync` and try again."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An envelope that passed every check, and its content.

    Attributes:
        header: What everyone on the way could read.
        content: What only the recipients read.
        sender: The sending device, as the directory had it when it sent.
        sender_revoked: Whether that device was revoked since, as far as this device's directory goes.
        unit_status: Of the sending unit now: open, suspended or closed.
        directory_current: Whether the exchange was asked for news of both just now.
        missing: Numbers of envelopes from that device to this unit that have not arrived.
        position: Place in the envelope log.
        accepted_at: When the exchange accepted it, Unix seconds.
    """

    header: Header
    content: Content
    sender: Device
    sender_revoked: bool
    unit_status: str
    directory_current: bool
    missing: list[int]
    position: int | None
    accepted_at: int | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the inbox: what the header shows, and what this device knows of it."""

    header: Header
    position: int | None
    accepted_at: int | None
    problem: str | None
    opened: bool
    own: bool


def inbox(session: Session) -> list[Listed]:
    """Return what this device has, in the order of acceptance; nothing is opened."""
    own = session.vault.keys.device_id
    listed = []
    for kept in archive.everything(session.store):
        header = parse(kept.raw).header
        listed.append(
            Listed(
                header,
                kept.position,
                kept.accepted_at,
                kept.problem,
                opened=kept.opened_at is not None,
                own=header.device == own,
            )
        )
    return listed


async def read(session: Session, envelope_id: UUID) -> Opened:
    """Check and open an envelope, and sign for it.

    Raises:
        NoSuchEnvelope: Neither this device nor the exchange has it for this unit.
        NotAddressed: None of this device's keys opens it.
        CannotOpen: A wrap or the body is not what the sender sealed to that key.
        SealwireError: A check failed; the class says which.
    """
    kept = await _kept(session, envelope_id)
    parsed = parse(kept.raw)
    # A device may have been revoked since the envelope came, and its officer should hear of that first.
    current = await session.directory.sync_if_online(session.exchange)
    sender = await _checked(session, parsed)
    content = open_envelope(parsed, await key_for(session, parsed))
    archive.mark_opened(session.store, envelope_id, session.now())
    if parsed.header.device != session.device().id and kept.position is not None:
        receipts.sign(session, parsed, ReceiptKind.DELIVERED)
        receipts.sign(session, parsed, ReceiptKind.OPENED)
        if current:
            await receipts.post(session)
    unit = session.directory.state.units[sender.unit]
    return Opened(
        header=parsed.header,
        content=content,
        sender=sender,
        sender_revoked=not unit.devices[sender.id].active,
        unit_status=str(unit.status),
        directory_current=current,
        missing=archive.missing_counts(session.store, sender.id),
        position=kept.position,
        accepted_at=kept.accepted_at,
    )


async def acknowledge(session: Session, envelope_id: UUID) -> None:
    """Sign that the unit takes note of an envelope and acts on it.

    Raises:
        SealwireError: As for `read`; what fails a check is not acknowledged.
    """
    parsed = await checked_envelope(session, envelope_id)
    receipts.sign(session, parsed, ReceiptKind.ACKNOWLEDGED)
    await receipts.post(session)


async def checked_envelope(session: Session, envelope_id: UUID) -> ParsedEnvelope:
    """Return an envelope of this device after its checks, unopened.

    Raises:
        NotAcceptedYet: It waits in the outbox.
        SealwireError: As for `read`.
    """
    kept = await _kept(session, envelope_id)
    if kept.position is None:
        raise NotAcceptedYet(id=str(envelope_id))
    parsed = parse(kept.raw)
    await _checked(session, parsed)
    return parsed


async def key_for(session: Session, parsed: ParsedEnvelope) -> SealKey:
    """Return a private key of this device that the envelope is sealed to.

    Raises:
        NotAddressed: There is none.
    """
    key = _own_key(session, parsed)
    if key is not None:
        return key
    refusal: SealwireError = NotAddressed(id=str(parsed.id))
    try:
        await epochs.fetch_grants(session)
    except Offline:
        pass
    except SealwireError as error:
        refusal = error
    key = _own_key(session, parsed)
    if key is None:
        raise refusal
    return key


async def content_key(session: Session, parsed: ParsedEnvelope) -> bytes:
    """Return the one key that opens this envelope and no other, for disclosure.

    Raises:
        NotAddressed, CannotOpen: As for `read`.
    """
    return content_key_of(parsed, await key_for(session, parsed))


def _own_key(session: Session, parsed: ParsedEnvelope) -> SealKey | None:
    own = session.vault.keys.seal
    for recipient in parsed.header.to:
        found = own if recipient.key == own.key_id else session.vault.epoch(recipient.key)
        if found is not None:
            return found
    return None


async def _checked(session: Session, parsed: ParsedEnvelope) -> Device:
    device = await check_here(session, parsed)
    archive.settle(session.store, parsed.id)
    return device


async def _kept(session: Session, envelope_id: UUID) -> Kept:
    try:
        return archive.get(session.store, envelope_id)
    except NoSuchEnvelope:
        await mailbox.fetch(session)
        return archive.get(session.store, envelope_id)
