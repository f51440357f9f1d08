"""Whatever an officer sends, the checker gives a rule or faults: no crash, no foreign exception."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sealwire_profiling.rules.domain.compiling import compile_rule
from sealwire_profiling.rules.domain.environment import Environment
from sealwire_profiling.rules.domain.faults import Refused
from sealwire_profiling.rules.domain.functions import field_functions
from sealwire_profiling.rules.domain.patterns import BadPattern, translate
from sealwire_profiling.rules.domain.ready import ready_profiles, starting_sets

_PIECES = [*"><=!&|()[]{}.,'\"\\?:-+*/%\n\t \x00☃\ud800", "1", "1.0", "1u", "null", "true", "in", "value"]
_PIECES += [
    "office",
    "transits",
    ".exists(x,",
    ".map(x,",
    "x",
    "matches('",
    "(?i)",
    "[a",
    "{9}",
    "dyn(",
    "\\d",
]
_PIECES += [each.name + "(" for each in field_functions()]
_RULES = [each.profile.rule for each in ready_profiles()]


@given(st.lists(st.sampled_from(_PIECES), max_size=30).map("".join))
@settings(max_examples=400, deadline=None)
def test_any_text_is_a_rule_or_refused(text: str) -> None:
    with contextlib.suppress(Refused):
        compile_rule("r", text, starting_sets())


@given(st.sampled_from(_RULES), st.data())
@settings(max_examples=300, deadline=None)
def test_a_rule_with_a_slip_is_a_rule_or_refused(rule: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(rule)))
    gone = data.draw(st.integers(0, 5))
    put = data.draw(st.sampled_from(["", *_PIECES]))
    with contextlib.suppress(Refused):
        compile_rule("r", rule[:at] + put + rule[at + gone :], starting_sets())


@given(
    st.lists(
        st.sampled_from([*"ab.*+?()[]{}|^$\\-&~,:09 ", "\\d", "\\w", "(?i)", "[^", "{2,3}"]), max_size=12
    )
)
@settings(max_examples=400, deadline=None)
def test_any_pattern_is_taken_or_refused(pieces: list[str]) -> None:
    text = "".join(pieces)
    with contextlib.suppress(BadPattern):
        translate(text)
    with contextlib.suppress(Refused):
        compile_rule("r", f"matches(office, r'''{text}''')", Environment())


@pytest.mark.parametrize(
    ("pattern", "translated"),
    [
        (r"\d+\w", "[0-9]+[0-9A-Za-z_]"),
        (r"[\d\-x]", r"[0-9\-x]"),
        (r"[]a]", r"[\]a]"),
        (r"[a&&b]", r"[a\&\&b]"),
        ("[+--]", r"[+-\-]"),
        ("[--a]", r"[\--a]"),
        ("[a-c-e-]", r"[a-c\-e\-]"),
        (r"[\d-z]", r"[0-9\-z]"),
        (r"\bA\b", r"(?-u:\b)A(?-u:\b)"),
        (r"(?i:x){2,5}?", "(?i:x){2,5}?"),
    ],
)
def test_a_pattern_is_written_for_the_other_engine(pattern: str, translated: str) -> None:
    assert translate(pattern) == translated


@pytest.mark.parametrize(
    "operator",
    [
        "({} > freight ? value : net_kg)",
        "double(int({}))",
        "double(int({}) / 3)",
        "double(int({}) % 7)",
        "double(days_since(arrives_on + (arrives_on - arrives_on)) / int({}))",
        "({} in [value, freight] ? value : net_kg)",
    ],
)
def test_what_an_operator_reads_twice_is_worked_out_once(operator: str) -> None:
    assert _size(operator, 6) < 4 * _size(operator, 3)


def _size(operator: str, levels: int) -> int:
    """Return how long the expressions of an operator in itself are, several times over."""
    text = "value"
    for _ in range(levels):
        text = operator.format(text)
    rule = compile_rule("r", f"{text} > 1.0", Environment())
    return sum(len(str(each)) for each in (rule.expression, *rule.shared.values()))


@pytest.mark.parametrize(("levels", "taken"), [(3, True), (14, False)])
def test_what_reckons_too_much_inside_of_a_quantifier_is_refused(levels: int, *, taken: bool) -> None:
    body = "(" * levels + "size(t)" + " / size(t))" * levels
    if taken:
        assert compile_rule("r", f"transits.exists(t, {body} == 1)", Environment()).variables == ("transits",)
        return
    with pytest.raises(Refused) as told:
        compile_rule("r", f"transits.exists(t, {body} == 1)", Environment())
    assert [each.code for each in told.value.faults] == ["body-too-large"]


@pytest.mark.parametrize(
    "pattern", [r"\pL", r"\x41", r"[[:alpha:]]", r"(?<n>a)", "a{", "a{2,101}", "[a", "\\"]
)
def test_what_the_engines_do_not_share_is_refused(pattern: str) -> None:
    with pytest.raises(BadPattern):
        translate(pattern)
