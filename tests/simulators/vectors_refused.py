"""The negative vectors: what every implementation refuses, at which step, with which code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire import cbor
from sealwire.envelope.format import MAX_ENVELOPE
from sealwire.receipts import parse_receipt, signed_bytes
from simulators.sealing import BATKEN, ID, OTHER_SENDER, SENDER, SENT_AT, Steps, flipped, parts_of
from simulators.vectors_forged import refused, refused_bodies, refused_headers, refused_signatures

if TYPE_CHECKING:
    from simulators.vectors_accepted import Files, Vector

NOT_CBOR = {
    "nothing": "",
    "bytes after the value": "0000",
    "23 in one byte more": "1817",
    "1 in two bytes more": "190001",
    "1 in four bytes more": "1a00000001",
    "1 in eight bytes more": "1b0000000000000001",
    "text length in one byte more": "780161",
    "array length in one byte more": "980100",
    "map length in one byte more": "b801616101",
    "half float": "f93c00",
    "single float": "fa3f800000",
    "double float": "fb3ff0000000000000",
    "not a number": "f97e00",
    "undefined": "f7",
    "simple value 0": "e0",
    "simple value 255": "f8ff",
    "false in two bytes": "f814",
    "tag 0, a date": "c074323032362d31312d32325430303a30303a30305a",
    "tag 2, a bignum that would fit": "c24101",
    "tag 2, a bignum": "c249010000000000000000",
    "tag 24": "d8184100",
    "tag 28, a shared value that holds itself": "d81c81d81d00",
    "tag 258, a set": "d9010280",
    "tag 55799, self-described": "d9d9f700",
    "tag without a number in the registry": "da7fffffff00",
    "bytes of unknown length": "5f4100ff",
    "text of unknown length": "7f6161ff",
    "array of unknown length": "9f00ff",
    "map of unknown length": "bf616100ff",
    "break alone": "ff",
    "one key twice": "a2616101616102",
    "keys out of order": "a2616201616101",
    "longer key first": "a262616101616201",
    "integer key": "a10102",
    "bytes as key": "a1416101",
    "array as key": "a1810101",
    "null as key": "a1f601",
    "text that is not UTF-8": "62c328",
    "text with a surrogate": "63eda080",
    "overlong UTF-8": "62c080",
    "array that ends early": "820",
    "map that ends early": "a26161",
    "text longer than the rest": "6261",
    "length of 2^63 - 1": "5b7fffffffffffffff00",
    "array of 2^63 - 1": "9b7fffffffffffffff00",
    "map of 2^32 - 1": "ba" + "ff" * 4 + "616100",
    "17 levels of arrays": "81" * 16 + "80",
    "17 levels of maps": "a16161" * 16 + "a0",
    "5000 levels": "81" * 5000 + "00",
    "reserved additional information": "1c",
}


def refused_files() -> Files:
    """Return the negative vectors by file."""
    return {
        "cbor/refused.json": ("Bytes that are not the one encoding of a value.", _cbor()),
        "envelope/refused_headers.json": (
            "Signed envelopes with headers that `parse` refuses.",
            refused_headers(),
        ),
        "envelope/refused_parts.json": ("Bytes that `parse` refuses, whatever the header.", _parts()),
        "envelope/refused_signatures.json": (
            "Well-formed envelopes that `verify` refuses.",
            refused_signatures(),
        ),
        "envelope/refused_bodies.json": ("Genuinely signed envelopes that do not open.", refused_bodies()),
        "receipts/refused.json": ("Receipts that are refused.", _receipts()),
    }


def _cbor() -> list[Vector]:
    return [
        {"name": name, "cbor": text if len(text) % 2 == 0 else text + "0", "error": "malformed-cbor"}
        for name, text in NOT_CBOR.items()
    ]


def _parts() -> list[Vector]:
    sealed = Steps().seal()
    header, wraps, body, signature = parts_of(sealed)
    signed = Steps().signed_envelope
    cases = {
        "no wrap": signed(header, b"", body),
        "a wrap one byte short": signed(header, wraps[:-1], body),
        "one wrap too many": signed(header, wraps * 2, body),
        "no body": signed(header, wraps, b""),
        "a body shorter than any Cobblestone-256": signed(header, wraps, body[:71]),
        "a body of less than 512 bytes": signed(header, wraps, body[:-1]),
        "a body between two PADME lengths": signed(header, wraps, body + b"\0"),
        "a body that ends with a whole chunk": signed(header, wraps, bytes(56 + 16_400)),
        "a signature of 63 bytes": cbor.encode([header, wraps, body, signature[:-1]]),
        "a signature of 65 bytes": cbor.encode([header, wraps, body, signature + b"\0"]),
        "three parts": cbor.encode([header, wraps, body]),
        "five parts": cbor.encode([header, wraps, body, signature, b""]),
        "a map of parts": cbor.encode({"header": header}),
        "a header that is not wrapped in bytes": cbor.encode([cbor.decode(header), wraps, body, signature]),
        "a body of text": cbor.encode([header, wraps, "x" * len(body), signature]),
        "null": cbor.encode(None),
    }
    encodings = {
        "nothing": b"",
        "cut in the middle": sealed[: len(sealed) // 2],
        "without its last byte": sealed[:-1],
        "one byte after it": sealed + b"\0",
        "an array of unknown length": b"\x9f" + sealed[1:] + b"\xff",
        "an array length in one byte more": b"\x98\x04" + sealed[1:],
        "a part's length in more bytes than needed": sealed[: -len(signature) - 2]
        + b"\x59\x00\x40"
        + signature,
        "tagged as CBOR": b"\xd9\xd9\xf7" + sealed,
    }
    return [
        *(refused(name, data, "parse", "malformed-envelope") for name, data in cases.items()),
        *(refused(name, data, "parse", "malformed-cbor") for name, data in encodings.items()),
        {**refused("more than 1 MiB", b"", "parse", "too-large"), "zeros_after": MAX_ENVELOPE + 1},
    ]


def _receipts() -> list[Vector]:
    fields: dict[str, cbor.Encodable] = {
        "v": 1,
        "kind": "opened",
        "envelope": ID.bytes,
        "header": bytes(32),
        "unit": BATKEN,
        "ts": SENT_AT,
    }
    genuine = _receipt(fields)
    parsed = parse_receipt(genuine)
    payload, device, signature = parsed.payload, parsed.device, parsed.signature
    malformed = {
        "unknown kind": _receipt({**fields, "kind": "read"}),
        "unknown version": _receipt({**fields, "v": 2}),
        "unknown field": _receipt({**fields, "note": "x"}),
        "no unit": _receipt({name: value for name, value in fields.items() if name != "unit"}),
        "no unit code": _receipt({**fields, "unit": "osh"}),
        "an id that is no UUIDv7": _receipt({**fields, "envelope": bytes(16)}),
        "a hash of 31 bytes": _receipt({**fields, "header": bytes(31)}),
        "a time before 1970": _receipt({**fields, "ts": -1}),
        "a payload that is no map": cbor.encode([cbor.encode([]), device, signature]),
        "two parts": cbor.encode([payload, device]),
        "a key id of 31 bytes": cbor.encode([payload, bytes(31), signature]),
        "a signature of 63 bytes": cbor.encode([payload, device, bytes(63)]),
        "a payload not wrapped in bytes": cbor.encode([fields, device, signature]),
    }
    forged = {
        "altered payload": cbor.encode([cbor.encode({**fields, "kind": "acknowledged"}), device, signature]),
        "altered signature": flipped(genuine, -1),
        "another device's name": cbor.encode([payload, OTHER_SENDER.key_id, signature]),
        "signed for another purpose": _receipt(fields, domain="sealwire/statement/1"),
        "signed without a domain string": cbor.encode([payload, device, SENDER.sign(payload)]),
    }
    undecodable = {
        "cut": genuine[:-1],
        "one byte after it": genuine + b"\0",
        "a payload with one key twice": cbor.encode([b"\xa2" + b"\x61\x76\x01" * 2, device, signature]),
    }
    return [
        *(_refused_receipt(name, data, "parse", "malformed-receipt") for name, data in malformed.items()),
        *(_refused_receipt(name, data, "parse", "malformed-cbor") for name, data in undecodable.items()),
        *(_refused_receipt(name, data, "verify", "bad-signature") for name, data in forged.items()),
    ]


def _receipt(fields: dict[str, cbor.Encodable], *, domain: str = "") -> bytes:
    payload = cbor.encode(fields)
    message = cbor.encode([domain, payload]) if domain else signed_bytes(payload)
    return cbor.encode([payload, SENDER.key_id, SENDER.sign(message)])


def _refused_receipt(name: str, data: bytes, stage: str, error: str) -> Vector:
    return {
        "name": name,
        "receipt": data.hex(),
        "sign_public": SENDER.public.hex(),
        "stage": stage,
        "error": error,
    }
