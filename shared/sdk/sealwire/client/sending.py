"""Sending: seal to the current keys of the addressed units, store, post; post again what was not answered."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from sealwire.client import envelope_log, evidence, mailbox, outbox
from sealwire.client.directory import seal_key
from sealwire.client.http import UnexpectedAnswer
from sealwire.client.outbox import Numbers, Pending, Sender
from sealwire.client.recipients import Addressed, resolve
from sealwire.contract.acceptance import SequenceReused
from sealwire.envelope.format import DirectorySeen, Recipient, Tlp, parse
from sealwire.envelope.seal import Content, Draft, SealedEnvelope, seal
from sealwire.envelope.verify import EpochClosed, UnknownRecipient, check_against_directory
from sealwire.errors import SealwireError, TooManyRequests, Unavailable
from sealwire.identifiers import new_id

if TYPE_CHECKING:
    from uuid import UUID

    from sealwire.client.session import Session
    from sealwire.directory.state import Device, State

LIFETIME_S = 7 * 86_400
"""How long the exchange may take to accept an envelope: a week without a link."""
_TRY_AGAIN = (HTTPStatus.UNAUTHORIZED, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A notice and how it is to be sent.

    Attributes:
        content: What only the recipients read.
        to: Unit codes; for TLP:RED officers such as KG-BAT/key-1.
        tlp: How far the recipients may pass it on.
        priority: 0 routine, 1 urgent, 2 flash.
        due: An answer is expected by then, Unix seconds.
        answers: The envelope that this one answers.
    """

    content: Content
    to: tuple[str, ...]
    tlp: Tlp = Tlp.AMBER
    priority: int = 0
    due: int | None = None
    answers: UUID | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of an envelope.

    Attributes:
        position: Its place in the envelope log; None while it waits for the exchange to answer.
        refused: Code of the exchange's refusal; its numbers are spent and it is not sent again.
    """

    id: UUID
    position: int | None = None
    accepted_at: int | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class _Addressing:
    device: Device
    state: State
    now: int
    keys: list[tuple[Addressed, bytes]]


async def send(session: Session, letter: Letter) -> Sent:
    """Seal a letter and post it.

    Without a link it is sealed to the keys that this device knows and waits in the outbox.

    Raises:
        ServerDistrusted: There is evidence against the exchange that nobody has looked at.
        SealwireError: It cannot be sealed so, or the exchange refused it; the class tells why.
    """
    evidence.check_trust(session.store)
    online = await session.directory.sync_if_online(session.exchange)
    pending = await _put(session, letter)
    if not online:
        return Sent(pending.id)
    try:
        return await _result(session, pending)
    except (EpochClosed, UnknownRecipient):
        # A recipient changed its key between our look at the directory and the acceptance.
        size = session.directory.state.size
        if (await session.directory.sync(session.exchange)).size == size:
            raise
    except SequenceReused:
        # This home was copied back from a backup: what it sent since is in its unit's mailbox.
        await mailbox.fetch(session)
    return await _result(session, await _put(session, letter))


async def flush(session: Session) -> list[Sent]:
    """Post everything that waits, oldest first.

    Returns:
        What became of each; the rest still waits when the exchange could not be reached.

    Raises:
        ServerDistrusted: There is evidence against the exchange that nobody has looked at.
        SealwireError: The exchange refuses this device altogether.
    """
    results: list[Sent] = []
    waiting = outbox.pending(session.store)
    if waiting:
        evidence.check_trust(session.store)
    for pending in waiting:
        try:
            results.append(await _post(session, pending))
        except (Unavailable, TooManyRequests):
            break
        except SealwireError as error:
            if not _final(error):
                raise
            results.append(Sent(pending.id, refused=error.code))
    return results


async def _result(session: Session, pending: Pending) -> Sent:
    try:
        return await _post(session, pending)
    except (Unavailable, TooManyRequests):
        # It waits in the outbox: an error would make the officer write the same notice again.
        return Sent(pending.id)


async def _put(session: Session, letter: Letter) -> Pending:
    device, state, now = session.device(), session.directory.state, session.now()
    addressed = resolve(state, letter.to, tlp=letter.tlp, sender=device, now=now)
    keys = [(each, await seal_key(session.store, session.exchange, each.key)) for each in addressed]
    addressing = _Addressing(device, state, now, keys)
    sender = Sender(new_id(int(session.clock() * 1000)), device.unit, device.id)

    def sealed(numbers: Numbers) -> SealedEnvelope:
        return _seal(session, letter, addressing, sender=sender, numbers=numbers)

    return outbox.put(session.store, sender, (each.unit for each in addressed), seal=sealed)


def _seal(
    session: Session, letter: Letter, addressing: _Addressing, *, sender: Sender, numbers: Numbers
) -> SealedEnvelope:
    state, now = addressing.state, addressing.now
    draft = Draft(
        id=sender.id,
        sender=sender.unit,
        seq=numbers.seq,
        prev=numbers.prev,
        sent_at=now,
        expires_at=now + LIFETIME_S,
        directory=DirectorySeen(state.size, state.root()),
        tlp=letter.tlp,
        priority=letter.priority,
        answers=letter.answers,
        due=letter.due,
    )
    recipients = [
        (Recipient(each.unit, each.key, numbers.counts[each.unit]), public)
        for each, public in addressing.keys
    ]
    envelope = seal(draft, letter.content, recipients=recipients, sign=session.vault.keys.sign)
    # What the gateway would refuse is refused here, before a number is spent on it.
    check_against_directory(parse(envelope.raw).header, state, now)
    return envelope


async def _post(session: Session, pending: Pending) -> Sent:
    try:
        answer = await session.exchange.post_envelope(pending.raw)
    except SealwireError as error:
        if _final(error):
            outbox.refused(session.store, pending.id, code=error.code)
        raise
    if answer.id != pending.id or answer.digest != hashlib.sha256(pending.raw).hexdigest():
        raise UnexpectedAnswer("It accepts another envelope than was posted.")
    outbox.accepted(session.store, pending.id, position=answer.position, accepted_at=answer.accepted_at)
    await envelope_log.prove_quietly(session.directory, session.exchange, pending.id)
    return Sent(pending.id, answer.position, answer.accepted_at)


def _final(error: SealwireError) -> bool:
    return 400 <= error.status < 500 and error.status not in _TRY_AGAIN  # noqa: PLR2004  # the class of refusals
