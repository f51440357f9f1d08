"""Units and officers as CSV and XLSX, out and in."""

from __future__ import annotations

import io
import random
import time
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from architecture.source import ROOT
from integration.directory.people.conftest import (
    ANALYST,
    HEAD,
    KYRGYZ,
    PLANNED,
    PROGRAMME,
    file_everything,
    officer,
    unit_filing,
)
from sealwire.authorisation import Actor
from sealwire.contract.people import MAX_IMPORT_BYTES, MAX_IMPORT_ROWS
from sealwire_chassis.table_files import csv_file, xlsx_file, xlsx_writing
from sealwire_chassis.table_files.limits import Limits
from sealwire_chassis.table_files.refusals import UnreadableFile
from sealwire_directory.people.domain.layouts import OFFICERS, UNITS
from sealwire_gateway.routes import IMPORT_S
from simulators.programme import AKTAU, BATKEN, OSH

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.directory.people.conftest import Directory
    from sealwire_chassis.caller import Caller

HANDLE = f"analyst.{OSH.lower()}"
HEADINGS = "code;kind;unlocode;time_zone"


async def exported(directory: Directory, who: Caller, file: str, **query: Any) -> bytes:
    answer = await directory.call(who, "GET", f"/v1/exports/{file}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.content


async def imported(directory: Directory, who: Caller, table: str, data: bytes, **how: Any) -> dict[str, Any]:
    answer = await directory.call(who, "POST", f"/v1/imports/{table}", params=how, content=data)
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = answer.json()
    return report


async def changes(directory: Directory) -> int:
    return len((await directory.get(PROGRAMME, "/v1/changes"))["changes"])


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("table", ["units", "officers"])
@pytest.mark.parametrize(
    "who",
    [PROGRAMME, KYRGYZ, HEAD],
    ids=[Actor.PROGRAMME_ADMINISTRATOR, Actor.COUNTRY_ADMINISTRATOR, Actor.UNIT_HEAD],
)
async def test_an_exported_file_that_comes_back_changes_nothing(
    standing: Directory, who: Caller, table: str, form: str
) -> None:
    before = await changes(standing)
    file = await exported(standing, who, f"{table}.{form}")
    report = await imported(standing, who, table, file)
    assert (report["errors"], report["refused"], report["changed"], report["created"]) == ([], 0, 0, 0)
    assert report["unchanged"] == report["lines"] == (3 if table == "units" else 8)
    assert await changes(standing) == before


async def test_an_export_holds_what_the_caller_may_see_and_no_more(standing: Directory) -> None:
    everything = (await exported(standing, PROGRAMME, "officers.csv")).decode("utf-8-sig")
    assert "Нурлан" in everything
    assert "Нурлан" not in (await exported(standing, KYRGYZ, "officers.csv")).decode("utf-8-sig")
    viewer = (await exported(standing, officer(OSH, "viewer"), "officers.csv")).decode("utf-8-sig")
    assert "Айбек" not in viewer
    assert f"key.{OSH.lower()}" in viewer
    one = (await exported(standing, ANALYST, "units.csv", country="KZ")).decode("utf-8-sig")
    assert (AKTAU in one, OSH in one) == (True, False)


async def test_a_line_makes_changes_and_leaves_units_alone(directory: Directory) -> None:
    await file_everything(directory)
    lines = [
        "code,kind,unlocode,local_code,place,latitude,longitude,time_zone,contacts",
        f'{PLANNED},rail,,IRK,Иркештам,"39,68",73.93,Asia/Bishkek,"email:a@b.kg|x; phone:+996 1 23"',
        f"{OSH},rail,,DOSTUK,'=HYPERLINK(1),40.515,72.785,Asia/Bishkek,",
    ]
    file = "\r\n".join(lines).encode("utf-8-sig")
    dry = await imported(directory, KYRGYZ, "units", file, dry_run="true")
    assert (dry["created"], dry["changed"], dry["applied"]) == (1, 1, False)
    assert (await directory.get(ANALYST, f"/v1/units/{OSH}"))["version"] == 1
    done = await imported(directory, KYRGYZ, "units", file)
    assert (done["created"], done["changed"], done["applied"]) == (1, 1, True)
    planned = (await directory.get(ANALYST, f"/v1/units/{PLANNED}"))["particulars"]
    assert (planned["latitude"], planned["place"]) == (39.68, "Иркештам")
    assert [each["value"] for each in planned["contacts"]] == ["a@b.kg", "+996 1 23"]
    osh = (await directory.get(ANALYST, f"/v1/units/{OSH}"))["particulars"]
    assert (osh["kind"], osh["place"], osh["contacts"]) == ("rail", "=HYPERLINK(1)", [])
    # A column that is not in the file stays as it was.
    assert osh["agencies"] == ["@State Customs Service", "Шекара кызматы"]
    again = await imported(directory, KYRGYZ, "units", file)
    assert (again["unchanged"], again["lines"]) == (2, 2)
    found = (await directory.get(ANALYST, "/v1/units", q="ирк"))["units"]
    assert [unit["code"] for unit in found] == [PLANNED]


BAD = [
    HEADINGS,
    f"{BATKEN};rail;KGBAT;Asia/Bishkek",
    "KG-ONE;ship;KGON2;Asia/Bishkek",
    "KG-TWO;rail;KZAAU;Asia/Bishkek",
    "kg-three;rail;KGABC;Asia/Bishkek",
    f"{AKTAU};sea_port;KZAAU;Asia/Aqtau",
    f"{BATKEN};rail;KGXYZ;Asia/Bishkek",
    "KG-SIX;;KGABC;",
    ";rail;KGABC;Asia/Bishkek",
]


async def test_errors_name_line_and_column_and_good_lines_are_kept(directory: Directory) -> None:
    report = await imported(directory, KYRGYZ, "units", "\n".join(BAD).encode())
    told = [(each["line"], each["column"], each["code"]) for each in report["errors"]]
    assert told == [
        (3, "kind", "invalid-value"),
        (4, "unlocode", "wrong-country"),
        (5, "code", "malformed-identifier"),
        (6, "code", "not-allowed"),
        (7, "code", "line-repeated"),
        (8, "kind", "invalid-value"),
        (8, "time_zone", "invalid-value"),
        (9, "code", "malformed-identifier"),
    ]
    assert (report["lines"], report["created"], report["refused"], report["applied"]) == (8, 1, 7, True)
    assert (await directory.get(ANALYST, f"/v1/units/{BATKEN}"))["version"] == 1


async def test_all_or_nothing_keeps_good_lines_out_too(directory: Directory) -> None:
    file = "\n".join(BAD).encode()
    report = await imported(directory, KYRGYZ, "units", file, all_or_nothing="true")
    assert (report["created"], report["refused"], report["applied"]) == (1, 7, False)
    assert (await directory.get(ANALYST, f"/v1/units/{BATKEN}"))["version"] == 0
    good = "\n".join(BAD[:2]).encode()
    assert (await imported(directory, KYRGYZ, "units", good, all_or_nothing="true"))["applied"] is True


async def test_a_line_over_another_version_is_refused(directory: Directory) -> None:
    await file_everything(directory)
    old = await exported(directory, KYRGYZ, "units.csv")
    await directory.put(HEAD, f"/v1/units/{OSH}", unit_filing(version=1))
    report = await imported(directory, KYRGYZ, "units", old)
    assert [(each["column"], each["code"]) for each in report["errors"]] == [("version", "changed-meanwhile")]


async def test_officers_are_imported_line_by_line(directory: Directory) -> None:
    lines = [
        "unit;handle;name;gender;contacts",
        f"{OSH};{HANDLE};Айбек;male;mobile:+996 555 1",
        f"{OSH};Айбек;Айбек;male;",
        f"{OSH};o-2;Айбек;m;",
        "KG-XXX;o-3;Айбек;male;",
        f"{AKTAU};key.kz-akt;Айбек;male;",
    ]
    report = await imported(directory, KYRGYZ, "officers", "\n".join(lines).encode())
    told = [(each["line"], each["column"], each["code"]) for each in report["errors"]]
    assert told == [
        (3, "unit", "malformed-identifier"),
        (4, "gender", "invalid-value"),
        (5, "unit", "not-found"),
        (6, "unit", "not-allowed"),
    ]
    assert report["created"] == 1


def _workbook(rows: list[list[str]]) -> bytes:
    return xlsx_writing.write(rows[0], rows[1:])


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 80_000_000)
    return out.getvalue()


