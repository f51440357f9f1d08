"""Negative vectors that a hostile sender or carrier could make of a genuine envelope."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sealwire import cbor
from sealwire.envelope.content import lay_out
from sealwire.envelope.format import (
    ENVELOPE_DOMAIN,
    MAX_RECIPIENTS,
    WRAP_BYTES,
    WRAP_DOMAIN,
    encode_header,
    wrap_info,
)
from sealwire.keys import key_id
from simulators.sealing import (
    BATKEN,
    BISHKEK,
    EPOCHS,
    OTHER_SENDER,
    SENDER,
    SENT_AT,
    STRANGER,
    WARNING,
    Steps,
    flipped,
    header_map,
    header_of,
    parts_of,
)

if TYPE_CHECKING:
    from sealwire.private_keys import SealKey
    from simulators.vectors_accepted import Vector

TWO = (BATKEN, BISHKEK)
LOW_ORDER_KEY = b"\x01" + bytes(31)  # the neutral point: R = A and S = 0 fit every message
KEY, ROOT = EPOCHS[BATKEN].key_id, bytes(32)

CHANGES: dict[str, dict[str, cbor.Value]] = {
    "unknown field": {"subject": "acid"},
    "version 2": {"v": 2},
    "version true": {"v": True},
    "suite 2": {"suite": 2},
    "id of 15 bytes": {"id": bytes(15)},
    "id that is UUIDv4": {"id": bytes.fromhex("019a0000000040008000000000000001")},
    "id of another variant": {"id": bytes.fromhex("019a0000000070000000000000000001")},
    "id as text": {"id": "019a0000-0000-7000-8000-000000000001"},
    "unit in small letters": {"from": "kg-osh"},
    "unit with a line end": {"from": "KG-OSH\n"},
    "unit as bytes": {"from": b"KG-OSH"},
    "device of 31 bytes": {"key": bytes(31)},
    "seq 0": {"seq": 0, "prev": bytes(32)},
    "seq negative": {"seq": -1},
    "seq beyond 2^53": {"seq": 2**53, "prev": KEY},
    "seq true": {"seq": True},
    "seq as text": {"seq": "1"},
    "prev with seq 1": {"prev": KEY},
    "no prev with seq 2": {"seq": 2},
    "ts negative": {"ts": -1},
    "exp with ts": {"exp": SENT_AT},
    "due before ts": {"due": SENT_AT - 1},
    "due null": {"due": None},
    "re of 15 bytes": {"re": bytes(15)},
    "to nobody": {"to": []},
    "to a map": {"to": {}},
    "to a pair": {"to": [[BATKEN, KEY]]},
    "to the same key twice": {"to": [[BATKEN, KEY, 1], [BATKEN, KEY, 2]]},
    "to a key of 31 bytes": {"to": [[BATKEN, bytes(31), 1]]},
    "to a unit without country": {"to": [["OSH", KEY, 1]]},
    "to with count 0": {"to": [[BATKEN, KEY, 0]]},
    "to 257": {"to": [[BATKEN, bytes([i >> 8, i & 255]) * 16, 1] for i in range(MAX_RECIPIENTS + 1)]},
    "priority 3": {"pri": 3},
    "a mark of TLP 1.0": {"tlp": "WHITE"},
    "a mark in small letters": {"tlp": "red"},
    "directory of no statement": {"dir": [0, ROOT]},
    "directory root of 31 bytes": {"dir": [1, bytes(31)]},
    "directory of three": {"dir": [1, ROOT, 1]},
    "no attachments": {"att": []},
    "attachment of no bytes": {"att": [[ROOT, 0]]},
    "attachment without a size": {"att": [[ROOT]]},
    "65 attachments": {"att": [[ROOT, 1]] * 65},
}


def refused(name: str, sealed: bytes, stage: str, error: str, *, key: SealKey | None = None) -> Vector:
    """Return a vector: the sender's and Batken's keys unless another key is to open it."""
    return {
        "name": name,
        "sealed": sealed.hex(),
        "sign_public": SENDER.public.hex(),
        "seed": (key or EPOCHS[BATKEN]).seed.hex(),
        "stage": stage,
        "error": error,
    }


def refused_headers() -> list[Vector]:
    """Return envelopes whose header has one fault, though the sender signed it."""
    header = encode_header(header_of((BATKEN,)))
    shapes = {name: cbor.encode(fields) for name, fields in _headers().items()}
    shapes["a list instead of a map"] = cbor.encode([])
    encodings = {
        "seq in one byte more": header.replace(b"\x63seq\x01", b"\x63seq\x18\x01"),
        "seq as a float": header.replace(b"\x63seq\x01", b"\x63seq\xf9\x3c\x00"),
        "seq tagged": header.replace(b"\x63seq\x01", b"\x63seq\xc0\x01"),
        "seq as a bignum": header.replace(b"\x63seq\x01", b"\x63seq\xc2\x41\x01"),
        "seq undefined": header.replace(b"\x63seq\x01", b"\x63seq\xf7"),
        "seq twice": b"\xae" + header[1:] + b"\x63seq\x01",
        "keys out of order": header[:1] + header[-7:] + header[1:-7],
        "a map of unknown length": b"\xbf" + header[1:] + b"\xff",
        "a byte after it": header + b"\0",
        "cut": header[:-1],
        "nested 17 deep": header.replace(b"\x63seq\x01", b"\x63seq" + b"\x81" * 16 + b"\x01"),
        "empty": b"",
    }
    seal = Steps().seal
    return [
        *(refused(name, seal(data), "parse", "malformed-envelope") for name, data in shapes.items()),
        *(refused(name, seal(data), "parse", "malformed-cbor") for name, data in encodings.items()),
    ]


def _headers() -> dict[str, dict[str, cbor.Value]]:
    fields = header_map()
    cases = {name: {**fields, **change} for name, change in CHANGES.items()}
    for missing in fields:
        cases[f"without {missing}"] = {name: value for name, value in fields.items() if name != missing}
    return cases


def refused_signatures() -> list[Vector]:
    """Return well-formed envelopes that are not genuine."""
    header, wraps, body, signature = parts_of(Steps().seal(units=TWO))
    later = encode_header(header_of(TWO, sent_at=SENT_AT + 1))
    other_unit = cbor.encode({**header_map(TWO), "from": BISHKEK})
    other_device = cbor.encode({**header_map(TWO), "key": OTHER_SENDER.key_id})
    low_order = cbor.encode({**header_map(TWO), "key": key_id(LOW_ORDER_KEY)})

    def whole(header: bytes, wraps: bytes, body: bytes, signature: bytes) -> bytes:
        return cbor.encode([header, wraps, body, signature])

    def signed(*message: cbor.Encodable) -> bytes:
        return whole(header, wraps, body, SENDER.sign(cbor.encode(message)))

    hashes = [hashlib.sha256(part).digest() for part in (header, wraps, body)]
    zeros = bytes(32)
    cases = {
        "altered header": whole(later, wraps, body, signature),
        "altered wraps": whole(header, flipped(wraps, 100), body, signature),
        "altered body": whole(header, wraps, flipped(body, -1), signature),
        "altered signature": whole(header, wraps, body, flipped(signature, 0)),
        "swapped wraps": whole(header, wraps[WRAP_BYTES:] + wraps[:WRAP_BYTES], body, signature),
        "sent as another unit": whole(other_unit, wraps, body, signature),
        "sent as another device": whole(other_device, wraps, body, signature),
        "signed by another device": Steps(sign=OTHER_SENDER).signed_envelope(header, wraps, body),
        "signed by this device for another": Steps().signed_envelope(other_device, wraps, body),
        "a low-order key, which this signature fits": whole(
            low_order, wraps, body, LOW_ORDER_KEY + bytes(32)
        ),
        "signature of zeros": whole(header, wraps, body, bytes(64)),
        "signed for another purpose": signed("sealwire/statement/1", *hashes),
        "signed without a domain string": signed(*hashes),
        "signed without the header": signed(ENVELOPE_DOMAIN, zeros, *hashes[1:]),
        "signed without the wraps": signed(ENVELOPE_DOMAIN, hashes[0], zeros, hashes[2]),
        "signed without the body": signed(ENVELOPE_DOMAIN, *hashes[:2], zeros),
        "signed in another order": signed(ENVELOPE_DOMAIN, hashes[0], hashes[2], hashes[1]),
    }
    publics = {
        "sent as another device": OTHER_SENDER.public,
        "a low-order key, which this signature fits": LOW_ORDER_KEY,
    }
    return [
        refused(name, sealed, "verify", "bad-signature")
        | ({"sign_public": publics[name].hex()} if name in publics else {})
        for name, sealed in cases.items()
    ]


def refused_bodies() -> list[Vector]:
    """Return envelopes that the sender itself signed, but that do not open as one text for all."""
    header, wraps, body = Steps().parts(encode_header(header_of(TWO)), TWO)
    batken, bishkek = wraps[:WRAP_BYTES], wraps[WRAP_BYTES:]
    elsewhere = Steps().parts(encode_header(header_of(TWO, sent_at=SENT_AT + 1)), TWO)
    signed = Steps().signed_envelope
    changed = {
        "swapped wraps": signed(header, bishkek + batken, body),
        "one recipient's wrap for both": signed(header, bishkek * 2, body),
        "a wrap of another envelope": signed(header, elsewhere[1], body),
        "the body of another envelope": signed(header, wraps, elsewhere[2]),
        "altered wrap": signed(header, flipped(wraps, 9_000), body),
        "altered body": signed(header, wraps, flipped(body, -1)),
        "altered salt": signed(header, wraps, flipped(body, 0)),
        "altered commitment": signed(header, wraps, flipped(body, 24 * 8)),
    }
    sealed = {
        "a wrap bound to another unit": Steps(
            info=lambda header, _, index: wrap_info(header, BISHKEK, index)
        ),
        "a wrap bound to another place": Steps(
            info=lambda header, unit, index: wrap_info(header, unit, index + 1)
        ),
        "a wrap bound to no header": Steps(info=lambda _, unit, index: wrap_info(bytes(32), unit, index)),
        "a wrap for another purpose": Steps(info=_granted),
        "a wrap bound to nothing": Steps(info=lambda *_: b""),
        "a body bound to no header": Steps(context=lambda _: b""),
        "a body bound to another header": Steps(context=lambda _: bytes(32)),
    }
    others = [refused("not addressed", Steps().seal(), "open", "cannot-open", key=STRANGER)]
    return [
        *(refused(name, data, "open", "cannot-open") for name, data in changed.items()),
        *(refused(name, steps.seal(), "open", "cannot-open") for name, steps in sealed.items()),
        *others,
        *_refused_contents(),
    ]


def _granted(header_hash: bytes, unit: str, index: int) -> bytes:
    return cbor.encode([WRAP_DOMAIN.replace("wrap", "grant"), header_hash, unit, index])


def _refused_contents() -> list[Vector]:
    laid_out = lay_out(WARNING)
    end = 4 + int.from_bytes(laid_out[:4], "big")
    malformed = {
        "padding that is not zero": laid_out[:-1] + b"\1",
        "more padding than PADME's": laid_out + bytes(32),
        "a length beyond the body": b"\xff" * 4 + laid_out[4:],
        "two parts": _padded(cbor.encode(["warning", 1])),
        "a kind that is no text": _padded(cbor.encode([1, 1, {}])),
        "an empty kind": _padded(cbor.encode(["", 1, {}])),
        "schema 0": _padded(cbor.encode(["warning", 0, {}])),
        "a content that is no map": _padded(cbor.encode(["warning", 1, []])),
    }
    undecodable = {
        "a length of one byte less": (end - 5).to_bytes(4, "big") + laid_out[4 : end - 1] + bytes(513 - end),
        "a length of nothing": bytes(512),
        "one key twice": _padded(b"\x83\x64ping\x01\xa2\x61a\x01\x61a\x01"),
        "a float": _padded(b"\x83\x64ping\x01\xa1\x61a\xf9\x3c\x00"),
        "bytes after the content": _padded(cbor.encode(["ping", 1, {}]) + b"\0"),
    }
    return [
        *(_refused_content(name, data, "malformed-content") for name, data in malformed.items()),
        *(_refused_content(name, data, "malformed-cbor") for name, data in undecodable.items()),
    ]


def _refused_content(name: str, padded: bytes, error: str) -> Vector:
    return refused(name, Steps(padded=padded).seal(), "open", error)


def _padded(encoded: bytes) -> bytes:
    return (len(encoded).to_bytes(4, "big") + encoded).ljust(512, b"\0")
