"""A unit as an administrator types it: `batken`, `kg-batken` or KG-BATKEN."""

from __future__ import annotations

from sealwire.directory.fields import WHOLE_PROGRAMME
from sealwire.errors import BadRequest
from sealwire.identifiers import check_unit_code


class CountryNotNamed(BadRequest, code="country-not-named"):
    """You act for the whole programme: name the unit with its country, such as KG-BATKEN."""


def unit_code(typed: str, scope: str) -> str:
    """Return the code that is meant.

    Args:
        typed: The code in any case, or only the part after the country.
        scope: The administrator's: a country, which is put before a bare name, or `*`.

    Raises:
        CountryNotNamed: The name is bare, and the scope is no country.
        MalformedIdentifier: It is no unit code.
    """
    text = typed.strip().upper()
    if "-" in text:
        return check_unit_code(text)
    if scope == WHOLE_PROGRAMME:
        raise CountryNotNamed(unit=typed)
    return check_unit_code(f"{scope}-{text}")
