"""The calling device, which most routes are for."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from sealwire.errors import Forbidden
from sealwire_chassis.caller import CallerDep  # noqa: TC002 - FastAPI reads it at run time

from sealwire_alerts.domain.receipts import Signer


class NotADevice(Forbidden, code="not-a-device"):
    """Only a unit's device has a mailbox; sign the request with one."""


def device(who: CallerDep) -> Signer:
    """Return the calling device.

    Raises:
        NotADevice: The caller is an administrator.
    """
    if who.kind != "device" or not who.unit or not who.sign:
        raise NotADevice
    return Signer(unit=who.unit, sign=bytes.fromhex(who.sign))


DeviceDep = Annotated[Signer, Depends(device)]
