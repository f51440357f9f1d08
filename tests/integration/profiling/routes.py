"""Every route of profiling as its description names it, and bodies and queries that fit it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from sealwire_chassis.database import Database
from sealwire_profiling.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = dict[str, Any]

_METHODS = {"get", "put", "post", "patch", "delete"}
_JSON = "application/json"
_NAME = "nobody-knows"
_FILE = b"hs,entry\n8481,A1\n"
_TEXTS = (
    "KG-OSH",
    "KG10",
    "KG",
    "x",
    _NAME,
    "a" * 64,
    "2026-09-01",
    "1.00000000-0000-4000-8000-000000000000",
)


@dataclass(frozen=True, slots=True)
class Route:
    """An operation of the description.

    Attributes:
        method: Upper case.
        path: With its parameters in braces.
        query: Schema by name, of every parameter behind the question mark.
        needed: Names of those that have to be there.
        named: Schema by name, of every parameter in the path.
        body: Schema of a JSON body, or none.
        file: The media type of a body that is a file, or "".
    """

    method: str
    path: str
    query: Mapping[str, Json]
    needed: frozenset[str]
    named: Mapping[str, Json]
    body: Json | None
    file: str

    @property
    def title(self) -> str:
        """How a failing test names it."""
        return f"{self.method} {self.path.removeprefix('/v1/profiling/')}"

    def address(self, ids: Mapping[str, str]) -> str:
        """Return the path with these values, or made-up ones where none is given."""
        return re.sub(
            r"\{(\w+)\}", lambda found: ids.get(found[1], str(fitting(self.named[found[1]]))), self.path
        )

    def asked(self) -> Json:
        """Return what a request needs besides its path, so that it is well formed."""
        asked: Json = {"params": {name: fitting(self.query[name]) for name in self.needed}}
        if self.body is not None:
            asked["json"] = fitting(self.body)
        elif self.file:
            asked["content"] = _FILE
            if "sha256" in self.needed:
                asked["params"]["sha256"] = hashlib.sha256(_FILE).hexdigest()
        return asked


@cache
def description() -> Json:
    """Return the description of the app, as clients read it."""
    database = Database("postgresql+asyncpg://nobody@127.0.0.1:1/none", pool_size=1)
    return create_app(database).openapi()


@cache
def routes() -> tuple[Route, ...]:
    """Return every operation, so that a new one is tested without anybody thinking of it."""
    return tuple(_routes())


def _routes() -> Iterator[Route]:
    for path, operations in description()["paths"].items():
        for method, told in operations.items():
            if method not in _METHODS:
                continue
            parameters = told.get("parameters", [])
            content = told.get("requestBody", {}).get("content", {})
            yield Route(
                method=method.upper(),
                path=path,
                query={each["name"]: each["schema"] for each in parameters if each["in"] == "query"},
                needed=frozenset(e["name"] for e in parameters if e["in"] == "query" and e.get("required")),
                named={each["name"]: each["schema"] for each in parameters if each["in"] == "path"},
                body=content[_JSON]["schema"] if _JSON in content else None,
                file=next((kind for kind in content if kind != _JSON), ""),
            )


def fitting(schema: Json) -> Any:
    """Return a value of a schema with every field that it may have."""
    schema = _resolved(schema)
    if "const" in schema or "enum" in schema:
        return schema.get("const", (schema.get("enum") or [None])[0])
    if "anyOf" in schema:
        return fitting(schema["anyOf"][0])
    kind = schema.get("type")
    if kind == "object":
        return _object(schema)
    if kind == "array":
        items = schema.get("items") or next(iter(schema.get("prefixItems", [])), None)
        return [] if items is None else [fitting(items)] * max(1, schema.get("minItems", 1))
    if kind in {"integer", "number"}:
        return schema.get("default", schema.get("minimum", 1)) or schema.get("minimum", 0) or 1
    return kind == "boolean" if kind in {"boolean", "null"} else _text(schema)


def _object(schema: Json) -> Json:
    fields = {name: fitting(each) for name, each in schema.get("properties", {}).items()}
    more = schema.get("additionalProperties")
    if isinstance(more, dict) and not fields:
        fields["KG10"] = fitting(more)
    return fields


def _text(schema: Json) -> str:
    by_format = {
        "uuid": str(UUID(int=0x4000800000000000000000)),
        "date": "2026-09-20",
        "date-time": "2026-09-20T00:00:00Z",
    }
    if schema.get("format") in by_format:
        return by_format[schema["format"]]
    pattern, least = schema.get("pattern", ""), schema.get("minLength", 0)
    fit = (each for each in (_NAME, *_TEXTS) if len(each) >= least and re.search(pattern, each))
    return next(fit, _NAME)


def _resolved(schema: Json) -> Json:
    while "$ref" in schema:
        schema = description()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if len(schema.get("allOf", ())) == 1:
        return _resolved({**schema["allOf"][0], **{k: v for k, v in schema.items() if k != "allOf"}})
    return schema


def leaves(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield where in a JSON value something can be put in another's place: the whole, and all in it."""
    yield at
    if isinstance(value, dict):
        for name, each in value.items():
            yield from leaves(each, (*at, name))
    elif isinstance(value, list) and value:
        yield from leaves(value[0], (*at, 0))


def replaced(value: Any, at: tuple[str | int, ...], by: Any) -> Any:
    """Return a JSON value with something else in one place."""
    if not at:
        return by
    if isinstance(value, dict):
        return {**value, at[0]: replaced(value[cast("str", at[0])], at[1:], by)}
    return [replaced(value[0], at[1:], by), *value[1:]]
