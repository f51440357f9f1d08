"""Notices read and written: nothing is lost, later schemas are readable, only our refusals come out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealwire import cbor
from sealwire.errors import SealwireError
from sealwire.notices import (
    KINDS,
    LANGUAGES,
    Notice,
    NoticeInvalid,
    NoticeUnreadable,
    UnknownKind,
    from_answers,
    from_json,
    json_schema,
    parse,
    prompts,
    render,
    to_json,
)

Row = tuple[Any, ...]
ROOT = Path(__file__).resolve().parents[3]
# Batken's are the papers of its onboarding, which are no notices.
EXAMPLES = sorted(path for path in (ROOT / "examples").glob("*/*.json") if path.parent.name != "batken")
NAMES = [f"{path.parent.name}/{path.name}" for path in EXAMPLES]

FIELDS = sorted({field for model in KINDS.values() for field in model.model_fields})
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=20), st.floats(), st.binary(max_size=4),
    st.sampled_from(["container", "ZZZU1234564", "KZAAU", "1.5", "2026-11-22", "scan", "\ud800", "KGM"]),
)  # fmt: skip
KEYS = st.one_of(st.sampled_from(FIELDS), st.text(max_size=8))
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=30,
)


def test_there_are_examples_of_the_three_kinds_that_the_demo_sends() -> None:
    assert {from_json(path).kind for path in EXAMPLES} == {"warning", "feedback", "seizure"}


@pytest.mark.parametrize("path", EXAMPLES, ids=NAMES)
def test_an_example_goes_through_the_envelopes_encoding_unchanged(path: Path) -> None:
    notice = from_json(path)
    body = cbor.encode([notice.kind, notice.schema_version, notice.content()])
    decoded: Any = cbor.decode(body)
    assert parse(*decoded).content() == notice.content()
    assert json.loads(to_json(notice)) == json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("path", EXAMPLES, ids=NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_is_rendered_with_a_title_on_every_line(path: Path, language: str) -> None:
    lines = [row for section in render(from_json(path), language) for row in section.rows]
    assert len(lines) > 10
    assert all(row.title and row.value for row in lines)


def test_unknown_fields_survive_at_every_depth() -> None:
    content: Any = from_json(EXAMPLES[NAMES.index("acetic-acid/warning.json")]).content()
    content["later"] = {"a": [1, None, {"b": "c"}]}
    content["goods"][0]["hs"]["national"] = "0000"
    content["transport"][0]["seals"][0]["content"] = None
    assert parse("warning", 1, content).content() == content


def test_a_later_schema_is_read_with_codes_that_we_do_not_know() -> None:
    content: Any = from_json(EXAMPLES[NAMES.index("acetic-acid/feedback.json")]).content() | {
        "outcome": "quarantined"
    }
    notice = parse("feedback", 2, content)
    assert (notice.schema_version, notice.content()) == (2, content)
    assert "quarantined" in [row.value for section in render(notice, "ru") for row in section.rows]


def test_our_own_schema_refuses_codes_that_we_do_not_know() -> None:
    content: Any = from_json(EXAMPLES[NAMES.index("acetic-acid/feedback.json")]).content() | {
        "outcome": "quarantined"
    }
    with pytest.raises(NoticeInvalid, match="not a code of the list outcome"):
        parse("feedback", 1, content)


def test_a_refusal_of_a_later_schema_says_that_it_is_later() -> None:
    with pytest.raises(NoticeInvalid, match="Written with schema 9, this client knows 1"):
        parse("warning", 9, {})


@pytest.mark.parametrize("schema", [0, -1, True, "1", 2**40], ids=repr)
def test_a_schema_number_that_is_none_is_refused(schema: Any) -> None:
    with pytest.raises(NoticeInvalid, match="schema: it is a whole number"):
        parse("warning", schema, {})


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownKind, match="warning, feedback"):
        parse("rumour", 1, {})


@given(st.sampled_from(sorted(KINDS)), ANYTHING)
def test_any_content_is_read_or_refused_by_us(kind: str, content: object) -> None:
    assert _read(kind, content) is None or cbor.encode(parse(kind, 1, content).content())


@given(st.sampled_from(EXAMPLES), st.data())
def test_an_example_with_any_field_replaced_is_read_or_refused_by_us(path: Path, data: st.DataObject) -> None:
    document = json.loads(path.read_text("utf-8"))
    _replace_something(document["content"], data)
    notice = _read(document["kind"], document["content"])
    if notice is not None:
        again: Any = parse(notice.kind, 1, cbor.decode(cbor.encode(notice.content())))
        assert again.content() == notice.content()
        assert all(render(notice, language) for language in LANGUAGES)


def _read(kind: str, content: object) -> Notice | None:
    """Return the notice, or None where it is refused as it should be: with fields, without library terms."""
    try:
        return parse(kind, 1, content)
    except NoticeInvalid as refusal:
        if not refusal.refusals or "pydantic" in str(refusal):
            raise
        return None


def _replace_something(place: Any, data: st.DataObject) -> None:
    while isinstance(place, dict | list) and place:
        keys = sorted(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            place[key] = data.draw(ANYTHING)
            return
        place = place[key]


@given(st.text(max_size=80))
def test_any_text_as_json_is_read_or_refused_by_us(text: str) -> None:
    with pytest.raises(SealwireError):
        from_json(text)


UNREADABLE = [
    ("no JSON", "{", "Line 1"),
    ("no object", "[]", "exactly the members"),
    ("a member too many", '{"kind": "warning", "schema": 1, "content": {}, "x": 1}', "exactly"),
    ("a repeated member", '{"kind": "warning", "kind": "seizure", "schema": 1, "content": {}}', "twice"),
    ("nesting without end", "[" * 100_000, "too deep"),
    ("a number without end", '{"kind": ' + "9" * 5_000 + "}", "too long"),
]


@pytest.mark.parametrize("row", UNREADABLE, ids=lambda row: row[0])
def test_text_that_is_no_notice_is_refused_with_the_reason(row: Row) -> None:
    _, text, reason = row
    with pytest.raises(NoticeUnreadable, match=reason):
        from_json(text)


def test_a_fraction_in_json_is_refused_with_what_to_write() -> None:
    with pytest.raises(NoticeInvalid, match=r"1\.5 has a fraction: write it in quotes"):
        from_json('{"kind": "warning", "schema": 1, "content": {"x": 1.5}}')


def test_a_file_that_is_missing_or_no_text_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\xff")
    for name in ("missing.json", "bytes.json"):
        with pytest.raises(NoticeUnreadable, match=name):
            from_json(tmp_path / name)


def test_what_a_terminal_would_obey_is_not_rendered() -> None:
    content: Any = from_json(EXAMPLES[NAMES.index("aktau-mercury/seizure.json")]).content()
    notice = parse("seizure", 1, content | {"\x1b[2Jlater": "\x1b[31m\u202e"})
    text = "".join(row.title + row.value for section in render(notice, "en") for row in section.rows)
    assert "\x1b" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_prompts_ask_every_required_field_once(kind: str, language: str) -> None:
    asked = prompts(kind, language)
    assert len({prompt.path for prompt in asked}) == len(asked)
    required = {name for name, field in KINDS[kind].model_fields.items() if field.is_required()}
    assert required <= {prompt.path.split(".")[0] for prompt in asked}
    assert all(prompt.title and all(text for _, text in prompt.choices) for prompt in asked)


def test_answers_make_a_notice() -> None:
    answers = {
        "reference": "W-1", "direction": "import", "mode": "rail", "transport.0.kind": "container",
        "transport.0.number": "zzzu 123456-4", "transport.0.load": "", "goods.0.description": "Acid",
        "goods.0.hs.code": "2915.21", "goods.0.hs.edition": "2022", "suspicion.commodity_group": "drugs",
        "suspicion.indicators.0.text": "New shipper", "suspicion.source_reliability": "B",
        "suspicion.information_reliability": "3", "asked_for": "scan, seal-check",
    }  # fmt: skip
    content: Any = from_answers("warning", answers).content()
    assert content["transport"] == [{"kind": "container", "number": "ZZZU1234564"}]
    assert content["asked_for"] == ["scan", "seal-check"]
    assert content["goods"][0]["hs"] == {"code": "291521", "edition": 2022}


ANSWERS_REFUSED = [
    ("a number that is none", "feedback", {"usefulness": "много"}, "usefulness"),
    ("neither yes nor no", "feedback", {"documents_match": "maybe"}, "documents_match"),
    ("a gap in a list", "warning", {"goods.1.description": "x"}, "goods.1.description"),
    ("a field inside a text", "warning", {"reference": "x", "reference.x": "y"}, "reference.x"),
]


@pytest.mark.parametrize("row", ANSWERS_REFUSED, ids=lambda row: row[0])
def test_an_answer_that_cannot_be_read_is_refused_at_its_question(row: Row) -> None:
    _, kind, answers, field = row
    with pytest.raises(NoticeInvalid) as refused:
        from_answers(kind, answers)
    assert [item.field for item in refused.value.refusals] == [field]


@given(st.sampled_from(sorted(KINDS)), st.data())
def test_any_answers_are_read_or_refused_by_us(kind: str, data: st.DataObject) -> None:
    paths = st.sampled_from([prompt.path for prompt in prompts(kind, "en")]) | st.text("a0.", max_size=8)
    answers = data.draw(st.dictionaries(paths, st.text(max_size=10), max_size=12))
    with pytest.raises(NoticeInvalid):
        from_answers(kind, answers)


@pytest.mark.parametrize("kind", KINDS)
def test_a_json_schema_names_its_kind_and_version(kind: str) -> None:
    assert json_schema(kind)["$id"] == f"urn:sealwire:notice:{kind}:1"
