"""Write the vectors in shared/vectors/{cbor,envelope,receipts,keystore} anew.

    PYTHONPATH=tests python tools/vectors_envelope.py

Seeds and headers are fixed; HPKE and the body's salt draw randomness, so sealed bytes differ from run to
run and the committed files are what counts. Run it only when the protocol changes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from simulators.vectors_accepted import accepted_files
from simulators.vectors_refused import refused_files

if TYPE_CHECKING:
    from collections.abc import Mapping

VECTORS = Path(__file__).resolve().parents[1] / "shared" / "vectors"


def write(files: Mapping[str, tuple[str, list[dict[str, object]]]]) -> None:
    """Write each file with its description and its vectors."""
    for name, (description, vectors) in files.items():
        path = VECTORS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        document = {"description": description, "vectors": vectors}
        path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"{name}: {len(vectors)} vectors")


if __name__ == "__main__":
    write(accepted_files())
    write(refused_files())
