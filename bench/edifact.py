"""How fast EDIFACT is taken apart, beside pydifact, and how fast a CUSCAR becomes consignments.

Writes bench/results/edifact.json and prints it. Figures are CPU time of this process, the best of three, so
that other users of the machine count little; both tokenizers read the same file in the same run.
"""

from __future__ import annotations

import json
import time
import tracemalloc
import warnings
from collections import deque
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydifact.parser import Parser
from sealwire.contract.profiling.consignments import Consignment
from sealwire_profiling.intake.domain.edifact.reading import read
from sealwire_profiling.intake.domain.edifact.syntax import opening
from sealwire_profiling.intake.domain.edifact.tokenizer import Tokenizer
from sealwire_profiling.intake.domain.edifact.writing import write_cuscar

if TYPE_CHECKING:
    from collections.abc import Callable

CONSIGNMENTS = 5_000
COMPARED = 500
ROUNDS = 3
RESULT = Path(__file__).parent / "results" / "edifact.json"


def consignment(number: int) -> Consignment:
    """Return a made-up consignment of 25 segments, two goods items and a sealed container."""
    return Consignment.model_validate(
        {
            "reference": f"ZZB{number:06}",
            "direction": "import",
            "mode": "sea",
            "office": "KGOSS",
            "declared_on": date(2026, 11, 26),
            "arrives_on": date(2026, 12, 1),
            "vessel": "EXAMPLE STAR",
            "imo_number": "9074729",
            "voyage": "012W",
            "freight": 1200.5,
            "currency": "USD",
            "documents": [{"kind": "master-bill", "number": f"ZZB{number:06}"}],
            "parties": [
                {
                    "role": "shipper",
                    "name": f"EXAMPLE SHIPPER {number}",
                    "country": "CN",
                    "address": "1 ROAD",
                },
                {"role": "consignee", "name": "Пример", "country": "KG", "identifier": "0123456"},
                {"role": "notify", "name": "O'HARA + SONS"},
            ],
            "goods": [
                {"description": "VALVES OF STEEL", "hs": "848180", "packages": 10, "package_kind": "CT"}
                | {
                    "gross_kg": 1000.5,
                    "value": 3000.25,
                    "currency": "USD",
                    "origin": "CN",
                    "marks": "A 1-10",
                },
                {"description": "PUMPS", "hs": "841370", "packages": 1, "gross_kg": 10.0},
            ],
            "equipment": [
                {"kind": "container", "number": f"ZZZU{number:07}", "size_type": "22G1", "empty": False}
                | {"gross_kg": 1010.5, "seals": [{"number": f"S{number}", "issuer": "customs"}]},
            ],
            "legs": [
                {"place": "CNSHA", "name": "SHANGHAI", "country": "CN", "mode": "sea"},
                {"place": "KGOSS", "country": "KG"},
            ],
        }
    )


def cuscar(count: int) -> bytes:
    """Return a CUSCAR of so many consignments."""
    made = map(consignment, range(count))
    prepared = datetime(2026, 11, 26, 9, tzinfo=UTC)
    return b"".join(write_cuscar(made, sender="ZZZ", recipient="KG", reference="BENCH", prepared=prepared))


def measure() -> dict[str, Any]:
    """Return the figures."""
    small, large = cuscar(COMPARED), cuscar(CONSIGNMENTS)
    text, begun = small.decode(), opening(small)
    if begun is None:
        raise RuntimeError("the file that was written is no interchange")
    segments = sum(1 for _ in Tokenizer(small, begun))
    ours = segments / _best(lambda: deque(Tokenizer(small, begun), maxlen=0))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = segments / _best(lambda: deque(Parser().parse(text), maxlen=0))
    tracemalloc.start()
    deque(read(large), maxlen=0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {
        "tokenizer_segments_per_s": round(ours),
        "pydifact_segments_per_s": round(theirs),
        "tokenizer_vs_pydifact": round(ours / theirs, 1),
        "consignments": CONSIGNMENTS,
        "segments": large.count(b"'\r\n"),
        "bytes": len(large),
        "read_s": round(_best(lambda: deque(read(large), maxlen=0)), 2),
        "read_peak_mb": round(peak / 1e6, 1),
    }


def _best(run: Callable[[], object]) -> float:
    """Return the least CPU seconds of a few rounds."""
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        run()
        taken.append(time.process_time() - began)
    return min(taken)


if __name__ == "__main__":
    figures = measure()
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=2))