def _lying_bomb() -> bytes:
    """Return a bomb whose directory says that it unpacks to a hundred bytes."""
    bomb, size = _bomb(), (80_000_000).to_bytes(4, "little")
    assert bomb.count(size) == 2, "in the part's own header, and in the directory"
    return bomb.replace(size, (100).to_bytes(4, "little"))


def _altered(change: Callable[[str, bytes], bytes]) -> bytes:
    """Return a good workbook with its parts changed."""
    good = zipfile.ZipFile(io.BytesIO(_workbook([["code"], ["KG-OSH"]])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in good.namelist():
            archive.writestr(name, change(name, good.read(name)))
    return out.getvalue()


def _with_cell(cell: bytes) -> bytes:
    """Return a workbook with a cell more in its last row."""
    return _altered(lambda _, content: content.replace(b"</row></sheetData>", cell + b"</row></sheetData>"))


def _echo(times: int) -> bytes:
    """Return a workbook of a few kilobytes, many of whose cells refer to one text of a million letters."""
    cells = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(3, 3 + times)
    )

    def change(name: str, content: bytes) -> bytes:
        if "sharedStrings" in name:
            return content.replace(b"<t>code", b"<t>code" + b"A" * 1_000_000)
        return content.replace(b"</sheetData>", cells + b"</sheetData>")

    return _altered(change)


# One cell in the last corner: the rectangle around all cells has seventeen thousand million.
SPREAD = _altered(lambda _, content: content.replace(b'r="A2"', b'r="XFD1048576"'))
HIDDEN = _with_cell(b"""<c x=' r="A1"' r="XFD1048576"><v>1</v></c>""")
PREFIXED = _with_cell(b'<a-b:c r="XFD1048576"><v>1</v></a-b:c>')
TWICE = _with_cell(b'<c r="A3" r="XFD1048576"><v>1</v></c>')
ZERO = _altered(lambda _, content: content.replace(b">KG-OSH<", b">KG_x0000_<"))
MANY_COLUMNS = _altered(lambda _, content: content.replace(b'r="A2"', b'r="ZZ2"'))
BROKEN = _altered(lambda name, content: content[:-40] if "sheet1" in name else content)


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        pytest.param(b"", 422, "unknown-columns", id="empty"),
        pytest.param("code;place\nKG-BAT;Баткен".encode("cp1251"), 400, "unreadable-file", id="not UTF-8"),
        pytest.param(b'code;kind\n"KG-OSH;rail', 400, "unreadable-file", id="a quote that never ends"),
        pytest.param(b"code;kind\nKG-OSH;\0", 400, "unreadable-file", id="a zero byte"),
        pytest.param(b"PK\x03\x04 and nothing", 400, "unreadable-file", id="half a workbook"),
        pytest.param(_bomb(), 400, "unreadable-file", id="a workbook that unpacks to 80 MB"),
        pytest.param(_lying_bomb(), 400, "unreadable-file", id="a workbook that lies about its size"),
        pytest.param(SPREAD, 400, "unreadable-file", id="a workbook of 17 thousand million cells"),
        pytest.param(HIDDEN, 400, "unreadable-file", id="such a place behind another attribute"),
        pytest.param(PREFIXED, 400, "unreadable-file", id="such a place of a cell with a prefix"),
        pytest.param(TWICE, 400, "unreadable-file", id="such a place after another"),
        pytest.param(_echo(5_000), 400, "unreadable-file", id="a text of 1 MB in 5,000 cells"),
        pytest.param(_echo(30), 400, "unreadable-file", id="a text of 1 MB in 30 cells"),
        pytest.param(ZERO, 400, "unreadable-file", id="a zero byte in a workbook"),
        pytest.param(MANY_COLUMNS, 400, "unreadable-file", id="702 columns"),
        pytest.param(BROKEN, 400, "unreadable-file", id="a sheet that breaks off"),
        pytest.param(b"kind;unlocode\nrail;KGOSS", 422, "unknown-columns", id="no code"),
        pytest.param(b"code;colour\nKG-OSH;red", 422, "unknown-columns", id="an unknown heading"),
        pytest.param(b"code;kind;kind\nKG-OSH;rail;rail", 422, "unknown-columns", id="a heading twice"),
        pytest.param(b"code\n" + b"KG-OSH\n" * 20_001, 413, "too-many-rows", id="too many rows"),
        pytest.param(b"x" * (MAX_IMPORT_BYTES + 1), 413, "too-large", id="too many bytes"),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused(
    standing: Directory, data: bytes, status: int, code: str
) -> None:
    refused = await standing.refused(KYRGYZ, "POST", "/v1/imports/units", content=data)
    assert refused == (status, code)


def test_a_cell_that_does_not_say_where_it_stands_follows_the_one_before() -> None:
    nameless = _altered(lambda _, content: content.replace(b' r="A2"', b""))
    assert xlsx_file.read(nameless, Limits(max_rows=1)) == [(1, ["code"]), (2, ["KG-OSH"])]


async def test_a_short_line_has_empty_cells_and_a_long_one_is_refused(standing: Directory) -> None:
    lines = ["kind;code;unlocode;time_zone", "rail", "rail;KG-ONE;KGOSS;Asia/Bishkek;x", f"rail;{OSH};;"]
    how = {"dry_run": "true"}
    report = await imported(standing, KYRGYZ, "units", "\n".join(lines).encode(), **how)
    told = [(each["line"], each["column"], each["code"]) for each in report["errors"]]
    assert told == [
        (2, "time_zone", "invalid-value"),
        (3, "code", "misplaced-cells"),
        (4, "time_zone", "invalid-value"),
    ]


async def test_an_empty_table_and_a_table_of_empty_lines_change_nothing(standing: Directory) -> None:
    for file in (HEADINGS.encode(), (HEADINGS + "\n;;;\n\n").encode(), _workbook([["code", "kind"]])):
        assert (await imported(standing, KYRGYZ, "units", file))["lines"] == 0


async def test_the_largest_import_ends_within_the_gateways_deadline(directory: Directory) -> None:
    rows = [
        [f"KG-{number:05}", "", "", "", "land_crossing", "", str(number), "Баткен", "40.06", "70.82",
         "ГТС; ГПС", "ky; ru", "Mo-Fr 08:00-18:00", "Asia/Bishkek", "phone:+996 3222 5", "central-asia"]
        for number in range(MAX_IMPORT_ROWS)
    ]  # fmt: skip
    file = xlsx_writing.write(UNITS.columns, rows)
    began = time.monotonic()
    report = await imported(directory, KYRGYZ, "units", file)
    taken_s = time.monotonic() - began
    assert (report["created"], report["refused"]) == (MAX_IMPORT_ROWS, 0)
    assert taken_s < IMPORT_S
    page = await directory.get(ANALYST, "/v1/units", q="батк", kind="land_crossing", after="KG-15000")
    assert len(page["units"]) == 100
    assert await directory.refused(ANALYST, "GET", "/v1/exports/units.csv") == (413, "too-many-rows")


def test_both_formats_give_cells_back_as_they_were() -> None:
    cells = [
        "=1+1",
        "'=1",
        "''@x",
        "a,=1",
        "a; -b",
        "a,'=1",
        "+996",
        "-",
        "'text",
        'Ош; "Ош"',
        "a\nb",
        "7",
        "1.5",
        "",
        "@",
    ]
    headings = [f"h{number}" for number in range(len(cells))]
    for written, read in ((csv_file.write, csv_file.read), (xlsx_writing.write, xlsx_file.read)):
        rows = read(written(headings, [cells]), Limits(max_rows=10))
        assert [row for _, row in rows] == [headings, cells]


def test_a_damaged_workbook_is_read_or_refused_and_nothing_else() -> None:
    chance = random.Random(5)  # noqa: S311 - the same damages in every run
    good = _workbook([["code", "kind"], *([f"KG-{number}", "Ош"] for number in range(20))])
    refused = 0
    for _ in range(60):
        damaged = bytearray(good)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(4, len(damaged))] = chance.randrange(256)
        try:
            xlsx_file.read(bytes(damaged), Limits(max_rows=100))
        except UnreadableFile:
            refused += 1
    assert 0 < refused < 60


