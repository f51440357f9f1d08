"""Who calls: the identity that the gateway has checked and passes to services in one header.

Services trust this header because only the gateway may publish to them (NATS permissions), and the
gateway strips every `sealwire-*` header that comes from outside.
"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sealwire.errors import Unauthorised

HEADER = "sealwire-caller"


class NoCaller(Unauthorised, code="no-caller"):
    """The request does not say who calls; sign it with the device's key."""


class Caller(BaseModel):
    """A device or an administrator that signed the request.

    Attributes:
        key: Id of the device or administrator, hex.
        kind: What the key belongs to.
        unit: Unit code of a device; empty for an administrator.
        officer: Handle of the officer or administrator.
        roles: Roles of the officer in the unit.
        scope: `*` or a country code for an administrator; empty for a device.
        sign: Public signing key, hex.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    key: str = Field(pattern=r"^[0-9a-f]{64}$")
    kind: Literal["device", "administrator"]
    unit: str = ""
    officer: str = ""
    roles: tuple[str, ...] = ()
    scope: str = ""
    sign: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")


def encode(who: Caller) -> str:
    """Return the header value of a caller (ASCII JSON)."""
    return who.model_dump_json()


def decode(value: str | bytes) -> Caller:
    """Return the caller that a header value names.

    Raises:
        NoCaller: It names none.
    """
    try:
        return Caller.model_validate_json(value)
    except ValidationError as error:
        raise NoCaller from error


def caller(request: Request) -> Caller:
    """Return who calls a route.

    Raises:
        NoCaller: The header is missing or malformed.
    """
    value = request.headers.get(HEADER)
    if value is None:
        raise NoCaller
    return decode(value)


CallerDep = Annotated[Caller, Depends(caller)]
