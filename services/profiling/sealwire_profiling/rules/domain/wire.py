"""The checked expression of the CEL library, read from its protobuf bytes to a tree.

The library publishes no Python classes of `cel.expr.CheckedExpr`; its few messages are read here by hand.
Field numbers: cel-spec, proto/cel/expr/checked.proto and syntax.proto. Unknown fields are skipped.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from dataclasses import dataclass
from typing import TypeAlias

from sealwire_profiling.rules.domain.faults import Refused, fault
from sealwire_profiling.rules.domain.tree import (
    Call,
    Items,
    Literal,
    Node,
    Position,
    Quantified,
    Value,
    Variable,
)

Fields: TypeAlias = dict[int, list[int | bytes]]
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_PRIMITIVES = {1: "bool", 2: "int", 4: "double", 5: "string"}
_WELL_KNOWN = {2: "timestamp", 3: "duration"}
# Field numbers of Expr, Constant and Type.
_CONSTANT, _IDENTIFIER, _CALL, _LIST, _LOOP = 3, 4, 6, 7, 9
_NULL, _BOOL, _INT64, _DOUBLE, _STRING = 1, 2, 3, 5, 6
_PRIMITIVE, _KNOWN, _LIST_OF = 3, 5, 6
# What the macros `exists` and `all` become: the operator of the loop's step.
_QUANTIFIERS = {"logical_or": False, "logical_and": True}


def read(checked: bytes, text: str) -> Node:
    """Return the tree of a checked expression.

    Args:
        checked: What `Expression.serialize` gives: a CheckedExpr inside of an Any.
        text: That it was compiled from, for the positions.

    Raises:
        Refused: It has a form that profiles do not have, like a map.
    """
    message = fields(_bytes(fields(checked), 2))
    positions = {_int(entry, 1): _int(entry, 2) for entry in _messages(_message(message, 5), 4)}
    types = {_int(entry, 1): _kind(_message(entry, 2)) for entry in _messages(message, 3)}
    overloads = {
        _int(entry, 1): [_text(name) for name in _message(entry, 2).get(3, [])]
        for entry in _messages(message, 2)
    }
    return _Reader(text, positions, types, overloads).node(_message(message, 4))


@dataclass(frozen=True, slots=True)
class _Reader:
    text: str
    positions: dict[int, int]
    types: dict[int, str]
    overloads: dict[int, list[str]]

    def node(self, message: Fields) -> Node:
        number = _int(message, 2)
        kind, at = self.types.get(number, "other"), Position.of(self.text, self.positions.get(number, 0))
        if _CONSTANT in message:
            return Literal(kind, at, _constant(_message(message, _CONSTANT), at))
        if _IDENTIFIER in message:
            return Variable(kind, at, _text(_message(message, _IDENTIFIER)[1][0]))
        if _CALL in message:
            return self._call(number, _message(message, _CALL), (kind, at))
        if _LIST in message:
            items = _messages(_message(message, _LIST), 1)
            return Items(kind, at, tuple(self.node(each) for each in items))
        if _LOOP in message:
            return self._quantified(_message(message, _LOOP), (kind, at))
        # A field of a message, a map or a message written out.
        raise Refused(fault("not-available", at, what=f"{{...}}, a.b ({kind})"))

    def _call(self, number: int, call: Fields, seen: tuple[str, Position]) -> Node:
        function, target = _text(call[2][0]), call.get(1)
        parts = [*([_message(call, 1)] if target else []), *_messages(call, 3)]
        found = self.overloads.get(number, [])
        # With a value of no known type several remain, and only the row could tell: profiles have none.
        if len(found) != 1:
            raise Refused(fault("ambiguous", seen[1], what=function))
        return Call(*seen, found[0], function, tuple(self.node(each) for each in parts))

    def _quantified(self, loop: Fields, seen: tuple[str, Position]) -> Node:
        step = _message(loop, 6)
        operator = self.overloads.get(_int(step, 2), [""])[0]
        parts = _messages(_message(step, _CALL), 3) if _CALL in step else []
        if operator not in _QUANTIFIERS or len(parts) != 2 or 8 in loop:  # noqa: PLR2004 - accumulator and body
            raise Refused(fault("not-available", seen[1], what="map, filter, exists_one"))
        over = self.node(_message(loop, 2))
        name = _text(loop[1][0])
        return Quantified(*seen, _QUANTIFIERS[operator], over, name, self.node(parts[1]))


def _constant(message: Fields, at: Position) -> Value:
    if _BOOL in message:
        return bool(_int(message, _BOOL))
    if _INT64 in message:
        return _int(message, _INT64)
    if _DOUBLE in message:
        return float(struct.unpack("<d", struct.pack("<Q", message[_DOUBLE][0]))[0])
    if _STRING in message:
        return _text(message[_STRING][0])
    what = "null" if _NULL in message else "b'...', 1u"
    raise Refused(fault("null" if _NULL in message else "not-available", at, what=what))


def _kind(message: Fields) -> str:
    if _PRIMITIVE in message:
        return _PRIMITIVES.get(_int(message, _PRIMITIVE), "other")
    if _KNOWN in message:
        return _WELL_KNOWN.get(_int(message, _KNOWN), "other")
    if _LIST_OF in message:
        return f"list({_kind(_message(_message(message, _LIST_OF), 1))})"
    return "other"


def fields(message: bytes) -> Fields:
    """Return the fields of a protobuf message by number: varints and fixed as ints, the rest as bytes.

    Source: protobuf.dev, encoding.
    """
    found: Fields = defaultdict(list)
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        number, wire_type = tag >> 3, tag & 7
        if wire_type == _VARINT:
            value, at = _varint(message, at)
            found[number].append(value)
            continue
        length = {_FIXED64: 8, _FIXED32: 4}.get(wire_type)
        if length is None:
            length, at = _varint(message, at)
        chunk = message[at : at + length]
        found[number].append(chunk if wire_type == _BYTES else int.from_bytes(chunk, "little"))
        at += length
    return dict(found)


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return value, at


def _int(message: Fields, number: int) -> int:
    """Return a signed 64-bit field; a field at its default is not on the wire."""
    value = message.get(number, [0])[0]
    if isinstance(value, bytes):
        raise TypeError(f"field {number} holds no number")
    return value - (1 << 64) if value >= 1 << 63 else value


def _bytes(message: Fields, number: int) -> bytes:
    value = message.get(number, [b""])[0]
    if isinstance(value, int):
        raise TypeError(f"field {number} holds no bytes")
    return value


def _message(message: Fields, number: int) -> Fields:
    return fields(_bytes(message, number))


def _messages(message: Fields, number: int) -> list[Fields]:
    return [fields(each) for each in message.get(number, []) if isinstance(each, bytes)]


def _text(value: int | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
