"""A case's history in a JSON file: paths of files become the hashes that cite them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from sealwire.cli.onboarding import documents
from sealwire.cli.onboarding.forms import FieldRefused, filled, text_of
from sealwire.contract.onboarding import ImportIn

if TYPE_CHECKING:
    from pathlib import Path

    from sealwire.cli.onboarding.documents import Document

_CITING = {"file", "act", "notice", "answer"}
_HASH = re.compile(r"[0-9a-f]{64}")


def read(path: Path) -> tuple[ImportIn, list[Document]]:
    """Return the document in a file, and the files that it names by a path from where it lies.

    Raises:
        FormUnreadable, FieldRefused: The document cannot be read or breaks a rule.
        SealwireError: A file is refused; the class tells why.
    """
    try:
        value = json.loads(text_of(path))
    except (ValueError, RecursionError) as error:
        raise FieldRefused(f"{path.name} is no JSON.") from error
    if not isinstance(value, dict):
        raise FieldRefused(f"{path.name} holds no case.")
    found: dict[str, Document] = {}
    cited = _with_hashes(value, path.parent, found)
    return filled(ImportIn, **cited), list(found.values())


def _with_hashes(value: Any, folder: Path, found: dict[str, Document]) -> Any:
    match value:
        case dict():
            return {
                name: _hash(each, folder, found)
                if name in _CITING and isinstance(each, str) and not _HASH.fullmatch(each)
                else _with_hashes(each, folder, found)
                for name, each in value.items()
            }
        case list():
            return [_with_hashes(each, folder, found) for each in value]
    return value


def _hash(name: str, folder: Path, found: dict[str, Document]) -> str:
    document = documents.read(folder / name)
    found[document.sha256] = document
    return document.sha256
