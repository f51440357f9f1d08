"""Which envelopes of a group are accepted, and at which positions of the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.contract.acceptance import Accepted, DuplicateId, Outcome, Refused, SequenceReused
from sealwire.envelope.format import ParsedEnvelope, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Candidate:
    """An envelope that may be accepted: what the store keeps of it.

    Attributes:
        id: From the header.
        device: Key id of the sending device.
        seq: The device's own count.
        sender: The sending unit.
        units: Recipient units, each once, in the order of the header.
        digest: SHA-256 of the envelope's bytes: its leaf in the log.
        header_hash: SHA-256 of the header's bytes, which receipts sign.
        sent_at: Unix seconds, as are the two below.
        expires_at: From the header.
        due: An answer is expected by then, if one is.
        answers: The envelope that this one answers, if it does.
        priority: 0 routine, 1 urgent, 2 flash.
        tlp: The handling mark.
        raw: The bytes as sent.
    """

    id: UUID
    device: bytes
    seq: int
    sender: str
    units: tuple[str, ...]
    digest: bytes
    header_hash: bytes
    sent_at: int
    expires_at: int
    due: int | None
    answers: UUID | None
    priority: int
    tlp: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Known:
    """An envelope that was accepted before."""

    id: UUID
    device: bytes
    seq: int
    digest: bytes
    position: int
    accepted_at: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens to a group.

    Attributes:
        outcomes: One per candidate, in their order.
        stored: The candidates that are new, in the order of their positions.
        first: Position of the first stored one; the others follow without gaps.
    """

    outcomes: list[Outcome]
    stored: list[Candidate]
    first: int

    @property
    def size(self) -> int:
        """Entries of the log after this group."""
        return self.first - 1 + len(self.stored)


def read_candidate(envelope: bytes) -> Candidate:
    """Return what is kept of an envelope.

    The gateway has checked the envelope; it is parsed here again because nothing unparsed is stored.

    Raises:
        MalformedEnvelope: Its form is wrong.
        MalformedCbor: It is not deterministic CBOR.
        TooLarge: It is larger than 1 MiB, or its header than 32 KiB.
    """
    parsed = parse(envelope)
    header = parsed.header
    return Candidate(
        id=header.id,
        device=header.device,
        seq=header.seq,
        sender=header.sender,
        units=_recipient_units(parsed),
        digest=parsed.digest,
        header_hash=parsed.header_hash,
        sent_at=header.sent_at,
        expires_at=header.expires_at,
        due=header.due,
        answers=header.answers,
        priority=header.priority,
        tlp=str(header.tlp),
        raw=envelope,
    )


def _recipient_units(parsed: ParsedEnvelope) -> tuple[str, ...]:
    return tuple(dict.fromkeys(recipient.unit for recipient in parsed.header.to))


def decide(candidates: Sequence[Candidate], known: Iterable[Known], *, log_size: int, now: int) -> Decision:
    """Decide a group: each candidate for itself, so that a bad one harms no other.

    Args:
        candidates: In the order of arrival; may repeat each other.
        known: Every accepted envelope that shares an id, or a device and sequence number, with a candidate.
        log_size: Entries of the log before this group.
        now: Unix seconds.

    Returns:
        The outcomes. An envelope that was accepted before, with the same bytes, is answered as it was then.
    """
    by_id = {item.id: item for item in known}
    by_sequence = {(item.device, item.seq) for item in by_id.values()}
    decision = Decision(outcomes=[], stored=[], first=log_size + 1)
    for candidate in candidates:
        earlier = by_id.get(candidate.id)
        if earlier is not None:
            decision.outcomes.append(_answer_again(candidate, earlier))
        elif (candidate.device, candidate.seq) in by_sequence:
            decision.outcomes.append(Refused.because(SequenceReused()))
        else:
            accepted = Accepted(decision.size + 1, now)
            by_id[candidate.id] = _remember(candidate, accepted)
            by_sequence.add((candidate.device, candidate.seq))
            decision.stored.append(candidate)
            decision.outcomes.append(accepted)
    return decision


def _answer_again(candidate: Candidate, earlier: Known) -> Outcome:
    if candidate.digest == earlier.digest:
        return Accepted(earlier.position, earlier.accepted_at)
    return Refused.because(DuplicateId())


def _remember(candidate: Candidate, accepted: Accepted) -> Known:
    return Known(
        id=candidate.id,
        device=candidate.device,
        seq=candidate.seq,
        digest=candidate.digest,
        position=accepted.position,
        accepted_at=accepted.accepted_at,
    )


def retain_until(accepted_at: int, expires_at: int, *, retention_days: int) -> int:
    """Return until when an envelope is kept (Unix seconds): its retention, never less than its validity."""
    return max(accepted_at + retention_days * DAY_S, expires_at)
