"""Identification numbers as notices carry them: those of the trade, and places.

The numbers themselves are checked in `sealwire.identification`, which the servers use too.
"""

from __future__ import annotations

import re

from sealwire.identification import (
    HS_EDITIONS,
    ValueNotValid,
    check_container_number,
    check_hs_code,
    check_imo_number,
    check_plate,
    check_size_type,
    check_un_number,
    check_wagon_number,
    latin,
)
from sealwire.notices.codelists import codelist

__all__ = [
    "HS_EDITIONS",
    "check_container_number",
    "check_hs_code",
    "check_imo_number",
    "check_locode",
    "check_plate",
    "check_size_type",
    "check_un_number",
    "check_wagon_number",
]

_LOCODE = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")


def check_locode(text: str) -> str:
    """Return a UN/LOCODE as 5 characters (`KZAAU`): its form and country, not whether the place is listed.

    Source: UN/ECE Recommendation 16.
    """
    code = latin(text)
    if not _LOCODE.fullmatch(code):
        raise ValueNotValid("a UN/LOCODE has a country and 3 of A-Z and 2-9, such as KZ AAU")
    if code[:2] not in codelist("country").codes:
        raise ValueNotValid("a UN/LOCODE starts with a country of ISO 3166-1")
    return code
