"""Write shared/vectors/directory/recovery.json: a unit's recovery secret, its keys and its shares.

`python tools/vectors_recovery.py`. Splitting is randomised, so shares that are there and combine are kept.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from sealwire.recovery import combine, derive, split

FILE = Path(__file__).resolve().parents[1] / "shared" / "vectors" / "directory" / "recovery.json"
THRESHOLD, SHARES = 3, 5
SECRET = hashlib.sha256(b"sealwire/vectors/recovery/secret").digest()


def shares(known: list[str]) -> list[str]:
    """Return the shares of the secret, those that are known if they still give it back."""
    if len(known) == SHARES and combine(known) == SECRET:
        return known
    return [share.words for share in split(SECRET, threshold=THRESHOLD, shares=SHARES)]


def vectors(known: list[str]) -> dict[str, Any]:
    """Return what another implementation computes too."""
    keys = derive(SECRET)
    return {
        "secret": SECRET.hex(),
        "sign_seed": keys.sign.seed.hex(),
        "sign": keys.sign.public.hex(),
        "recovery_id": keys.sign.key_id.hex(),
        "seal_seed": keys.seal.seed.hex(),
        "seal": keys.seal.key_id.hex(),
        "threshold": THRESHOLD,
        "shares": shares(known),
    }


def main() -> None:
    """Write the file."""
    known = json.loads(FILE.read_text("utf-8"))["shares"] if FILE.exists() else []
    FILE.write_text(json.dumps(vectors(known), indent=1) + "\n", encoding="utf-8")
    print(f"{FILE.name} written")


if __name__ == "__main__":
    main()
