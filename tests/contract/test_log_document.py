"""docs/protocol/log.md says what the code does: codes, addresses, limits and forms."""

from __future__ import annotations

from pathlib import Path

import pytest
from sealwire import checkpoint, proofs
from sealwire.contract import log, paths
from sealwire.directory.fields import Log
from sealwire.directory.statement import MAX_STATEMENT
from sealwire.errors import SealwireError
from sealwire_chassis.tree import BeyondTheLog

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs/protocol/log.md").read_text(encoding="utf-8")
ADDRESSES = (
    paths.DIRECTORY_CHECKPOINT,
    paths.DIRECTORY_PAGES + "/{n}",
    paths.DIRECTORY_INCLUSION + "?index=&size=",
    paths.DIRECTORY_CONSISTENCY + "?first=&second=",
    paths.LOG_CHECKPOINT,
    paths.LOG_CONSISTENCY + "?first=&second=",
    paths.ENVELOPES + "/{id}/proof",
)


def codes() -> set[str]:
    classes = [*vars(checkpoint).values(), *vars(proofs).values(), log.NotYetProven, BeyondTheLog]
    found = {c.code for c in classes if isinstance(c, type) and issubclass(c, SealwireError)}
    return found - {"internal"}


def test_every_refusal_is_documented() -> None:
    assert len(codes()) >= 8
    assert [code for code in sorted(codes()) if f"`{code}`" not in DOCUMENT] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_documented(address: str) -> None:
    assert f"| `GET {address}` |" in DOCUMENT


@pytest.mark.parametrize("name", Log)
def test_an_origin_is_documented(name: Log) -> None:
    documented = checkpoint.origin(bytes(32), name).replace("00" * 32, "<founding>")
    assert f"`{documented}`" in DOCUMENT


def test_the_limits_are_those_of_the_code() -> None:
    assert f"more than {checkpoint.MAX_NOTE_BYTES:,} bytes" in DOCUMENT
    assert f"pages of {log.PAGE_STATEMENTS} statements" in DOCUMENT
    assert f"{log.PAGE_STATEMENTS} x ({MAX_STATEMENT:,} + 5) + 2 bytes" in " ".join(DOCUMENT.split())
    assert log.PAGE_STATEMENTS * (MAX_STATEMENT + 5) + 2 == log.MAX_PAGE_BYTES
