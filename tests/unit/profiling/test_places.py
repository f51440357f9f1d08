"""Countries and places as documents write them."""

from __future__ import annotations

import re
import string

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st
from sealwire.notices.codelists import codelist
from sealwire_profiling import places


def test_the_codes_are_those_of_iso_3166_with_three_of_the_users() -> None:
    assert len(places.countries()) == 249 + 3
    assert {"KG", "XK", "XZ", "ZZ"} <= places.countries()
    assert not {"SU", "EU", "XX"} & places.countries()


def test_the_codes_are_those_of_the_notices() -> None:
    assert places.countries() - {"XK", "XZ", "ZZ"} == set(codelist("country").codes) - {"XK"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("KG", "KG"),
        ("kgz", "KG"),
        ("Kyrgyz Republic", "KG"),
        ("КЫРГЫЗСТАН", "KG"),
        ("Qirg\u2018iziston", "KG"),
        ("P.R. China", "CN"),
        ("中国", "CN"),
        ("Китай", "CN"),
        ("Türkiye", "TR"),
        ("TURKEY", "TR"),
        ("ایران", "IR"),
        ("Côte d\u2019Ivoire", "CI"),
        ("COTE D'IVOIRE", "CI"),
        ("Côte d'Ivoire", "CI"),
        ("Нигерия", "NG"),
        ("Niger", "NE"),
        ("Nigéria", "NG"),
        ("Bangladesh", "BD"),
        ("U.S.A.", "US"),
        ("Korea, Republic of", "KR"),
        ("Congo (Kinshasa)", "CD"),
        ("Гана", "GH"),
        ("Özbekistan", "UZ"),
        ("Тоҷикистон", "TJ"),
        ("CAN", "CA"),
        ("Trinidad and Tobago", "TT"),
        ("UNITED ARAB EMIRATES (THE)", "AE"),
        ("Moldova, Republic of", "MD"),
        ("Tanzania, United Republic of", "TZ"),
        ("Korea, Democratic People's Republic of", "KP"),
        ("Venezuela (Bolivarian Republic of)", "VE"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Bolivia (Plurinational State of)", "BO"),
        ("Micronesia (Federated States of)", "FM"),
        ("Congo, Democratic Republic of the", "CD"),
        ("Palestine, State of", "PS"),
        ("Taiwan, Province of China", "TW"),
    ],
)
def test_a_country_is_known_by_codes_and_by_names_in_many_languages(text: str, code: str) -> None:
    assert places.country_named(text) == code


@pytest.mark.parametrize("text", ["", " ", "Atlantis", "XX", "EU", "Europe", "world", "001", "KGX", "K G"])
def test_what_is_no_country_is_none(text: str) -> None:
    assert places.country_named(text) is None


@pytest.mark.parametrize("code", sorted(places.countries() - {"XZ", "ZZ"}))
def test_every_country_has_a_name_in_english_and_russian(code: str) -> None:
    names = {places.country_named(name) for name in _cldr(code)}
    assert names == {code}


def _cldr(code: str) -> list[str]:
    return [Locale.parse(language).territories[code] for language in ("en", "ru")]


@pytest.mark.parametrize(
    ("place", "country"),
    [
        ("CNSHA", "CN"),
        ("KG OSS", "KG"),
        ("KG", "KG"),
        ("Кыргызстан", "KG"),
        ("Shanghai, China", "CN"),
        ("Shanghai, CN", "CN"),
        ("Bishkek (Kyrgyzstan)", "KG"),
        ("Ош, Кыргызская Республика", "KG"),
        ("CHINA", "CN"),
        ("INDIA", "IN"),
        ("DEHAM", "DE"),
        ("PAPTY", "PA"),
        ("NAWVB", "NA"),
        ("USA", "US"),
        ("Hong Kong, China", "HK"),
        ("Kowloon, Hong Kong, China", "HK"),
        ("Macau, China", "MO"),
        ("Taiwan, China", "TW"),
        ("Гонконг, Китай", "HK"),
        ("Georgia", "GE"),
        ("Tbilisi, Georgia", "GE"),
        ("Batumi, Georgia", "GE"),
        ("Poti, GE", "GE"),
        ("Genova (Italy)", "IT"),
        ("Bandar Abbas, Iran (Islamic Republic of)", "IR"),
    ],
)
def test_a_place_tells_its_country_by_code_or_by_name(place: str, country: str) -> None:
    assert places.country_of_place(place) == country


@pytest.mark.parametrize(
    "place",
    [
        "PARIS",
        "TOKYO",
        "DELHI",
        "CAIRO",
        "LAGOS",
        "GENOA",
        "Savannah, GA",
        "Los Angeles, CA",
        "Osh",
        "?",
        "",
        "XXABC",
        "Savannah, Georgia",
        "Atlanta, Georgia",
        "Genova (GE)",
        "Napoli (NA)",
        "Napoli, NA",
        "Salerno (SA)",
        "Torino (TO)",
        "Porto Alegre, RS",
        "Adelaide, SA",
        "CAN",
        "PER",
        "IND",
        *("NARYN", "MANAS", "NAVOI", "SEMEY", "KEMIN", "UZGEN", "DENAU", "GUZAR", "KERKI", "BALKH", "SIDON"),
    ],
)
def test_a_place_that_only_looks_like_a_code_has_no_country(place: str) -> None:
    assert places.country_of_place(place) is None


def test_a_code_that_is_written_as_codes_are_is_one_and_a_name_is_not() -> None:
    assert places.unlocode_country("FRPAR") == "FR"
    assert places.unlocode_country("PARIS") is None
    assert places.unlocode_country("CHINA") is None


def test_every_town_name_would_otherwise_be_taken_for_a_code() -> None:
    towns = places._towns()  # the table itself is looked at
    assert len(towns) > 1_000
    assert all(re.fullmatch("[A-Z]{5}", each) and each[:2] in places.countries() for each in towns)


@given(st.one_of(st.text(), st.text(string.ascii_uppercase, min_size=5, max_size=5)))
def test_any_text_has_a_known_country_or_none(text: str) -> None:
    assert places.country_of_place(text) in {None, *places.countries()}
