"""Write the JSON Schema of every kind of notice; with --check only compare, and exit 1 where one differs."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sealwire.notices import KINDS, json_schema

FOLDER = Path(__file__).resolve().parents[1] / "shared/sdk/sealwire/notices/schemas"


def expected() -> dict[Path, str]:
    """Return the text of each schema file by its path."""
    return {
        FOLDER / f"{kind}.{model.SCHEMA}.json": json.dumps(json_schema(kind), ensure_ascii=False, indent=2)
        + "\n"
        for kind, model in KINDS.items()
    }


def stale() -> list[Path]:
    """Return the schema files that are missing, differ or should not be there."""
    files = expected()
    wrong = [path for path, text in files.items() if not path.exists() or path.read_text("utf-8") != text]
    return wrong + [path for path in FOLDER.glob("*.json") if path not in files]


def main() -> int:
    """Write or check; return the exit code."""
    if "--check" in sys.argv[1:]:
        for path in stale():
            print(f"{path.name} is not what the code says: run tools/schemas.py")
        return 1 if stale() else 0
    FOLDER.mkdir(exist_ok=True)
    for path, text in expected().items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
