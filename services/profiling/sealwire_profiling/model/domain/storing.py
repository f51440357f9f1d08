"""A model as text: one line that says what it is and its SHA-256, then JSON. Nothing in it can run."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import json
import math
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from sealwire_profiling.model.domain import boosting
from sealwire_profiling.model.domain.calibration import Calibration
from sealwire_profiling.model.domain.card import ModelCard
from sealwire_profiling.model.domain.encoding import Rates
from sealwire_profiling.model.domain.evidence import NONE as NO_EVIDENCE
from sealwire_profiling.model.domain.evidence import Evidence
from sealwire_profiling.model.domain.features import Learned
from sealwire_profiling.model.domain.figures import Band, Figures
from sealwire_profiling.model.domain.model import Model, Scorer
from sealwire_profiling.model.domain.spec import FeatureSpec, Learning
from sealwire_profiling.model.refusals import ModelDamaged

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = "sealwire-model-1"
MAX_BYTES = 128 * 2**20
_MAX_FEATURES = 5_000
_MAX_BOOSTERS = 50
_MAX_VALUES = 2_000_000
_RATES = {"value": pl.String, "rows": pl.Int64, "found": pl.Int64}
_MEDIANS = {"value": pl.String, "median": pl.Float64}


def dumps(model: Model) -> bytes:
    """Return a model as text in UTF-8; equal models give equal bytes."""
    body = json.dumps(
        _written(model), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    raw = body.encode()
    return f"{FORMAT} {hashlib.sha256(raw).hexdigest()}\n".encode() + raw


def digest(stored: bytes) -> str:
    """Return the SHA-256 that names a stored model, in hex; keep it apart from the bytes."""
    return hashlib.sha256(stored).hexdigest()


def loads(stored: bytes, *, sha256: str | None = None) -> Model:
    """Return the model of a text.

    Args:
        stored: As `dumps` made it.
        sha256: The digest that was kept apart; other bytes are then refused before they are read.

    Raises:
        ModelDamaged: The digest or a bound does not hold, or the text says something else than a model.
        ModelUnavailable: LightGBM is not installed.
    """
    if len(stored) > MAX_BYTES:
        raise ModelDamaged("it is too large", bytes=len(stored), most=MAX_BYTES)
    if sha256 is not None and digest(stored) != sha256:
        raise ModelDamaged("its SHA-256 is not the one that was kept")
    head, _, raw = stored.partition(b"\n")
    if head != f"{FORMAT} {hashlib.sha256(raw).hexdigest()}".encode():
        raise ModelDamaged("its first line does not fit what follows")
    try:
        return _read(json.loads(raw))
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        RecursionError,
        pl.exceptions.PolarsError,
    ) as unread:
        raise ModelDamaged("it says something else than a model") from unread


def _written(model: Model) -> dict[str, Any]:
    learned = model.scorer.learned
    return {
        "boosters": [boosting.as_text(each) for each in model.scorer.boosters],
        "calibration": dataclasses.asdict(model.calibration),
        "card": {**dataclasses.asdict(model.card), **_days(model.card)},
        "learned": {
            "prior": learned.prior,
            "smoothing": learned.smoothing,
            "rates": [[list(each.key), each.table.to_dict(as_series=False)] for each in learned.rates],
            "medians": [each.to_dict(as_series=False) for each in learned.medians],
            "codes": [list(each) for each in learned.codes],
        },
        "threads": model.scorer.threads,
        "evidence": dataclasses.asdict(model.scorer.evidence),
    }


def _days(card: ModelCard) -> dict[str, str | None]:
    days = {"trained_on": card.trained_on, "first_day": card.first_day, "last_day": card.last_day}
    return {name: None if day is None else day.isoformat() for name, day in days.items()}


def _read(told: Mapping[str, Any]) -> Model:
    card = _card(told["card"])
    learned = _learned(told["learned"])
    texts = told["boosters"]
    if not 1 <= len(texts) <= _MAX_BOOSTERS:
        raise ModelDamaged("it has no trees, or too many boosters")
    boosters = tuple(boosting.from_text(str(each)) for each in texts)
    scorer = Scorer(card.spec, learned, boosters, int(told["threads"]), _evidence(told.get("evidence")))
    curve = told["calibration"]
    calibration = Calibration(_numbers(curve["margins"]), _numbers(curve["chances"]))
    _refuse_unfit(scorer, calibration)
    return Model(scorer, calibration, card)


def _refuse_unfit(scorer: Scorer, calibration: Calibration) -> None:
    """Refuse parts that do not fit each other: the trees would read past the row."""
    margins, chances = calibration.margins, calibration.chances
    rising = all(a < b for a, b in itertools.pairwise(margins))
    falling = any(a > b for a, b in itertools.pairwise(chances))
    if not margins or len(margins) != len(chances) or not rising or falling:
        raise ModelDamaged("its calibration is no rising curve")
    if not all(0.0 <= each <= 1.0 for each in (*chances, scorer.learned.prior)):
        raise ModelDamaged("it has probabilities outside 0 and 1")
    spec, learned = scorer.spec, scorer.learned
    if tuple(each.key for each in learned.rates) != spec.keys or len(learned.medians) != len(spec.norms):
        raise ModelDamaged("its rates are not those of its columns")
    if len(learned.codes) != len(spec.lists):
        raise ModelDamaged("its codes are not those of its columns")
    if set(scorer.evidence.points) != set(spec.evidence) or not set(spec.evidence) <= set(spec.lists):
        raise ModelDamaged("its evidence is not of its columns")
    width = len(scorer.features)
    if width > _MAX_FEATURES or any(each.num_feature() != width for each in scorer.boosters):
        raise ModelDamaged("its trees read other features than it has")


def _learned(told: Mapping[str, Any]) -> Learned:
    return Learned(
        prior=float(told["prior"]),
        smoothing=float(told["smoothing"]),
        rates=tuple(Rates(_texts(key), _table(values, _RATES)) for key, values in told["rates"]),
        medians=tuple(_table(each, _MEDIANS) for each in told["medians"]),
        codes=tuple(_texts(each) for each in told["codes"]),
    )


def _evidence(told: Mapping[str, Any] | None) -> Evidence:
    """Return the points of codes; models of before there were any have none."""
    if told is None:
        return NO_EVIDENCE
    points = {
        str(name): {str(code): _finite(each) for code, each in of.items()}
        for name, of in told["points"].items()
    }
    return Evidence(_finite(told["base"]), points)


def _finite(told: Any) -> float:
    number = float(told)
    if not math.isfinite(number):
        raise ModelDamaged("it has points without end")
    return number


def _table(values: Mapping[str, Any], schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    if set(values) != set(schema) or any(len(each) > _MAX_VALUES for each in values.values()):
        raise ModelDamaged("one of its tables has other columns, or too many rows")
    made = pl.DataFrame(values, schema=dict(schema))
    if made["value"].n_unique() != made.height:
        raise ModelDamaged("one of its tables names a value twice")
    return made


def _card(told: Mapping[str, Any]) -> ModelCard:
    days = {name: _day(told[name]) for name in ("first_day", "last_day")}
    figures = {name: _figures(told[name]) for name in ("by_time", "by_time_unrepeated", "by_newcomer")}
    read = {
        "trained_on": date.fromisoformat(told["trained_on"]),
        "sources": _texts(told["sources"]),
        "spec": spec_of(told["spec"]),
        "learning": Learning(**told["learning"]),
    }
    return ModelCard(**{**told, **days, **figures, **read})


def spec_of(told: Mapping[str, Any]) -> FeatureSpec:
    """Return a specification of its JSON form (`dataclasses.asdict`).

    Raises:
        TypeError: It has fields that no specification has.
    """
    plain, nested = ("name", "newcomer"), ("pairs", "norms", "ages")
    read: dict[str, Any] = {
        name: _texts(each) for name, each in told.items() if name not in {*plain, *nested}
    }
    read |= {name: str(told[name]) for name in plain}
    read |= {name: tuple(_texts(each) for each in told[name]) for name in nested}
    return FeatureSpec(**read)


def _figures(told: Mapping[str, Any] | None) -> Figures | None:
    return (
        None if told is None else Figures(**{**told, "bands": tuple(Band(**each) for each in told["bands"])})
    )


def _day(told: str | None) -> date | None:
    return None if told is None else date.fromisoformat(told)


def _texts(told: list[Any]) -> tuple[str, ...]:
    return tuple(str(each) for each in told)


def _numbers(told: list[Any]) -> tuple[float, ...]:
    return tuple(float(each) for each in told)
