"""The positive vectors: what every implementation reads, and what it reads from it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from uuid import UUID

from sealwire import cbor
from sealwire.envelope.format import Attachment, Tlp, parse, signed_bytes, wrap_info
from sealwire.envelope.open import open_with_content_key
from sealwire.envelope.padding import padded_length
from sealwire.envelope.seal import Content, Draft, seal
from sealwire.fingerprint import fingerprint
from sealwire.keystore import Cost, Secrets, save
from sealwire.merkle import Frontier
from sealwire.private_keys import DeviceKeys, SealKey, SigningKey
from sealwire.receipt_signing import sign_receipt
from sealwire.receipts import ReceiptKind
from simulators.sealing import (
    BATKEN,
    BISHKEK,
    DAY_S,
    EPOCHS,
    ID,
    OSH,
    SENDER,
    SENT_AT,
    WARNING,
    Steps,
    draft,
    recipient,
    seed,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

Vector = dict[str, object]
Files = dict[str, tuple[str, list[Vector]]]

KYRGYZ = Content(
    "feedback", 2, {"жүк": "уксус кислотасы", "табылды": True, "салмак_кг": -17, "сүрөт": b"\x89PNG"}
)


def accepted_files() -> Files:
    """Return the positive vectors by file."""
    return {
        "cbor/accepted.json": ("Encodings that are read, and written the same again.", _cbor()),
        "envelope/accepted.json": ("Envelopes that verify and open.", _envelopes()),
        "envelope/padding.json": ("Length before padding (prefix included), and after.", _padding()),
        "envelope/keys.json": ("Seeds, and what comes from them.", _keys()),
        "envelope/log.json": ("Entries of a log in order, and the Merkle root after each.", _log()),
        "receipts/accepted.json": ("Receipts that verify.", _receipts()),
        "keystore/accepted.json": ("Key stores, their passphrases and what they hold.", _keystores()),
    }


def _cbor() -> list[Vector]:
    values: dict[str, cbor.Encodable] = {
        "null": None,
        "false": False,
        "true": True,
        "zero": 0,
        "23, in the head": 23,
        "24, one byte": 24,
        "256, two bytes": 256,
        "65536, four bytes": 65_536,
        "4294967296, eight bytes": 2**32,
        "greatest integer": 2**64 - 1,
        "minus one": -1,
        "least integer": -(2**64),
        "no bytes": b"",
        "bytes": bytes.fromhex("00ff"),
        "no text": "",
        "Kyrgyz text": "Ош → Баткен",
        "text beyond the basic plane": "🚢",
        "empty array": [],
        "empty map": {},
        "keys by the bytes of their encoding": {"b": 1, "aa": 2, "c": 3},
        "key of 24 bytes after key of 23": {"x" * 24: 1, "y" * 23: 2},
        "Cyrillic key after two Latin letters": {"ж": 1, "zz": 2, "a": 3},
        "16 levels": _nested(16),
    }
    return [{"name": name, "cbor": cbor.encode(value).hex()} for name, value in values.items()]


def _nested(levels: int) -> cbor.Encodable:
    value: cbor.Encodable = []
    for _ in range(levels - 1):
        value = [value]
    return value


def _envelopes() -> list[Vector]:
    first = seal(draft(), WARNING, recipients=[recipient(BATKEN)], sign=SENDER)
    cases: list[tuple[str, Draft, Content, Sequence[str]]] = [
        ("three units", draft(), WARNING, (BATKEN, BISHKEK, OSH)),
        ("every optional field", _full(first.header_hash), KYRGYZ, (BISHKEK, BATKEN)),
        ("named devices", draft(tlp=Tlp.RED), WARNING, (BATKEN, BISHKEK)),
        ("no fields", draft(), Content("ping", 1, {}), (BATKEN,)),
        ("a body of one whole chunk", draft(), Content("note", 1, {"t": "x" * 16_000}), (BATKEN,)),
        ("a body of two chunks", draft(), Content("note", 1, {"t": "ш" * 9_000}), (BATKEN,)),
    ]
    vectors = [_envelope("one unit", first.raw, first.content_key, (BATKEN,))]
    for name, drafted, content, units in cases:
        recipients = [recipient(unit, n + 1) for n, unit in enumerate(units)]
        sealed = seal(drafted, content, recipients=recipients, sign=SENDER)
        vectors.append(_envelope(name, sealed.raw, sealed.content_key, units))
    return vectors


def _full(previous: bytes) -> Draft:
    return draft(
        id=UUID(int=ID.int + 1),
        seq=2,
        prev=previous,
        priority=2,
        tlp=Tlp.AMBER,
        answers=ID,
        due=SENT_AT + DAY_S,
        attachments=(Attachment(hashlib.sha256(b"an X-ray image").digest(), 2_000_000),),
    )


def _envelope(name: str, sealed: bytes, content_key: bytes, units: Sequence[str]) -> Vector:
    parsed = parse(sealed)
    header = parsed.header
    return {
        "name": name,
        "sealed": sealed.hex(),
        "sign_seed": SENDER.seed.hex(),
        "sign_public": SENDER.public.hex(),
        "recipients": [{"unit": unit, "seed": EPOCHS[unit].seed.hex()} for unit in units],
        "content_key": content_key.hex(),
        "header": {
            "id": str(header.id),
            "from": header.sender,
            "key": header.device.hex(),
            "seq": header.seq,
            "prev": header.prev.hex(),
            "ts": header.sent_at,
            "exp": header.expires_at,
            "to": [[to.unit, to.key.hex(), to.n] for to in header.to],
            "pri": header.priority,
            "tlp": header.tlp.value,
            "dir": [header.directory.size, header.directory.root.hex()],
            **({"re": str(header.answers)} if header.answers else {}),
            **({"due": header.due} if header.due else {}),
            **({"att": [[a.hash.hex(), a.size] for a in header.attachments]} if header.attachments else {}),
        },
        "header_hash": parsed.header_hash.hex(),
        "digest": parsed.digest.hex(),
        "wrap_info": [wrap_info(parsed.header_hash, unit, i).hex() for i, unit in enumerate(units)],
        "signed_bytes": signed_bytes(parsed.header_hash, parsed.wraps, parsed.body).hex(),
        "content": _content(parsed.raw, content_key),
    }


def _content(sealed: bytes, content_key: bytes) -> str:
    content = open_with_content_key(parse(sealed), content_key)
    return cbor.encode([content.kind, content.schema, content.content]).hex()


def _padding() -> list[Vector]:
    lengths = [0, 1, 511, 512, 513, 528, 529, 1000, 1023, 1024, 1025, 4095, 4097, 15_361, 16_384, 16_385]
    lengths += [65_537, 100_000, 1_000_000]
    return [
        {"name": f"{length} bytes", "length": length, "padded": padded_length(length)} for length in lengths
    ]


def _keys() -> list[Vector]:
    seal_key = EPOCHS[BATKEN]
    return [
        {
            "name": "Ed25519",
            "seed": SENDER.seed.hex(),
            "public": SENDER.public.hex(),
            "key_id": SENDER.key_id.hex(),
        },
        {
            "name": "X-Wing",
            "seed": seal_key.seed.hex(),
            "public": seal_key.public.hex(),
            "key_id": seal_key.key_id.hex(),
        },
        {
            "name": "fingerprint",
            "sign": SENDER.public.hex(),
            "auth": SENDER.public[::-1].hex(),
            "seal": seal_key.public.hex(),
            "fingerprint": fingerprint(SENDER.public, SENDER.public[::-1], seal_key.public),
        },
    ]


def _log() -> list[Vector]:
    frontier = Frontier()
    vectors: list[Vector] = [{"name": "empty", "root": frontier.root().hex()}]
    for number in range(1, 18):
        entry = seed(f"entry {number}")[:number]
        frontier = frontier.append(entry)
        vectors.append({"name": f"{number} entries", "entry": entry.hex(), "root": frontier.root().hex()})
    return vectors


def _receipts() -> list[Vector]:
    parsed = parse(Steps().seal())
    at = SENT_AT + 60
    return [
        {
            "name": kind.value,
            "receipt": sign_receipt(kind, SENDER, parsed=parsed, unit=BATKEN, at=at).raw.hex(),
            "sign_public": SENDER.public.hex(),
            "kind": kind.value,
            "envelope": str(parsed.id),
            "header": parsed.header_hash.hex(),
            "unit": BATKEN,
            "ts": at,
        }
        for kind in ReceiptKind
    ]


def _keystores() -> list[Vector]:
    device = DeviceKeys(SENDER, SigningKey.from_seed(seed("auth")), SealKey.from_seed(seed("device")))
    held = Secrets(device, {epoch.key_id: epoch.seed for epoch in EPOCHS.values()})
    cheap = Cost(memory_kib=32, iterations=2, lanes=2)
    return [
        _keystore("the default cost, a passphrase in Latin letters", held, "correct horse", Cost()),
        _keystore("a cheap cost, a passphrase to be composed first", held, "cafe\u0301 \u0438\u0306", cheap),
        _keystore("no epochs", Secrets(device), "x", cheap),
    ]


def _keystore(name: str, held: Secrets, passphrase: str, cost: Cost) -> Vector:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "keystore"
        save(path, held, passphrase, cost=cost)
        return {
            "name": name,
            "keystore": path.read_bytes().hex(),
            "passphrase": passphrase,
            "sign": held.device.sign.seed.hex(),
            "auth": held.device.auth.seed.hex(),
            "seal": held.device.seal.seed.hex(),
            "epochs": {key.hex(): epoch_seed.hex() for key, epoch_seed in sorted(held.epochs.items())},
        }
