"""The one table of titles and codelists: every field and code has both languages, every list a source."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import jsonschema
import pytest
from sealwire.notices import KINDS, LANGUAGES, UnknownCodelist, codelist, codelists, from_json, json_schema
from sealwire.notices.codelists import title, titles
from sealwire.notices.shapes import parts, shape

ROOT = Path(__file__).resolve().parents[3]
MODELS = {part.__name__: part for model in KINDS.values() for part in parts(model)}
FIELDS = sorted((name, field) for name, model in MODELS.items() for field in ("_", *model.model_fields))
CODES = sorted((name, code) for name, found in codelists().items() for code in found.codes)
# Batken's are the papers of its onboarding, which are no notices.
EXAMPLES = sorted(path for path in (ROOT / "examples").glob("*/*.json") if path.parent.name != "batken")


def _is_russian(text: str) -> bool:
    return any("\u0400" <= character <= "\u04ff" for character in text)


@pytest.mark.parametrize(("model", "field"), FIELDS, ids=map(".".join, FIELDS))
def test_every_field_has_a_title_in_each_language(model: str, field: str) -> None:
    found = titles()[model][field]
    assert found.keys() == set(LANGUAGES)
    assert all(found.values())
    assert _is_russian(found["ru"])
    assert not _is_russian(found["en"])


def test_every_title_belongs_to_a_field() -> None:
    spelled = {(model, field) for model, fields in titles().items() if model != "_words" for field in fields}
    assert spelled == set(FIELDS)


def test_every_code_has_a_title_in_each_language() -> None:
    assert len(CODES) > 500
    for name, code in CODES:
        found = codelist(name).codes[code]
        assert found.keys() == set(LANGUAGES), (name, code)
        assert all(found.values()), (name, code)


def test_every_codelist_cites_its_source_and_is_used() -> None:
    shapes = [shape(model, field) for model in MODELS.values() for field in model.model_fields]
    assert {found.codelist for found in shapes if found} - {None} == set(codelists())
    for found in codelists().values():
        assert found.source.startswith(("[S]", "[I]")), found.name
        assert found.titles.keys() == set(LANGUAGES)


def test_titles_of_one_codelist_differ_from_each_other() -> None:
    for found in codelists().values():
        for language in LANGUAGES:
            words = [found.title(code, language) for code in found.codes]
            assert len(set(words)) == len(words), (found.name, language)


def test_a_language_without_titles_is_refused() -> None:
    assert title("WarningNotice", "_", "ru") == "Предупреждение"
    with pytest.raises(UnknownCodelist, match="en and ru"):
        title("WarningNotice", "_", "fr")


def test_the_committed_schemas_are_what_the_code_says() -> None:
    schemas = runpy.run_path(str(ROOT / "tools" / "schemas.py"))
    assert len(schemas["expected"]()) == len(KINDS)
    assert schemas["stale"]() == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_conforms_to_the_json_schema_of_its_kind(path: Path) -> None:
    document = json.loads(path.read_text("utf-8"))
    assert from_json(path).kind == document["kind"]
    validator = jsonschema.Draft202012Validator(json_schema(document["kind"]))
    assert list(validator.iter_errors(document["content"])) == []
    assert list(validator.iter_errors({**document["content"], "mode": 1, "located": 1})) != []


def test_the_documentation_names_every_field_and_codelist() -> None:
    text = (ROOT / "docs" / "notices.md").read_text("utf-8")
    rows = {
        line.split("|")[1].split(" *")[0].strip(): line for line in text.splitlines() if line.startswith("|")
    }
    for notice in KINDS.values():
        assert notice.model_fields.keys() <= rows.keys()
    for name, found in codelists().items():
        assert found.source in rows[name], name
    for name, part in MODELS.items():
        if name in rows:
            assert all(field in rows[name] for field in part.model_fields), name
    assert MODELS.keys() - rows.keys() == {notice.__name__ for notice in KINDS.values()}
