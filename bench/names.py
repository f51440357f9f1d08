"""Measure how well pairs of names are told apart, beside nomenklatura's logic-v2 on the same pairs.

    python -m bench.names --pairs FILE

FILE is a CSV with the columns schema, name1, name2 and is_match. One JSON object goes to standard output:
`threshold`, `f1`, `precision`, `recall`, `auc`, and `logic_v2` with the same keys at its own threshold.
Progress goes to standard error.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sealwire_profiling.names.domain.kinds import Kind
from sealwire_profiling.names.domain.scoring import THRESHOLD, score

from bench.logic_v2 import NotMeasured, logic_v2_scores

if TYPE_CHECKING:
    from collections.abc import Sequence

LOGIC_V2_THRESHOLD = 0.7
_COLUMNS = {"schema", "name1", "name2", "is_match"}
_KINDS = {
    "Person": Kind.PERSON,
    "Company": Kind.COMPANY,
    "Organization": Kind.COMPANY,
    "PublicBody": Kind.COMPANY,
    "Vessel": Kind.VESSEL,
}


@dataclass(frozen=True)
class LabelledPair:
    """Two names and whether they are of one bearer."""

    schema: str
    one: str
    other: str
    match: bool

    @property
    def kind(self) -> Kind:
        """Return the kind for the pair's schema; LegalEntity and what is not known are `OTHER`."""
        return _KINDS.get(self.schema, Kind.OTHER)


def read_pairs(file: Path) -> list[LabelledPair]:
    """Return the pairs of a CSV file.

    Raises:
        NotMeasured: A column is missing, a label is neither true nor false, or all pairs have one label.
    """
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = csv.DictReader(text)
        if missing := _COLUMNS - set(rows.fieldnames or ()):
            raise NotMeasured(f"{file} has no column {', '.join(sorted(missing))}.")
        pairs = [
            LabelledPair(row["schema"], row["name1"], row["name2"], _label(row["is_match"])) for row in rows
        ]
    if {pair.match for pair in pairs} != {True, False}:
        raise NotMeasured(f"{file} needs pairs that match and pairs that do not.")
    return pairs


def figures(scores: Sequence[float], matches: Sequence[bool], threshold: float) -> dict[str, float]:
    """Return F1, precision and recall at a threshold, and the area under the ROC curve (ties count half)."""
    true = sum(score >= threshold and match for score, match in zip(scores, matches, strict=True))
    said, wanted = sum(score >= threshold for score in scores), sum(matches)
    yes = [score for score, match in zip(scores, matches, strict=True) if match]
    no = [score for score, match in zip(scores, matches, strict=True) if not match]
    above = sum((a > b) + (a == b) / 2 for a in yes for b in no)
    return {
        "threshold": threshold,
        "f1": round(2 * true / (said + wanted), 4),
        "precision": round(true / said, 4) if said else 0.0,
        "recall": round(true / wanted, 4),
        "auc": round(above / (len(yes) * len(no)), 4),
    }


def measure(file: Path) -> dict[str, object]:
    """Return the figures of both on the pairs of a file."""
    pairs = read_pairs(file)
    matches = [pair.match for pair in pairs]
    ours = [score(pair.one, pair.other, kind=pair.kind).value for pair in pairs]
    theirs = logic_v2_scores([(pair.schema, pair.one, pair.other) for pair in pairs])
    return {**figures(ours, matches, THRESHOLD), "logic_v2": figures(theirs, matches, LOGIC_V2_THRESHOLD)}


def _label(text: str) -> bool:
    found = {"true": True, "1": True, "false": False, "0": False}.get(text.strip().lower())
    if found is None:
        raise NotMeasured(f"is_match is true or false, not {text!r}.")
    return found


def main() -> int:
    """Run the measurement; 1 when it could not be made."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--pairs", type=Path, required=True, metavar="FILE", help="CSV with labelled pairs of names"
    )
    try:
        print(json.dumps(measure(parser.parse_args().pairs)))
    except (NotMeasured, OSError) as error:
        print(f"bench.names: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
