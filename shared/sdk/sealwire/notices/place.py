"""Where: a UN/LOCODE, or an own code with the place's name and point where none is listed."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from sealwire.notices.errors import Refusal
from sealwire.notices.fields import Country, Day, Degrees, Line, Locode, Reference, Unit
from sealwire.notices.notice import Part

_LONGITUDE, _LATITUDE = 180, 90


class Point(Part):
    """A point in the form of GeoJSON: longitude, then latitude, in degrees (WGS 84) as decimal text."""

    type: Literal["Point"] = "Point"
    coordinates: Annotated[list[Degrees], Field(min_length=2, max_length=2)]

    def rules(self) -> Iterator[Refusal]:
        """Longitude and latitude lie on the globe."""
        longitude, latitude = self.coordinates
        if abs(longitude) > _LONGITUDE:
            yield Refusal("coordinates.0", "the longitude (first number) lies between -180 and 180")
        if abs(latitude) > _LATITUDE:
            yield Refusal("coordinates.1", "the latitude (second number) lies between -90 and 90")


class Place(Part):
    """A place by its UN/LOCODE, or by an own code with country, name and point; lists miss border posts."""

    locode: Locode | None = None
    local_code: Reference | None = None
    country: Country | None = None
    name: Line | None = None
    point: Point | None = None

    def rules(self) -> Iterator[Refusal]:
        """A place that is not listed is told by code, country, name and point."""
        if self.locode is None and self.local_code is None:
            yield Refusal("locode", "give a UN/LOCODE, or a local_code with country, name and point")
        if self.locode is not None:
            if self.country is not None and self.country != self.locode[:2]:
                yield Refusal("country", "it differs from the country of the UN/LOCODE")
            return
        for field in ("country", "name", "point"):
            if self.local_code is not None and getattr(self, field) is None:
                yield Refusal(field, "it is required where a place has no UN/LOCODE")


class Leg(Part):
    """One stop of the route, in order."""

    place: Place
    planned_on: Day | None = None
    unit: Unit | None = None


def legs_in_order(route: list[Leg]) -> Iterator[Refusal]:
    """Yield a refusal for each leg that is planned before the one ahead of it."""
    latest = None
    for index, leg in enumerate(route):
        if leg.planned_on is None:
            continue
        if latest is not None and leg.planned_on < latest:
            yield Refusal(f"route.{index}.planned_on", "it is earlier than the leg before")
        latest = leg.planned_on
