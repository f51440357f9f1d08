"""The parts of profiling, each measured by itself: profiles, the model, and a simulated year."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
from cel_expr_python import cel
from sealwire_profiling.assessments.domain.assessing import Known, assess
from sealwire_profiling.assessments.domain.choosing import candidates
from sealwire_profiling.frame.domain.columns import VOCABULARY
from sealwire_profiling.model.domain.guards import examples_of
from sealwire_profiling.model.domain.spec import FRAME, Learning
from sealwire_profiling.model.domain.training import train
from sealwire_profiling.model.refusals import TooLittleToLearn
from sealwire_profiling.rules.domain.environment import CEL_TYPES
from sealwire_profiling.rules.domain.evaluating import evaluate
from sealwire_profiling.simulator import FIRST_MONDAY, generate

from bench import scoring as model_bench
from bench import simulation as year
from bench import trade
from bench.trade import fifty_profiles, history, live_profiles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sealwire_profiling.assessments.domain.assessing import Assessed
    from sealwire_profiling.frame.domain.building import Received
    from sealwire_profiling.model.domain.model import Model

ROWS, PAST, LEARNED, SEED = 100_000, 20_000, 8_000, 20_261
_CEL_ROWS = 400
# A year has little to learn from: the product asks for more before an officer may rely on it.
_EARLY = Learning(least_rows=150, least_positives=15)
_ROUNDS = 3


def assessed(rows: int = ROWS) -> tuple[Assessed, pl.Series]:
    """Return simulated consignments after the pipeline, with whether something is planted in each."""
    simulated = generate(PAST + rows, SEED)
    on = FIRST_MONDAY + timedelta(weeks=simulated[-1].week + 1)
    facts = Known(history(simulated[:PAST], on=on), live_profiles())
    now = simulated[PAST:]
    return assess(trade.received(now), facts, on=on), pl.Series([each.mechanism is not None for each in now])


def rules(frame: pl.DataFrame) -> dict[str, float]:
    """Return rows per second of fifty profiles, and their factor over CEL's own runtime in the same run.

    The runtime is given the profiles that need none of our functions, which it does not have, and its time
    is counted for each of them; ours evaluates all fifty.
    """
    compiled = [each.rule for each in fifty_profiles()]
    ours = frame.height / min(_seconds(lambda: evaluate(compiled, frame)) for _ in range(_ROUNDS))
    theirs = _cel_rows_per_s([each.text for each in compiled], frame.head(_CEL_ROWS))
    return {
        "rules_rows_per_s": round(ours),
        "cel_rows_per_s": round(theirs, 1),
        "rules_vs_cel": round(ours / theirs, 1),
    }


def scoring(frame: pl.DataFrame, labels: pl.Series) -> dict[str, float]:
    """Return the figures of the model: rows scored and explained per second, and seconds of a training."""
    return model_bench.measure(frame, frame.head(LEARNED), labels.head(LEARNED))


def simulation(*, per_week: int = 1_000) -> dict[str, Any]:
    """Return what rules only, the model only and the full policy find in a year of the simulated world."""
    return year.run(year.Parts(_assess, _train, _score), seed=SEED, per_week=per_week)


def _cel_rows_per_s(texts: Sequence[str], frame: pl.DataFrame) -> float:
    """Return rows per second of the C++ runtime for as many profiles as there are texts."""
    environment = cel.NewEnv(variables={name: CEL_TYPES[each.kind] for name, each in VOCABULARY.items()})
    plain = [each for each in (_compiled(environment, text) for text in texts) if each is not None]
    rows = [
        environment.Activation(
            {name: _zoned(value) for name, value in row.items() if name in VOCABULARY and value is not None}
        )
        for row in frame.iter_rows(named=True)
    ]
    took = _seconds(lambda: [rule.eval(row) for row in rows for rule in plain])
    return frame.height / (took * len(texts) / len(plain))


def _compiled(environment: cel.Env, text: str) -> cel.Expression | None:
    try:
        return environment.compile(text)
    except Exception:  # noqa: BLE001 - the library has no class of its own for a text that does not compile
        return None


def _zoned(value: Any) -> Any:
    return datetime.combine(value, datetime.min.time(), UTC) if isinstance(value, date) else value


def _assess(received: Sequence[Received], seen: pl.DataFrame, on: date) -> pl.DataFrame:
    profiles = live_profiles()
    done = assess(received, Known(seen, profiles), on=on)
    return done.frame.hstack(candidates(done, profiles).select(*year.RULES))


def _train(opened: pl.DataFrame, week: int) -> Model | None:
    on = FIRST_MONDAY + timedelta(weeks=week)
    try:
        return train(
            examples_of(opened, opened["found"], spec=FRAME), FRAME, seed=SEED, on=on, learning=_EARLY
        )
    except TooLittleToLearn:
        return None


def _score(model: Model, frame: pl.DataFrame) -> pl.Series:
    return pl.Series(model.score(frame))


def _seconds(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started
