"""What is typed for onboarding: refused before anything is sent where it cannot stand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sealwire import cbor
from sealwire.cli.onboarding import documents, imports, threads
from sealwire.cli.onboarding.documents import DocumentKindUnknown, DocumentTooLarge, DocumentUnreadable
from sealwire.cli.onboarding.forms import FieldRefused, FormUnreadable, form
from sealwire.cli.onboarding.items import read_items
from sealwire.cli.onboarding.names import by_language
from sealwire.cli.onboarding.prompts import AnswerUnclear
from sealwire.cli.onboarding.threads import NoAnsweredNotice
from sealwire.contract.onboarding import MAX_FILE_BYTES, WorkPlanIn
from simulators.programme import BATKEN, OSH
from simulators.threads import Thread

if TYPE_CHECKING:
    from pathlib import Path

    from sealwire.errors import SealwireError


@pytest.mark.parametrize(
    ("name", "content", "media"),
    [
        ("letter.pdf", b"%PDF-1.7 ...", "application/pdf"),
        ("LETTER.PDF", b"%PDF-1.7 ...", "application/pdf"),
        ("scan.jpeg", b"\xff\xd8\xff...", "image/jpeg"),
        ("scan.png", b"\x89PNG\r\n\x1a\n...", "image/png"),
        ("scan.tif", b"MM\x00*...", "image/tiff"),
        ("letter.docx", b"PK\x03\x04...", documents._KINDS[".docx"][0]),
        ("list.csv", "имя\n".encode(), "text/csv"),
        ("note.txt", b"text", "text/plain"),
        ("thread.cbor", cbor.encode([1]), "application/cbor"),
        ("thread.sealwire", cbor.encode([1]), "application/cbor"),
        ("full.txt", b"x" * MAX_FILE_BYTES, "text/plain"),
    ],
)
def test_a_document_of_a_kind_that_is_kept_is_read(
    tmp_path: Path, name: str, content: bytes, media: str
) -> None:
    (tmp_path / name).write_bytes(content)
    read = documents.read(tmp_path / name)
    assert (read.media, read.content) == (media, content)


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        pytest.param("letter.exe", b"MZ", DocumentKindUnknown, id="a program"),
        pytest.param("letter", b"text", DocumentKindUnknown, id="no ending"),
        pytest.param("letter.pdf", b"MZ", DocumentKindUnknown, id="a program that says it is a PDF"),
        pytest.param("letter.txt", b"\xff\xfe", DocumentKindUnknown, id="bytes that say they are text"),
        pytest.param("letter.txt", b"x" * (MAX_FILE_BYTES + 1), DocumentTooLarge, id="a byte too many"),
        pytest.param("letter.txt", b"", DocumentUnreadable, id="nothing"),
    ],
)
def test_a_document_that_would_be_refused_is_not_sent(
    tmp_path: Path, name: str, content: bytes, refusal: type[SealwireError]
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(refusal):
        documents.read(tmp_path / name)


def test_a_document_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentUnreadable, match=r"absent\.pdf"):
        documents.read(tmp_path / "absent.pdf")


def test_items_are_read_from_a_table(tmp_path: Path) -> None:
    table = tmp_path / "items.csv"
    table.write_text("item,quantity,serials,condition\nEndoscope,2,A1; A2,used\n", encoding="utf-8-sig")
    (item,) = read_items(table)
    assert (item.item, item.quantity, item.serials, item.condition) == ("Endoscope", 2, ["A1", "A2"], "used")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("item\nEndoscope\n", "missing: quantity", id="a column is missing"),
        pytest.param("item,quantity,colour\nX,1,red\n", "unknown: colour", id="a column is unknown"),
        pytest.param("item,quantity\nX,1\nY,many\n", "line 3: quantity", id="a number is none"),
        pytest.param("item,quantity\nX\n", "line 2", id="a cell is missing"),
        pytest.param("", "missing: item, quantity", id="nothing"),
    ],
)
def test_a_wrong_table_is_refused_by_its_line(tmp_path: Path, text: str, said: str) -> None:
    table = tmp_path / "items.csv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(FieldRefused, match=said):
        read_items(table)


def test_a_form_names_the_field_that_breaks_a_rule(tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps({"status": "agreed", "activities": []}), encoding="utf-8")
    assert form(WorkPlanIn, plan).activities == []
    plan.write_text(json.dumps({"status": "perhaps", "activities": []}), encoding="utf-8")
    with pytest.raises(FieldRefused, match=r"plan\.json: status"):
        form(WorkPlanIn, plan)
    with pytest.raises(FormUnreadable):
        form(WorkPlanIn, tmp_path / "absent.json")


@pytest.mark.parametrize("text", ["[]", "no JSON", "[" * 100_000, '{"case": 1}'])
def test_an_import_that_is_no_case_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "case.json").write_text(text, encoding="utf-8")
    with pytest.raises(FieldRefused):
        imports.read(tmp_path / "case.json")


def test_names_are_given_by_language() -> None:
    assert by_language(["en=Batken", "ru=Баткен = город"]) == {"en": "Batken", "ru": "Баткен = город"}
    with pytest.raises(AnswerUnclear):
        by_language(["Batken"])


def test_a_test_notice_is_found_in_a_thread_with_its_answer() -> None:
    thread = Thread()
    warning, second, answer = thread.warning.raw, thread.second.raw, thread.answer.raw
    for unit in (OSH, BATKEN):
        assert threads.answered([second, answer, warning], unit) == (warning, answer)
    for envelopes, unit in (([warning, second], OSH), ([answer], OSH), ([answer, warning], "KG-NARYN")):
        with pytest.raises(NoAnsweredNotice):
            threads.answered(envelopes, unit)
