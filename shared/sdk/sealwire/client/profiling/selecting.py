"""Selections, inspections, figures and models, as a client calls them: one method for each address."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Literal

from sealwire.client.http import Request
from sealwire.contract import paths
from sealwire.contract.profiling.estimates import EstimatesOut
from sealwire.contract.profiling.inspections import FiguresOut, InspectionOut, InspectionsOut
from sealwire.contract.profiling.models import ModelOut, ModelsOut, Stage
from sealwire.contract.profiling.rescreenings import RescreenedPage, RescreeningsOut
from sealwire.contract.profiling.selections import (
    MAX_PAGE,
    CapacityOut,
    Chosen,
    RankedOut,
    ReleasedOut,
    SelectionOut,
    SelectionsOut,
    State,
)
from sealwire.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import date
    from uuid import UUID

    from sealwire.client.http import Door
    from sealwire.contract.profiling.inspections import InspectionIn
    from sealwire.contract.profiling.models import StageIn
    from sealwire.contract.profiling.selections import CapacityIn, OverrideIn, SelectionIn

_EVERY_S = 0.5
_WITHIN_S = 900.0
_UNDER_WAY = frozenset({Stage.WAITING, Stage.TRAINING})


class SelectionFailed(Unavailable, code="selection-failed"):
    """The selection could not be made; its problem says why. Ask for it again."""


class TrainingSlow(Unavailable, code="training-slow"):
    """The model is still being trained; look at the models again later."""


class Selecting:
    """The part of profiling's API that selects, records inspections and counts.

    Args:
        door: The connection; it signs with the caller's key.
    """

    def __init__(self, door: Door) -> None:
        self._door = door

    async def ask(self, wanted: SelectionIn) -> SelectionOut:
        """Ask for a selection; it is made in the background."""
        body = wanted.model_dump(mode="json")
        # Not repeated: a second one would be made.
        request = Request("POST", paths.SELECTIONS, json=body, repeatable=False)
        return await self._door.model(request, SelectionOut)

    async def made(
        self, selection_id: UUID, *, tell: Callable[[SelectionOut], None] = lambda _: None
    ) -> SelectionOut:
        """Wait until a selection is made, and return it.

        Args:
            selection_id: The selection.
            tell: Takes the selection each time it was looked at.

        Raises:
            SelectionFailed: It was not, in a quarter of an hour or for a reason that is named.
        """
        try:
            async with asyncio.timeout(_WITHIN_S):
                while True:
                    found = await self.show(selection_id)
                    tell(found)
                    if found.state is State.FAILED:
                        raise SelectionFailed(found.problem or "")
                    if found.state is State.DONE:
                        return found
                    await asyncio.sleep(_EVERY_S)
        except TimeoutError as error:
            raise SelectionFailed("It takes too long.") from error

    async def show(self, selection_id: UUID) -> SelectionOut:
        """Return a selection."""
        return await self._door.model(Request("GET", f"{paths.SELECTIONS}/{selection_id}"), SelectionOut)

    async def newest(self, *, limit: int = 20) -> tuple[SelectionOut, ...]:
        """Return the newest selections."""
        request = Request("GET", paths.SELECTIONS, params={"limit": limit})
        return (await self._door.model(request, SelectionsOut)).selections

    async def page(
        self,
        selection_id: UUID,
        *,
        after: int = 0,
        limit: int = 50,
        language: str = "en",
        only: Literal["opened", "changed"] | None = None,
    ) -> RankedOut:
        """Return a page of a selection, by rank.

        Args:
            selection_id: The selection.
            after: The page before's `next`.
            limit: How many at most.
            language: Of the reasons, `en` or `ru`.
            only: Those that are to be opened, or those of which lists say something else since.
        """
        params: dict[str, str | int] = {"after": after, "limit": limit, "language": language}
        if only is not None:
            params[only] = "true"
        request = Request("GET", f"{paths.SELECTIONS}/{selection_id}/ranked", params=params)
        return await self._door.model(request, RankedOut)

    async def opened(self, selection_id: UUID, *, language: str = "en") -> AsyncIterator[Chosen]:
        """Yield the consignments that were selected to be opened, by rank; see `removed`."""
        after: int | None = 0
        while after is not None:
            page = await self.page(
                selection_id, after=after, limit=MAX_PAGE, language=language, only="opened"
            )
            for row in page.rows:
                yield row
            after = page.next

    async def rescreenings(
        self, *, selection: UUID | None = None, before: str | None = None, limit: int = 20
    ) -> RescreeningsOut:
        """Return a page of re-screenings after changes of lists, newest first."""
        wanted = {"selection": selection and str(selection), "before": before, "limit": limit}
        params = {name: value for name, value in wanted.items() if value is not None}
        return await self._door.model(Request("GET", paths.RESCREENINGS, params=params), RescreeningsOut)

    async def rescreened(self, rescreening_id: UUID, *, after: int = 0, limit: int = 50) -> RescreenedPage:
        """Return a page of what a re-screening changed, by rank in its selection."""
        params = {"after": after, "limit": limit}
        request = Request("GET", f"{paths.RESCREENINGS}/{rescreening_id}", params=params)
        return await self._door.model(request, RescreenedPage)

    async def override(self, selection_id: UUID, wanted: OverrideIn) -> Chosen:
        """Add a consignment to those that are opened, or take one out."""
        path = f"{paths.SELECTIONS}/{selection_id}/overrides"
        request = Request("POST", path, json=wanted.model_dump(mode="json"), repeatable=False)
        return await self._door.model(request, Chosen)

    async def release(self, selection_id: UUID) -> ReleasedOut:
        """Release the green and blue lanes of a selection; again, it releases what is left of them."""
        request = Request("POST", f"{paths.SELECTIONS}/{selection_id}/released")
        return await self._door.model(request, ReleasedOut)

    async def capacity(self) -> CapacityOut:
        """Return how the administration selects."""
        return await self._door.model(Request("GET", paths.CAPACITY), CapacityOut)

    async def set_capacity(self, wanted: CapacityIn) -> CapacityOut:
        """Set how the administration selects."""
        body = wanted.model_dump(mode="json")
        return await self._door.model(Request("PUT", paths.CAPACITY, json=body), CapacityOut)

    async def record(self, inspection_id: UUID, inspection: InspectionIn) -> InspectionOut:
        """Record an inspection; with the same id again it changes nothing."""
        path = f"{paths.INSPECTIONS}/{inspection_id}"
        body = inspection.model_dump(mode="json")
        return await self._door.model(Request("PUT", path, json=body), InspectionOut)

    async def inspections(
        self, *, consignment: UUID | None = None, before: str | None = None, limit: int = 100
    ) -> InspectionsOut:
        """Return a page of inspections, newest first."""
        wanted = {"consignment": consignment and str(consignment), "before": before, "limit": limit}
        params = {name: value for name, value in wanted.items() if value is not None}
        return await self._door.model(Request("GET", paths.INSPECTIONS, params=params), InspectionsOut)

    async def figures(self, since: date, until: date) -> FiguresOut:
        """Return how often what asked for inspections was right."""
        params = {"since": since.isoformat(), "until": until.isoformat()}
        return await self._door.model(Request("GET", paths.FIGURES, params=params), FiguresOut)

    async def estimates(self, since: date, until: date, *, language: str = "en") -> EstimatesOut:
        """Return what selections are worth, estimated from what chance alone chose."""
        params = {"since": since.isoformat(), "until": until.isoformat(), "language": language}
        return await self._door.model(Request("GET", paths.ESTIMATES, params=params), EstimatesOut)

    async def train(self, seed: int | None = None) -> ModelOut:
        """Ask for a model to be trained; it is done in the background."""
        request = Request("POST", paths.MODELS, json={"seed": seed}, repeatable=False)
        return await self._door.model(request, ModelOut)

    async def trained(self, model_id: UUID) -> ModelOut:
        """Wait until a model is trained or is not to be, and return it.

        Raises:
            TrainingSlow: It is neither in a quarter of an hour.
        """
        try:
            async with asyncio.timeout(_WITHIN_S):
                while True:
                    found = next((each for each in await self.models() if each.id == model_id), None)
                    if found is not None and found.stage not in _UNDER_WAY:
                        return found
                    await asyncio.sleep(_EVERY_S)
        except TimeoutError as error:
            raise TrainingSlow from error

    async def models(self, *, language: str = "en") -> tuple[ModelOut, ...]:
        """Return the newest models with their cards."""
        request = Request("GET", paths.MODELS, params={"language": language})
        return (await self._door.model(request, ModelsOut)).models

    async def step(self, model_id: UUID, wanted: StageIn) -> ModelOut:
        """Take a model to the next stage of its life."""
        body = wanted.model_dump(mode="json")
        request = Request("POST", f"{paths.MODELS}/{model_id}/stage", json=body, repeatable=False)
        return await self._door.model(request, ModelOut)
