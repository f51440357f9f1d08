"""Measure the screening of names: queries a second against 100,000, and how often the right one is first.

    python -m bench.screening

The names and the ways of writing them otherwise are those of `bench/made_names.py`.
"""

from __future__ import annotations

import gc
import json
import random
import sys
import time
from typing import TYPE_CHECKING

from sealwire_profiling.names.domain.index import Hit, Index, Listed
from sealwire_profiling.names.domain.kinds import Kind

from bench.made_names import Made, made_names, otherwise

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = 100_000
QUERIES = 4_000
SEED = 20_261

Query = tuple[int, str, Kind]


def measure(*, names: int = NAMES, queries: int = QUERIES, seed: int = SEED) -> dict[str, float]:
    """Return `screen_queries_per_s`, `screen_recall_at_1` and `index_build_s`.

    Seconds are processor time of this process, which works in one thread: what one core does.

    Args:
        names: Names in the index.
        queries: Names looked for; each is a listed one, written otherwise.
        seed: Of the names and of how they are written.
    """
    made = made_names(names, seed=seed)
    listed = [Listed(str(at), each.written(), each.kind) for at, each in enumerate(made)]
    started = time.process_time()
    index = Index.build(listed)
    built = time.process_time() - started
    asked = _asked(made, queries, seed)
    # As a service does once its lists are loaded: what stays is not searched for garbage again and again.
    gc.collect()
    gc.freeze()
    started = time.process_time()
    found = _search(index, asked)
    took = time.process_time() - started
    gc.unfreeze()
    first = sum(bool(hits) and hits[0].id == str(at) for at, hits in found)
    return {
        "screen_queries_per_s": round(len(asked) / took, 1),
        "screen_recall_at_1": round(first / len(asked), 4),
        "index_build_s": round(built, 2),
    }


def _asked(made: Sequence[Made], queries: int, seed: int) -> list[Query]:
    chance = random.Random(seed + 1)  # noqa: S311 - names to measure with, no secret
    return [
        (at, otherwise(made[at], chance), made[at].kind) for at in chance.sample(range(len(made)), queries)
    ]


def _search(index: Index, asked: Sequence[Query]) -> list[tuple[int, list[Hit]]]:
    found: list[tuple[int, list[Hit]]] = []
    for kind in (Kind.PERSON, Kind.COMPANY):
        own = [(at, text) for at, text, of in asked if of is kind]
        hits = index.search_many([text for _, text in own], kind=kind)
        found += [(at, each) for (at, _), each in zip(own, hits, strict=True)]
    return found


if __name__ == "__main__":
    print(json.dumps(measure()))
    sys.exit(0)
