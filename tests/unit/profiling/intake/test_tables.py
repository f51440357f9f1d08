"""CSV and XLSX: usual headings and saved mappings, several rows to a consignment, errors where they stand."""

from __future__ import annotations

import io
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from sealwire.contract.profiling.consignments import EquipmentKind, PartyRole
from sealwire.contract.profiling.intake import FileKind, Mapping
from sealwire.errors import SealwireError
from sealwire_chassis.table_files.refusals import UnreadableFile
from sealwire_profiling.intake.domain.mapping import PATHS, bind, check_mapping, recognised
from sealwire_profiling.intake.domain.words import table
from sealwire_profiling.intake.refusals import ColumnsNotFound, UnknownFormat, UnknownPaths
from unit.profiling.intake.files import good, read, told

ENGLISH = (
    "B/L No;Date;Shipper;Shipper country;Consignee;Description;HS code;Packages;Gross weight (t);Value;"
    "Currency;Container No;Seal No;Port of loading;Port of discharge\n"
    "BL-1;01.09.2026;Guangzhou Tools;China;Ak-Jol LLC;Gate valves;8481 80;10;1,5;5 000,00;USD;"
    "MSKU1234565;S1,S2;CNCAN;KGOSS\n"
)
RUSSIAN_HEADINGS = (
    "№ накладной", "Дата", "Грузоотправитель", "Грузополучатель", "ИНН", "Наименование товара",
    "Код ТН ВЭД",  # noqa: RUF001 - Cyrillic, as these files are
    "Кол-во мест",
    '"Вес брутто, кг"',  # noqa: RUF001 - as above
    "Страна происхождения", "Номер вагона", "Пломба", "Страна отправления", "Страна назначения",
)  # fmt: skip
RUSSIAN_ROW = (
    "П-7", "01.09.2026", '"Фирма ""Вектор"""', "Акционер", "0123456789", "Насосы", "8413", "3", '"1 200,5"',
    "Россия", "52123456", "П-1", "РФ", "KG",
)  # fmt: skip
RUSSIAN = ",".join(RUSSIAN_HEADINGS) + "\n" + ",".join(RUSSIAN_ROW) + "\n"


def test_a_file_with_usual_english_headings_needs_no_mapping() -> None:
    [made] = good(read(ENGLISH))
    [goods], [box] = made.goods, made.equipment
    shipper = made.party(PartyRole.SHIPPER)
    assert shipper is not None
    assert (shipper.name, shipper.country) == ("Guangzhou Tools", "CN")
    assert (goods.hs, goods.packages, goods.gross_kg, goods.value) == ("8481 80", 10, 1500.0, 5000.0)
    assert (box.kind, box.number) == (EquipmentKind.CONTAINER, "MSKU1234565")
    assert [seal.number for seal in box.seals] == ["S1", "S2"]
    assert [(leg.place, leg.country) for leg in made.legs] == [("CNCAN", "CN"), ("KGOSS", "KG")]
    assert (made.reference, made.currency, str(made.declared_on)) == ("BL-1", "USD", "2026-09-01")


def test_a_file_with_usual_russian_headings_needs_no_mapping() -> None:
    [made] = good(read(RUSSIAN))
    consignee = made.party(PartyRole.CONSIGNEE)
    assert consignee is not None
    assert (consignee.name, consignee.identifier) == ("Акционер", "0123456789")
    assert (made.goods[0].gross_kg, made.goods[0].packages, made.goods[0].origin) == (1200.5, 3, "RU")
    assert (made.equipment[0].kind, made.equipment[0].seals[0].number) == (EquipmentKind.WAGON, "П-1")
    assert [leg.country for leg in made.legs] == ["RU", "KG"]


def test_windows_1251_is_read_where_the_source_says_so_and_refused_elsewhere() -> None:
    data = RUSSIAN.encode("windows-1251")
    assert good(read(data, encoding="windows-1251")) == good(read(RUSSIAN))
    with pytest.raises(UnreadableFile):
        read(data)


def test_a_workbook_is_read_like_the_same_csv() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        sheet = workbook.add_worksheet()
        for number, line in enumerate(ENGLISH.splitlines()):
            sheet.write_row(number, 0, line.split(";"))
    assert read(out.getvalue()) == read(ENGLISH)


def test_rows_of_one_reference_are_one_consignment() -> None:
    [first, second] = good(
        read(
            "reference;shipper;container;seal;description;gross weight\n"
            "BL-1;A;MSKU1;S1;Valves;10\n"
            "BL-1;;MSKU2;S2;Pumps;20\n"
            "BL-1;A;MSKU2;S3;;\n"
            "BL-2;B;;;Pipes;30\n"
        )
    )
    assert [goods.description for goods in first.goods] == ["Valves", "Pumps"]
    assert [(box.number, [seal.number for seal in box.seals]) for box in first.equipment] == [
        ("MSKU1", ["S1"]),
        ("MSKU2", ["S2", "S3"]),
    ]
    assert len(first.parties) == 1
    assert second.reference == "BL-2"


