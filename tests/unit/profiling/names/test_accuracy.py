"""Accuracy on labelled pairs at the one threshold: our own, and the public ones where they lie."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from sealwire_profiling.names.domain.scoring import THRESHOLD, score

from bench.names import LabelledPair, figures, read_pairs

HERE = Path(__file__).parent
REFERENCE = Path(os.environ.get("SEALWIRE_REFERENCE", HERE.parents[3].parent / "shared"))
# logic-v2 at its own 0.7 has 0.856 on the pairs of the region, 0.899 on those of the world, 0.847 on the tune
# ones, 0.856 on the untouched ones, 0.909 on the late ones and 0.821 on the public ones.
REGION, WORLD, TUNE, UNTOUCHED, LATE, PUBLIC = 0.96, 0.93, 0.95, 0.94, 0.94, 0.93


def _measured(pairs: list[LabelledPair]) -> dict[str, float]:
    scores = [score(pair.one, pair.other, kind=pair.kind).value for pair in pairs]
    return figures(scores, [pair.match for pair in pairs], THRESHOLD)


@pytest.mark.parametrize(
    ("name", "count", "least"),
    [
        ("pairs_region.csv", 250, REGION),
        ("pairs_world.csv", 90, WORLD),
        ("pairs_tune.csv", 300, TUNE),
        # Which of these fail is not looked at: they tell the figures on names that were not tuned for.
        ("pairs_untouched.csv", 340, UNTOUCHED),
        ("pairs_late.csv", 60, LATE),
    ],
)
def test_our_own_pairs_are_told_apart(name: str, count: int, least: float) -> None:
    pairs = read_pairs(HERE / name)
    assert len(pairs) >= count
    found = _measured(pairs)
    assert found["f1"] >= least
    assert found["precision"] >= least - 0.02


def test_no_pair_stands_in_two_files() -> None:
    pairs = [pair for file in sorted(HERE.glob("pairs_*.csv")) for pair in read_pairs(file)]
    seen = Counter(frozenset((pair.one.casefold(), pair.other.casefold())) for pair in pairs)
    assert len(seen) > 1_000
    assert [both for both, times in seen.items() if times > 1] == []


def test_the_public_pairs_are_told_apart() -> None:
    file = REFERENCE / "data" / "names" / "pairs_dev.csv"
    if not file.exists():
        pytest.skip(f"the public pairs are absent: set SEALWIRE_REFERENCE to the folder that has {file.name}")
    found = _measured(read_pairs(file))
    assert found["f1"] >= PUBLIC
    assert found["auc"] >= 0.95
