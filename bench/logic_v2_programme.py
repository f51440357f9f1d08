"""Score pairs of names with nomenklatura's logic-v2: JSON in, JSON out; run in its own environment."""

from __future__ import annotations

import itertools
import json
import sys
from typing import Any

from followthemoney import model  # type: ignore[import-not-found]  # in the other environment only
from nomenklatura.matching.logic_v2.model import LogicV2  # type: ignore[import-not-found]  # likewise


def main() -> None:
    """Read pairs of a schema and two names, and write a score for each."""
    # Each entity has an id of its own: the library keeps what it has compared by id.
    ids = itertools.count()
    config = LogicV2.default_config()

    def entity(schema: str, name: str) -> Any:
        return model.get_proxy({"id": f"name-{next(ids)}", "schema": schema, "properties": {"name": [name]}})

    pairs = json.load(sys.stdin)
    scores = [
        LogicV2.compare(entity(schema, one), entity(schema, other), config).score
        for schema, one, other in pairs
    ]
    json.dump(scores, sys.stdout)


if __name__ == "__main__":
    main()
