"""Distances by sea, and journeys that are too long."""

from __future__ import annotations

from typing import Any

import pytest
import searoute
from sealwire.contract.profiling.consignments import Consignment
from sealwire_profiling.checks.adapters.sea import SeaDistances
from sealwire_profiling.checks.domain.checking import check, check_all
from sealwire_profiling.checks.domain.findings import sentence
from unit.profiling.checks.documents import ON, SOUND, changed


@pytest.fixture(scope="module")
def sea() -> SeaDistances:
    return SeaDistances()


# Published port-to-port distances, rounded: nautical miles times 1.852.
KNOWN = [
    ("CNSHA", "NLRTM", 19_500),
    ("USNYC", "NLRTM", 6_250),
    ("AZBAK", "KZAAU", 470),
    ("TRIST", "GEPTI", 1_090),
]


@pytest.mark.parametrize(("one", "other", "km"), KNOWN, ids=[f"{row[0]} to {row[1]}" for row in KNOWN])
def test_a_distance_is_within_a_tenth_of_the_published_one(
    sea: SeaDistances, one: str, other: str, km: float
) -> None:
    assert sea.by_sea_km([one, other]) == pytest.approx([km, km], rel=0.1)


def test_distances_are_those_of_searoute_itself(sea: SeaDistances) -> None:
    points = {facts["port"]: point for point, facts in searoute.setup_P().nodes(data=True)}
    for one, other in (("CNSHA", "GEPTI"), ("BRSSZ", "SGSIN"), ("INNSA", "TRMER")):
        theirs = searoute.searoute(points[one], points[other]).properties["length"]
        assert sea.by_sea_km([one, other]) == pytest.approx([theirs, theirs], rel=0.05)


def test_a_place_that_is_no_port_has_no_distance(sea: SeaDistances) -> None:
    assert sea.by_sea_km(["CNSHA", "KGOSS"]) is None


def _by(*places: str, **facts: Any) -> Consignment:
    legs = [{"place": place, "country": place[:2]} for place in places]
    return Consignment.model_validate(changed(SOUND, {"legs": legs, "goods.0.origin": None, **facts}))


def test_a_far_way_round_is_a_detour(sea: SeaDistances) -> None:
    found = check(_by("CNSHA", "BRSSZ", "GEPTI"), on=ON, distances=sea)
    assert [each.code for each in found] == ["route-detour"]
    assert "2.1 times the direct way" in sentence(found[0], "en")
    assert "в 2,1 раза" in sentence(found[0], "ru")


ACCEPTED = [
    ("on the way", _by("CNSHA", "SGSIN", "GEPTI")),
    ("round the Cape while Suez is shut", _by("CNSHA", "ZADUR", "NLRTM")),
    ("through a place of one's own code", _by("CNSHA", "BR-99", "GEPTI")),
    ("a part of it by rail", _by("CNSHA", "BRSSZ", "GEPTI", mode="rail")),
    ("direct", _by("CNSHA", "GEPTI")),
]


@pytest.mark.parametrize("consignment", [row[1] for row in ACCEPTED], ids=[row[0] for row in ACCEPTED])
def test_other_journeys_are_not(sea: SeaDistances, consignment: Consignment) -> None:
    found = check(consignment, on=ON, distances=sea)
    assert "route-detour" not in {each.code for each in found}


def test_without_distances_detours_are_not_looked_for() -> None:
    assert check_all([_by("CNSHA", "BRSSZ", "GEPTI")], on=ON) == [()]
