"""Files in memory, read as a service reads them."""

from __future__ import annotations

import tempfile
from contextlib import closing
from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.intake import FileKind, Mapping
from sealwire_profiling.intake.adapters.formats import open_file

if TYPE_CHECKING:
    from sealwire.contract.profiling.consignments import Consignment
    from sealwire_profiling.intake.domain.parsed import Parsed


def read(data: bytes | str, kind: FileKind = FileKind.AUTO, **mapping: Any) -> list[Parsed]:
    """Return what stands in a file."""
    with tempfile.TemporaryFile() as file:
        file.write(data.encode() if isinstance(data, str) else data)
        with closing(open_file(file, kind, Mapping.model_validate(mapping))) as opened:
            return list(opened.parsed)


def good(parsed: list[Parsed]) -> list[Consignment]:
    """Return consignments of lines that are all good."""
    assert [error for each in parsed for error in each.errors] == []
    return [each.consignment for each in parsed if each.consignment is not None]


def told(parsed: list[Parsed]) -> list[tuple[int, str, str]]:
    """Return line, column and code of every error."""
    return [(error.line, error.column, error.code) for each in parsed for error in each.errors]
