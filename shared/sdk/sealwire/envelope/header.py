"""The header of an envelope: all that is in the clear, as values and as bytes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sealwire import cbor
from sealwire.envelope.fields import Fields, read_map
from sealwire.errors import BadRequest
from sealwire.identifiers import MalformedIdentifier, check_unit_code

if TYPE_CHECKING:
    from uuid import UUID

VERSION = 1
SUITE = 1
MAX_RECIPIENTS = 256
MAX_ATTACHMENTS = 64
MAX_HEADER_BYTES = 32_768
NO_PREVIOUS = bytes(32)

_REQUIRED = frozenset(
    {"v", "suite", "id", "from", "key", "seq", "prev", "ts", "exp", "to", "pri", "tlp", "dir"}
)
_OPTIONAL = frozenset({"re", "due", "att"})
_FLASH = 2
_RECIPIENT_FIELDS = 3
_PAIR = 2


class MalformedEnvelope(BadRequest, code="malformed-envelope"):
    """This is not an envelope of suite 1; nothing was taken from it."""


class Tlp(StrEnum):
    """Traffic Light Protocol 2.0 (FIRST): how far a recipient may pass the content on."""

    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    AMBER_STRICT = "AMBER+STRICT"
    RED = "RED"


_MARKS = {mark.value: mark for mark in Tlp}


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom one wrap is for.

    Attributes:
        unit: The recipient's unit code.
        key: Key id of the unit's epoch key, or of the seal key of one of its devices.
        n: How many envelopes this device has now sent to this unit, this one included.
    """

    unit: str
    key: bytes
    n: int


@dataclass(frozen=True, slots=True)
class DirectorySeen:
    """The directory log as the sender saw it: number of statements, and their Merkle root."""

    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Attachment:
    """A blob that belongs to the envelope: SHA-256 of its ciphertext, and its size in bytes."""

    hash: bytes
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What everyone on the way may read; times are Unix seconds.

    Attributes:
        id: UUIDv7 of the envelope.
        sender: Unit code.
        device: Key id of the signing device.
        seq: Counts this device's envelopes from 1.
        prev: SHA-256 of the device's previous header bytes, 32 zero bytes with seq 1.
        sent_at: When it was sealed, by the sender's clock.
        expires_at: After this the exchange no longer accepts it.
        to: One recipient for each wrap, in the order of the wraps.
        priority: 0 routine, 1 urgent, 2 flash.
        tlp: How far the content may be passed on.
        directory: The directory log that the sender used.
        answers: Id of the envelope that this one answers.
        due: When an answer is expected by.
        attachments: Blobs that belong to it.
    """

    id: UUID
    sender: str
    device: bytes
    seq: int
    prev: bytes
    sent_at: int
    expires_at: int
    to: tuple[Recipient, ...]
    priority: int
    tlp: Tlp
    directory: DirectorySeen
    answers: UUID | None = None
    due: int | None = None
    attachments: tuple[Attachment, ...] = ()


def encode_header(header: Header) -> bytes:
    """Return the bytes of a header, which are hashed and sent and never made again from the values.

    Raises:
        MalformedEnvelope: The values make no header that a reader would accept.
    """
    fields: dict[str, cbor.Encodable] = {
        "v": VERSION,
        "suite": SUITE,
        "id": header.id.bytes,
        "from": header.sender,
        "key": header.device,
        "seq": header.seq,
        "prev": header.prev,
        "ts": header.sent_at,
        "exp": header.expires_at,
        "to": [[recipient.unit, recipient.key, recipient.n] for recipient in header.to],
        "pri": header.priority,
        "tlp": header.tlp.value,
        "dir": [header.directory.size, header.directory.root],
    }
    if header.answers is not None:
        fields["re"] = header.answers.bytes
    if header.due is not None:
        fields["due"] = header.due
    if header.attachments:
        fields["att"] = [[attachment.hash, attachment.size] for attachment in header.attachments]
    encoded = cbor.encode(fields)
    decode_header(encoded)
    return encoded


def decode_header(data: bytes) -> Header:
    """Return the values of a header.

    Raises:
        MalformedEnvelope: A field is missing, unknown, or has a value that section 4 does not allow.
        MalformedCbor: The bytes are not deterministic CBOR.
        TooLarge: The header has more than 32 KiB.
    """
    fields = read_map(
        cbor.decode(data, max_bytes=MAX_HEADER_BYTES),
        MalformedEnvelope,
        required=_REQUIRED,
        optional=_OPTIONAL,
    )
    fields.constant("v", VERSION)
    fields.constant("suite", SUITE)
    header = Header(
        id=fields.uuid7("id"),
        sender=_unit(fields.text("from"), "from"),
        device=fields.hash("key"),
        seq=fields.uint("seq", least=1),
        prev=fields.hash("prev"),
        sent_at=fields.uint("ts"),
        expires_at=fields.uint("exp"),
        to=_recipients(fields),
        priority=fields.uint("pri", most=_FLASH),
        tlp=_tlp(fields.text("tlp")),
        directory=_directory(fields),
        answers=fields.uuid7("re") if "re" in fields else None,
        due=fields.uint("due") if "due" in fields else None,
        attachments=_attachments(fields) if "att" in fields else (),
    )
    _check_together(header)
    return header


def _recipients(fields: Fields) -> tuple[Recipient, ...]:
    recipients = []
    for item in fields.list("to", least=1, most=MAX_RECIPIENTS):
        if type(item) is not list or len(item) != _RECIPIENT_FIELDS:
            raise MalformedEnvelope("A recipient is a unit, a key and a count.", field="to")
        unit, key, n = item
        recipients.append(
            Recipient(_unit(unit, "to"), fields.bytes_of(key, "to"), fields.uint_of(n, "to", least=1))
        )
    return tuple(recipients)


def _directory(fields: Fields) -> DirectorySeen:
    size, root = fields.list("dir", least=_PAIR, most=_PAIR)
    return DirectorySeen(fields.uint_of(size, "dir", least=1), fields.bytes_of(root, "dir"))


def _attachments(fields: Fields) -> tuple[Attachment, ...]:
    attachments = []
    for item in fields.list("att", least=1, most=MAX_ATTACHMENTS):
        if type(item) is not list or len(item) != _PAIR:
            raise MalformedEnvelope("An attachment is a hash and a size.", field="att")
        attachments.append(
            Attachment(fields.bytes_of(item[0], "att"), fields.uint_of(item[1], "att", least=1))
        )
    return tuple(attachments)


def _unit(value: cbor.Value, name: str) -> str:
    try:
        return check_unit_code(value)  # type: ignore[arg-type]  # refuses what is no text
    except MalformedIdentifier as error:
        raise MalformedEnvelope("A unit code looks like KG-OSH.", field=name) from error


def _tlp(value: str) -> Tlp:
    mark = _MARKS.get(value)
    if mark is None:
        raise MalformedEnvelope("tlp is a mark of TLP 2.0.", field="tlp")
    return mark


def _check_together(header: Header) -> None:
    if header.expires_at <= header.sent_at:
        raise MalformedEnvelope("exp is after ts.", field="exp")
    if header.due is not None and header.due < header.sent_at:
        raise MalformedEnvelope("due is not before ts.", field="due")
    if (header.seq == 1) != (header.prev == NO_PREVIOUS):
        raise MalformedEnvelope("prev is 32 zero bytes with seq 1, and only then.", field="prev")
    if len({recipient.key for recipient in header.to}) != len(header.to):
        raise MalformedEnvelope("A key is addressed twice.", field="to")
