"""What is refused of a file as a whole."""

from __future__ import annotations

from sealwire.errors import BadRequest, TooLarge


class UnreadableFile(BadRequest, code="unreadable-file"):
    """The file is no CSV in UTF-8 and no XLSX workbook; save it as one of them and send it again."""


class TooManyRows(TooLarge, code="too-many-rows"):
    """The table has too many rows; take one part of it at a time."""
