"""Reports for donors: what they count, and that no reader's program runs what is in them."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from integration.directory.conftest import Service, code
from sealwire.contract.onboarding import CourseKind, Result
from simulators import casework
from simulators.casework import BATKEN, OFFICERS, Caseworker, made_id, who

if TYPE_CHECKING:
    import httpx

OSH, AKTAU = "KG-OSH", "KZ-AKTAU"
HOSTILE = "=HYPERLINK(1)</td><script>alert(1)</script>"


@pytest.fixture
async def worker(founded: Service) -> Caseworker:
    """An administrator with courses and equipment of three units in two countries.

    Both officers of Batken took two courses; of Osh one passed, and one failed.
    """
    keeper = Caseworker(founded.http, who("*"))
    for unit in (BATKEN, OSH, AKTAU):
        await keeper.requested(unit)
    both, one = casework.participants(Result.PASSED, Result.ATTENDED), casework.participants
    taught: list[tuple[CourseKind, str, Any]] = [
        (CourseKind.THEORY, BATKEN, both),
        (CourseKind.PRACTICAL, BATKEN, both),
        (CourseKind.THEORY, OSH, one(Result.PASSED, Result.FAILED)),
        (CourseKind.THEORY, AKTAU, one(Result.PASSED)),
    ]
    for kind in (CourseKind.THEORY, CourseKind.PRACTICAL):
        donor = "inl" if kind is CourseKind.THEORY else None
        course = casework.course(kind, donor=donor)
        assert (await keeper.put(f"/courses/{made_id(kind)}", course)).status_code == 204
    for kind, unit, people in taught:
        path = f"/courses/{made_id(kind)}/participants/{unit}"
        assert (await keeper.put(path, people)).status_code == 204
    for number, (unit, item) in enumerate([(BATKEN, "Scanner"), (BATKEN, "Scanner"), (AKTAU, HOSTILE)]):
        handover = casework.handover(None, serials=[], items=[{"item": item, "quantity": 2}])
        path = f"/cases/{unit}/handovers/{made_id(str(number))}"
        assert (await keeper.put(path, handover)).status_code == 200
    return keeper


async def report(worker: Caseworker, **asked: str | int) -> dict[str, Any]:
    return await worker.done(await worker.get("/reports", **asked))


def lines(report: dict[str, Any]) -> list[tuple[str, str, str, int, int]]:
    return [
        (each["group"], each["kind"], each["gender"], each["officers"], each["seats"])
        for each in report["training"]
    ]


async def test_officers_are_counted_once_and_seats_as_often_as_taken(worker: Caseworker) -> None:
    found = await report(worker, unit=BATKEN)
    assert lines(found) == [
        (BATKEN, "practical", "female", 1, 1),
        (BATKEN, "practical", "male", 1, 1),
        (BATKEN, "theory", "female", 1, 1),
        (BATKEN, "theory", "male", 1, 1),
    ]
    assert (found["officers"], found["seats"]) == (2, 4)


async def test_who_failed_was_not_trained(worker: Caseworker) -> None:
    assert lines(await report(worker, unit=OSH)) == [(OSH, "theory", "female", 1, 1)]


async def test_one_handle_in_two_units_is_two_officers(worker: Caseworker) -> None:
    found = await report(worker)
    assert (found["officers"], found["seats"]) == (4, 6)


async def test_a_report_has_lines_per_country_and_per_donor(worker: Caseworker) -> None:
    assert lines(await report(worker, per="country", country="KG")) == [
        ("KG", "practical", "female", 1, 1),
        ("KG", "practical", "male", 1, 1),
        ("KG", "theory", "female", 2, 2),
        ("KG", "theory", "male", 1, 1),
    ]
    per_donor = await report(worker, per="donor")
    assert {each[0] for each in lines(per_donor)} == {"-", "inl"}
    assert {each["group"] for each in per_donor["equipment"]} == {"exbs"}


async def test_what_no_donor_is_named_for_is_told_in_words(worker: Caseworker) -> None:
    for language, words in (("en", "No donor named"), ("ru", "Донор не указан")):
        table = (await worker.get("/reports", per="donor", form="csv", language=language)).text
        assert words in table
        assert "'-" not in table
        assert words in page(await worker.get("/reports", per="donor", form="html", language=language)).said


async def test_a_report_says_over_whom_it_counts_and_when_it_was_made(worker: Caseworker) -> None:
    whole = await report(worker)
    assert (whole["asked"]["country"], whole["asked"]["unit"]) == ("", "")
    for reader, shown in ((who("KG"), "KG"), (who(unit=OSH, roles=("viewer",)), OSH)):
        own = Caseworker(worker.http, reader)
        asked = (await report(own))["asked"]
        assert shown in {asked["country"], asked["unit"]}
        printed = page(await own.get("/reports", form="html")).said
        assert shown in printed
        assert any(whole["made_on"] in text for text in printed)


async def test_a_report_is_limited_by_year_and_donor(worker: Caseworker) -> None:
    assert {each[1] for each in lines(await report(worker, year=2022))} == {"practical"}
    assert {each[1] for each in lines(await report(worker, donor="inl"))} == {"theory"}
    nothing = await report(worker, year=2019)
    assert (nothing["training"], nothing["equipment"], nothing["officers"]) == ([], [], 0)


async def test_equipment_is_added_up_by_item(worker: Caseworker) -> None:
    (line,) = (await report(worker, unit=BATKEN))["equipment"]
    assert line == {"group": BATKEN, "item": "Scanner", "quantity": 4, "handovers": 2}


async def test_reports_name_nobody(worker: Caseworker) -> None:
    for form in ("json", "csv", "html"):
        text = (await worker.get("/reports", form=form)).text
        assert not any(officer.name in text or officer.handle in text for officer in OFFICERS)


async def test_a_spreadsheet_runs_no_cell_of_the_csv(worker: Caseworker) -> None:
    answer = await worker.get("/reports", form="csv", language="ru")
    assert answer.headers["content-disposition"] == 'attachment; filename="report.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][1:] == ["Группа", "Пол", "Сотрудников", "Мест", "Количество", "Передач"]
    assert any(cell == "'" + HOSTILE for row in rows for cell in row)
    assert not any(cell.startswith("=") for row in rows for cell in row)
    assert any(row[1:] == [BATKEN, "", "", "", "4", "2"] for row in rows)


class Page(HTMLParser):
    """Collects a page's tags and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said.append(data.strip())


