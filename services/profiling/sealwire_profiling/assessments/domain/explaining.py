"""Why a consignment stands where it stands, as it is stored: a code, sentences in two languages, facts."""

# ruff: noqa: RUF001 - Russian sentences have letters that look like Latin ones

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from sealwire_profiling.assessments.domain.assessing import counts
from sealwire_profiling.checks.domain.findings import sentence
from sealwire_profiling.goods.domain.priority import priority_code
from sealwire_profiling.goods.domain.terms import term_groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sealwire_profiling.assessments.domain.assessing import Assessed, LiveProfile
    from sealwire_profiling.checks.domain.findings import Finding
    from sealwire_profiling.lists.domain.screening import Hit
    from sealwire_profiling.model.domain.reasons import Reason as ModelReason

Json = dict[str, Any]
LANGUAGES = ("en", "ru")
_UNTOLD = {"en": "Could not be told, a value is missing: {}", "ru": "Не определено, нет данных: {}"}
_CLEARED = {"en": "Cleared: {}", "ru": "Совпадение снято: {}"}
_ON_LIST = {"en": "{} is like {} on the list {}: {}", "ru": "{} похоже на {} в списке {}: {}"}
_PRIORITY = {
    "en": "High-priority goods, tier {}: {}; an expert tells what they are",
    "ru": "Товары высокого приоритета, уровень {}: {}; что это, скажет эксперт",
}
_TERMS = {
    "en": "The description speaks of {}; an expert tells what they are",
    "ru": "В описании названы {}; что это, скажет эксперт",
}
_DIGITS = 3
_AT_ONCE = 2_000


def reasons_of(
    assessed: Assessed, profiles: Sequence[LiveProfile], places: Sequence[int]
) -> Iterator[list[Json]]:
    """Yield the reasons of some rows, the model's apart; a few at a time, since all of them fill the memory.

    Args:
        assessed: The rows.
        profiles: Those that were applied to them.
        places: Of the rows, in the order wanted.
    """
    heaviest = sorted(profiles, key=lambda each: -each.weight)
    wanted = {"hs_codes", "control_terms"}.union(*(each.rule.variables for each in profiles))
    columns = [name for name in assessed.frame.columns if name in wanted]
    for begin in range(0, len(places), _AT_ONCE):
        some = list(places[begin : begin + _AT_ONCE])
        frame, held = (
            assessed.frame.select(columns)[some],
            assessed.held[some] if assessed.held.columns else None,
        )
        told = held.iter_rows(named=True) if held is not None else _nothing(len(some))
        for at, row, holds in zip(some, frame.iter_rows(named=True), told, strict=True):
            yield [
                *of_lists(assessed.hits[at]),
                *_of_profiles(heaviest, holds, row),
                *_of_goods(row),
                *_of_checks(assessed.findings[at]),
                *_untold(profiles, holds),
            ]


def of_model(reasons: Iterable[ModelReason]) -> list[Json]:
    """Return the model's reasons for a row as they are stored."""
    return [
        {
            "kind": "model",
            "code": "-".join(each.columns),
            "text": dict(each.texts),
            "weight": round(each.points, _DIGITS),
        }
        for each in reasons
    ]


def of_lists(hits: Sequence[Hit]) -> Iterator[Json]:
    """Yield hits as reasons, each with its weight: `list-note` where it does nothing."""
    for hit in hits:
        text = {
            language: _ON_LIST[language].format(
                hit.value, hit.matched, hit.list, "; ".join(getattr(each, language) for each in hit.reasons)
            )
            for language in LANGUAGES
        }
        if hit.cleared is not None:
            text = {language: _CLEARED[language].format(text[language]) for language in LANGUAGES}
        yield {
            "kind": "list" if counts(hit) else "list-note",
            "code": hit.list,
            "text": text,
            "weight": round(hit.score, _DIGITS),
            "facts": {
                "field": hit.field, "entry": str(hit.entry), "version": hit.version,
                "effect": hit.effect.value, "cleared": None if hit.cleared is None else str(hit.cleared),
            },
        }  # fmt: skip


def plain(value: object) -> object:
    """Return a value of the frame as JSON has it; JSON has no infinity, which a tiny weight can make."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    return value if isinstance(value, str | int | list) or value is None else str(value)


def _of_profiles(
    profiles: Sequence[LiveProfile], held: Mapping[str, bool | None], row: Mapping[str, Any]
) -> Iterator[Json]:
    for each in profiles:
        if held[each.rule.id]:
            yield {
                "kind": "profile",
                "code": each.rule.id,
                "text": dict(each.titles),
                "weight": each.weight,
                "facts": {name: plain(row.get(name)) for name in each.rule.variables},
            }


def _untold(profiles: Sequence[LiveProfile], held: Mapping[str, bool | None]) -> Iterator[Json]:
    codes = [each.rule.id for each in profiles if held[each.rule.id] is None]
    if codes:
        text = {language: _UNTOLD[language].format(", ".join(codes)) for language in LANGUAGES}
        yield {"kind": "not-evaluable", "code": "not-evaluable", "text": text, "facts": {"profiles": codes}}


def _of_checks(findings: Sequence[Finding]) -> Iterator[Json]:
    for found in findings:
        yield {
            "kind": "check",
            "code": found.code,
            "text": {language: sentence(found, language) for language in LANGUAGES},
            "facts": {"fields": list(found.fields)},
        }


def _of_goods(row: Mapping[str, Any]) -> Iterator[Json]:
    listed = filter(None, map(priority_code, row["hs_codes"] or ()))
    for each in {found.hs: found for found in listed}.values():
        text = {
            language: _PRIORITY[language].format(each.tier, each.texts[language]) for language in LANGUAGES
        }
        yield {"kind": "goods", "code": f"priority-{each.hs}", "text": text}
    for group in row["control_terms"] or ():
        titles = term_groups()[group].titles
        text = {language: _TERMS[language].format(titles[language]) for language in LANGUAGES}
        yield {"kind": "goods", "code": group, "text": text}


def _nothing(rows: int) -> Iterator[Mapping[str, bool | None]]:
    return iter([{}] * rows)
