"""An exchange as one file that anyone can verify offline, with nothing but the founding hash.

CBOR map `{v, statements, keys, envelopes, receipts, acceptances, proofs}`: the directory log; disclosed
content keys by envelope id (none unless asked for); envelopes and receipts as bytes; what the exchange
answered, `[id, position, accepted_at, digest]`; and what its log proves, `[id, index, checkpoint, [hash]]`.
Version 1 is without `proofs`, and still read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from sealwire import cbor
from sealwire.client import archive, proofs, reading
from sealwire.client.proofs import Proof
from sealwire.contract.models import MAX_POSITION
from sealwire.envelope.format import ParsedEnvelope, parse
from sealwire.errors import BadRequest, TooLarge

if TYPE_CHECKING:
    from sealwire.client.session import Session

VERSION = 2
MAX_FILE_BYTES = 268_435_456
_FIRST = {"v", "statements", "keys", "envelopes", "receipts", "acceptances"}
_FIELDS = {1: _FIRST, VERSION: _FIRST | {"proofs"}}
_CONTENT_KEY_BYTES = 32


class MalformedExchangeFile(BadRequest, code="malformed-exchange-file"):
    """This is no exchange file of version 1 or 2; nothing of it was verified."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What the exchange answered to an envelope: its place in the log, when, and the hash of its bytes."""

    id: UUID
    position: int
    accepted_at: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class ExchangeFile:
    """What the file holds, unverified.

    Attributes:
        content_keys: Disclosed keys by envelope id; each opens one body and nothing else.
        proofs: That envelopes stand in the log, by their ids.
    """

    statements: tuple[bytes, ...]
    envelopes: tuple[bytes, ...]
    receipts: tuple[bytes, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    content_keys: dict[UUID, bytes] = field(default_factory=dict, repr=False)
    proofs: dict[UUID, Proof] = field(default_factory=dict)

    def encode(self) -> bytes:
        """Return the file's bytes."""
        return cbor.encode(
            {
                "v": VERSION,
                "statements": list(self.statements),
                "keys": {str(envelope): key for envelope, key in self.content_keys.items()},
                "envelopes": list(self.envelopes),
                "receipts": list(self.receipts),
                "acceptances": [
                    [each.id.bytes, each.position, each.accepted_at, each.digest] for each in self.acceptances
                ],
                "proofs": [
                    [each.envelope.bytes, each.index, each.note, list(each.hashes)]
                    for each in self.proofs.values()
                ],
            }
        )


async def export(session: Session, envelope_id: UUID, *, disclose: bool = False) -> ExchangeFile:
    """Return the thread of an envelope: it, what it answers and what answers it, with all receipts.

    Args:
        session: The opened home.
        envelope_id: Any envelope of the thread.
        disclose: Whether to add the content keys, so that whoever has the file can read the texts.

    Raises:
        NoSuchEnvelope: This device does not have it.
        NotAddressed, CannotOpen: A content key was asked for that this device cannot find.
    """
    archive.get(session.store, envelope_id)
    # What failed a check, or was never accepted, would make the whole file fail; only if it is asked for.
    kept = {
        each.id: each
        for each in archive.everything(session.store)
        if each.problem is None or each.id == envelope_id
    }
    parsed = {each.id: parse(each.raw) for each in kept.values()}
    thread = sorted(thread_of(parsed, envelope_id), key=lambda each: (each.header.sent_at, each.header.seq))
    content_keys = {}
    if disclose:
        content_keys = {each.id: await reading.content_key(session, each) for each in thread}
    acceptances = [
        Acceptance(each.id, position, accepted_at, each.digest)
        for each in thread
        if (position := kept[each.id].position) is not None
        and (accepted_at := kept[each.id].accepted_at) is not None
    ]
    return ExchangeFile(
        statements=tuple(session.directory.statements()),
        envelopes=tuple(each.raw for each in thread),
        receipts=tuple(
            receipt.raw for each in thread for receipt in archive.receipts(session.store, each.id)
        ),
        acceptances=tuple(acceptances),
        content_keys=content_keys,
        proofs={
            each.id: proof for each in thread if (proof := proofs.get(session.store, each.id)) is not None
        },
    )


def thread_of(parsed: dict[UUID, ParsedEnvelope], envelope_id: UUID) -> list[ParsedEnvelope]:
    """Return the envelopes that are tied to one by answers, in either direction."""
    linked: dict[UUID, set[UUID]] = {each: set() for each in parsed}
    for envelope in parsed.values():
        answered = envelope.header.answers
        if answered is not None and answered in parsed:
            linked[envelope.id].add(answered)
            linked[answered].add(envelope.id)
    found, todo = set(), [envelope_id]
    while todo:
        current = todo.pop()
        if current not in found:
            found.add(current)
            todo.extend(linked[current])
    return [parsed[each] for each in found]


def read_file(data: bytes) -> ExchangeFile:
    """Take a file apart.

    Raises:
        MalformedExchangeFile: It is none.
        TooLarge: It has more than 256 MiB.
    """
    try:
        value = cbor.decode(data, max_bytes=MAX_FILE_BYTES)
    except TooLarge:
        raise
    except BadRequest as error:
        raise MalformedExchangeFile(error.detail) from error
    version = value.get("v") if isinstance(value, dict) else None
    if not isinstance(value, dict) or type(version) is not int or version not in _FIELDS:
        raise MalformedExchangeFile("It is no map, or of a version that is not known here.")
    if value.keys() != _FIELDS[version]:
        raise MalformedExchangeFile(f"It is a map of {', '.join(sorted(_FIELDS[version]))}.")
    return ExchangeFile(
        statements=_byte_strings(value["statements"], "statements"),
        envelopes=_byte_strings(value["envelopes"], "envelopes"),
        receipts=_byte_strings(value["receipts"], "receipts"),
        acceptances=tuple(_acceptance(item) for item in _list(value["acceptances"], "acceptances")),
        content_keys=_content_keys(value["keys"]),
        proofs=_proofs(value.get("proofs", [])),
    )


def _list(value: cbor.Value, name: str) -> list[cbor.Value]:
    if not isinstance(value, list):
        raise MalformedExchangeFile(f"{name} is a list.")
    return value


def _byte_strings(value: cbor.Value, name: str) -> tuple[bytes, ...]:
    items = _list(value, name)
    found = tuple(item for item in items if isinstance(item, bytes))
    if len(found) != len(items):
        raise MalformedExchangeFile(f"{name} is a list of byte strings.")
    return found


def _acceptance(value: cbor.Value) -> Acceptance:
    match value:
        case [bytes() as id_bytes, int() as position, int() as accepted_at, bytes() as digest] if (
            not (isinstance(position, bool) or isinstance(accepted_at, bool))
            and 1 <= position <= MAX_POSITION
        ):
            return Acceptance(_uuid(id_bytes), position, accepted_at, digest)
    raise MalformedExchangeFile("An acceptance is id, position from 1, time and digest.")


def _proofs(value: cbor.Value) -> dict[UUID, Proof]:
    found: dict[UUID, Proof] = {}
    for item in _list(value, "proofs"):
        proof = _proof(item)
        if found.setdefault(proof.envelope, proof) is not proof:
            raise MalformedExchangeFile("An envelope has one proof.")
    return found


def _proof(value: cbor.Value) -> Proof:
    match value:
        case [bytes() as id_bytes, int() as index, bytes() as note, hashes] if not isinstance(index, bool):
            return Proof(_uuid(id_bytes), index, note, _byte_strings(hashes, "a proof"))
    raise MalformedExchangeFile("A proof is id, index, checkpoint and hashes.")


def _uuid(value: bytes) -> UUID:
    try:
        return UUID(bytes=value)
    except ValueError as error:
        raise MalformedExchangeFile("An id has 16 bytes.") from error


def _content_keys(value: cbor.Value) -> dict[UUID, bytes]:
    if not isinstance(value, dict):
        raise MalformedExchangeFile("keys is a map.")
    keys = {}
    for text, key in value.items():
        if not isinstance(key, bytes) or len(key) != _CONTENT_KEY_BYTES:
            raise MalformedExchangeFile("A content key has 32 bytes.")
        try:
            envelope_id = UUID(text)
        except ValueError as error:
            raise MalformedExchangeFile("A content key stands under an envelope's id.") from error
        # Other spellings of one id would make two keys of it, and readers choose differently.
        if str(envelope_id) != text:
            raise MalformedExchangeFile("A content key stands under an id in lower case with hyphens.")
        keys[envelope_id] = key
    return keys
