"""Terms of strategic goods in descriptions, in English and Russian."""

# ruff: noqa: RUF001 - Russian words have letters that look like Latin ones, and some are meant to

from __future__ import annotations

import tomllib

import polars as pl
import pytest
from architecture.source import ROOT
from hypothesis import given
from hypothesis import strategies as st
from sealwire_profiling.goods.domain.terms import control_terms, find_terms, term_groups
from sealwire_profiling.phrases import fold

TABLE = ROOT / "services/profiling/sealwire_profiling/goods/domain/terms.toml"
REGIMES = {"NSG", "AG", "CWC", "MTCR", "WA"}
# An English and a Russian description of each group.
FOUND = [
    ("valves", "Bellows-sealed valves, nickel alloy", "Сильфонные клапаны из никелевого сплава"),
    ("pumps", "Vacuum pumps with spare seals", "Насосы вакуумные пластинчато-роторные"),
    ("centrifuges", "Laboratory centrifuge, 20,000 rpm", "Центрифуга лабораторная"),
    ("machine-tools", "CNC milling machine, 5 axes", "Токарный станок, ЧПУ"),
    ("chemical-precursors", "Thionyl chloride 99 %", "Хлористый тионил, 200 кг"),
    ("chemical-equipment", "Glass-lined reaction vessel", "Теплообменник из хастеллоя"),
    ("toxins-cultures", "Bacterial cultures, freeze-dried", "Штаммы микроорганизмов"),
    ("biological-equipment", "Bioreactor 50 l", "Биореактор на 50 л"),
    ("radioactive-sources", "Caesium-137 sealed sources", "Источники ионизирующего излучения, цезий-137"),
    ("nuclear-materials", "Zirconium tubes", "Трубы из циркония"),
    ("nuclear-equipment", "Frequency converters 600 Hz", "Преобразователи частоты"),
    ("missile-parts", "Fibre-optic gyroscopes", "Акселерометры и гироскопы"),
    ("uav-parts", "UAV flight controllers", "Беспилотный летательный аппарат"),
    ("carbon-fibre", "Carbon fiber prepreg T700", "Углеродное волокно, препрег"),
    ("detectors", "Thermal imaging cameras", "Тепловизоры"),
    ("electronics", "Integrated circuits, FPGA", "Микросхемы интегральные"),
    ("radio", "Travelling wave tubes", "Клистроны СВЧ"),
    ("lasers", "Fiber laser source 2 kW", "Лазерные дальномеры"),
    ("bearings", "Ball bearings", "Шарикоподшипники радиальные"),
    ("semiconductor-equipment", "Wafer etching machine", "Установка фотолитографии, фотошаблоны"),
]
# What sounds alike and is something else.
OTHERS = [
    "Artificial heart valves",
    "Water pump for aquarium",
    "Насосы велосипедные",
    "Насосы для аквариумов",
    "Women's pumps, leather",
    "Тепловой насос",
    "Топливные насосы автомобильные",
    "Crystal wine decanters",
    "Станок для бритья",
    "Ткацкие станки",
    "Starter cultures",
    "Chocolate wafers; wafers with cream",
    "Toy drones",
    "Ракетки теннисные",
    "Прицепы грузовые",
    "Вентиляторы бытовые",
    "Laser printers",
    "Микроволновая СВЧ-печь",
    "Valve bags of paper",
    "Carbon fibre stickers for cars",
    "Cotton fabric, bleached",
    "Ткань хлопчатобумажная",
    "Уральские самоцветы",
    "Exhaust valves for engines",
    "Brake valve; valve caps, EGR valves",
    "Coffee bags with valves",
    "Клапан ЕГР; клапаны для двигателей",
    "Конверты с клапаном",
    "Вентили велосипедные",
    "Centrifugal juice extractors",
    "Соковыжималка-центрифуга",
    "Центрифуга для белья",
    "Стиральная машина с центрифугой",
    "Насос ГУР; автомобильный водяной насос",
    "Подшипники ступицы",
    "Станок бритвенный",
    "Токарные станки по дереву",
    "Штаммы дрожжей, патогенез",
    "Сигнальная ракета, ракета сигнальная",
    "Микроволновка СВЧ",
    "Wafers with chocolate",
    "Территория, категория, история, аудитория",
]
NEGATED = [
    "cylinders without valves",
    "Drum, excluding the pumps",
    "non-radioactive tracer",
    "not radioactive",
    "Бочка без насоса",
    "Не содержит радиоактивных веществ",
    "не радиоактивно",
]
# A sign keeps one thing from hiding the other, and a negation says nothing of what is further on.
STILL_FOUND = [
    ("valves", "Diesel engine, valves of nickel"),
    ("pumps", "Delivered without packing: pumps"),
    ("pumps", "Pipes without, pumps with seals"),
    ("pumps", "Part No pumps 5"),
    ("pumps", "Без упаковки насосы вакуумные"),
    ("pumps", "Топливные баки; насосы"),
    ("valves", "Valve-operated bellows seals"),
    ("radioactive-sources", "Источник полония, изотопы"),
    ("nuclear-materials", "Uranium hexafluoride UF6"),
    ("nuclear-materials", "Сталь мартенситно-стареющая"),
    ("detectors", "Радиолокаторы, РЛС"),
    ("uav-parts", "БЛА, гексакоптеры"),
    ("electronics", "DRAM, EPROM"),
    ("chemical-precursors", "Фосген"),
    ("radio", "Приёмники навигационные"),
]
# As a tariff writes it: the noun first.
NOUN_FIRST = [
    ("chemical-precursors", "Натрия цианид"),
    (
        "electronics",
        "Конденсаторы танталовые",
    ),
    ("carbon-fibre", "Волокна углеродные"),
    ("nuclear-materials", "Вода тяжёлая"),
    ("nuclear-equipment", "Печи индукционные вакуумные"),
    ("missile-parts", "Топливо твёрдое"),
    ("lasers", "Лазер волоконный"),
    ("chemical-equipment", "Колонны ректификационные"),
]


