from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from datetime import timedelta
from itertools import islice
from unicodedata import name

import pytest
from pyunlocode import DB_PATH
from sealwire.contract.profiling.consignments import Consignment, Direction, EquipmentKind, PartyRole
from sealwire.notices.identification import check_container_number, check_wagon_number
from sealwire_profiling.simulator import (
    FIRST_MONDAY,
    Inspection,
    Mechanism,
    Simulated,
    Week,
    World,
    generate,
    stream,
)
from sealwire_profiling.simulator import numbers as made_up
from sealwire_profiling.simulator.parameters import corridors, headings, parameters, places
from stdnum import iso6346

DRIFT = parameters().drift_week


@pytest.fixture(scope="module")
def weeks() -> list[Week]:
    world = World(5, 300)
    return [world.week(number) for number in range(20, 44)]


@pytest.fixture(scope="module")
def everything(weeks: list[Week]) -> list[Simulated]:
    return [each for week in weeks for each in week.consignments]


def _planted(everything: list[Simulated], mechanism: Mechanism, *, late: bool) -> list[Simulated]:
    found = [e for e in everything if e.mechanism is mechanism and (e.week >= DRIFT) is late]
    assert found
    return found


def test_the_same_seed_gives_the_same_world_and_another_seed_another() -> None:
    assert World(5, 50).week(3) == World(5, 50).week(3)
    assert World(6, 50).week(3) != World(5, 50).week(3)


def test_a_week_does_not_depend_on_which_weeks_were_made_before_it(weeks: list[Week]) -> None:
    assert World(5, 300).week(31) == weeks[11]


def test_a_week_has_as_many_consignments_as_asked_for_arriving_in_it(weeks: list[Week]) -> None:
    for week in weeks:
        assert len(week.consignments) == 300
        assert week.starts == FIRST_MONDAY + timedelta(weeks=week.number)
        arrivals = [each.consignment.arrives_on for each in week.consignments]
        assert all(day and week.starts <= day < week.starts + timedelta(days=7) for day in arrivals)


def test_generate_goes_over_weeks_and_makes_what_the_stream_makes() -> None:
    made = generate(2_100, 8)
    assert len(made) == 2_100
    assert {each.week for each in made} == {0, 1}
    assert made == list(islice(stream(8), 2_100))
    assert generate(0, 8) == []


def test_references_are_unique_in_a_world(everything: list[Simulated]) -> None:
    references = [each.consignment.reference for each in everything]
    assert len(set(references)) == len(references)


def test_container_numbers_are_valid_and_of_an_owner_that_nobody_is(everything: list[Simulated]) -> None:
    numbers = {
        unit.number
        for each in everything
        for unit in each.consignment.equipment
        if unit.kind is EquipmentKind.CONTAINER
    }
    assert len(numbers) > 1_000
    assert all(number.startswith("ZZZU") and iso6346.is_valid(number) for number in numbers)


def test_a_serial_whose_check_digit_is_ambiguous_is_passed_over() -> None:
    numbers = [made_up.container_number(serial) for serial in range(200)]
    assert len(set(numbers)) < 200
    assert all(check_container_number(number) == number for number in numbers)


def test_wagon_numbers_are_valid(everything: list[Simulated]) -> None:
    wagons = {
        unit.number
        for each in everything
        for unit in each.consignment.equipment
        if unit.kind is EquipmentKind.WAGON
    }
    assert wagons
    assert all(check_wagon_number(number) == number for number in wagons)


def test_places_are_those_of_the_un_locode() -> None:
    with closing(sqlite3.connect(DB_PATH)) as database:
        for code, (_, locode) in places().items():
            known = database.execute(
                "select 1 from location where country_code = ? and location_code = ?", (code[:2], code[2:])
            ).fetchone()
            assert bool(known) is locode, code


def test_corridors_lead_over_places_of_the_table() -> None:
    for country, ways in corridors().items():
        assert {way.country for way in ways} == {country}
        assert any(not way.detour for way in ways)
        for way in ways:
            assert {stop.place for stop in way.stops} | {way.office} <= set(places())
            assert way.stops[0].place[:2] == country


def test_journeys_go_forward_in_time_and_pass_the_office(everything: list[Simulated]) -> None:
    for each in everything:
        legs = each.consignment.legs
        days = [day for leg in legs for day in (leg.arrives_on, leg.departs_on) if day]
        assert days == sorted(days)
        assert each.consignment.office in {leg.place for leg in legs}
        assert legs[-1].departs_on is None
        assert len({leg.place for leg in legs}) == len(legs)


def test_the_direction_is_that_of_the_journey(everything: list[Simulated]) -> None:
    for each in everything:
        end = each.consignment.legs[-1].country
        if each.consignment.direction is Direction.EXPORT:
            assert each.consignment.legs[0].country == "KG"
        else:
            assert (end == "KG") is (each.consignment.direction is Direction.IMPORT)


def test_gross_weights_are_at_least_net_weights(everything: list[Simulated]) -> None:
    weighed = [goods for each in everything for goods in each.consignment.goods if goods.net_kg]
    assert len(weighed) > 1_000
    assert all((goods.gross_kg or 0) >= (goods.net_kg or 0) for goods in weighed)


