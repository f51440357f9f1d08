"""Advice on a consignment: "needs an expert, because ...", or not. Never a classification."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sealwire.contract.profiling.consignments import DocumentKind, PartyRole

from sealwire_profiling.goods.domain.priority import (
    digits,
    listed_on,
    priority_code,
    priority_heading,
    subheading,
)
from sealwire_profiling.goods.domain.questions import flags, open_questions
from sealwire_profiling.goods.domain.terms import find_terms, term_groups

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sealwire.contract.profiling.consignments import Consignment

    from sealwire_profiling.goods.domain.correlation import CorrelationTable
    from sealwire_profiling.goods.domain.questions import Answer, Question

LANGUAGES = ("en", "ru")
MAX_REASONS = 100
"""Of one consignment; more of the same say no more."""
_SENTENCES = files(__package__).joinpath("advice.toml")
_SHOWN = 40
_DIVERSION = "diversion"

Texts = dict[str, str]


class Result(StrEnum):
    """What the advice comes to; there is no third result."""

    EXPERT = "needs-an-expert"
    NOTHING = "nothing-asks-for-an-expert"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an expert is needed.

    Attributes:
        code: priority-list, correlation, terms, destination or red-flag.
        fields: The fields it looked at, as paths in the consignment's JSON; none for an officer's answer.
        texts: Half a sentence per language.
    """

    code: str
    fields: tuple[str, ...]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Record:
    """What resolution 1540 (2004) wants kept of such a movement, as far as the documents tell it.

    Attributes:
        regimes: Whose lists speak of such goods: NSG, AG, CWC, MTCR, WA, or as a table says.
        items: The goods as declared that gave a reason.
        end_user: The consignee as declared; empty where none is.
        licences: Numbers of the permits among the documents.
    """

    regimes: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    end_user: str = ""
    licences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What an administration brings along: its tables, and its groups of destinations by name."""

    tables: Sequence[CorrelationTable] = ()
    destinations: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Advice:
    """Whether to ask an expert, why, and what.

    Attributes:
        result: The one of two.
        reasons: Why; empty where nothing asks for an expert.
        more: How many reasons of the same kind are left out.
        open_questions: What the officer has not answered yet; none where nothing asks for an expert.
        asks: Questions for the expert, per language.
        record: What is to be kept of the movement.
    """

    result: Result
    reasons: tuple[Reason, ...]
    more: int
    open_questions: tuple[Question, ...]
    asks: tuple[Mapping[str, str], ...]
    record: Record

    def sentence(self, language: str) -> str:
        """Return the advice as a sentence, in `en` or `ru`."""
        if self.result is Result.NOTHING:
            return _filled("results", "nothing", {})[language]
        reasons = "; ".join(each.texts[language] for each in self.reasons)
        return str(_sentences()["results"]["expert"][language]).format(reasons=reasons)


def assess(consignment: Consignment, knowledge: Knowledge, answers: Mapping[str, Answer]) -> Advice:
    """Return whether a consignment needs an expert, and why.

    A destination weighs only beside goods or answers that give a reason; most trade is ordinary.

    Args:
        consignment: As declared.
        knowledge: The administration's tables and destinations.
        answers: The officer's, by the question's id; what is missing is unknown.
    """
    about = [*_of_goods(consignment, knowledge)]
    reasons = [each.reason for each in about] + [*_red_flags(answers)]
    if not reasons:
        return Advice(Result.NOTHING, (), 0, (), (), Record())
    reasons += _destinations(consignment, knowledge)
    unique = list({(each.code, each.texts["en"]): each for each in reasons}.values())
    asks = {ask["en"]: ask for each in about for ask in each.asks}
    end_use = _filled("asks", "end-use", {})
    return Advice(
        result=Result.EXPERT,
        reasons=tuple(unique[:MAX_REASONS]),
        more=max(len(unique) - MAX_REASONS, 0),
        open_questions=open_questions(answers),
        asks=(*list(asks.values())[:MAX_REASONS], end_use),
        record=_record(consignment, about),
    )


def asks_for_expert(consignment: Consignment, knowledge: Knowledge, answers: Mapping[str, Answer]) -> bool:
    """Tell whether `assess` would need an expert, as soon as the first reason is found."""
    return bool(flags(answers)) or next(_of_goods(consignment, knowledge), None) is not None


def watched(groups: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
    """Return the groups of countries that weigh as destinations: `diversion`, and any `diversion-...`."""
    return {
        name: countries
        for name, countries in groups.items()
        if name == _DIVERSION or name.startswith(f"{_DIVERSION}-")
    }


@dataclass(frozen=True, slots=True)
class _About:
    """A reason that a goods item gives, with whose lists speak of it and what to ask."""

    item: int
    reason: Reason
    regimes: tuple[str, ...]
    asks: tuple[Texts, ...]


def _of_goods(consignment: Consignment, knowledge: Knowledge) -> Iterator[_About]:
    for at, goods in enumerate(consignment.goods):
        documents = _filled("asks", "documents", {"item": at + 1})
        if goods.hs is not None:
            yield from _listed(at, goods.hs, documents)
            yield from _correlated(at, goods.hs, knowledge.tables)
        told: set[str] = set()
        for hit in find_terms(goods.description):
            if hit.group in told:
                continue
            told.add(hit.group)
            group = term_groups()[hit.group]
            facts = {"item": at + 1, "group": group.titles, "term": hit.term}
            reason = Reason("terms", (f"goods[{at}].description",), _filled("reasons", "terms", facts))
            yield _About(at, reason, group.regimes, (dict(group.asks), documents))


def _listed(at: int, hs: str, documents: Texts) -> Iterator[_About]:
    entry = priority_code(hs)
    if entry is not None:
        facts = {"hs": entry.hs, "text": entry.texts, "tier": entry.tier, "listed_on": str(listed_on())}
        reason = Reason("priority-list", (f"goods[{at}].hs",), _filled("reasons", "priority-list", facts))
        yield _About(at, reason, (), (documents,))
    listed = priority_heading(hs)
    if listed:
        facts = {
            "hs": subheading(hs), "number": str(len(listed)), "tier": min(each.tier for each in listed),
            "listed_on": str(listed_on()),
        }  # fmt: skip
        told = _filled("reasons", "priority-heading", facts)
        yield _About(at, Reason("priority-list", (f"goods[{at}].hs",), told), (), (documents,))


def _correlated(at: int, hs: str, tables: Sequence[CorrelationTable]) -> Iterator[_About]:
    for table in tables:
        for row in table.matches(digits(hs)):
            facts = {
                "table": table.name,
                "edition": table.edition,
                "prefix": row.prefix,
                "entry": row.entry,
                "regime": row.regime or _sentences()["reasons"]["no-regime"],
            }
            reason = Reason("correlation", (f"goods[{at}].hs",), _filled("reasons", "correlation", facts))
            ask = _filled("asks", "entry", {"item": at + 1, "entry": row.entry})
            yield _About(at, reason, (row.regime,) if row.regime else (), (ask,))
        if left_open := table.under(hs):
            facts = {
                "table": table.name,
                "edition": table.edition,
                "hs": digits(hs),
                "number": len(left_open),
            }
            told = _filled("reasons", "correlation-heading", facts)
            documents = _filled("asks", "documents", {"item": at + 1})
            regimes = tuple(dict.fromkeys(row.regime for row in left_open if row.regime))
            yield _About(at, Reason("correlation", (f"goods[{at}].hs",), told), regimes, (documents,))


def _red_flags(answers: Mapping[str, Answer]) -> Iterator[Reason]:
    for question in flags(answers):
        yield Reason("red-flag", (), _filled("reasons", "red-flag", {"effect": question.effects}))


def _destinations(consignment: Consignment, knowledge: Knowledge) -> Iterator[Reason]:
    consignee = consignment.party(PartyRole.CONSIGNEE)
    places = [(f"legs[{at}].country", leg.country) for at, leg in enumerate(consignment.legs) if at]
    if consignee is not None:
        places.append((f"parties[{consignment.parties.index(consignee)}].country", consignee.country))
    for path, country in places:
        for group, countries in knowledge.destinations.items():
            if country in countries:
                facts = {"country": country, "group": group}
                yield Reason("destination", (path,), _filled("reasons", "destination", facts))


def _record(consignment: Consignment, about: Sequence[_About]) -> Record:
    consignee = consignment.party(PartyRole.CONSIGNEE)
    items = sorted({each.item for each in about})
    return Record(
        regimes=tuple(sorted({regime for each in about for regime in each.regimes})),
        items=tuple(consignment.goods[item].description for item in items),
        end_user=consignee.name if consignee is not None else "",
        licences=tuple(each.number for each in consignment.documents if each.kind is DocumentKind.PERMIT),
    )


def _filled(table: str, name: str, facts: Mapping[str, object]) -> Texts:
    """Return a sentence in every language; a fact that has a text per language gives its own."""
    return {
        language: str(_sentences()[table][name][language]).format_map(
            {key: _shown(fact, language) for key, fact in facts.items()}
        )
        for language in LANGUAGES
    }


def _shown(fact: object, language: str) -> str:
    """Return a fact as written; of what documents say, 40 characters at most."""
    if isinstance(fact, dict):
        return str(fact[language])
    return "".join(each if each.isprintable() else " " for each in str(fact)[:_SHOWN])


@cache
def _sentences() -> Mapping[str, Any]:
    with _SENTENCES.open("rb") as file:
        return tomllib.load(file)
