"""What a client checks of an envelope before it opens it, the same for a mailbox and for an exported file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.client.chain import check_chain_here
from sealwire.client.directory import DirectoryBehind
from sealwire.envelope.verify import UnknownSender, check_against_directory, verify_signature
from sealwire.errors import Forbidden

if TYPE_CHECKING:
    from sealwire.client.directory import History
    from sealwire.client.session import Session
    from sealwire.directory.state import Device
    from sealwire.envelope.format import ParsedEnvelope


class NotForThisUnit(Forbidden, code="not-for-this-unit"):
    """This envelope is neither to this unit nor by it; the server should not have delivered it."""


async def check_here(session: Session, parsed: ParsedEnvelope) -> Device:
    """Check an envelope of this device's mailbox or outbox, fetching the directory when it is behind.

    Returns:
        The sending device, as it was then.

    Raises:
        NotForThisUnit: It does not concern this unit.
        EnvelopeTwice, ChainBroken: It does not fit the sender's other envelopes here.
        SealwireError: As for `check_envelope`.
    """
    try:
        sender = check_envelope(parsed, session.directory.history)
    except (DirectoryBehind, UnknownSender):
        # It may be by a device that joined while the exchange was waited on.
        await session.directory.sync(session.exchange)
        sender = check_envelope(parsed, session.directory.history)
    concerned = {recipient.unit for recipient in parsed.header.to} | {sender.unit}
    if session.device().unit not in concerned:
        raise NotForThisUnit(id=str(parsed.id))
    check_chain_here(session.store, parsed)
    return sender


def check_envelope(parsed: ParsedEnvelope, history: History) -> Device:
    """Check who sent an envelope, and that it was allowed by the directory that its sender saw.

    Args:
        parsed: The envelope.
        history: This client's own copy of the directory.

    Returns:
        The sending device, as it was then; see the newest state for whether it is still active.

    Raises:
        UnknownSender: The directory never had such a device.
        BadSignature: Header, wraps or body are not what that device signed.
        DirectoryBehind: The sender saw a longer log than this copy.
        DirectoryDiffers: The sender was shown another log.
        SealwireError: The sender or a recipient did not count then, or the mark is broken.
    """
    header = parsed.header
    known = history.state.device(header.device)
    if known is None:
        raise UnknownSender(device=header.device.hex())
    verify_signature(parsed, known.sign)
    then = history.seen(header.directory.size, header.directory.root)
    return check_against_directory(header, then, header.sent_at)
