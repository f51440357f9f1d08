"""The directory's vectors: another implementation that agrees with them agrees with this one."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest
from sealwire import cbor
from sealwire.directory.payloads import KINDS, write_payload
from sealwire.directory.rules import apply
from sealwire.directory.state import State
from sealwire.directory.statement import parse
from sealwire.errors import SealwireError

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "shared" / "vectors" / "directory"


def load(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return content


LOG = load("log.json")
CASES: list[dict[str, Any]] = load("refused.json")["cases"]
STATEMENTS = [bytes.fromhex(entry["statement"]) for entry in LOG["statements"]]


def states() -> list[State]:
    """Return the state after each number of statements of the log."""
    reached = [State.empty(bytes.fromhex(LOG["founding"]))]
    for raw in STATEMENTS:
        reached.append(apply(reached[-1], raw))
    return reached


STATES = states()


def test_the_vectors_hold_every_kind_and_every_check() -> None:
    assert {entry["kind"] for entry in LOG["statements"]} == KINDS.keys()
    assert len(CASES) > 100
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert {case["error"] for case in CASES} == {
        "already-founded", "already-in-directory", "bad-signature", "ends-before-it-begins", "epoch-too-long",
        "key-reused", "signer-expired",
        "malformed-cbor", "malformed-identifier", "malformed-statement", "not-founded", "not-in-directory",
        "out-of-order", "time-went-back", "too-large", "unknown-signer", "unknown-statement-kind",
        "weak-key", "wrong-authority", "wrong-epoch", "wrong-epoch-devices", "wrong-founding",
        "wrong-unit-status",
    }  # fmt: skip


def test_the_log_is_accepted_with_the_root_after_each_statement() -> None:
    assert hashlib.sha256(STATEMENTS[0]).hexdigest() == LOG["founding"]
    assert [state.root().hex() for state in STATES[1:]] == [entry["root"] for entry in LOG["statements"]]


@pytest.mark.parametrize("raw", STATEMENTS, ids=[entry["kind"] for entry in LOG["statements"]])
def test_a_payload_that_is_read_is_written_as_it_was(raw: bytes) -> None:
    statement = parse(raw)
    assert cbor.encode(write_payload(statement.payload)) == statement.payload_bytes
    assert cbor.encode([statement.payload_bytes, statement.key_id, statement.signature]) == raw


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_statement_is_refused_with_its_error(case: dict[str, Any]) -> None:
    with pytest.raises(SealwireError) as refusal:
        apply(STATES[case["after"]], bytes.fromhex(case["statement"]))
    assert refusal.value.code == case["error"]


@pytest.mark.parametrize("position", range(len(STATEMENTS)))
def test_a_statement_of_the_log_counts_only_at_its_place(position: int) -> None:
    raw = STATEMENTS[position]
    assert apply(STATES[position], raw) == STATES[position + 1]
    for other in (position - 1, position + 1):
        if 0 <= other < len(STATES) and not _about_something_else(position, other):
            with pytest.raises(SealwireError):
                apply(STATES[other], raw)


def _about_something_else(position: int, other: int) -> bool:
    """Tell whether the statement between two places is about another subject, and so may be skipped."""
    skipped = STATEMENTS[min(position, other)]
    return _subject(skipped) != _subject(STATEMENTS[position])


def _subject(raw: bytes) -> str:
    return str(getattr(parse(raw).payload, "unit", ""))


def test_the_generator_writes_these_vectors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location("vectors_directory", ROOT / "tools/vectors_directory.py")
    assert spec is not None
    assert spec.loader is not None
    generator = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(__import__("sys").modules, "vectors_directory", generator)
    spec.loader.exec_module(generator)
    folder = tmp_path / "shared" / "vectors" / "directory"
    folder.mkdir(parents=True)
    monkeypatch.setattr(generator, "FOLDER", folder)
    generator.main()
    for name in ("log.json", "refused.json"):
        assert (folder / name).read_text() == (FOLDER / name).read_text()
