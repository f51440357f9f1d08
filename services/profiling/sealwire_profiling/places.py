"""Countries by the names that documents use for them, and the country of a place as it is written."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from babel import Locale
from babel.core import get_global

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_GAPS = re.compile(r"[\W_]+")
_ALPHA_3 = re.compile("[A-Z]{3}")
_AFTER_TOWN = re.compile("[,(]")
_AS_THE_STATE = frozenset(("georgia", "ge"))
_ALPHA_2 = 2
_UNLOCODE = re.compile("([A-Z]{2})[ ]?[A-Z2-9]{3}")
_APOSTROPHES = str.maketrans("\u02bb\u02bc", "''")
_LONGEST = 200
"""Characters of a place that are looked at; the longest official name of a country has 60."""
# Where two languages give one name to two countries, the first language has it.
_LANGUAGES = ("en", "ru", "fr", "es", "ar", "zh", "fa", "tr", "ky", "kk", "uz", "uz_Cyrl", "tg", "tk")


@cache
def countries() -> frozenset[str]:
    """Return the codes of ISO 3166-1 alpha-2, with the user-assigned XK, XZ and ZZ."""
    return _listed("iso", "codes")


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Return a text as it is compared: case, signs, kinds of spaces, ё and accents apart."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return _GAPS.sub(" ", letters).strip() or text.strip()


def country_named(text: str) -> str | None:
    """Return the country of a code (alpha-2, alpha-3) or of a name in any of the languages; None if unknown.

    Source: Unicode CLDR, and `places.toml` for what people write besides.
    """
    key = _key(text[:_LONGEST])
    return _names().get(key) or _alpha_3().get(key)


def country_of_place(place: str) -> str | None:
    """Return the country of a place as documents write one: `CNSHA`, `KG`, `Shanghai, China`; None if unsaid.

    Five capitals are not always a UN/LOCODE: PARIS does not lie in Panama. What reads as both is a name.
    Three are an airport: CAN is Guangzhou.
    """
    return _names().get(_key(place[:_LONGEST])) or unlocode_country(place) or _after_town(place[-_LONGEST:])


def unlocode_country(place: str) -> str | None:
    """Return the country of a UN/LOCODE, and None where a place is none or reads as a name: TOKYO, CHINA."""
    found = _UNLOCODE.fullmatch(place)
    if found is None or found[1] not in countries():
        return None
    return None if place in _towns() or country_named(place) else found[1]


def _after_town(place: str) -> str | None:
    """Return the country that a comma or a bracket follows; two letters in brackets are a province."""
    for mark in _AFTER_TOWN.finditer(place):
        town, rest = place[: mark.start()], place[mark.end() :].strip(" ()")
        code = country_named(rest)
        if code is None:
            continue
        if _key(rest) in _AS_THE_STATE and _key(town.rpartition(",")[2]) not in _table()["georgia"]["towns"]:
            return None
        if len(rest) == _ALPHA_2 and (mark[0] == "(" or rest.upper() in _listed("provinces", "codes")):
            return None
        return code
    return None


def _key(text: str) -> str:
    # Uzbek has letters that look like the apostrophes which people type for them.
    return folded(text.translate(_APOSTROPHES).replace("&", " and ")).removesuffix(" the")


@cache
def _names() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, code in _written():
        if code in countries():
            found.setdefault(_key(name), code)
    return found


@cache
def _alpha_3() -> Mapping[str, str]:
    aliases = get_global("territory_aliases").items()
    found = ((name, codes[0]) for name, codes in aliases if _ALPHA_3.fullmatch(name) and len(codes) == 1)
    return {_key(name): code for name, code in found if code in countries()}


@cache
def _towns() -> frozenset[str]:
    return _listed("towns", "names") | _listed("towns", "others")


def _written() -> Iterator[tuple[str, str]]:
    for code in sorted(countries()):
        yield code, code
    for code, names in _table()["countries"].items():
        yield from ((name, code) for name in names)
    for language in _LANGUAGES:
        yield from ((name, code) for code, name in Locale.parse(language).territories.items())


@cache
def _listed(table: str, name: str) -> frozenset[str]:
    return frozenset(_table()[table][name].split())


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("places.toml").read_text(encoding="utf-8"))