def test_no_cell_of_an_export_is_run_by_a_spreadsheet() -> None:
    text = csv_file.write(["a"], [["=1+1"], ["@x"], ["plain"]]).decode("utf-8-sig")
    assert text.splitlines() == ["a", "'=1+1", "'@x", "plain"]
    workbook = zipfile.ZipFile(io.BytesIO(xlsx_writing.write(["a"], [["=1+1"]])))
    assert b"<f>" not in workbook.read("xl/worksheets/sheet1.xml")


def test_the_columns_are_those_that_users_have_in_their_files() -> None:
    """A column may be added; a name is never changed."""
    assert UNITS.columns == (
        "code", "names", "status", "version", "kind", "unlocode", "local_code", "place", "latitude",
        "longitude", "agencies", "languages", "hours", "time_zone", "contacts", "segment",
    )  # fmt: skip
    assert OFFICERS.columns == (
        "unit", "handle", "roles", "status", "version", "name", "rank", "agency", "gender", "languages",
        "contacts",
    )  # fmt: skip


def test_the_page_about_tables_names_every_column() -> None:
    page = (ROOT / "docs" / "people.md").read_text(encoding="utf-8")
    assert [column for column in {*UNITS.columns, *OFFICERS.columns} if f"`{column}`" not in page] == []
