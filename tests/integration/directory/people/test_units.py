"""Units' particulars over HTTP: filed, read, never overwritten unseen, and found again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from integration.directory.people.conftest import (
    ANALYST,
    HEAD,
    KYRGYZ,
    PLANNED,
    PROGRAMME,
    unit_filing,
)
from simulators.programme import AKTAU, BATKEN, OSH

if TYPE_CHECKING:
    from integration.directory.people.conftest import Directory

UNITS = "/v1/units"


def at(code: str) -> str:
    return f"{UNITS}/{code}"


async def test_particulars_stand_beside_what_the_log_says(directory: Directory) -> None:
    before = await directory.get(ANALYST, at(OSH))
    assert (before["version"], before["particulars"], before["status"]) == (0, None, "open")
    filed = await directory.put(HEAD, at(OSH), unit_filing())
    assert filed == await directory.get(ANALYST, at(OSH))
    assert filed["names"] == {"en": OSH}
    assert filed["version"] == 1
    wanted = {name: value for name, value in unit_filing().items() if name != "version"}
    assert filed["particulars"] == {**wanted, "unlocode": None}


async def test_a_lost_update_is_refused(directory: Directory) -> None:
    await directory.put(HEAD, at(OSH), unit_filing())
    first = await directory.put(HEAD, at(OSH), unit_filing(version=1, place="Достук"))
    late = {"json": unit_filing(version=1, kind="rail")}
    assert await directory.refused(KYRGYZ, "PUT", at(OSH), **late) == (409, "changed-meanwhile")
    assert first["version"] == 2
    assert (await directory.put(KYRGYZ, at(OSH), unit_filing(version=2, kind="rail")))["version"] == 3


async def test_of_two_who_file_at_once_one_is_refused(directory: Directory) -> None:
    both = [unit_filing(place="A"), unit_filing(place="B")]
    answers = await asyncio.gather(*(directory.call(KYRGYZ, "PUT", at(PLANNED), json=each) for each in both))
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_what_is_filed_already_makes_no_version(directory: Directory) -> None:
    await directory.put(HEAD, at(OSH), unit_filing())
    assert (await directory.put(HEAD, at(OSH), unit_filing()))["version"] == 1
    assert len((await directory.get(HEAD, at(OSH) + "/changes"))["changes"]) == 1


async def test_particulars_may_come_before_the_log_and_stay_after_closing(directory: Directory) -> None:
    planned = await directory.put(KYRGYZ, at(PLANNED), unit_filing(place="Иркештам"))
    assert (planned["status"], planned["names"]) == ("planned", {})
    directory.programme.open_unit(PLANNED, directory.country)
    await directory.write_log()
    opened = await directory.get(ANALYST, at(PLANNED))
    assert (opened["status"], opened["version"]) == ("open", 1)
    directory.programme.say(directory.country.sign, lambda a: a.close_unit(PLANNED, "moved"))
    await directory.write_log()
    closed = await directory.get(ANALYST, at(PLANNED))
    assert (closed["status"], closed["particulars"]["place"]) == ("closed", "Иркештам")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"unlocode": "KZAAU"}, "wrong-country", id="a UN/LOCODE of another country"),
        pytest.param({"local_code": None}, "place-missing", id="a point alone"),
        pytest.param({"latitude": None, "longitude": None}, "place-missing", id="a local code alone"),
        pytest.param({"longitude": None}, "place-missing", id="half a point"),
        pytest.param({"time_zone": "Asia/Batken"}, "unknown-time-zone", id="no such time zone"),
        pytest.param({"time_zone": "../../etc/passwd"}, "unknown-time-zone", id="a path as a zone"),
        pytest.param({"segment": "silk-road"}, "unknown-segment", id="no such segment"),
        pytest.param({"latitude": 90.1}, "invalid-request", id="beyond the pole"),
        pytest.param({"longitude": "NaN"}, "invalid-request", id="no number"),
        pytest.param({"unlocode": "KGOS1"}, "invalid-request", id="1 stands in no UN/LOCODE"),
        pytest.param({"hours": "Mo-Fr 8-18"}, "invalid-request", id="hours of another form"),
        pytest.param({"kind": "harbour"}, "invalid-request", id="no such kind"),
        pytest.param({"languages": ["Kyrgyz"]}, "invalid-request", id="a language's name"),
        pytest.param(
            {"contacts": [{"kind": "email", "value": "osh"}]}, "invalid-request", id="no e-mail address"
        ),
        pytest.param({"colour": "red"}, "invalid-request", id="a field that there is not"),
    ],
)  # fmt: skip
async def test_particulars_that_cannot_be_are_refused(
    standing: Directory, change: dict[str, Any], code: str
) -> None:
    filing = {"json": unit_filing(**change)}
    status, refused = await standing.refused(HEAD, "PUT", at(OSH), **filing)
    assert (status, refused) == (422, code)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"unlocode": "KG OSS", "local_code": None}, id="a UN/LOCODE and a point"),
        pytest.param(
            {"unlocode": "KGOSS", "local_code": None, "latitude": None, "longitude": None},
            id="a UN/LOCODE alone",
        ),
        pytest.param({}, id="a local code and a point: Osh and Batken may be missing from UN/LOCODE"),
    ],
)
async def test_a_unit_has_a_unlocode_or_a_local_code_and_a_point(
    directory: Directory, change: dict[str, Any]
) -> None:
    assert (await directory.put(HEAD, at(OSH), unit_filing(**change)))["version"] == 1


async def test_a_segment_must_have_the_units_country(directory: Directory) -> None:
    segment = {"version": 0, "names": {"en": "Caspian"}, "countries": ["KZ", "TM"]}
    await directory.put(PROGRAMME, "/v1/segments/caspian", segment)
    filing = {"json": unit_filing(segment="caspian")}
    assert await directory.refused(HEAD, "PUT", at(OSH), **filing) == (422, "wrong-country")


async def test_whoever_asks_for_a_unit_that_is_nowhere_is_told_so(standing: Directory) -> None:
    assert await standing.refused(ANALYST, "GET", at("KG-XXX")) == (404, "not-found")


async def found(directory: Directory, **query: Any) -> list[str]:
    return [unit["code"] for unit in (await directory.get(ANALYST, UNITS, **query))["units"]]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        pytest.param({}, [BATKEN, OSH, AKTAU], id="everything, by code"),
        pytest.param({"q": "osh"}, [OSH], id="a code's part, whatever the case"),
        pytest.param({"q": "ОШ"}, [OSH], id="a name in Cyrillic"),
        pytest.param({"q": "бат"}, [BATKEN], id="a beginning of a word"),
        pytest.param({"q": "ткен"}, [], id="not the middle of a word"),
        pytest.param({"q": "aqtau"}, [AKTAU], id="without the accent"),
        pytest.param({"q": "state osh"}, [OSH], id="all words must be found"),
        pytest.param({"q": "border osh"}, [], id="not one word only"),
        pytest.param({"q": "%"}, [BATKEN, OSH, AKTAU], id="a sign is no word"),
        pytest.param({"country": "KG"}, [BATKEN, OSH], id="country"),
        pytest.param({"kind": "sea_port"}, [AKTAU], id="kind"),
        pytest.param({"status": "open"}, [BATKEN, OSH, AKTAU], id="status"),
        pytest.param({"status": "closed"}, [], id="another status"),
        pytest.param({"group": "silk-road"}, [OSH, AKTAU], id="group"),
        pytest.param({"segment": "central-asia"}, [BATKEN, OSH, AKTAU], id="segment"),
        pytest.param({"country": "KG", "kind": "rail", "q": "bat"}, [BATKEN], id="all at once"),
    ],
)
async def test_units_are_found_by(standing: Directory, query: dict[str, Any], codes: list[str]) -> None:
    assert await found(standing, **query) == codes


async def test_a_search_finds_names_of_the_log_without_particulars(directory: Directory) -> None:
    names = {"ru": "Жёлтая Дорога", "ky": "Сары-Таш"}
    directory.programme.say(directory.country.sign, lambda a: a.open_unit("KG-STA", names))
    await directory.write_log()
    assert await found(directory, q="желтая") == ["KG-STA"]
    assert await found(directory, q="таш") == ["KG-STA"]
    directory.programme.say(directory.country.sign, lambda a: a.change_unit("KG-STA", {"en": "Irkeshtam"}))
    await directory.write_log()
    assert await found(directory, q="желтая") == []
    assert await found(directory, q="irk") == ["KG-STA"]


async def test_pages_of_a_search_follow_each_other(standing: Directory) -> None:
    seen, after = [], ""
    for _ in range(3):
        page = await standing.get(ANALYST, UNITS, limit=1, after=after)
        seen += [unit["code"] for unit in page["units"]]
        after = page["next"] or ""
    assert (seen, after) == ([BATKEN, OSH, AKTAU], "")


@pytest.mark.parametrize(
    "query", [{"limit": 201}, {"limit": 0}, {"country": "kg"}, {"after": "\0"}, {"colour": "red"}]
)
async def test_a_search_is_bounded(standing: Directory, query: dict[str, Any]) -> None:
    assert await standing.refused(ANALYST, "GET", UNITS, params=query) == (422, "invalid-request")


async def test_a_search_in_a_group_or_segment_that_is_not_there_is_refused(standing: Directory) -> None:
    for query in ({"group": "none"}, {"segment": "none"}):
        assert await standing.refused(ANALYST, "GET", UNITS, params=query) == (404, "not-found")


async def test_open_now_follows_hours_zone_and_clock(directory: Directory) -> None:
    # The programme's clock is 2026-09-21 14:2x UTC: a Monday evening in Bishkek, 20:2x.
    closed = await directory.put(HEAD, at(OSH), unit_filing())
    assert closed["open_now"] is False
    overnight = unit_filing(version=1, hours="Mo 20:00-06:00")
    assert (await directory.put(HEAD, at(OSH), overnight))["open_now"] is True
    unknown = unit_filing(version=2, hours="")
    assert (await directory.put(HEAD, at(OSH), unknown))["open_now"] is None
