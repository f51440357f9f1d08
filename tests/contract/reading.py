"""Read vector files, and say at which step and with which code an implementation refuses one."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from sealwire.envelope.format import parse
from sealwire.envelope.open import open_envelope
from sealwire.envelope.verify import verify_signature
from sealwire.errors import SealwireError
from sealwire.private_keys import SealKey
from sealwire.receipts import parse_receipt, verify_receipt

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "shared" / "vectors"
Vector = dict[str, Any]


def vectors(name: str) -> list[Vector]:
    """Return a file's vectors; an empty file would prove nothing, so it is an error."""
    found: list[Vector] = json.loads((VECTORS / name).read_text(encoding="utf-8"))["vectors"]
    if not found:
        raise ValueError(f"{name} holds no vectors")
    return found


def table(*names: str) -> pytest.MarkDecorator:
    """Return a parametrisation over the vectors of some files, each under its own name."""
    found = [(name, vector) for name in names for vector in vectors(name)]
    ids = [f"{Path(name).stem}: {vector['name']}" for name, vector in found]
    return pytest.mark.parametrize("vector", [vector for _, vector in found], ids=ids)


def refusal_of_envelope(vector: Vector) -> tuple[str, str]:
    """Return the step and code of an envelope's refusal; ("", "") when it opened."""
    sealed = bytes(vector["zeros_after"]) if "zeros_after" in vector else bytes.fromhex(vector["sealed"])
    stage = "parse"
    try:
        parsed = parse(sealed)
        stage = "verify"
        verify_signature(parsed, bytes.fromhex(vector["sign_public"]))
        stage = "open"
        open_envelope(parsed, SealKey.from_seed(bytes.fromhex(vector["seed"])))
    except SealwireError as error:
        return stage, error.code
    return "", ""


def refusal_of_receipt(vector: Vector) -> tuple[str, str]:
    """Return the step and code of a receipt's refusal; ("", "") when it verified."""
    stage = "parse"
    try:
        receipt = parse_receipt(bytes.fromhex(vector["receipt"]))
        stage = "verify"
        verify_receipt(receipt, bytes.fromhex(vector["sign_public"]))
    except SealwireError as error:
        return stage, error.code
    return "", ""


def reference(name: str) -> Any:
    """Return a public vector file, or skip where the reference folder is absent."""
    folder = Path(os.environ.get("SEALWIRE_REFERENCE", ROOT.parent / "shared"))
    path = folder / "vectors" / name
    if not path.is_file():
        pytest.skip(
            f"public vectors are absent: set SEALWIRE_REFERENCE to the folder that has vectors/{name}"
        )
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found, f"{name} is empty"
    return found
