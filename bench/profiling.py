"""Measure profiling: 100,000 consignments from documents to a selection, and each of its parts.

    python -m bench.profiling            # writes bench/results/profiling.json

The consignments are simulated, the names and lists made up. Two threads at most, of which the machine's
neighbours take what they like: figures are comparable within one run.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("POLARS_MAX_THREADS", "2")

import uvloop
from rich.console import Console

from bench import manifest, profiling_parts, screening

RESULT = Path(__file__).parent / "results" / "profiling.json"


def main() -> None:
    """Measure, write and print."""
    figures: dict[str, Any] = {"machine": f"{os.cpu_count()} cores, Python {platform.python_version()}"}
    # A process of its own, so that its memory is its own.
    done = subprocess.run(
        [sys.executable, "-m", "bench.profiling_pipeline"], stdout=subprocess.PIPE, check=True
    )
    figures |= json.loads(done.stdout)
    with tempfile.TemporaryDirectory(prefix="sealwire-bench-") as folder:
        figures |= uvloop.run(manifest.cuscar_s(Path(folder)))
    figures |= screening.measure()
    judged, labels = profiling_parts.assessed()
    figures |= profiling_parts.rules(judged.frame)
    figures |= profiling_parts.scoring(judged.frame, labels)
    figures["simulation"] = profiling_parts.simulation()
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(figures, indent=2) + "\n")
    Console().print_json(json.dumps(figures))


if __name__ == "__main__":
    main()
