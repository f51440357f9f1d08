"""Texts that are rules, texts that are not and what the officer reads, and rules on rows."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sealwire_profiling.rules.domain.checking import MAX_TEXT, check
from sealwire_profiling.rules.domain.compiling import compile_rule
from sealwire_profiling.rules.domain.environment import Environment
from sealwire_profiling.rules.domain.evaluating import evaluate, explain
from sealwire_profiling.rules.domain.faults import Refused, sentences
from sealwire_profiling.rules.domain.functions import field_functions
from sealwire_profiling.rules.domain.merging import merged
from sealwire_profiling.rules.domain.ready import starting_sets
from sealwire_profiling.rules.domain.tree import Call, walk
from unit.profiling.rules.ordinary import ORDINARY

SETS = Environment({"border": frozenset({"KG-OSH"}), "none": frozenset()}, {"near": frozenset({"UZ"})})
ON = date(2026, 3, 5)


def refused(text: str) -> list[tuple[str, int, int, str]]:
    with pytest.raises(Refused) as told:
        compile_rule("r", text, SETS)
    return [(each.code, each.at.line, each.at.column, each.hint) for each in told.value.faults]


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "hint"),
    [
        ("value > 1", "wrong-types", 1, 7, "write-double"),
        ("empty &&\n  gross_kg >= 500", "wrong-types", 2, 12, "write-double"),
        ("packages > 1.0", "wrong-types", 1, 10, "write-double"),
        ("consigne == 'a'", "unknown-name", 1, 1, "meant"),
        ("origin == KG", "unknown-name", 1, 11, "write-quotes"),
        ("'😀😀' == description && valu > 1.0", "unknown-name", 1, 24, "meant"),
        ("value > 1.0 and empty", "syntax", 1, 13, "write-and"),
        ("(empty", "syntax", 1, 7, "write-and"),
        ("consignee == null", "null", 1, 11, ""),
        ("arrives_on > '2026-01-01'", "wrong-types", 1, 12, "write-date"),
        ("value", "not-bool", 1, 1, ""),
        ("  ", "empty", 1, 1, ""),
        ("empty && office == '\ud83d'", "half-character", 1, 21, ""),
        ("transits == ['KG']", "list-equality", 1, 10, ""),
        ("{'a': 1}['a'] == 1", "not-available", 1, 1, ""),
        ("transits[0] == 'KG'", "not-available", 1, 9, ""),
        ("transits.map(t, t + 'a').size() > 0", "not-available", 1, 13, ""),
        ("dyn(value) == 1", "ambiguous", 1, 12, ""),
        ("string(value) == '1'", "not-available", 1, 7, ""),
        ("transits.exists(a, route.exists(b, a == b))", "nested-quantifier", 1, 16, ""),
        ("hs('29x')", "bad-prefix", 1, 4, ""),
        ("hs('2')", "bad-prefix", 1, 4, ""),
        ("hs('٢٩')", "bad-prefix", 1, 4, ""),
        ("hs(office)", "literal-needed", 1, 4, ""),
        ("first_seen(office)", "variable-needed", 1, 12, ""),
        ("missing('a')", "variable-needed", 1, 9, ""),
        ("office in list('watch')", "unknown-list", 1, 16, ""),
        ("listed(office, 'watch')", "unknown-list", 1, 16, ""),
        ("country_in('far')", "unknown-group", 1, 12, ""),
        ("office.matches('(')", "bad-pattern", 1, 16, ""),
        ("office.matches('(?P<a>x)')", "bad-pattern", 1, 16, ""),
        ("office.matches('a{1000}')", "bad-pattern", 1, 16, ""),
        ("office.matches(office)", "literal-needed", 1, 16, ""),
        ("arrives_on > date('2026-02-30')", "bad-date", 1, 19, ""),
        ("arrives_on > timestamp(office)", "literal-needed", 1, 24, ""),
        ("arrives_on > timestamp('2026-01-01T00:00:00.0000005Z')", "bad-date", 1, 24, ""),
        ("arrives_on - declared_on > duration('500ns')", "bad-date", 1, 37, ""),
        ("'a'" * (MAX_TEXT // 3 + 1), "too-long", 1, 1, ""),
        ("(" * 33 + "empty" + ")" * 33, "too-deep", 1, 33, ""),
        ("1" + "+1" * 300 + " == 1", "too-deep", 1, 1, ""),
        ("empty" + "||empty" * 400, "too-large", 1, 1, ""),
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused_where_it_stands(
    text: str, code: str, line: int, column: int, hint: str
) -> None:
    assert refused(text)[0] == (code, line, column, hint)


def test_a_quantifier_over_too_many_written_values_is_refused_and_one_over_a_few_is_not() -> None:
    body = "].exists(x, x == office || x == mode || x == origin)"
    many = ",".join(f"'{number}'" for number in range(250))
    assert refused(f"[{many}{body}")[0][0] == "too-many-items"
    assert compile_rule("r", f"['a','b'{body}", SETS).variables == ("office", "mode", "origin")


@pytest.mark.parametrize("text", [each.example for each in field_functions() if each.result == "bool"])
def test_the_example_of_a_function_is_a_rule(text: str) -> None:
    named = {name: frozenset({"a"}) for name in ("border", "closed-firms", "lost-containers")}
    assert compile_rule("r", text, Environment(named).over(starting_sets())).variables


def test_the_examples_of_the_page_are_rules() -> None:
    page = (Path(__file__).parents[4] / "docs" / "profiles.md").read_text(encoding="utf-8")
    examples = [line.strip() for line in page.splitlines() if line.startswith("    ")]
    assert len(examples) >= 3
    for text in examples:
        assert compile_rule("r", text, starting_sets()).variables


def test_every_sentence_is_there_in_english_and_russian() -> None:
    for code, said in sentences().items():
        assert set(said) == {"en", "ru"}, code
        assert said["en"] != said["ru"]
    for each in field_functions():
        assert set(each.meaning) == {"en", "ru"}
        assert all(each.meaning.values())


def test_a_fault_says_in_both_languages_what_to_write() -> None:
    with pytest.raises(Refused) as told:
        compile_rule("r", "value > 1", SETS)
    fault = told.value.faults[0]
    assert "write 1.0, not 1" in fault.sentence("en")
    assert "дробной величиной" in fault.sentence("ru")


@pytest.mark.parametrize(
    ("text", "row", "holds"),
    [
        ("value > 1.0", {"value": 2.0}, True),
        ("value > 1.0", {"value": None}, None),
        ("value > 1.0", {"value": math.nan}, False),
        ("value < 1.0", {"value": math.nan}, False),
        ("value != value", {"value": math.nan}, True),
        ("value / value > 0.0", {"value": 0.0}, False),
        ("packages / packages == 1", {"packages": 0}, None),
        ("packages + 1 > 0", {"packages": 2**63 - 1}, None),
        ("empty || value > 1.0", {"empty": True, "value": None}, True),
        ("empty && value > 1.0", {"empty": False, "value": None}, False),
        ("empty ? value > 1.0 : true", {"empty": False, "value": None}, True),
        ("size(description) == 2", {"description": "ñ😀"}, True),
        ("hs('2939')", {"hs_codes": ["293941"], "goods_count": 2}, True),
        ("hs('2939')", {"hs_codes": ["847130"], "goods_count": 1}, False),
        ("hs('2939')", {"hs_codes": ["847130"], "goods_count": 2}, None),
        ("hs('2939')", {"hs_codes": ["29"], "goods_count": 1}, None),
        ("days_since(arrives_on) == -7", {"arrives_on": date(2026, 3, 12), "assessed_on": ON}, True),
        ("first_seen(consignee)", {"consignee": "A", "consignee_earlier": 0}, True),
        ("first_seen(consignee)", {"consignee": None, "consignee_earlier": 0}, None),
        ("country_in('near')", {"transits": ["UZ"], "origin": None}, True),
        ("country_in('near')", {"transits": [], "origin": None}, None),
        ("country_in('near')", {"transits": ["KZ"]}, False),
        ("listed(office, 'border')", {"office": "kg-osh"}, True),
        ("office in list('border')", {"office": "kg-osh"}, False),
        ("mentions(office, 'border')", {"office": "at Kg-Osh."}, True),
        ("mentions(office, 'none')", {"office": ""}, False),
        ("transits.exists(t, t == destination)", {"transits": ["UZ", "KG"]}, True),
        ("transits.all(t, t != destination)", {"transits": []}, True),
        ("transits.exists(t, t == vessel)", {"transits": ["UZ"], "vessel": None}, None),
        ("[vessel, destination].exists(t, t == 'KG')", {"vessel": None}, None),
        ("[vessel, destination].exists(t, t == 'KG')", {"vessel": ""}, True),
        ("[vessel, destination].all(t, t == 'UZ')", {"vessel": None}, None),
        ("['KG', 'UZ'].exists(t, t == destination)", {}, True),
        ("arrives_on < timestamp('2026-03-12T00:00:00.000001Z')", {}, True),
        ("office.matches('^[+--]$')", {"office": ","}, True),
        ("missing(vessel)", {"vessel": None}, True),
        ("true", {}, True),
    ],
)
def test_a_rule_on_a_row(text: str, row: dict[str, Any], holds: bool | None) -> None:  # noqa: FBT001 - a table's cell
    assert explain(compile_rule("r", text, SETS), ORDINARY | row).holds is holds


def test_a_rule_that_cannot_be_told_names_what_is_missing() -> None:
    rule = compile_rule("r", "value > 1.0 && hs('2939') && empty", SETS)
    told = explain(rule, ORDINARY | {"value": None, "hs_codes": ["2939"], "goods_count": 1, "empty": True})
    assert told.holds is None
    assert told.missing == ("value",)
    assert told.looked_at == {"hs_codes": ["2939"], "goods_count": 1, "value": None, "empty": True}


def test_many_rules_give_a_column_each_and_a_row_for_each_consignment() -> None:
    texts = {
        "a": "lower(office) == 'kg-osh'",
        "b": "true",
        "c": "lower(office).contains('osh') && value > 5.0",
    }
    rules = [compile_rule(name, text, SETS) for name, text in texts.items()]
    frame = pl.DataFrame({"office": ["KG-OSH", None, "x"]})
    assert evaluate(rules, frame).to_dict(as_series=False) == {
        "a": [True, None, False], "b": [True, True, True], "c": [None, None, False],
    }  # fmt: skip
    assert evaluate(rules, frame.clear()).shape == (0, 3)
    assert evaluate([], frame).width == 0


def test_rules_with_sets_of_different_administrations_do_not_share_what_they_find() -> None:
    other = Environment({"border": frozenset({"x"})}, {})
    rules = [
        compile_rule(name, "listed(office, 'border')", sets) for name, sets in (("a", SETS), ("b", other))
    ]
    found = evaluate(rules, pl.DataFrame({"office": ["KG-OSH", "x"]}))
    assert found.rows() == [(True, False), (False, True)]


@pytest.mark.parametrize(
    "text", ["value / 10.0 == 0.3", "1.0 / (freight + 0.0) > 0.0", "1.0 / (0.0 - gross_kg) < 0.0"]
)
def test_figures_are_the_same_alone_and_in_a_batch(text: str) -> None:
    row = {"value": 3.0, "freight": -0.0, "gross_kg": -0.0}
    batch = pl.DataFrame([row] * 3)
    rule = compile_rule("r", text, SETS)
    assert evaluate([rule], batch)["r"].to_list() == [explain(rule, row).holds] * 3
    holds = {"value": True, "1.0 / (f": True, "1.0 / (0": False}
    assert explain(rule, row).holds is next(held for start, held in holds.items() if text.startswith(start))


def test_prefixes_that_or_joins_are_looked_for_at_once() -> None:
    tree = merged(check("hs('03') || empty || (hs('07') || value > 1.0) || hs('08')"))
    calls = [node for node, _ in walk(tree) if isinstance(node, Call) and node.function == "hs"]
    assert [len(each.arguments) for each in calls] == [3]
    apart = merged(check("hs('03') && empty || hs('07')"))
    assert [len(n.arguments) for n, _ in walk(apart) if isinstance(n, Call) and n.function == "hs"] == [1, 1]


def test_the_widest_rule_compiles() -> None:
    text = " || ".join(["empty"] * 246 + ["hs('03')", "hs('07')"])
    rule = compile_rule("r", text, SETS)
    assert explain(rule, ORDINARY | {"hs_codes": ["0702"]}).holds is True
    assert explain(rule, ORDINARY).holds is False
