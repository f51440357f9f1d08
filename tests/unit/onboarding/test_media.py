"""A file is what its bytes say, and nothing else is kept."""

from __future__ import annotations

import contextlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealwire import cbor
from sealwire_directory.onboarding.domain.media import SUFFIXES, media_of
from sealwire_directory.onboarding.refusals import FileTypeRefused


def office(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, b"")
    return buffer.getvalue()


KEPT = {
    "application/pdf": b"%PDF-1.7 ...",
    "image/jpeg": b"\xff\xd8\xff\xe0...",
    "image/png": b"\x89PNG\r\n\x1a\n...",
    "image/tiff": b"II*\x00...",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": office("word/document.xml"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": office("xl/workbook.xml"),
    "text/plain": "Письмо, 1 сентября".encode(),
    "application/cbor": cbor.encode([b"\x80", b"", b"", b""]),
}


@pytest.mark.parametrize("media", KEPT)
def test_a_type_is_told_by_the_bytes(media: str) -> None:
    assert media_of(KEPT[media], "text/html") == media
    assert media in SUFFIXES


def test_csv_is_believed_only_of_text() -> None:
    assert media_of(b"a;b\n1;2\n", "text/csv; charset=utf-8") == "text/csv"
    assert media_of(KEPT["application/pdf"], "text/csv") == "application/pdf"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00",
        b"\x7fELF\x02",
        b"text\x00with a zero",
        b"\x1b[31mred",
        office("anything.txt"),
        office("word/document.xml", "word/vbaProject.bin"),
        b"PK\x03\x04 not a zip",
        b"\xff\xfe\x00",
    ],
    ids=repr,
)
def test_what_is_of_no_kept_type_is_refused(content: bytes) -> None:
    with pytest.raises(FileTypeRefused):
        media_of(content, "application/pdf")


def test_a_page_with_scripts_is_kept_as_plain_text_only() -> None:
    assert media_of(b"<script>alert(1)</script>", "text/html") == "text/plain"


@given(st.binary(max_size=400))
def test_any_bytes_have_a_kept_type_or_are_refused(content: bytes) -> None:
    with contextlib.suppress(FileTypeRefused):
        assert media_of(content, "") in SUFFIXES
