"""The risk model on public customs declarations, beside the look-up table that exposes their leak.

    python -m bench.customs --train FILE --valid FILE --test FILE

prints one JSON object. Four of five rows of the published files repeat a training row in HS code, route,
tax and mass, and repeats share their label; so a table of these tuples beats every published model.
`disjoint` are the rows that repeat none: what a model knows of a consignment that it has not seen. All is
learned from the training file; the validation file says when to stop, and how much a repeat weighs. Of the
test file only labels are counted: each of its rows is scored as if it were alone.

Source: Jeong et al., Customs Import Declaration Datasets, arXiv 2208.02484 (best precision at 5 %: 0.762).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from sealwire_profiling.model.domain.encoding import learn_rates
from sealwire_profiling.model.domain.figures import SHARES, auc, precision_at
from sealwire_profiling.model.domain.guards import Examples, examples_of, repeats_share
from sealwire_profiling.model.domain.model import probability
from sealwire_profiling.model.domain.spec import FeatureSpec, Learning
from sealwire_profiling.model.domain.training import fit, rounds_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from sealwire_profiling.model.domain.encoding import Rates
    from sealwire_profiling.model.domain.model import Scorer

LABEL, DAY = "Fraud", "Date"
TUPLE = ("HS6 Code", "Country of Departure", "Country of Origin", "Tax Rate", "Tax Type", "Net Mass")
"""HS code, route, tax and mass: rows that agree here repeat each other."""
NUMBERS = ("Tax Rate", "Net Mass", "Item Price")
SPEC = FeatureSpec(
    name="customs-declarations-1",
    categorical=(
        *("HS6 Code:2", "HS6 Code:4", "HS6 Code", "Country of Origin", "Country of Departure"),
        *("Tax Type", "Tax Rate"),
    ),
    pairs=(("Country of Departure", "Country of Origin"),),
    numeric=(*NUMBERS, "price_per_kg", "hs_number", "direct", "roundness"),
    norms=(("price_per_kg", "HS6 Code:4"), ("Net Mass", "HS6 Code:4")),
    same=TUPLE,
)
LEARNING = Learning(
    max_rounds=400,
    patience=60,
    rate=0.03,
    leaf_rows=100,
    ridge=10.0,
    columns_share=0.5,
    smoothing=10.0,
    folds=10,
    members=5,
)
SEED = 20_261
_WEIGHTS = (0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 4.0)
"""How many repeats the trees' own opinion may weigh; the validation file chooses."""


class Unreadable(Exception):
    """A file that the benchmark cannot use; what is said names the file and the column."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures as one JSON object; 2 where a file cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m bench.customs", description=__doc__.splitlines()[0])
    for name in ("train", "valid", "test"):
        parser.add_argument(f"--{name}", type=Path, required=True, metavar="FILE", help=f"CSV to {name} on")
    given = parser.parse_args(arguments)
    try:
        tables = [read(path) for path in (given.train, given.valid, given.test)]
    except Unreadable as unread:
        _tell(f"bench.customs: {unread}")
        return 2
    print(json.dumps(measure(*tables), indent=2))
    return 0


def read(path: Path) -> pl.DataFrame:
    """Return the rows of a file, with what is worked out of each row alone.

    Raises:
        Unreadable: There is no such file, a column is missing, or a value is none of its column.
    """
    needed = (*dict.fromkeys((DAY, *TUPLE, *NUMBERS)), LABEL)
    if not path.is_file():
        raise Unreadable(f"{path}: there is no such file")
    try:
        raw = pl.read_csv(path, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as unread:
        raise Unreadable(f"{path}: {str(unread).splitlines()[0]}") from unread
    missing = [name for name in needed if name not in raw.columns]
    if missing:
        raise Unreadable(f"{path}: columns are missing: {', '.join(missing)}")
    try:
        table = raw.select(
            pl.col(DAY).str.to_date(),
            pl.col("HS6 Code").str.zfill(6),
            pl.col("Country of Departure", "Country of Origin", "Tax Type"),
            pl.col(NUMBERS).cast(pl.Float64),
            pl.col(LABEL).cast(pl.Int64),
        )
    except pl.exceptions.PolarsError as unread:
        raise Unreadable(f"{path}: {str(unread).splitlines()[0]}") from unread
    if not table.height or not table[LABEL].is_in([0, 1]).all() or table[DAY].null_count():
        raise Unreadable(f"{path}: there must be rows, each with a {DAY}, and with a {LABEL} of 0 or 1")
    mass = pl.col("Net Mass")
    return table.with_columns(
        pl.when(mass > 0).then(pl.col("Item Price") / mass).alias("price_per_kg"),
        pl.col("HS6 Code").cast(pl.Float64, strict=False).alias("hs_number"),
        (pl.col("Country of Departure") == pl.col("Country of Origin")).alias("direct"),
        pl.sum_horizontal((mass % each == 0).cast(pl.Int64) for each in (1, 10, 100)).alias("roundness"),
    )


@dataclass(frozen=True, slots=True)
class Learned:
    """What the training and validation files gave.

    Attributes:
        scorer: Trees that saw each tuple once.
        memory: Rows and findings of each tuple.
        weight: How many repeats the trees' opinion weighs.
    """

    scorer: Scorer
    memory: Rates
    weight: float

    def score(self, table: pl.DataFrame) -> NDArray[np.float64]:
        """Return each row's rate of findings among its repeats, drawn towards what the trees say of it."""
        return recalled(self.memory, table, probability(self.scorer.margins(table)), self.weight)