def test_a_bad_cell_refuses_its_consignment_and_no_other() -> None:
    parsed = read(
        "reference;gross weight;packages;declaration date\n"
        "BL-1;10;1;2026-09-01\n"
        "BL-2;10;1;2026-09-01\n"
        "BL-2;heavy;half;2026-09-01\n"
        "BL-3;10;1;2026-09-01\n"
    )
    assert [each.consignment.reference for each in parsed if each.consignment] == ["BL-1", "BL-3"]
    assert [each.line for each in parsed] == [2, 3, 5]
    assert told(parsed) == [(4, "gross weight", "not-a-number"), (4, "packages", "not-a-number")]


@pytest.mark.parametrize(
    ("rows", "errors"),
    [
        ("BL-1;A;;;\n;B;;;", [(3, "reference", "reference-missing")]),
        ("BL-1;A;;;\nBL-1;B;;;", [(3, "shipper", "rows-disagree")]),
        ("BL-1;A;;;\nBL-2;A;;;\nBL-1;A;;;", [(2, "reference", "rows-apart"), (4, "reference", "rows-apart")]),
        ("BL-1;A;;;;x", [(2, "reference", "misplaced-cells")]),
        ("BL-1;A;C1,C2;S1;", [(2, "seal", "seals-unclear")]),
        ("BL-1;A;;S1;", [(2, "seal", "seals-unclear")]),
        ("BL-1;A;C1,C2;;5", [(2, "container gross", "weight-of-several")]),
        ("BL-1;A;;;5", [(2, "container gross", "equipment-unknown")]),
        ("BL-1;A;C1;;-5", [(2, "container gross", "too-small")]),
        ("BL-1;A;C" + "1" * 80 + ";;", [(2, "container", "too-long")]),
        ("BL-1;A" + "a" * 600 + ";;;", [(2, "shipper", "too-long")]),
        ("BL-1;A\x07;;;", [(2, "shipper", "form-wrong")]),
    ],
)
def test_what_is_wrong_is_told_at_its_line_and_column(rows: str, errors: list[tuple[int, str, str]]) -> None:
    parsed = read("reference;shipper;container;seal;container gross\n" + rows)
    assert told(parsed) == errors


def test_no_error_shows_a_party() -> None:
    parsed = read(
        "reference;shipper;tin\nBL-1;" + "Ivanov" * 100 + ";" + "9" * 71 + "\nBL-2;Ivanov;1\nBL-2;Petrov;2"
    )
    messages = " ".join(error.message for each in parsed for error in each.errors)
    assert len(told(parsed)) == 4
    assert not any(name in messages for name in ("Ivanov", "Petrov", "999"))


def test_as_many_seals_as_containers_are_one_each() -> None:
    [made] = good(read("reference;container;seal\nBL-1;C1;S0\nBL-1;C2,C3;S2,S3\n"))
    assert [(box.number, len(box.seals)) for box in made.equipment] == [("C1", 1), ("C2", 1), ("C3", 1)]


def test_a_mapping_reads_headings_of_its_own() -> None:
    fields = {
        "reference": {"columns": ["Key"]},
        "goods.gross_kg": {"columns": ["W1", "W2"], "unit": "t", "decimal": ","},
        "goods.currency": {"constant": "EUR"},
        "goods.origin": {"columns": ["Nowhere"], "optional": True},
        "declared_on": {"columns": ["When"], "dates": "mdy"},
        "direction": {"constant": "import"},
        "seal.number": {"columns": ["Z1", "Z2"]},
    }
    parsed = read(
        'key,w1,w2,When,Z1,Z2,container\n1,,"1,500",09/01/2026,S1,S2,C1\n2,,,09/02/2026,,,C2\n', fields=fields
    )
    [full, bare] = good(parsed)
    assert (full.goods[0].gross_kg, full.goods[0].currency, full.direction) == (1500.0, "EUR", "import")
    assert [seal.number for seal in full.equipment[0].seals] == ["S1", "S2"]
    assert (str(full.declared_on), bare.goods) == ("2026-09-01", ())


def test_headings_that_nothing_is_read_from_are_named() -> None:
    binding = bind(["Reference", "Colour", "", "Shipper", "Shipper"], Mapping())
    assert binding.ignored == ("Colour", "Shipper")


