"""docs/protocol/directory.md says what the code does: every kind with its fields, every refusal's code."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from sealwire.directory import refusals
from sealwire.directory.fields import Role
from sealwire.directory.payloads import KINDS
from sealwire.errors import SealwireError
from sealwire_directory.log import refusals as service_refusals

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs/protocol/directory.md").read_text(encoding="utf-8")
NOT_SPOKEN_OF = {"malformed-enrolment", "log-corrupt"}  # "form" in section 9; a fault of the operator's


def codes() -> set[str]:
    classes = [*vars(refusals).values(), *vars(service_refusals).values()]
    return {c.code for c in classes if isinstance(c, type) and issubclass(c, SealwireError)} - {
        "internal",
        "unavailable",
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_documented_with_its_fields(kind: str) -> None:
    row = re.search(rf"^\| `{re.escape(kind)}` \| (.*?) \|", DOCUMENT, re.MULTILINE)
    assert row is not None
    documented = re.findall(r"`(\w+)`", row[1])
    assert sorted(documented) == sorted({field.name for field in fields(KINDS[kind])} - {"ts", "prev"})


def test_every_refusal_and_role_is_documented() -> None:
    assert len(codes()) > 30
    assert [code for code in sorted(codes() - NOT_SPOKEN_OF) if f"`{code}`" not in DOCUMENT] == []
    assert [role for role in Role if f"`{role}`" not in DOCUMENT] == []
