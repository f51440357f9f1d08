"""A stored model is what was stored, or it is refused."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from sealwire_profiling.model.domain.storing import FORMAT, MAX_BYTES, digest, dumps, loads
from sealwire_profiling.model.refusals import ModelDamaged
from unit.profiling.model.made import consignments

if TYPE_CHECKING:
    from collections.abc import Callable

    from sealwire_profiling.model.domain.model import Model


def _signed(body: bytes) -> bytes:
    return f"{FORMAT} {hashlib.sha256(body).hexdigest()}\n".encode() + body


def _changed(stored: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    told = json.loads(stored.partition(b"\n")[2])
    change(told)
    return _signed(json.dumps(told).encode())


def test_a_model_comes_back_as_it_was(model: Model) -> None:
    stored = dumps(model)
    back = loads(stored, sha256=digest(stored))
    table, _ = consignments(300, seed=9)
    assert back.card == model.card
    assert back.score(table).tolist() == model.score(table).tolist()
    assert dumps(back) == stored


def test_no_byte_may_change(model: Model) -> None:
    stored = dumps(model)
    for place in range(0, len(stored), len(stored) // 50):
        damaged = stored[:place] + bytes([stored[place] ^ 1]) + stored[place + 1 :]
        with pytest.raises(ModelDamaged):
            loads(damaged)


def test_a_model_of_somebody_else_is_refused_by_the_kept_digest(model: Model) -> None:
    stored = dumps(model)
    other = _changed(stored, lambda told: told["card"].update(seed=99))
    assert loads(other).card.seed == 99
    with pytest.raises(ModelDamaged):
        loads(other, sha256=digest(stored))


def test_a_model_of_before_there_was_evidence_is_read_and_has_none(model: Model) -> None:
    def before(told: dict[str, Any]) -> None:
        told.pop("evidence")
        told["card"]["spec"].pop("evidence")

    read = loads(_changed(dumps(model), before))
    assert read.scorer.evidence.points == {}
    table, _ = consignments(20)
    moved = model.scorer.margins(table) - read.scorer.margins(table)
    np.testing.assert_allclose(moved, model.scorer.evidence.margins(table), atol=1e-9)


def test_evidence_of_a_column_that_is_no_list_is_refused(model: Model) -> None:
    def moved(to: str) -> Callable[[dict[str, Any]], None]:
        def change(told: dict[str, Any]) -> None:
            told["card"]["spec"]["evidence"] = [to]
            told["evidence"]["points"] = {to: {}}

        return change

    spec = model.card.spec
    assert loads(_changed(dumps(model), moved(spec.lists[0]))).scorer.spec.evidence == (spec.lists[0],)
    with pytest.raises(ModelDamaged):
        loads(_changed(dumps(model), moved(spec.numeric[0])))


def test_a_model_that_is_too_large_is_refused() -> None:
    with pytest.raises(ModelDamaged):
        loads(bytes(MAX_BYTES + 1))


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"null", b"\xff", b"[" * 100_000], ids=lambda body: repr(body[:4])
)
def test_a_text_that_is_no_model_is_refused(body: bytes) -> None:
    with pytest.raises(ModelDamaged):
        loads(_signed(body))


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told["evidence"].update(points={}),
        lambda told: told["evidence"].update(base="nan"),
        lambda told: told["evidence"]["points"].update(checks={"code": "inf"}),
        lambda told: told.pop("evidence"),
        lambda told: told.update(boosters=[]),
        lambda told: told.update(boosters=["tree"]),
        lambda told: told.update(boosters=told["boosters"] * 60),
        lambda told: told["calibration"].update(chances=[2.0] * len(told["calibration"]["chances"])),
        lambda told: told["calibration"]["margins"].reverse(),
        lambda told: told["calibration"].update(margins=[], chances=[]),
        lambda told: told["learned"]["rates"].pop(),
        lambda told: told["learned"]["codes"][0].append("new"),
        lambda told: told["learned"].update(prior=1.5),
        lambda told: told["learned"]["rates"][0][1].update(value=[]),
        lambda told: told["card"]["spec"].update(numeric=["value_norm"]),
        lambda told: told["card"].update(trained_on="yesterday"),
        lambda told: told["card"].update(more="fields"),
        lambda told: told.pop("learned"),
    ],
    ids=[
        "no points",
        "a base that is no number",
        "points without end",
        "no evidence",
        "no trees",
        "text that is no tree",
        "too many boosters",
        "chances above one",
        "a curve that falls",
        "no curve",
        "a rate too few",
        "a code too many",
        "a prior above one",
        "columns of different length",
        "fewer features than the trees read",
        "a day that is none",
        "a field that no card has",
        "a part missing",
    ],
)
def test_parts_that_do_not_fit_each_other_are_refused(
    model: Model, change: Callable[[dict[str, Any]], object]
) -> None:
    with pytest.raises(ModelDamaged):
        loads(_changed(dumps(model), change))
