"""What kind of file some bytes are, told by the bytes and not by their sender."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from sealwire import cbor
from sealwire.contract.onboarding import MAX_FILE_BYTES
from sealwire.errors import BadRequest, TooLarge

from sealwire_directory.onboarding.refusals import FileTypeRefused

_OFFICE = "application/vnd.openxmlformats-officedocument"
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_OFFICE_PARTS = (
    ("word/document.xml", f"{_OFFICE}.wordprocessingml.document"),
    ("xl/workbook.xml", f"{_OFFICE}.spreadsheetml.sheet"),
)
_ZIP = b"PK\x03\x04"
_CSV, _TEXT, _CBOR = "text/csv", "text/plain", "application/cbor"
SUFFIXES = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tif",
    _OFFICE_PARTS[0][1]: "docx",
    _OFFICE_PARTS[1][1]: "xlsx",
    _CSV: "csv",
    _TEXT: "txt",
    _CBOR: "cbor",
}
"""Every media type that is kept, with the ending of its file name."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file's bytes and what they are."""

    sha256: bytes
    media: str
    content: bytes

    @property
    def name(self) -> str:
        """A file name that says nothing but the hash and the type."""
        return f"{self.sha256.hex()}.{SUFFIXES[self.media]}"


def media_of(content: bytes, declared: str) -> str:
    """Return the media type of a file.

    Args:
        content: All of it.
        declared: The sender's Content-Type, believed only between CSV and plain text, which look alike.

    Raises:
        FileTypeRefused: It is of none that is kept.
    """
    for signature, media in _SIGNATURES:
        if content.startswith(signature):
            return media
    if content.startswith(_ZIP):
        return _office(content)
    if _is_text(content):
        return _CSV if declared.partition(";")[0].strip().lower() == _CSV else _TEXT
    if _is_cbor(content):
        return _CBOR
    raise FileTypeRefused


def _office(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise FileTypeRefused from error
    for part, media in _OFFICE_PARTS:
        # Macros could run on the desk of whoever reads the evidence.
        if part in names and not any(name.endswith("vbaProject.bin") for name in names):
            return media
    raise FileTypeRefused


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return bool(text) and all(character >= " " or character in "\t\r\n" for character in text)


def _is_cbor(content: bytes) -> bool:
    """Tell an envelope or an exchange file, both arrays or maps in our deterministic CBOR."""
    try:
        value = cbor.decode(content, max_bytes=MAX_FILE_BYTES)
    except (BadRequest, TooLarge):
        return False
    return isinstance(value, list | dict)
