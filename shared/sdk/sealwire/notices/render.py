"""A notice as an officer reads it: sections of titled lines, in English or Russian."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sealwire.notices.codelists import codelist, title
from sealwire.notices.fields import write_amount
from sealwire.notices.goods import (
    KILOGRAM,
    ConvertedWeight,
    GoodsItem,
    HsCode,
    Money,
    Packages,
    Quantity,
    SeizedItem,
)
from sealwire.notices.notice import Notice, Part
from sealwire.notices.place import Place, Point
from sealwire.notices.shapes import shape
from sealwire.notices.transport import Conveyance, TransportUnit
from sealwire.notices.warning import Suspicion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_WIDTH = 80
_SECTIONS = (TransportUnit, Conveyance, GoodsItem, SeizedItem, Suspicion)


@dataclass(frozen=True)
class Row:
    """One line: what it is, and what it says."""

    title: str
    value: str


@dataclass(frozen=True)
class Section:
    """Lines that belong together."""

    title: str
    rows: tuple[Row, ...]


def render(notice: Notice, language: str) -> list[Section]:
    """Return a notice as sections to print; every text is stripped of what a terminal would obey.

    Args:
        notice: Any kind.
        language: `en` or `ru`; what officers wrote stays in their language.

    Raises:
        UnknownCodelist: There are no titles in that language.
    """
    own: list[Row] = []
    sections: list[Section] = []
    for name, value in _given(notice):
        items = value if isinstance(value, list) else [value]
        heading = title(type(notice).__name__, name, language)
        for index, item in enumerate(items):
            if isinstance(item, _SECTIONS):
                numbered = f"{heading} {index + 1}" if len(items) > 1 else heading
                sections.append(Section(numbered, tuple(_rows(item, language))))
            else:
                own.append(_row(notice, name, item, language))
    own = _joined(own)
    return [Section(title(type(notice).__name__, "_", language), tuple(own)), *sections]


def _rows(part: Part, language: str) -> Iterator[Row]:
    rows = [
        _row(part, name, item, language)
        for name, value in _given(part)
        for item in (value if isinstance(value, list) else [value])
    ]
    yield from _joined(rows)


def _joined(rows: list[Row]) -> list[Row]:
    """Put short repeated values on one line; a list of long ones keeps a line each."""
    joined: list[Row] = []
    for row in rows:
        last = joined[-1] if joined else None
        if last and last.title == row.title and len(last.value) + len(row.value) < _WIDTH:
            joined[-1] = Row(row.title, f"{last.value}; {row.value}")
        else:
            joined.append(row)
    return joined


def _row(part: Part, name: str, item: object, language: str) -> Row:
    found = shape(type(part), name)
    if found is None:
        unknown = title("_words", "unknown", language)
        return Row(f"{unknown}: {printable(name)}", printable(repr(item)))
    if found.codelist and isinstance(item, str):
        return Row(title(type(part).__name__, name, language), _code(found.codelist, item, language))
    return Row(title(type(part).__name__, name, language), _text(item, language))


def _given(part: Part) -> list[tuple[str, object]]:
    known = [(name, getattr(part, name)) for name in type(part).model_fields if name in part.model_fields_set]
    return [pair for pair in (*known, *(part.model_extra or {}).items()) if pair[1] is not None]


def _text(value: object, language: str) -> str:
    match value:
        case bool():
            return title("_words", "yes" if value else "no", language)
        case Decimal():
            return write_amount(value)
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M %z")
        case date():
            return value.isoformat()
        case Part():
            return _part(value, language)
    return printable(str(value))


def _part(part: Part, language: str) -> str:
    line = _LINES.get(type(part))
    if line is not None:
        return line(part, language)
    return "; ".join(f"{row.title}: {row.value}" for row in _rows(part, language))


def _quantity(quantity: Quantity, language: str) -> str:
    return f"{write_amount(quantity.amount)} {_code('unit-of-quantity', quantity.unit, language)}"


def _packages(packages: Packages, language: str) -> str:
    return f"{packages.count} {_code('package', packages.kind, language)}"


def _money(money: Money, _language: str) -> str:
    return f"{write_amount(money.amount)} {printable(money.currency)}"


def _hs(hs: HsCode, _language: str) -> str:
    return f"{hs.code} (HS {hs.edition})"


def _converted(weight: ConvertedWeight, language: str) -> str:
    kilograms = f"{write_amount(weight.kg)} {_code('unit-of-quantity', KILOGRAM, language)}"
    factor = f"{title('_words', 'factor', language)} {write_amount(weight.factor)}"
    return f"{kilograms} ({factor}, {printable(weight.factor_version)})"


def _point(point: Point, _language: str) -> str:
    return ", ".join(write_amount(degrees) for degrees in point.coordinates)


def _place(place: Place, language: str) -> str:
    country = place.locode[:2] if place.locode else place.country or ""
    words = [
        printable(place.name or ""),
        printable(place.locode or place.local_code or ""),
        _code("country", country, language),
        _text(place.point, language) if place.point else "",
    ]
    return ", ".join(word for word in words if word)


_LINES: dict[type[Part], Callable[[Any, str], str]] = {
    Quantity: _quantity,
    Packages: _packages,
    Money: _money,
    HsCode: _hs,
    ConvertedWeight: _converted,
    Point: _point,
    Place: _place,
}


def _code(name: str, code: str, language: str) -> str:
    return printable(codelist(name).title(code, language))


def printable(text: str) -> str:
    """Return text with everything that is not printable shown as `?`, except line breaks."""
    return "".join(character if character.isprintable() or character == "\n" else "?" for character in text)