def test_a_rule_goes_before_a_usual_heading_and_recognition_can_be_off() -> None:
    rules: Any = {"reference": {"columns": ["Declaration"]}, "goods.description": {"columns": ["Shipper"]}}
    [made] = good(read("Declaration;Shipper;Consignee\n1;Valves;B\n", fields=rules))
    assert (made.goods[0].description, made.party(PartyRole.SHIPPER)) == ("Valves", None)
    [bare] = good(read("Declaration;Shipper;Consignee\n1;Valves;B\n", fields=rules, recognise=False))
    assert bare.parties == ()


@pytest.mark.parametrize(
    ("data", "mapping", "refusal"),
    [
        ("", {}, ColumnsNotFound),
        ("colour;size\nred;5\n", {}, ColumnsNotFound),
        ("reference\n1\n", {"fields": {"vessel": {"columns": ["Ship"]}}}, ColumnsNotFound),
        ('reference\n"1\n', {}, UnreadableFile),
        ("reference\n1\0\n", {}, UnreadableFile),
        ("reference;" + ";" * 300 + "\n1\n", {}, UnreadableFile),
        ("PK\x03\x04 and nothing", {}, UnreadableFile),
    ],
)
def test_a_file_that_fits_nothing_is_refused_as_a_whole(
    data: str, mapping: dict[str, Any], refusal: type[SealwireError]
) -> None:
    with pytest.raises(refusal):
        read(data, **mapping)


def test_a_file_of_another_kind_than_was_said_is_refused() -> None:
    with pytest.raises(UnknownFormat):
        read(ENGLISH, FileKind.XLSX)
    assert len(good(read(ENGLISH, FileKind.CSV))) == 1


def test_a_consignment_of_too_many_rows_is_refused_and_the_next_is_read() -> None:
    parsed = read("reference;description\n" + "BL-1;x\n" * 1000 + "BL-2;x\n")
    assert told(parsed) == [(2, "goods", "too-many")]
    assert told(read("reference;description\n" + "BL-1;x\n" * 3000)) == [(2, "reference", "too-many-rows")]
    assert parsed[1].consignment is not None


def test_every_usual_heading_leads_to_a_field_and_to_one_only() -> None:
    headings = table("headings.toml")
    assert set(headings) <= set(PATHS)
    for path, known in headings.items():
        for heading in known:
            found = recognised(heading)
            assert found is not None
            assert found[0] == path, heading


def test_a_mapping_may_only_name_fields_that_exist() -> None:
    check_mapping(Mapping.model_validate({"fields": {path: {} for path in list(PATHS)[:100]}}))
    with pytest.raises(UnknownPaths) as refused:
        check_mapping(Mapping.model_validate({"fields": {"goods.colour": {}}}))
    assert refused.value.facts == {"paths": ["goods.colour"]}


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_lines_or_a_refusal(data: bytes) -> None:
    for begins in (b"", b"reference;gross weight;container;seal\n", b"reference,shipper\n"):
        try:
            parsed = read(begins + data, encoding="windows-1251" if data[:1] < b"\x80" else "utf-8")
        except SealwireError:
            continue
        assert all((each.consignment is None) == bool(each.errors) for each in parsed)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["BL-1", "BL-2", ""]), st.text(max_size=12)), max_size=8))
def test_no_row_is_lost(rows: list[tuple[str, str]]) -> None:
    """Every row is in a consignment or under an error; goods count shows it."""
    text = "reference\tdescription\n" + "".join(
        f"{reference}\t{''.join(filter(str.isalnum, cell))}x\n" for reference, cell in rows
    )
    parsed = read(text)
    taken = sum(len(each.consignment.goods) for each in parsed if each.consignment)
    missing = sum(error.code == "reference-missing" for each in parsed for error in each.errors)
    apart = {reference for reference, _ in rows if reference and _groups(rows).count(reference) > 1}
    assert taken + missing + sum(reference in apart for reference, _ in rows) == len(rows)


def _groups(rows: list[tuple[str, str]]) -> list[str]:
    named = [reference for reference, _ in rows if reference]
    return [each for number, each in enumerate(named) if number == 0 or named[number - 1] != each]


@pytest.mark.parametrize(
    ("place", "name", "country"),
    [
        ("BISH01", "Bishkek, Kyrgyzstan", "KG"),
        ("BISH01", "Bishkek", None),
        ("KGFRU", "Almaty, Kazakhstan", "KG"),
    ],
)
def test_a_place_by_a_code_of_its_own_has_the_country_of_its_name(
    place: str, name: str, country: str | None
) -> None:
    fields = {
        "reference": {"columns": ["Ref"]},
        "destination.place": {"columns": ["Code"]},
        "destination.name": {"columns": ["Town"]},
    }
    [made] = good(read(f'Ref;Code;Town\nA1;{place};"{name}"\n', fields=fields))
    assert made.legs[-1].country == country
