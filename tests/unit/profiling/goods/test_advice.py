"""The advice: when an expert is needed and why, and that it never classifies."""

from __future__ import annotations

import importlib
import pkgutil
import re
from typing import Any

import pytest
import sealwire_profiling.goods
from architecture.source import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sealwire.contract.profiling.consignments import Consignment
from sealwire_profiling.goods.domain.advice import Advice, Knowledge, Result, asks_for_expert, assess, watched
from sealwire_profiling.goods.domain.correlation import Correlation, CorrelationTable
from sealwire_profiling.goods.domain.questions import Answer, questions
from sealwire_profiling.goods.domain.terms import term_groups
from unit.profiling.checks.documents import SOUND, changed

TABLE = CorrelationTable("National list", "2025-01", "State service", (Correlation("8413", "2B350.i", "AG"),))
NARROW = CorrelationTable("Narrow", "1", "S", (Correlation("841350", "2B350.i", "AG"),))
KNOWLEDGE = Knowledge(tables=(TABLE,), destinations={"diversion": frozenset({"GE"})})
NOTHING = Knowledge()
PUMP: dict[str, Any] = {"goods.0.description": "Vacuum pumps", "goods.0.hs": "841410"}


def _advice(
    changes: dict[str, Any], knowledge: Knowledge = NOTHING, answers: dict[str, Answer] | None = None
) -> Advice:
    return assess(Consignment.model_validate(changed(SOUND, changes)), knowledge, answers or {})


def _ids(rows: list[Any]) -> list[str]:
    return [row[0] for row in rows]


def test_ordinary_goods_ask_for_nothing() -> None:
    advice = _advice({}, KNOWLEDGE)
    assert advice.result is Result.NOTHING
    assert (advice.reasons, advice.open_questions, advice.asks) == ((), (), ())
    assert advice.sentence("en").startswith("Nothing here asks for an expert.")
    assert advice.sentence("ru").startswith("Здесь ничто не требует эксперта.")


REASONS: list[tuple[str, dict[str, Any], Knowledge, dict[str, Answer]]] = [
    ("priority-list", {"goods.0.hs": "8542.31"}, NOTHING, {}),
    ("priority-list", {"goods.0.hs": "8542"}, NOTHING, {}),
    ("correlation", {"goods.0.hs": "841350"}, Knowledge(tables=(TABLE,)), {}),
    ("correlation", {"goods.0.hs": "8413"}, Knowledge(tables=(NARROW,)), {}),
    ("correlation", {"goods.0.hs": "HS 8413.50"}, Knowledge(tables=(TABLE,)), {}),
    ("terms", {"goods.0.description": "Насосы вакуумные"}, NOTHING, {}),
    ("red-flag", {}, NOTHING, {"weapons-use": Answer.YES}),
    ("red-flag", {}, NOTHING, {"statement-shown": Answer.NO}),
]


@pytest.mark.parametrize(("code", "changes", "knowledge", "answers"), REASONS, ids=_ids(REASONS))
def test_each_reason_needs_an_expert(
    code: str, changes: dict[str, Any], knowledge: Knowledge, answers: dict[str, Answer]
) -> None:
    advice = _advice(changes, knowledge, answers)
    assert advice.result is Result.EXPERT
    assert asks_for_expert(Consignment.model_validate(changed(SOUND, changes)), knowledge, answers)
    assert [each.code for each in advice.reasons] == [code]
    assert advice.sentence("en").startswith("This needs an expert, because ")
    assert advice.sentence("ru").startswith("Нужен эксперт, потому что ")
    assert advice.asks


ORDINARY: list[tuple[str, dict[str, Any], Knowledge, dict[str, Answer]]] = [
    ("another code", {"goods.0.hs": "640399"}, NOTHING, {}),
    ("no such prefix", {"goods.0.hs": "841350"}, NOTHING, {}),
    ("another subheading", {"goods.0.hs": "841360"}, Knowledge(tables=(NARROW,)), {}),
    ("another heading", {"goods.0.hs": "8414"}, Knowledge(tables=(NARROW,)), {}),
    ("a chapter alone", {"goods.0.hs": "84"}, Knowledge(tables=(NARROW,)), {}),
    ("a heart valve", {"goods.0.description": "Heart valves"}, NOTHING, {}),
    ("the harmless answer", {}, NOTHING, {"weapons-use": Answer.NO, "statement-shown": Answer.YES}),
    ("an unknown answer", {}, NOTHING, {"weapons-use": Answer.UNKNOWN}),
    ("a question that is not ours", {}, NOTHING, {"made-up": Answer.YES}),
    ("a destination alone", {}, KNOWLEDGE, {}),
]


@pytest.mark.parametrize(
    ("changes", "knowledge", "answers"), [row[1:] for row in ORDINARY], ids=_ids(ORDINARY)
)
def test_what_gives_no_reason_needs_none(
    changes: dict[str, Any], knowledge: Knowledge, answers: dict[str, Answer]
) -> None:
    assert _advice(changes, knowledge, answers).result is Result.NOTHING
    assert not asks_for_expert(Consignment.model_validate(changed(SOUND, changes)), knowledge, answers)


def test_a_destination_weighs_beside_goods() -> None:
    advice = _advice(PUMP, KNOWLEDGE)
    assert [each.code for each in advice.reasons] == ["terms", "destination"]
    assert advice.reasons[1].fields == ("legs[1].country",)
    assert "group diversion" in advice.sentence("en")