def learn(train: pl.DataFrame, valid: pl.DataFrame) -> Learned:
    """Return a model of the training file; the validation file says when to stop and what a repeat weighs."""
    started = time.perf_counter()
    memory = learn_rates(train, train[LABEL].to_numpy(), TUPLE)
    once, fresh = _once(train), valid.filter(~repeats_share(valid, train, SPEC))
    stop = _examples(fresh if fresh.height else valid)
    rounds = rounds_of(once, stop, SPEC, LEARNING, seed=SEED)
    scorer = fit(once, SPEC, replace(LEARNING, max_rounds=rounds), seed=SEED)
    weight = _weight(memory, valid, probability(scorer.margins(valid)))
    _tell(
        f"learned from {once.table.height} rows that differ, {rounds} trees, {LEARNING.members} times; their "
        f"opinion weighs {weight} repeats; {time.perf_counter() - started:.1f} s"
    )
    return Learned(scorer, memory, weight)


def measure(train: pl.DataFrame, valid: pl.DataFrame, test: pl.DataFrame) -> dict[str, object]:
    """Return precision and AUC on all test rows, on those that repeat none, and of the look-up table."""
    learned = learn(train, valid)
    scores = learned.score(test)
    nothing_known = np.full(test.height, float(train[LABEL].mean()))  # type: ignore[arg-type]  # of integers
    labels, fresh = test[LABEL].to_numpy(), ~repeats_share(test, train, SPEC)
    fresher = fresh & ~repeats_share(test, valid, SPEC)
    return {
        "all": _figures(labels, scores),
        "disjoint": _figures(labels[fresh], scores[fresh]),
        "lookup": _figures(labels, recalled(learned.memory, test, nothing_known, 1e-9)),
        "trees_alone": _figures(labels, learned.scorer.margins(test)),
        "disjoint_of_valid_too": _figures(labels[fresher], scores[fresher]),
        "repeats": round(float(1 - fresh.mean()), 4),
        "seed": SEED,
    }


def recalled(
    memory: Rates, table: pl.DataFrame, chances: NDArray[np.float64], weight: float
) -> NDArray[np.float64]:
    """Return each row's rate of findings among its repeats, drawn towards its own chance."""
    rows, found = memory.look_up(table)
    return (found + weight * chances) / (rows + weight)


def _once(table: pl.DataFrame) -> Examples:
    """Return each tuple once: forty copies of a row are not forty inspections."""
    return _examples(table.unique(subset=TUPLE, keep="first", maintain_order=True))


def _examples(table: pl.DataFrame) -> Examples:
    return examples_of(table, table[LABEL], spec=SPEC, day=DAY)


def _weight(memory: Rates, valid: pl.DataFrame, chances: NDArray[np.float64]) -> float:
    """Return the weight under which the validation rows are foretold best (log loss)."""
    labels = valid[LABEL].to_numpy()

    def loss(weight: float) -> float:
        told = np.clip(recalled(memory, valid, chances, weight), 1e-6, 1 - 1e-6)
        return float(-np.mean(np.where(labels == 1, np.log(told), np.log(1 - told))))

    return min(_WEIGHTS, key=loss)


def _figures(labels: NDArray[np.int64], scores: NDArray[np.float64]) -> dict[str, float | int | None]:
    """Return rows, precision among the first and AUC; null where there are no rows, or not both outcomes."""
    area = auc(labels, scores)
    precision = {
        f"p_at_{share * 100:.0f}": round(precision_at(labels, scores, share), 4) if len(labels) else None
        for share in SHARES
    }
    base = round(float(labels.mean()), 4) if len(labels) else None
    return {
        "rows": len(labels),
        **precision,
        "auc": None if np.isnan(area) else round(area, 4),
        "base_rate": base,
    }


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
