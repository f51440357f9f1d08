"""JSON Schema of each kind, with titles and codelists, for systems that make notices themselves."""

from __future__ import annotations

from typing import Any

from sealwire.notices.codelists import LANGUAGES, title
from sealwire.notices.reading import model_of


def json_schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a kind's content.

    It tells form; rules that bind several fields, and check digits, are told in words by `parse` alone.

    Raises:
        UnknownKind: This release does not know the kind.
    """
    model = model_of(kind)
    schema = model.model_json_schema(mode="validation")
    parts = schema.pop("$defs", {})
    _entitle(model.__name__, schema)
    for name, part in parts.items():
        _entitle(name, part)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:sealwire:notice:{kind}:{model.SCHEMA}",
        **schema,
        "$defs": parts,
    }


def _entitle(model: str, schema: dict[str, Any]) -> None:
    """Put the titles of the one table over those made from names."""
    for name, property_ in {"_": schema, **schema.get("properties", {})}.items():
        property_["title"] = title(model, name, LANGUAGES[0])
        property_["x-titles"] = {language: title(model, name, language) for language in LANGUAGES}
