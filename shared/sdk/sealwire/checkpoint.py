"""Checkpoints: what a log is at one size, signed by the log's key.

The forms are https://c2sp.org/tlog-checkpoint and https://c2sp.org/signed-note with Ed25519, so that others'
tools read them; docs/protocol/log.md section 2. A checkpoint counts after `verify`, and not before.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.errors import BadRequest, Forbidden, TooLarge
from sealwire.keys import check_signing_key
from sealwire.keys import verify as verify_signature
from sealwire.merkle import HASH_BYTES

if TYPE_CHECKING:
    from sealwire.directory.fields import Log

MAX_NOTE_BYTES = 131_072
"""Room for the sixteen signatures that every reader must take, large ones included."""
MAX_SIZE = 2**63 - 1

_KEY_HASH_BYTES = 4
_ED25519 = b"\x01"
_EM_DASH = "\u2014 "
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_NAME = re.compile(r"[^\s+]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class MalformedCheckpoint(BadRequest, code="malformed-checkpoint"):
    """These bytes are no checkpoint in a signed note."""


class MalformedLogKey(BadRequest, code="malformed-log-key"):
    """This is no key of a log; it looks like `name+1a2b3c4d+AbCd...`, copied whole."""


class ForeignCheckpoint(Forbidden, code="foreign-checkpoint"):
    """The checkpoint is another log's; ask the exchange that you belong to."""


class CheckpointUnsigned(Forbidden, code="checkpoint-unsigned"):
    """No key that the directory appointed for this log signed the checkpoint; ask the root which is right."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log at one size.

    Attributes:
        origin: Which log, see `origin`.
        size: Entries of the log.
        root: RFC 9162 Merkle root over them.
    """

    origin: str
    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """A signature line: the signer's name, the first four bytes of the key's hash, the signature."""

    name: str
    key_hash: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A signed note, taken apart and not verified; `text` ends with a newline."""

    text: str
    signatures: tuple[NoteSignature, ...]


def origin(founding: bytes, log: Log) -> str:
    """Return the name of a programme's log, which is its key's name too.

    Args:
        founding: The pinned hash of the founding statement.
        log: Which of the two.
    """
    return f"sealwire/{founding.hex()}/{log}"


def note_text(checkpoint: Checkpoint) -> str:
    """Return what a log's key signs."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{b64encode(checkpoint.root).decode()}\n"


def key_hash(name: str, public: bytes) -> bytes:
    """Return the four bytes by which a signature line names an Ed25519 key."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:_KEY_HASH_BYTES]


def vkey(name: str, public: bytes) -> str:
    """Return a log's public key as others' tools take it: name, hash and key with `+` between them."""
    return f"{name}+{key_hash(name, public).hex()}+{b64encode(_ED25519 + public).decode()}"


def parse_vkey(text: str) -> tuple[str, bytes]:
    """Return the name and the public key of a text that `vkey` made.

    Raises:
        MalformedLogKey: It has another form, or its hash is another key's.
        WeakKey: The key cannot protect anything.
    """
    name, plus, rest = text.strip().partition("+")
    stated, _, encoded = rest.partition("+")
    data = _base64(encoded)
    if not plus or not _NAME.fullmatch(name) or data is None or data[:1] != _ED25519:
        raise MalformedLogKey
    public = check_signing_key(data[1:])
    if stated != key_hash(name, public).hex():
        raise MalformedLogKey("The middle part is not the hash of name and key.")
    return name, public


def parse_note(data: bytes) -> Note:
    """Take a signed note apart.

    Raises:
        TooLarge: It is larger than MAX_NOTE_BYTES.
        MalformedCheckpoint: It is none.
    """
    if len(data) > MAX_NOTE_BYTES:
        raise TooLarge("A signed note.", limit=MAX_NOTE_BYTES)
    try:
        decoded = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedCheckpoint("It is not UTF-8.") from error
    text, blank, lines = decoded.rpartition("\n\n")
    if not blank or not lines.endswith("\n") or _CONTROL.search(decoded):
        raise MalformedCheckpoint
    return Note(text + "\n", tuple(_signature(line) for line in lines[:-1].split("\n")))


def claimed(note: bytes, origin: str) -> Checkpoint:
    """Return what a note says before it is verified: how far to read before the key is known.

    Raises:
        MalformedCheckpoint, TooLarge: It is no checkpoint.
        ForeignCheckpoint: It is another log's.
    """
    return _read(note, origin)[1]


def verify(note: bytes, origin: str, *keys: bytes) -> Checkpoint:
    """Return what a log's key signed.

    Args:
        note: The signed note as it came.
        origin: Of the log that was asked.
        keys: Ed25519 keys that the directory appointed for it; usually the newest.

    Raises:
        MalformedCheckpoint: It is no checkpoint.
        ForeignCheckpoint: It is another log's.
        BadSignature: A signature under the name and hash of one of the keys is not that key's.
        CheckpointUnsigned: None of the keys signed it.
    """
    parsed, checkpoint = _read(note, origin)
    known = {key_hash(origin, key): key for key in keys}
    ours = [each for each in parsed.signatures if each.name == origin and each.key_hash in known]
    for each in ours:
        verify_signature(known[each.key_hash], each.signature, parsed.text.encode())
    if not ours:
        raise CheckpointUnsigned
    return checkpoint


def _read(note: bytes, origin: str) -> tuple[Note, Checkpoint]:
    parsed = parse_note(note)
    checkpoint = _checkpoint(parsed.text)
    if checkpoint.origin != origin:
        raise ForeignCheckpoint(checkpoint.origin[:200])
    return parsed, checkpoint


def _checkpoint(text: str) -> Checkpoint:
    match text.split("\n")[:-1]:
        case [name, size, encoded, *extensions] if name and _SIZE.fullmatch(size) and all(extensions):
            root = _base64(encoded)
        case _:
            raise MalformedCheckpoint
    if root is None or len(root) != HASH_BYTES or int(size) > MAX_SIZE:
        raise MalformedCheckpoint
    return Checkpoint(name, int(size), root)


def _signature(line: str) -> NoteSignature:
    name, _, encoded = line.removeprefix(_EM_DASH).partition(" ")
    data = _base64(encoded)
    if not line.startswith(_EM_DASH) or not _NAME.fullmatch(name) or data is None:
        raise MalformedCheckpoint("A signature line has another form.")
    if len(data) <= _KEY_HASH_BYTES:
        raise MalformedCheckpoint("A signature line holds no signature.")
    return NoteSignature(name, data[:_KEY_HASH_BYTES], data[_KEY_HASH_BYTES:])


def _base64(text: str) -> bytes | None:
    """Return the bytes of the one standard base64 text of them; None for every other text."""
    try:
        data = b64decode(text, validate=True)
    except (Base64Error, ValueError):
        return None
    return data if b64encode(data).decode() == text else None
