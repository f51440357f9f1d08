"""The document says enough: a replay that shares no code with the first refuses and accepts the same."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sealwire.directory.author import sign_statement
from sealwire.directory.rules import apply
from sealwire.directory.statement import parse
from sealwire.errors import SealwireError
from simulators.random_log import RandomLog
from simulators.second_directory import SecondDirectory
from simulators.second_forms import Refused

if TYPE_CHECKING:
    from sealwire.directory.state import State

FOLDER = Path(__file__).resolve().parents[2] / "shared/vectors/directory"
LOG: dict[str, Any] = json.loads((FOLDER / "log.json").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = json.loads((FOLDER / "refused.json").read_text(encoding="utf-8"))["cases"]


def replayed() -> list[SecondDirectory]:
    """Return the directory after each number of statements of the log."""
    reached = [SecondDirectory(bytes.fromhex(LOG["founding"]))]
    for entry in LOG["statements"]:
        reached.append(copy.deepcopy(reached[-1]))
        reached[-1].take(bytes.fromhex(entry["statement"]))
    return reached


DIRECTORIES = replayed()


def test_the_second_replay_accepts_the_log_with_the_same_roots() -> None:
    assert len(DIRECTORIES) > 40
    assert [each.root().hex() for each in DIRECTORIES[1:]] == [entry["root"] for entry in LOG["statements"]]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_second_replay_refuses_with_the_same_code(case: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refusal:
        DIRECTORIES[case["after"]].take(bytes.fromhex(case["statement"]))
    assert refusal.value.args == (case["error"],)


@pytest.mark.parametrize("number", range(4))
def test_the_second_replay_accepts_whatever_the_first_does(number: int) -> None:
    log = RandomLog(number)
    log.grow(60)
    second = SecondDirectory(log.programme.founding)
    for raw in log.programme.statements:
        second.take(raw)
    assert second.root() == log.state.root()


@pytest.mark.parametrize("number", range(3))
def test_both_replays_judge_alike_whoever_says_what_came_next(number: int) -> None:
    log = RandomLog(number)
    log.grow(30)
    second = SecondDirectory(log.programme.founding)
    outcomes = set()
    for state, raw in zip(log.states, log.programme.statements, strict=False):
        for signer in log.signers:
            said = sign_statement(parse(raw).payload, signer)
            outcomes.add(outcome := first_outcome(state, said))
            assert second_outcome(second, said) == outcome
        second.take(raw)
    assert outcomes > {"", "unknown-signer", "wrong-authority"}


def first_outcome(state: State, raw: bytes) -> str:
    """Return the code of the refusal; "" when the statement counts."""
    try:
        apply(state, raw)
    except SealwireError as error:
        return error.code
    return ""


def second_outcome(directory: SecondDirectory, raw: bytes) -> str:
    """Return the same of the second replay, which stays as it was."""
    try:
        copy.deepcopy(directory).take(raw)
    except Refused as refusal:
        return str(refusal)
    return ""
