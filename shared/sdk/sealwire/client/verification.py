"""What a client checks of an envelope before it opens it, the same for a mailbox and for an exported file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.client.chain import check_chain_here
from sealwire.client.checkpoints import evidence_of
from sealwire.client.history import seen
from sealwire.client.refusals import DirectoryBehind, DirectoryHidden
from sealwire.directory.fields import Log
from sealwire.envelope.verify import UnknownSender, check_against_directory, verify_signature
from sealwire.errors import Forbidden

if TYPE_CHECKING:
    from sealwire.client.directory import DirectoryCopy
    from sealwire.client.history import History
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
        DirectoryHidden: The sender saw statements that the exchange does not show here.
        EnvelopeTwice, ChainBroken: It does not fit the sender's other envelopes here.
        SealwireError: As for `check_envelope`.
    """
    header, known = parsed.header, session.directory.state
    if known.device(header.device) is None or known.size < header.directory.size:
        # It may be by a device that joined while the exchange was waited on.
        await session.directory.sync(session.exchange)
    # Gateways check what a sender saw: an envelope that fails this was never accepted honestly.
    with evidence_of(session.store, Log.DIRECTORY, parsed.header_bytes):
        sender = _checked(parsed, session.directory)
    concerned = {recipient.unit for recipient in parsed.header.to} | {sender.unit}
    if session.device().unit not in concerned:
        raise NotForThisUnit(id=str(parsed.id))
    check_chain_here(session.store, parsed)
    return sender


def _checked(parsed: ParsedEnvelope, directory: DirectoryCopy) -> Device:
    try:
        return check_envelope(parsed, directory)
    except DirectoryBehind as error:
        raise DirectoryHidden(seen=parsed.header.directory.size, shown=directory.state.size) from error


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
    then = seen(history, header.directory.size, header.directory.root)
    return check_against_directory(header, then, header.sent_at)
