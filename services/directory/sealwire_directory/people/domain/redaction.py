"""What a caller sees of an officer: the one place where personal data is withheld."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.authorisation import Action, may
from sealwire.contract.people import OfficerParticulars

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sealwire.authorisation import Who

NEEDED: Mapping[str, Action] = {
    "name": Action.READ_CONTACTS,
    "rank": Action.READ_CONTACTS,
    "agency": Action.READ_CONTACTS,
    "contacts": Action.READ_CONTACTS,
    # Reports to donors count it; a colleague of another unit has no use for it.
    "gender": Action.EDIT_OFFICERS,
    "languages": Action.READ_UNITS,
}
"""The right that each field of an officer's particulars needs; a field that is not here does not exist."""

PERSONAL = frozenset(field for field, action in NEEDED.items() if action is not Action.READ_UNITS)


def withheld(who: Who, unit: str) -> tuple[str, ...]:
    """Return the fields of a unit's officers that a caller may not see."""
    return tuple(field for field, action in NEEDED.items() if not may(who, action, unit=unit))


def redacted(filed: OfficerParticulars, without: tuple[str, ...]) -> OfficerParticulars:
    """Return particulars without some fields."""
    shown = {field for field in NEEDED if field not in without}
    return OfficerParticulars.model_validate(filed.model_dump(include=shown))
