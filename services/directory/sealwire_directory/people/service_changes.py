"""The use case of reading who changed what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.authorisation import Action, check, listing
from sealwire.contract.people import ChangesPage

from sealwire_directory.people.adapters import changes

if TYPE_CHECKING:
    from sealwire_directory.people.call import Call


async def read(call: Call, *, unit: str = "", before: int | None = None, limit: int) -> ChangesPage:
    """Return a page of changes, newest first: of a unit, or of all that the caller may see.

    Raises:
        NotAllowed: The caller may not see them.
    """
    if unit:
        check(call.who, Action.READ_CHANGES, unit=unit)
    visible = (unit, "") if unit else listing(call.who, Action.READ_CHANGES)
    found = await changes.read(call.session, visible, before=before, limit=limit + 1)
    more = len(found) > limit
    return ChangesPage(changes=tuple(found[:limit]), next=found[limit - 1].id if more else None)
