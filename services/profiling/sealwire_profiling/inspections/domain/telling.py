"""An estimate in plain words: what it is, what it stands on, and when it says nothing yet."""

# ruff: noqa: RUF001 - Russian sentences have letters that look like Latin ones

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sealwire_profiling.selection.domain.estimates import MIN_DRAWN, MIN_FOUND

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sealwire_profiling.selection.domain.estimates import Estimate


class Kind(StrEnum):
    """What an estimate needs before it says something."""

    DRAWN = "drawn"
    RECALL = "recall"
    OFFICERS = "officers"


_TEXTS: Mapping[str, Mapping[str, str]] = {
    "nothing": {
        "en": "It says nothing yet: no inspection stands behind it.",
        "ru": "Пока это ничего не значит: за этим нет ни одного досмотра.",
    },
    "drawn": {
        "en": "It says nothing yet: at least {least} draws at random have to stand behind it.",
        "ru": "Пока это ничего не значит: нужно не менее {least} случайных досмотров.",
    },
    "recall": {
        "en": "It says nothing yet: at least {least} draws have to stand behind it, {found} with a find.",
        "ru": "Пока это ничего не значит: нужно не менее {least} случайных досмотров, {found} с находкой.",
    },
    "officers": {
        "en": "It says nothing yet: at least {least} inspections have to stand behind it.",
        "ru": "Пока это ничего не значит: нужно не менее {least} досмотров.",
    },
    "value": {
        "en": "{value:.1f} %, and with 95 % certainty between {low:.1f} and {high:.1f} %.",
        "ru": "{value:.1f} %, с вероятностью 95 % от {low:.1f} до {high:.1f} %.",
    },
    "counts": {
        "en": "Inspections: {inspected}, drawn at random: {drawn}, with a find: {found}.",
        "ru": "Досмотров: {inspected}, из них случайных: {drawn}, с находкой: {found}.",
    },
    "uncovered": {
        "en": "It is not about {uncovered} candidates of posts and days without a draw.",
        "ru": "Не учтены кандидаты постов и дней без случайного отбора: {uncovered}.",
    },
    "lost": {
        "en": "Selected and never inspected: {lost}; they are taken to be like the others.",
        "ru": "Отобрано, но не досмотрено: {lost}; считается, что они такие же, как остальные.",
    },
}


def told(figure: Estimate, kind: Kind, language: str) -> str:
    """Return an estimate as sentences.

    Args:
        figure: The estimate.
        kind: What it needs.
        language: `en` or `ru`.
    """
    values = {
        "least": MIN_DRAWN, "inspected": figure.inspected, "drawn": figure.drawn,
        "uncovered": figure.uncovered, "lost": figure.lost,
    }  # fmt: skip
    shares = {"value": 100 * (figure.value or 0.0), "low": 100 * figure.low, "high": 100 * figure.high}

    def said(code: str) -> str:
        found = MIN_FOUND if code == Kind.RECALL else figure.found
        return _TEXTS[code][language].format(**values, **shares, found=found)

    return " ".join(map(said, _codes(figure, kind)))


def _codes(figure: Estimate, kind: Kind) -> Iterator[str]:
    if figure.value is None:
        yield "nothing"
    else:
        if figure.too_few:
            yield kind.value
        yield "value"
        yield "counts"
    if figure.uncovered:
        yield "uncovered"
    if figure.lost:
        yield "lost"