def test_an_innocent_consignment_has_nothing_to_find(everything: list[Simulated]) -> None:
    for each in everything:
        if each.mechanism is None:
            assert each.finding is None
            assert [each.found_by(kind, 0.0) for kind in Inspection] == [None] * 3


def test_a_planted_one_is_found_as_often_as_the_inspection_finds_it(everything: list[Simulated]) -> None:
    for each in everything:
        if each.mechanism is not None:
            plan = parameters().plans[each.mechanism]
            found = each.found_by(Inspection.PHYSICAL, plan.detect[Inspection.PHYSICAL] - 0.001)
            assert found is not None
            assert found is each.finding
            assert plan.quantity[0] <= found.quantity <= plan.quantity[1]
            assert each.found_by(Inspection.PHYSICAL, plan.detect[Inspection.PHYSICAL]) is None


def test_earlier_versions_have_the_same_reference_and_differ(everything: list[Simulated]) -> None:
    amended = [each for each in everything if each.amendments]
    assert len(amended) > 100
    for each in amended:
        assert {version.reference for version in each.amendments} == {each.consignment.reference}
        assert each.amendments[0] != each.consignment


def test_from_the_drift_on_mechanisms_have_other_origins_goods_and_traders(
    everything: list[Simulated],
) -> None:
    early = _planted(everything, Mechanism.UNDERVALUATION, late=False)
    late = _planted(everything, Mechanism.UNDERVALUATION, late=True)
    assert {each.consignment.goods[0].origin for each in early} == {"CN"}
    assert {each.consignment.goods[0].origin for each in late} == {"TR", "AE"}

    def usual(found: list[Simulated]) -> set[str]:
        return {who for who, times in Counter(map(_consignee, found)).items() if times > 2}

    assert usual(early)
    assert usual(early).isdisjoint(usual(late))


def test_a_mechanism_appears_with_the_drift(everything: list[Simulated]) -> None:
    assert not [e for e in everything if e.mechanism is Mechanism.PERISHABLE and e.week < DRIFT]
    assert _planted(everything, Mechanism.PERISHABLE, late=True)


def test_a_split_is_several_small_consignments_of_one_consignee_and_day(
    everything: list[Simulated],
) -> None:
    groups = Counter(
        (_consignee(each), each.consignment.arrives_on)
        for each in everything
        if each.mechanism is Mechanism.SPLIT
    )
    assert max(groups.values()) >= 3


def test_names_are_in_latin_and_in_cyrillic(everything: list[Simulated]) -> None:
    names = {party.name for each in everything for party in each.consignment.parties}
    assert [each for each in names if "«" in each]
    assert [each for each in names if "OsOO" in each]


def test_a_quarter_of_the_documents_is_in_russian(everything: list[Simulated]) -> None:
    texts = [each.consignment.goods[0].description for each in everything if not _empty(each)]
    russian = sum("CYRILLIC" in name(text[0]) for text in texts)
    assert 0.22 < russian / len(texts) < 0.28


def test_a_consignee_buys_mostly_from_the_same_shipper_of_a_country(everything: list[Simulated]) -> None:
    bought: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for each in everything:
        shipper = each.consignment.party(PartyRole.SHIPPER)
        if shipper and each.consignment.direction is Direction.IMPORT and _consignee(each):
            bought[_consignee(each), str(shipper.country)][str(shipper.identifier)] += 1
    often = [shippers for shippers in bought.values() if shippers.total() >= 8]
    assert len(often) > 50
    usual = sum(shippers.most_common(1)[0][1] for shippers in often)
    assert usual > 0.75 * sum(shippers.total() for shippers in often)


def test_three_of_five_of_what_repeats_is_done_by_the_same_few(everything: list[Simulated]) -> None:
    planted = _planted(everything, Mechanism.UNDERVALUATION, late=True)
    few = Counter(map(_consignee, planted)).most_common(4)
    assert 0.4 < sum(times for _, times in few) / len(planted) < 0.85


def test_every_trader_at_home_deals_in_headings_that_exist() -> None:
    codes = set(headings())
    for plan in parameters().plans.values():
        for shape in (plan.early, plan.late):
            assert {code for pair in shape.headings for code in pair.split(">")} <= codes
            assert set(shape.origins) <= set(corridors())


def test_a_world_of_one_post_sends_most_to_it() -> None:
    offices = Counter(each.consignment.office for each in World(2, 200, office="KG-BAT").week(0).consignments)
    assert offices["KG-BAT"] > 0.6 * offices.total()
    anywhere = Counter(each.consignment.office for each in World(2, 200).week(0).consignments)
    assert 0 < anywhere["KG-BAT"] < 0.3 * anywhere.total()


def test_what_is_made_is_what_a_client_may_send(everything: list[Simulated]) -> None:
    for each in everything[:200]:
        assert Consignment.model_validate_json(each.consignment.model_dump_json()) == each.consignment


def _empty(each: Simulated) -> bool:
    return any(unit.empty for unit in each.consignment.equipment)


def _consignee(each: Simulated) -> str:
    party = each.consignment.party(PartyRole.CONSIGNEE)
    return (party.identifier or "") if party else ""