def test_only_groups_of_diversion_weigh_as_destinations() -> None:
    groups = {
        name: frozenset({"GE"}) for name in ("diversion", "diversion-tier-1", "diversions", "neighbours")
    }
    assert set(watched(groups)) == {"diversion", "diversion-tier-1"}


def test_open_questions_are_those_without_an_answer() -> None:
    answers = dict.fromkeys(questions(), Answer.UNKNOWN) | {"cash-for-costly": Answer.NO}
    advice = _advice(PUMP, NOTHING, answers)
    assert {each.id for each in advice.open_questions} == set(questions()) - {"cash-for-costly"}


def test_an_expert_is_asked_what_the_group_wants_to_know() -> None:
    asks = [ask["en"] for ask in _advice(PUMP).asks]
    assert term_groups()["pumps"].asks["en"] in asks
    assert any("data sheet or part number" in ask for ask in asks)


def test_the_record_has_what_resolution_1540_wants_kept() -> None:
    permit = {"kind": "permit", "number": "L-77"}
    record = _advice({**PUMP, "documents": [permit, {"kind": "invoice", "number": "9"}]}).record
    assert record.regimes == ("AG", "NSG")
    assert record.items == ("Vacuum pumps",)
    assert record.end_user == "Алтын Булак"
    assert record.licences == ("L-77",)


def test_the_same_reason_is_given_once_and_many_are_counted() -> None:
    goods = [{**SOUND["goods"][0], "hs": "854231"} for _ in range(3)]
    assert len(_advice({"goods": goods}).reasons) == 1
    many = CorrelationTable("T", "1", "S", tuple(Correlation("84", f"E{each}") for each in range(130)))
    advice = _advice({"goods.0.hs": "841410"}, Knowledge(tables=(many,)))
    assert (len(advice.reasons), advice.more) == (100, 30)


def test_a_reason_quotes_no_more_than_forty_characters() -> None:
    table = CorrelationTable("T" * 200, "1", "S", (Correlation("84", "E" * 200),))
    advice = _advice({"goods.0.hs": "841410"}, Knowledge(tables=(table,)))
    assert "T" * 41 not in advice.sentence("en")
    assert "E" * 41 not in advice.sentence("en")


# What no sentence may claim of goods, in either language.
CLAIM = re.compile(
    r"\b(?:is|are|was|were|be) (?:not )?(?:controlled|classified|licensable|prohibited|banned|dual[- ]use)\b"
    r"|\b(?:falls?|comes?) under control\b|\bsubject to (?:control|licen)|\bclassified as\b"
    r"|\brequires? a licen|\bconfirmed (?:as )?dual"
    r"|подлеж\w+ (?:контрол|лиценз)|контролируем\w+ товар|явля\w+ контролируем|явля\w+ товар\w* двойного"
    r"|классифициру"
    r"|запрещ[её]н|относится к товарам двойного|попада\w+ под контроль",
    re.IGNORECASE,
)


def test_the_claim_pattern_sees_a_claim() -> None:
    for text in ("The item is controlled.", "HS 854231 is classified as dual-use", "Товар подлежит контролю"):
        assert CLAIM.search(text)
    assert not CLAIM.search("an expert has to compare the entry with the goods")


def test_no_text_of_the_room_claims_that_goods_are_controlled() -> None:
    folder = ROOT / "services/profiling/sealwire_profiling/goods"
    texts = {
        path: path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.suffix in {".toml", ".py"}
    }
    texts[ROOT / "docs/strategic-goods.md"] = (ROOT / "docs/strategic-goods.md").read_text(encoding="utf-8")
    assert len(texts) >= 9
    claims = {path.name: CLAIM.findall(text) for path, text in texts.items() if CLAIM.search(text)}
    assert claims == {}


def test_nothing_public_of_the_room_is_named_after_a_verdict() -> None:
    names = []
    for found in pkgutil.walk_packages(sealwire_profiling.goods.__path__, "sealwire_profiling.goods."):
        names += [name for name in vars(importlib.import_module(found.name)) if not name.startswith("_")]
    assert len(names) > 40
    assert [
        name for name in names if re.search(r"classif|is_controlled|verdict|prohibit", name, re.IGNORECASE)
    ] == []
    assert {each.value for each in Result} == {"needs-an-expert", "nothing-asks-for-an-expert"}


TEXTS = st.sampled_from(["Vacuum pumps", "Насосы", "{item}", "cotton", "x" * 512]) | st.text(
    alphabet=st.characters(exclude_categories=("Cc", "Cs")), max_size=40
)
ANSWERS = st.dictionaries(st.sampled_from([*questions(), "made-up"]), st.sampled_from(Answer))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXTS, st.none() | st.sampled_from(["854231", "841350", "x"]), ANSWERS)
def test_any_consignment_and_answers_get_one_of_two_results(
    text: str, hs: str | None, answers: dict[str, Answer]
) -> None:
    advice = _advice({"goods.0.description": text, "goods.0.hs": hs}, KNOWLEDGE, answers)
    assert (advice.result is Result.EXPERT) == bool(advice.reasons)
    for language in ("en", "ru"):
        said = advice.sentence(language)
        assert said.startswith(("This needs", "Nothing", "Нужен", "Здесь"))
        assert not CLAIM.search(said)
