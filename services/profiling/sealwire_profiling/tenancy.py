"""Whose data a call is about: one administration's, which is its caller's own.

Every query of this service takes the tenant as a required argument (tests/architecture/test_tenancy.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NewType

from sealwire.authorisation import Action, check
from sealwire.directory.fields import WHOLE_PROGRAMME
from sealwire.errors import Forbidden
from sealwire.identifiers import country_of

if TYPE_CHECKING:
    from sealwire.authorisation import Who

Tenant = NewType("Tenant", str)
"""An administration: the country's code, ISO 3166-1 alpha-2."""


class NoAdministration(Forbidden, code="no-administration"):
    """Consignments belong to one administration; the programme's administrators see none of them."""


def tenant_of(who: Who, action: Action) -> Tenant:
    """Return the administration whose data a caller may do something to.

    Raises:
        NoAdministration: The caller belongs to none.
        NotAllowed: The table of rights does not allow it; the detail names who may.
    """
    if who.kind != "device" and who.scope == WHOLE_PROGRAMME:
        raise NoAdministration
    country = country_of(who.unit) if who.kind == "device" else who.scope
    check(who, action, unit=who.unit, country=country)
    return Tenant(country)
