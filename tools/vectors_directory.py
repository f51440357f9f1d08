"""Write shared/vectors/directory/: a log with every kind of statement, and statements that must be refused.

Everything is derived from names, so that a second run writes the same bytes:
`PYTHONPATH=tests python tools/vectors_directory.py`.
"""

from __future__ import annotations

import json
from pathlib import Path

from sealwire.directory.statement import parse
from simulators.directory_log import the_log
from simulators.directory_refused import refused

FOLDER = Path(__file__).resolve().parents[1] / "shared" / "vectors" / "directory"


def main() -> None:
    """Write both files."""
    log = the_log()
    positive = {
        "founding": log.state.founding.hex(),
        "statements": [
            {"kind": parse(raw).payload.kind, "statement": raw.hex(), "root": root.hex()}
            for raw, root in zip(log.statements, log.roots, strict=True)
        ],
    }
    for name, content in (
        ("log", positive),
        ("refused", {"founding": positive["founding"], "cases": refused(log)}),
    ):
        path = FOLDER / f"{name}.json"
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        print(f"{path.relative_to(FOLDER.parents[2])} written")


if __name__ == "__main__":
    main()
