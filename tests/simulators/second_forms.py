"""Sections 2 and 3 of docs/protocol/directory.md a second time: a statement's bytes and its fields."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cbor2

if TYPE_CHECKING:
    from collections.abc import Callable

VECTORS = Path(__file__).resolve().parents[2] / "shared/vectors/directory"
LOW_ORDER = {bytes.fromhex(text) for text in json.loads((VECTORS / "low-order-keys.json").read_text())}
ROLES = {"unit_head", "key_officer", "analyst", "search_team", "viewer", "integration"}


class Refused(Exception):
    """A check failed; `args[0]` is its code."""


def decoded(raw: bytes) -> tuple[bytes, bytes, bytes]:
    """Return payload, key id and signature."""
    if len(raw) > 65_536:
        raise Refused("too-large")
    parts = _cbor(raw)
    form = isinstance(parts, list) and len(parts) == 3 and all(isinstance(part, bytes) for part in parts)
    if not form or [len(part) for part in parts[1:]] != [32, 64]:
        raise Refused("malformed-statement")
    return parts[0], parts[1], parts[2]


def checked(payload: bytes) -> dict[str, Any]:
    """Return the fields of a payload, each of its type."""
    values: dict[str, Any] = _cbor(payload)
    kind = values.get("kind") if isinstance(values, dict) else None
    if not isinstance(kind, str):
        raise Refused("malformed-statement")
    if kind not in KINDS:
        raise Refused("unknown-statement-kind")
    types = dict(item.split(":") for item in f"ts:time prev:hash {KINDS[kind]}".split())
    if kind == "programme.founded":
        types["prev"] = "null"
    if values.keys() != {"kind", *types}:
        raise Refused("malformed-statement")
    for name, form in types.items():
        TYPES[form](values[name])
    if kind == "recovery.set":
        need_form(values["threshold"] <= values["shares"])
    return values


def need_form(held: object) -> None:
    if not held:
        raise Refused("malformed-statement")


def _cbor(data: bytes) -> Any:
    try:
        value = cbor2.loads(data)
        again = cbor2.dumps(value, canonical=True)
    except Exception as error:
        raise Refused("malformed-cbor") from error
    if again != data:
        raise Refused("malformed-cbor")
    return value


def _number(least: int, most: int) -> Callable[[Any], None]:
    return lambda value: need_form(type(value) is int and least <= value <= most)


def _bytes(value: Any) -> None:
    need_form(isinstance(value, bytes) and len(value) == 32)


def _sign_key(value: Any) -> None:
    _bytes(value)
    if value in LOW_ORDER or int.from_bytes(value, "little") % 2**255 >= 2**255 - 19:
        raise Refused("weak-key")


def _text(value: Any) -> None:
    need_form(isinstance(value, str) and re.fullmatch(r"[^\x00-\x1f\x7f-\x9f]{1,200}", value, re.DOTALL))


def _identifier(pattern: str) -> Callable[[Any], None]:
    def check(value: Any) -> None:
        _text(value)
        if not re.fullmatch(pattern, value):
            raise Refused("malformed-identifier")

    return check


def _one_of(pattern: str) -> Callable[[Any], None]:
    return lambda value: need_form(isinstance(value, str) and re.fullmatch(pattern, value))


def _names(value: Any) -> None:
    need_form(isinstance(value, dict) and 1 <= len(value) <= 16)
    for language, name in value.items():
        _one_of("[a-z]{2,3}")(language)
        _text(name)


def _roles(value: Any) -> None:
    need_form(isinstance(value, list) and value and all(isinstance(role, str) for role in value))
    need_form(set(value) <= ROLES and len(set(value)) == len(value))


def _device_ids(value: Any) -> None:
    need_form(isinstance(value, list) and 1 <= len(value) <= 1024)
    for each in value:
        _bytes(each)
    need_form(sorted(set(value)) == value)


TYPES: dict[str, Callable[[Any], None]] = {
    "time": _number(0, 2**53 - 1),
    "number": _number(1, 2**53 - 1),
    "shares": _number(2, 16),
    "hash": _bytes,
    "key": _sign_key,
    "text": _text,
    "handle": _identifier("[a-z0-9][a-z0-9.-]{0,31}"),
    "code": _identifier("[A-Z]{2}-[A-Z0-9]{2,12}"),
    "log": _one_of("directory|envelopes"),
    "scope": _one_of(r"\*|[A-Z]{2}"),
    "names": _names,
    "roles": _roles,
    "ids": _device_ids,
    "null": lambda value: need_form(value is None),
    "maybe": lambda value: None if value is None else TYPES["number"](value),
}
KINDS = {
    "programme.founded": "name:text root:key retention_days:number epoch_days:number",
    "administrator.appointed": "administrator:handle scope:scope sign:key auth:key until:time",
    "administrator.removed": "administrator:handle",
    "log.appointed": "log:log key:key",
    "unit.opened": "unit:code name:names",
    "unit.changed": "unit:code name:names",
    "unit.suspended": "unit:code reason:text",
    "unit.resumed": "unit:code",
    "unit.closed": "unit:code reason:text",
    "unit.recovered": "unit:code reason:text",
    "recovery.set": "unit:code sign:key seal:hash threshold:shares shares:shares",
    "officer.enrolled": "unit:code officer:handle roles:roles",
    "officer.left": "unit:code officer:handle",
    "device.added": "unit:code officer:handle sign:key auth:key seal:hash epoch:maybe until:time",
    "device.revoked": "unit:code device:hash",
    "epoch.opened": "unit:code number:number key:hash until:time devices:ids",
    "epoch.closed": "unit:code number:number",
}
