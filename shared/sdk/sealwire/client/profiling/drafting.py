"""From a selection to the draft of a warning: fetch the consignment and the reasons, fill them in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.client.profiling.intake import Intake
from sealwire.client.profiling.selecting import Selecting
from sealwire.client.profiling.warning import draft
from sealwire.errors import NotFound

if TYPE_CHECKING:
    from uuid import UUID

    from sealwire.client.http import Door
    from sealwire.client.profiling.warning import Draft, Suspected


async def drafted(
    door: Door, selection: UUID, consignment: UUID, suspected: Suspected, *, language: str = "en"
) -> Draft:
    """Return the warning about a consignment of a selection.

    Raises:
        NotFound: There is no such consignment, or it is not among those that are to be opened.
        NoticeInvalid: The documents declare too little for a warning.
    """
    declared = await Intake(door).consignment(consignment)
    async for row in Selecting(door).opened(selection, language=language):
        if row.consignment == consignment:
            return draft(declared.consignment.consignment, row, suspected)
    raise NotFound(consignment=str(consignment))
