"""Why pydantic refused, in plain words: no class names, no input values, no library terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sealwire.notices.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import ValidationError

_REASONS = {
    "missing": "it is required",
    "string_type": "it must be text",
    "int_type": "it must be a whole number",
    "bool_type": "it must be true or false",
    "list_type": "it must be a list",
    "model_type": "it must be a map of fields",
    "dict_type": "it must be a map of fields",
    "string_too_short": "it must not be empty",
    "string_too_long": "it may have at most {max_length} characters",
    "too_short": "the list needs at least {min_length}",
    "too_long": "the list may have at most {max_length}",
    "greater_than": "it must be more than {gt}",
    "greater_than_equal": "it must be at least {ge}",
    "less_than_equal": "it must be at most {le}",
}


def refusals(error: ValidationError) -> list[Refusal]:
    """Return every refused field of a validation error with its reason."""
    return [
        refusal
        for item in error.errors(include_url=False, include_input=False)
        for refusal in _of_item(dict(item))
    ]


def _of_item(item: dict[str, Any]) -> Iterator[Refusal]:
    path = ".".join(str(step) for step in item["loc"])
    context = item.get("ctx", {})
    if item["type"] == "rules":
        for refusal in context["refusals"]:
            yield Refusal(f"{path}.{refusal.field}".strip("."), refusal.reason)
        return
    if item["type"] == "value":
        yield Refusal(path, context["reason"])
        return
    yield Refusal(path, _REASONS.get(item["type"], "it is not valid").format(**context))
