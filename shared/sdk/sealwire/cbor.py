"""Deterministic CBOR (RFC 8949 section 4.2.1) in a small profile, so that a value has one encoding.

The profile is docs/protocol/envelope.md section 2: null, booleans, integers of 64 bits and a sign,
byte strings, text strings, arrays and maps with text keys. A decoder re-encodes what it read and
refuses bytes that differ, so hashes and signatures of the bytes are hashes and signatures of the value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, TypeAlias

import cbor2

from sealwire.errors import BadRequest, TooLarge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Value: TypeAlias = "bool | int | str | bytes | list[Value] | dict[str, Value] | None"
Encodable: TypeAlias = "bool | int | str | bytes | Sequence[Encodable] | Mapping[str, Encodable] | None"

MAX_BYTES = 1_048_576
MAX_DEPTH = 16

_LEAST_INT = -(2**64)
_GREATEST_INT = 2**64 - 1
_LEAVES = frozenset({str, bytes, bool, type(None)})


class MalformedCbor(BadRequest, code="malformed-cbor"):
    """This is not deterministic CBOR of the profile that Sealwire reads; encode it again."""


def encode(value: Encodable) -> bytes:
    """Return the one encoding of a value.

    Raises:
        MalformedCbor: The value is outside the profile (a float, a key that is no text, too deep, ...).
    """
    _check(value, MAX_DEPTH)
    try:
        return cbor2.dumps(value, canonical=True)
    except UnicodeEncodeError as error:
        raise MalformedCbor("A text string holds a lone surrogate.") from error


def decode(data: bytes, *, max_bytes: int = MAX_BYTES) -> Value:
    """Return the value of one deterministic encoding.

    Args:
        data: The whole encoding; bytes after it are refused.
        max_bytes: How many bytes are read at most.

    Raises:
        TooLarge: There are more bytes than that.
        MalformedCbor: The bytes are not the one encoding of a value of the profile.
    """
    if len(data) > max_bytes:
        raise TooLarge("This CBOR is larger than the limit.", limit=max_bytes)
    try:
        value = cbor2.loads(
            data,
            tag_hook=_refuse_tag,
            semantic_decoders=_REFUSED_TAGS,
            max_depth=MAX_DEPTH,
            allow_indefinite=False,
            allow_duplicate_keys=False,
        )
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, MemoryError, RecursionError) as error:
        raise MalformedCbor("The bytes cannot be read as CBOR.") from error
    checked = _check(value, MAX_DEPTH)
    if cbor2.dumps(checked, canonical=True) != data:
        raise MalformedCbor("The encoding is not the shortest one, or bytes follow it.")
    return checked


def _refuse_tag(_value: object, _immutable: object = None) -> NoReturn:
    raise MalformedCbor("Tags are not used.")


# cbor2 resolves these tags itself, before a value could be looked at: bignums become integers, and
# references (25, 28, 29) make a few bytes stand for an exponential tree.
_REFUSED_TAGS = dict.fromkeys((*range(64), 100, 256, 258, 260, 261, 1004, 43000, 55799), _refuse_tag)


def _check(value: object, depth: int) -> Value:
    kind = type(value)
    if kind in _LEAVES:
        return value  # type: ignore[return-value]  # the set holds just the leaf types of Value
    if kind is int:
        return _check_int(value)  # type: ignore[arg-type]  # mypy does not narrow by `kind is`
    if depth == 0:
        raise MalformedCbor("Arrays and maps are nested too deeply.", limit=MAX_DEPTH)
    if isinstance(value, dict):
        _check_map(value, depth - 1)
    elif isinstance(value, list | tuple):
        for item in value:
            if type(item) not in _LEAVES:
                _check(item, depth - 1)
    else:
        raise MalformedCbor("Floats, tags and simple values are not used.")
    return value  # type: ignore[return-value]  # every item was checked above


def _check_int(value: int) -> int:
    if not _LEAST_INT <= value <= _GREATEST_INT:
        raise MalformedCbor("An integer has more than 64 bits and a sign.")
    return value


def _check_map(value: dict[object, object], depth: int) -> None:
    for key, item in value.items():
        if type(key) is not str:
            raise MalformedCbor("A map key is not a text string.")
        if type(item) not in _LEAVES:
            _check(item, depth)