@pytest.mark.parametrize(("group", "english", "russian"), FOUND, ids=[row[0] for row in FOUND])
def test_a_term_is_found_in_both_languages(group: str, english: str, russian: str) -> None:
    assert group in {hit.group for hit in find_terms(english)}
    assert group in {hit.group for hit in find_terms(russian)}


def test_every_group_has_its_row() -> None:
    assert {row[0] for row in FOUND} == set(term_groups())


@pytest.mark.parametrize("text", OTHERS)
def test_what_sounds_alike_is_not_found(text: str) -> None:
    assert find_terms(text) == ()


@pytest.mark.parametrize("text", NEGATED)
def test_what_is_said_to_be_absent_is_not_found(text: str) -> None:
    assert find_terms(text) == ()


@pytest.mark.parametrize(("group", "text"), STILL_FOUND)
def test_neither_a_neighbour_nor_a_far_negation_hides_a_term(group: str, text: str) -> None:
    assert group in {hit.group for hit in find_terms(text)}


@pytest.mark.parametrize(("group", "text"), NOUN_FIRST)
def test_a_russian_term_is_found_with_its_noun_first(group: str, text: str) -> None:
    assert group in {hit.group for hit in find_terms(text)}


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("", 0),
        (" " * 10_000, 0),
        ("x" * 10_000, 0),
        ("насос " * 1_666, 1_666),
        ("valve cover " * 833, 0),
        ("\u202eпaсос\u0301 \u200bpump\u200b", 1),
        ("ПОМПА pumр НAСОС", 2),
    ],
    ids=["empty", "blanks", "one word", "full of terms", "full of others", "marks", "mixed alphabets"],
)
def test_odd_descriptions_are_read_to_their_end(text: str, hits: int) -> None:
    assert len(find_terms(text)) == hits


CASES = [
    ("pumps", "насос насоса насосу насосом насосе насосы насосов насосам насосами насосах"),
    ("missile-parts", "ракета ракеты ракете ракету ракетой ракет ракетам ракетами ракетах"),
    ("nuclear-materials", "уран урана урану ураном уране"),
    ("uav-parts", "дрон дрона дрону дроном дроне дроны дронов дронам дронами дронах"),
    ("machine-tools", "станок станка станку станком станке станки станков станкам станками станках"),
    ("valves", "клапан клапана клапану клапаном клапане клапаны клапанов клапанам клапанами клапанах"),
]


@pytest.mark.parametrize(("group", "forms"), CASES, ids=[row[0] for row in CASES])
def test_a_russian_word_is_found_in_every_case(group: str, forms: str) -> None:
    for word in forms.split():
        assert [hit.group for hit in find_terms(f"поставка, {word}, 3 шт")] == [group], word


def test_other_goods_do_not_hide_the_term_beside_them() -> None:
    hits = find_terms("Насосы велосипедные и насосы вакуумные; heart valves, bellows valves")
    assert [(hit.group, hit.term) for hit in hits] == [
        ("pumps", "насосы"),
        ("valves", "valves"),
    ]
    assert "насосы вакуумные".startswith(hits[0].term)


def test_a_hit_says_what_is_written_and_where() -> None:
    text = "Запчасти: КЛАПАНЫ"
    (hit,) = find_terms(text)
    assert (hit.group, hit.term, hit.position) == ("valves", "КЛАПАНЫ", text.index("КЛАПАНЫ"))


def test_a_look_alike_letter_does_not_hide_a_term() -> None:
    assert [hit.group for hit in find_terms("нacocы вакуумные")] == ["pumps"]


def test_the_column_has_the_groups_of_each_row_and_keeps_null() -> None:
    column = control_terms(pl.Series(["CNC lathe with pump", "cotton", None, ""]))
    assert column.to_list() == [["machine-tools", "pumps"], [], None, []]
    assert (column.name, column.dtype) == ("control_terms", pl.List(pl.String))


@pytest.mark.parametrize("rows", [[], [None], [None, "Насосы"]])
def test_a_column_may_be_empty_or_null(rows: list[str | None]) -> None:
    expected = [None if row is None else ["pumps"] for row in rows]
    assert control_terms(pl.Series(rows, dtype=pl.String)).to_list() == expected


WORDS = st.sampled_from([word for row in FOUND for word in (*row[1].split(), *row[2].split())] + OTHERS)
TEXTS = st.lists(WORDS | st.text(max_size=6), max_size=8).map(" ".join)


@given(TEXTS)
def test_the_column_and_the_hits_agree_on_any_text(text: str) -> None:
    groups = {hit.group for hit in find_terms(text)}
    assert set(control_terms(pl.Series([text])).to_list()[0]) == groups


def test_the_table_is_whole() -> None:
    with TABLE.open("rb") as file:
        table = tomllib.load(file)
    assert table.pop("source")
    for name, row in table.items():
        assert set(row["regimes"]) <= REGIMES, name
        assert row["regimes"], name
        assert all(len(chapter) == 2 for chapter in row["chapters"]), name
        for texts in (row["title"], row["ask"]):
            assert set(texts) == {"en", "ru"}, name
        for phrase in (*row["terms"], *row["not"]):
            plain = phrase.replace("*", "")
            assert fold(plain) == plain, f"{name}: {phrase} could never be found"
        assert not any(term.split()[0].isdecimal() for term in row["terms"]), name
        assert len(set(row["terms"])) == len(row["terms"]), name
