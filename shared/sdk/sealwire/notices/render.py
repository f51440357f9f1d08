"""A notice as an officer reads it: sections of titled lines, in English or Russian."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sealwire.notices.codelists import codelist, title
from sealwire.notices.feedback import IndicatorVerdict
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
from sealwire.notices.warning import Indicator, Suspicion
from sealwire.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Callable

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
    model = type(notice).__name__
    own: list[Row] = []
    sections: list[Section] = []
    for name, value in _given(notice):
        parts = [
            item for item in (value if isinstance(value, list) else [value]) if isinstance(item, _SECTIONS)
        ]
        if not parts:
            own += _field_rows(notice, name, value, language)
        for index, part in enumerate(parts):
            heading = title(model, name, language)
            numbered = f"{heading} {index + 1}" if len(parts) > 1 else heading
            sections.append(Section(numbered, tuple(_rows(part, language))))
    return [Section(title(model, "_", language), tuple(own)), *sections]


def _rows(part: Part, language: str) -> list[Row]:
    return [row for name, value in _given(part) for row in _field_rows(part, name, value, language)]


def _field_rows(part: Part, name: str, value: object, language: str) -> list[Row]:
    """Return a line for each entry of a field; codes share one."""
    found = shape(type(part), name)
    if found is None:
        unknown = title("_words", "unknown", language)
        return [Row(f"{unknown}: {printable(name)}", printable(repr(value)))]
    heading = title(type(part).__name__, name, language)
    items = value if isinstance(value, list) else [value]
    if found.codelist:
        return [Row(heading, "; ".join(_code(found.codelist, str(item), language) for item in items))]
    return [Row(heading, _text(item, language)) for item in items]


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


def _indicator(indicator: Indicator | IndicatorVerdict, language: str) -> str:
    rule = f" ({printable(indicator.rule)})" if indicator.rule else ""
    verdict = (
        f" - {_code('verdict', indicator.verdict, language)}"
        if isinstance(indicator, IndicatorVerdict)
        else ""
    )
    return f"{printable(indicator.text)}{rule}{verdict}"


_LINES: dict[type[Part], Callable[[Any, str], str]] = {
    Quantity: _quantity,
    Packages: _packages,
    Money: _money,
    HsCode: _hs,
    ConvertedWeight: _converted,
    Point: _point,
    Place: _place,
    Indicator: _indicator,
    IndicatorVerdict: _indicator,
}


def _code(name: str, code: str, language: str) -> str:
    return printable(codelist(name).title(code, language))
