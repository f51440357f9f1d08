"""Who may read a unit's notices and sign for them: the table of sealwire.authorisation, applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.authorisation import Action, check

from sealwire_alerts.domain.receipts import Signer

if TYPE_CHECKING:
    from sealwire_chassis.caller import Caller


def reader(who: Caller) -> Signer:
    """Return the calling device, which reads what its unit has a part in.

    Raises:
        NotAllowed: An administrator has no mailbox, and a viewer sees statistics only.
    """
    check(who, Action.READ_NOTICES, unit=who.unit)
    return Signer(unit=who.unit, sign=bytes.fromhex(who.sign))
