"""Files that are filed: read, and refused before they are sent where the exchange would refuse them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.contract.onboarding.fields import MAX_FILE_BYTES
from sealwire.errors import TooLarge, Unprocessable

if TYPE_CHECKING:
    from pathlib import Path

_OFFICE = "application/vnd.openxmlformats-officedocument"
_KINDS: dict[str, tuple[str, tuple[bytes, ...]]] = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".tif": ("image/tiff", (b"II*\x00", b"MM\x00*")),
    ".tiff": ("image/tiff", (b"II*\x00", b"MM\x00*")),
    ".docx": (f"{_OFFICE}.wordprocessingml.document", (b"PK\x03\x04",)),
    ".xlsx": (f"{_OFFICE}.spreadsheetml.sheet", (b"PK\x03\x04",)),
    ".csv": ("text/csv", ()),
    ".txt": ("text/plain", ()),
    ".cbor": ("application/cbor", (b"",)),
    ".sealwire": ("application/cbor", (b"",)),
}


class DocumentTooLarge(TooLarge, code="document-too-large"):
    """The file is larger than 5 MiB and was not sent; scan it in grey or in parts, or save it smaller."""


class DocumentKindUnknown(Unprocessable, code="document-kind-unknown"):
    """The file was not sent: give a PDF, JPEG, PNG, TIFF, DOCX, XLSX, CSV, text or CBOR file."""


class DocumentUnreadable(Unprocessable, code="document-unreadable"):
    """The file cannot be read; check its path and permissions."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it will be sent."""

    media: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The hash that cites it, in hex."""
        return hashlib.sha256(self.content).hexdigest()


def read(path: Path) -> Document:
    """Return a file that may be filed.

    Raises:
        DocumentUnreadable: It is not there, or is empty.
        DocumentTooLarge: It has more than MAX_FILE_BYTES.
        DocumentKindUnknown: Its name or its first bytes are of no kind that is kept.
    """
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise DocumentKindUnknown(f"{path.name} ends in none of {', '.join(_KINDS)}.")
    try:
        with path.open("rb") as opened:
            content = opened.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise DocumentUnreadable(f"{path}: {error.strerror or 'it cannot be read'}.") from error
    if not content:
        raise DocumentUnreadable(f"{path} is empty.")
    if len(content) > MAX_FILE_BYTES:
        raise DocumentTooLarge(f"{path.name}: more than {MAX_FILE_BYTES} bytes.")
    media, beginnings = kind
    if not (content.startswith(beginnings) if beginnings else _is_text(content)):
        raise DocumentKindUnknown(f"{path.name} is not what its name says.")
    return Document(media, content)


def _is_text(content: bytes) -> bool:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True
