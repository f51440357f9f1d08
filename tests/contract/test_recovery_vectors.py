"""The vectors of a unit's recovery: what two implementations compute alike from a secret and its shares."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from sealwire import recovery
from sealwire.recovery import SharesDiffer, SharesMissing
from simulators import second_combiner

FILE = Path(__file__).resolve().parents[2] / "shared" / "vectors" / "directory" / "recovery.json"
V: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
SHARES: list[str] = V["shares"]
SECRET = bytes.fromhex(V["secret"])


def test_the_keys_follow_from_the_secret_as_in_the_vector() -> None:
    keys = recovery.derive(SECRET)
    assert (keys.sign.seed.hex(), keys.sign.public.hex()) == (V["sign_seed"], V["sign"])
    assert (keys.sign.key_id.hex(), keys.seal.key_id.hex()) == (V["recovery_id"], V["seal"])
    assert tuple(each.hex() for each in second_combiner.keys(SECRET)) == (V["sign_seed"], V["seal_seed"])


@pytest.mark.parametrize("chosen", list(itertools.combinations(SHARES, V["threshold"])))
def test_both_readers_get_the_secret_from_any_three_shares(chosen: tuple[str, ...]) -> None:
    assert recovery.combine(chosen) == second_combiner.combine(chosen) == SECRET


def test_two_shares_are_too_few_and_the_shares_number_themselves() -> None:
    with pytest.raises(SharesMissing):
        recovery.combine(SHARES[:2])
    assert [recovery.read_share(share).number for share in SHARES] == [1, 2, 3, 4, 5]


def test_shares_of_another_secret_are_refused_by_both_readers() -> None:
    other = recovery.split(bytes(32), threshold=3, shares=3)[2].words
    with pytest.raises(SharesDiffer):
        recovery.combine([*SHARES[:2], other])
    with pytest.raises(ValueError, match="forged"):
        second_combiner.combine([*SHARES[:2], other])