def page(answer: httpx.Response) -> Page:
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    parsed = Page()
    parsed.feed(answer.text)
    return parsed


async def test_the_page_to_print_has_no_scripts_and_asks_for_nothing_outside(worker: Caseworker) -> None:
    shown = page(await worker.get("/reports", form="html"))
    assert {tag for tag, _ in shown.tags} & {"script", "link", "img", "iframe", "a", "form"} == set()
    assert not any({"src", "href", "onload"} & set(attributes) for _, attributes in shown.tags)
    assert HOSTILE in shown.said


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "Officers trained"), ("ru", "Обучено сотрудников")]
)
async def test_the_page_is_in_english_and_russian(worker: Caseworker, language: str, expected: str) -> None:
    shown = page(await worker.get("/reports", form="html", language=language, year=2021, unit=BATKEN))
    assert ("html", {"lang": language}) in shown.tags
    assert expected in shown.said
    assert {"2021", BATKEN} <= set(shown.said)


@pytest.mark.parametrize(
    "asked", [{"per": "officer"}, {"year": 1}, {"unit": "x"}, {"country": "kg"}, {"form": "pdf"}], ids=str
)
async def test_a_report_of_another_form_is_refused(worker: Caseworker, asked: dict[str, str | int]) -> None:
    assert code(await worker.get("/reports", **asked)) == (422, "invalid-request")
