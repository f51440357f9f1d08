"""The shape of a field, read from its model: type, codelist, whether it repeats or is required."""

from __future__ import annotations

from dataclasses import dataclass
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin

from sealwire.notices.codelists import title
from sealwire.notices.fields import Code
from sealwire.notices.notice import Notice, Part

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Shape:
    """What one field of a model holds."""

    kind: type
    codelist: str | None
    many: bool
    required: bool


def shape(model: type[Part], field: str) -> Shape | None:
    """Return the shape of a model's field, or None where it has no such field."""
    info = model.model_fields.get(field)
    if info is None:
        return None
    kind, marks, many = _unwrap(info.annotation)
    codes = [mark.name for mark in (*info.metadata, *marks) if isinstance(mark, Code)]
    return Shape(kind=kind, codelist=codes[0] if codes else None, many=many, required=info.is_required())


def resolve(model: type[Part], path: str) -> Iterator[tuple[type[Part], str, Shape]]:
    """Yield model, field and shape of each named step of a dotted path; indexes are passed over."""
    for step in path.split("."):
        if step.isdecimal():
            continue
        found = shape(model, step)
        if found is None:
            return
        yield model, step, found
        if not issubclass(found.kind, Part):
            return
        model = found.kind


def field_title(model: type[Part], path: str, language: str) -> str:
    """Return the title of a dotted path, such as `Goods 1 - Gross weight, kg`."""
    found = iter(resolve(model, path))
    words: list[str] = []
    for step in path.split("."):
        if step.isdecimal():
            words[-1:] = [f"{words[-1]} {int(step) + 1}"] if words else []
            continue
        owner = next(found, None)
        words.append(title(owner[0].__name__, step, language) if owner else step)
    return " - ".join(words)


def parts(model: type[Part]) -> set[type[Part]]:
    """Return a model and every model inside it."""
    seen: set[type[Part]] = set()
    waiting = [model]
    while waiting:
        current = waiting.pop()
        seen.add(current)
        shapes = [shape(current, field) for field in current.model_fields]
        waiting += [item.kind for item in shapes if item and issubclass(item.kind, Part)]
        waiting = [item for item in waiting if item not in seen]
    return seen - {Notice, Part}


def _unwrap(annotation: Any) -> tuple[type, tuple[object, ...], bool]:
    """Return the innermost type of an annotation, the marks found on the way, and whether it is a list."""
    marks: tuple[object, ...] = ()
    many = False
    while get_origin(annotation) is not None:
        arguments = get_args(annotation)
        if get_origin(annotation) is Annotated:
            marks += arguments[1:]
        many = many or get_origin(annotation) is list
        if get_origin(annotation) is UnionType:
            arguments = tuple(item for item in arguments if item is not NoneType)
        annotation = arguments[0]
    return annotation if isinstance(annotation, type) else type(annotation), marks, many
