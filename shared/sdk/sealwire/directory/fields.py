"""Checks of single fields of a statement: a value as decoded from CBOR in, the same value typed out."""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from sealwire.directory.refusals import MalformedStatement
from sealwire.identifiers import check_handle, check_unit_code
from sealwire.keys import SIGN_KEY_BYTES, check_signing_key

if TYPE_CHECKING:
    from collections.abc import Iterable

HASH_BYTES = 32
MAX_INTEGER = 2**53 - 1  # what a JavaScript number holds exactly
MAX_TEXT = 200
MAX_LANGUAGES = 16
MAX_DEVICES = 1024  # active ones of a unit, so that one epoch can be granted to them all
MIN_SHARES = 2  # one share would be the key itself, in one pocket
MAX_SHARES = 16  # what SLIP-39 can split a secret into
WHOLE_PROGRAMME = "*"

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Role(StrEnum):
    """What an officer does in a unit; source: docs/protocol/directory.md section 5."""

    UNIT_HEAD = "unit_head"
    KEY_OFFICER = "key_officer"
    ANALYST = "analyst"
    SEARCH_TEAM = "search_team"
    VIEWER = "viewer"
    INTEGRATION = "integration"


class Log(StrEnum):
    """A log whose checkpoints a key can be appointed for."""

    DIRECTORY = "directory"
    ENVELOPES = "envelopes"


def takes_part(roles: Iterable[Role]) -> bool:
    """Tell whether roles are more than a viewer's: who takes part sends, reads, and is granted epochs.

    Fixed by the protocol, because every replay must come to the same answer for ever; a test holds the
    services' own table (authorisation.py) to it.
    """
    return any(role is not Role.VIEWER for role in roles)


def handle(value: object) -> str:
    """Return an officer's or administrator's handle."""
    return check_handle(text(value))


def unit_code(value: object) -> str:
    """Return a unit code."""
    return check_unit_code(text(value))


def text(value: object) -> str:
    """Return 1 to 200 characters without control characters."""
    if not isinstance(value, str) or not 1 <= len(value) <= MAX_TEXT or _CONTROL.search(value):
        raise MalformedStatement("A text has 1 to 200 characters and no control characters.")
    return value


def names(value: object) -> dict[str, str]:
    """Return a unit's names by language (ISO 639 code), at least one."""
    if not isinstance(value, dict) or not 1 <= len(value) <= MAX_LANGUAGES:
        raise MalformedStatement("A name is a map of 1 to 16 languages.")
    if not all(isinstance(language, str) and _LANGUAGE.fullmatch(language) for language in value):
        raise MalformedStatement("A language is an ISO 639 code of 2 or 3 small letters.")
    return {language: text(name) for language, name in value.items()}


def scope(value: object) -> str:
    """Return an administrator's scope: the whole programme ("*") or a country."""
    if value != WHOLE_PROGRAMME and not (isinstance(value, str) and _COUNTRY.fullmatch(value)):
        raise MalformedStatement('A scope is "*" or a country of two capital letters.')
    return str(value)


def roles(value: object) -> tuple[Role, ...]:
    """Return an officer's roles: at least one, none twice."""
    known = {role.value: role for role in Role}
    if not isinstance(value, list) or not all(isinstance(role, str) and role in known for role in value):
        raise MalformedStatement(f"Roles are a list out of {', '.join(known)}.")
    if not 1 <= len(value) == len(set(value)):
        raise MalformedStatement("An officer has at least one role, and none twice.")
    return tuple(known[role] for role in value)


def log(value: object) -> str:
    """Return which log is meant."""
    if not isinstance(value, str) or value not in set(Log):
        raise MalformedStatement(f"A log is one of {', '.join(Log)}.")
    return value


def shares(value: object) -> int:
    """Return how many shares there are, or are needed: 2 to 16."""
    number = _integer(value, least=MIN_SHARES)
    if number > MAX_SHARES:
        raise MalformedStatement("A key is split into at most 16 shares.", limit=MAX_SHARES)
    return number


def seconds(value: object) -> int:
    """Return a time in Unix seconds."""
    return _integer(value, least=0)


def positive(value: object) -> int:
    """Return a number of 1 or more."""
    return _integer(value, least=1)


def epoch_or_none(value: object) -> int | None:
    """Return an epoch's number, or None where no epoch was granted."""
    return None if value is None else positive(value)


def digest(value: object) -> bytes:
    """Return 32 bytes: a hash, a key id or a device id."""
    if not isinstance(value, bytes) or len(value) != HASH_BYTES:
        raise MalformedStatement("A hash, key id or device id has 32 bytes.")
    return value


def no_hash(value: object) -> None:
    """Return None: the founding follows no statement."""
    if value is not None:
        raise MalformedStatement("The founding follows no statement: its prev is null.")


def signing_key(value: object) -> bytes:
    """Return an Ed25519 public key that is not of low order.

    Raises:
        WeakKey: It is one of the 14 low-order encodings, which verify forged signatures.
    """
    if not isinstance(value, bytes) or len(value) != SIGN_KEY_BYTES:
        raise MalformedStatement("An Ed25519 public key has 32 bytes.")
    return check_signing_key(value)


def device_ids(value: object) -> tuple[bytes, ...]:
    """Return device ids in ascending order, none twice, at least one."""
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_DEVICES:
        raise MalformedStatement("An epoch names 1 to 1024 devices.")
    ids = tuple(digest(device) for device in value)
    if any(first >= second for first, second in pairwise(ids)):
        raise MalformedStatement("An epoch's devices are in ascending order, none twice.")
    return ids


def _integer(value: object, *, least: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= MAX_INTEGER:
        raise MalformedStatement(f"A number is an integer from {least} to 2^53 - 1.")
    return value
