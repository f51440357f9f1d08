"""The whole pipeline over 100,000 consignments, in a process whose peak of memory is told with its times.

python -m bench.profiling_pipeline   # prints one JSON object
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import tempfile
import time
from datetime import timedelta
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from sealwire.contract.profiling.consignments import Consignment
from sealwire.contract.profiling.lists import (
    Confidence,
    Effect,
    EntryContent,
    EntryKind,
    ListedName,
    Matching,
    Source,
)
from sealwire.contract.profiling.selections import CapacityOut
from sealwire_profiling.assessments.domain import assessing
from sealwire_profiling.assessments.domain.choosing import choose, settings_of
from sealwire_profiling.assessments.domain.ranking import rows_of
from sealwire_profiling.checks.domain.checking import Checking
from sealwire_profiling.frame.domain.building import Received
from sealwire_profiling.lists.domain.index import ScreeningIndex
from sealwire_profiling.lists.domain.screening import Screening
from sealwire_profiling.lists.domain.values import Entry, ScreeningSet, WatchList
from sealwire_profiling.lists.screening_by import SCREENER
from sealwire_profiling.simulator import FIRST_MONDAY, stream

from bench.made_names import made_names
from bench.trade import fifty_profiles, history, received, trained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from sealwire_profiling.assessments.domain.assessing import Known
    from sealwire_profiling.simulator import Simulated

T = TypeVar("T")
ROWS, NAMES, SEED = 100_000, 100_000, 20_261
PAST, LEARNED, PER_WEEK = 20_000, 8_000, 2_000
_LIST = "sanctions"
_STAGES: dict[object, str] = {Checking: "check", Screening: "screen"}


def main() -> None:
    """Measure, and print the figures."""
    json.dump(measure(), sys.stdout)


def measure(*, rows: int = ROWS, names: int = NAMES) -> dict[str, Any]:
    """Return seconds of the whole and of its stages, and the peak of memory.

    What is made before is not measured: the consignments, the history and a model. The index of the names
    is built once for all selections of a day, and told apart. As the product reads pages of its database,
    consignments come as JSON from a file, a part at a time; the seconds of making them are told apart too.

    Args:
        rows: Consignments to select from.
        names: Names on the list.
    """
    on = FIRST_MONDAY + timedelta(weeks=(PAST + rows) // PER_WEEK + 1)
    trade = stream(SEED, PER_WEEK)
    past = list(islice(trade, PAST))
    model, seen = trained(past[-LEARNED:], past[:-LEARNED], on=on), history(past, on=on)
    del past
    today = _list_of(names, on)
    with tempfile.TemporaryFile("w+") as batch:
        _write(batch, islice(trade, rows))
        gc.collect()
        started = time.perf_counter()
        index = ScreeningIndex.of(today, SCREENER)
        index_s = time.perf_counter() - started
        facts = assessing.Known(seen, fifty_profiles(), screening=(today, index), model=model)
        stages, whole = _run(batch, facts, on, rows)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    return {
        "pipeline_100000_s": round(whole, 2),
        "pipeline_peak_mb": round(peak_mb),
        "stages": {name: round(seconds, 2) for name, seconds in stages.items()},
        "pipeline_index_s": round(index_s, 2),
        "pipeline_rows": rows,
        "pipeline_profiles": len(facts.profiles),
        "pipeline_names": names,
    }


def _write(file: IO[str], simulated: Iterable[Simulated]) -> None:
    for each in simulated:
        [one] = received([each])
        body = one.consignment.model_dump(mode="json", exclude_defaults=True)
        file.write(json.dumps([one.id, one.source, one.amendments, one.amended, body]) + "\n")
    file.seek(0)


def _read(file: IO[str], stages: dict[str, float]) -> Iterator[Received]:
    for line in file:
        started = time.perf_counter()
        identifier, source, amendments, amended, body = json.loads(line)
        one = Received(identifier, source, Consignment.model_validate(body), amendments, tuple(amended))
        stages["read"] = stages.get("read", 0.0) + time.perf_counter() - started
        yield one


def _run(batch: IO[str], facts: Known, on: date, rows: int) -> tuple[dict[str, float], float]:
    """Run the pipeline as a selection does, each of its parts timed where the product calls it."""
    stages: dict[str, float] = {}
    parts: tuple[tuple[Any, str], ...] = (
        *((assessing, name) for name in ("build", "counted", "evaluate")),
        *((Checking, name) for name in ("take", "done")),
        (Screening, "take"),
    )
    timed = [(owner, name, getattr(owner, name)) for owner, name in parts]
    for owner, name, part in timed:
        setattr(owner, name, _timing(stages, _STAGES.get(owner, name), part))
    try:
        started = time.perf_counter()
        assessed = assessing.assess(_read(batch, stages), facts, on=on)
        stages["assess"] = time.perf_counter() - started
    finally:
        for owner, name, part in timed:
            setattr(owner, name, part)
    settings = settings_of(CapacityOut(version=0), seed=SEED, budget=500)
    selection = _timing(stages, "select", choose)(
        assessed, facts.profiles, settings, together=True, model="bench"
    )
    made = _timing(
        stages, "reasons", lambda: sum(1 for _ in rows_of(assessed, facts.profiles, selection, facts.model))
    )
    assert made() == rows
    whole = time.perf_counter() - started - stages["read"]
    return _named(stages), whole


def _named(stages: dict[str, float]) -> dict[str, float]:
    within = sum(stages[name] for name in ("build", "counted", "check", "screen", "evaluate", "read"))
    return {
        "consignments": stages["read"],
        "frame": stages["build"] + stages["counted"],
        "checks": stages["check"],
        "screening": stages["screen"],
        "profiles": stages["evaluate"],
        "model_and_goods": stages["assess"] - within,
        "selection": stages["select"],
        "reasons": stages["reasons"],
    }


def _timing(stages: dict[str, float], name: str, run: Callable[..., T]) -> Callable[..., T]:
    def timed(*arguments: Any, **named: Any) -> T:
        started = time.perf_counter()
        try:
            return run(*arguments, **named)
        finally:
            stages[name] = stages.get(name, 0.0) + time.perf_counter() - started

    return timed


def _list_of(names: int, on: date) -> ScreeningSet:
    made = made_names(names, seed=SEED)
    kinds = {"person": EntryKind.PERSON, "company": EntryKind.COMPANY}
    entries = tuple(
        Entry(
            UUID(int=number),
            _LIST,
            1,
            EntryContent(
                kind=kinds.get(each.kind.value, EntryKind.COMPANY),
                names=(ListedName(text=each.written()),),
                reason="made up",
                source=Source.OBSERVATION,
                confidence=Confidence.HIGH,
                expires_on=on + timedelta(days=365),
            ),
        )
        for number, each in enumerate(made)
    )
    return ScreeningSet(on, {_LIST: WatchList(_LIST, Effect.SCORE, Matching.GRADED)}, entries)


if __name__ == "__main__":
    main()
