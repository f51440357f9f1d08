"""Names of units, officers and things: what they look like, and new ones."""

from __future__ import annotations

import re
import secrets
from uuid import UUID

from sealwire.errors import BadRequest

_UNIT = re.compile(r"[A-Z]{2}-[A-Z0-9]{2,12}")
_HANDLE = re.compile(r"[a-z0-9][a-z0-9.-]{0,31}")


class MalformedIdentifier(BadRequest, code="malformed-identifier"):
    """This is not a well-formed unit code or officer handle."""


def check_unit_code(text: str) -> str:
    """Return a unit code as it is: ISO 3166-1 alpha-2 country, hyphen, 2 to 12 of A-Z and 0-9 (`KG-OSH`).

    Raises:
        MalformedIdentifier: It has another form.
    """
    if not isinstance(text, str) or not _UNIT.fullmatch(text):
        raise MalformedIdentifier("A unit code looks like KG-OSH.")
    return text


def check_handle(text: str) -> str:
    """Return an officer's or administrator's handle: up to 32 of a-z, 0-9, dot and hyphen.

    The directory log never forgets, so a handle is a service number, not a person's name.

    Raises:
        MalformedIdentifier: It has another form.
    """
    if not isinstance(text, str) or not _HANDLE.fullmatch(text):
        raise MalformedIdentifier("A handle has 1 to 32 of a-z, 0-9, dot and hyphen.")
    return text


def country_of(unit: str) -> str:
    """Return the ISO 3166-1 alpha-2 country of a well-formed unit code."""
    return unit[:2]


def new_id(now_ms: int) -> UUID:
    """Return a new UUIDv7 (RFC 9562 section 5.7).

    Args:
        now_ms: Milliseconds since 1970-01-01 UTC.
    """
    value = (now_ms & (2**48 - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 7 << 76
    return UUID(int=value & ~(0x3 << 62) | 2 << 62)
