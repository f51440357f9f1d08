"""The traders of a world: established ones, and those that begin in each week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.contract.profiling.consignments import Party, PartyRole

from sealwire_profiling.simulator.dice import Dice
from sealwire_profiling.simulator.parameters import companies, headings, parameters

if TYPE_CHECKING:
    from sealwire_profiling.simulator.values import Mechanism

NEW_WEEKS = 4
"""A trader that began within so many weeks is new."""
YOUNG_WEEKS = 26
"""Until then it is young: it has a short history."""
HOME = "KG"
ORIGINS = {
    "CN": 50, "RU": 15, "TR": 8, "AE": 6, "IR": 4, "PK": 2, "AF": 2, "IN": 4,
    "DE": 4, "EC": 1, "BR": 1, "UZ": 5, "TJ": 2, "KZ": 6, "KR": 2,
}  # fmt: skip
DESTINATIONS = {"RU": 45, "KZ": 20, "UZ": 20, "TJ": 15}
_ESTABLISHED, _BORN = 1, 2
_LEAST = 40
_BORN_SHARE = 0.02
_SHIPPERS_PER = 0.02


@dataclass(frozen=True, slots=True)
class Trader:
    """A company of the world.

    Attributes:
        key: Its own number.
        latin: Its name in Latin letters.
        cyrillic: Its name in Cyrillic letters, or again in Latin where its country writes so.
        country: Where it is registered.
        headings: What it deals in.
        level: Its prices, as a factor on the median.
    """

    key: int
    latin: str
    cyrillic: str
    country: str
    headings: tuple[str, ...]
    level: float


class Population:
    """All traders of a world; the same for the same seed, and whichever week is asked for first."""

    def __init__(self, seed: int, per_week: int) -> None:
        self._seed = seed
        self._per_week = per_week
        self._born: dict[int, tuple[Trader, ...]] = {}
        self._parties: dict[tuple[int, PartyRole, bool], Party] = {}
        self._sectors = _sectors()
        dice = Dice(seed, _ESTABLISHED)
        count = max(_LEAST, int(per_week * 1.2))
        made = iter(range(10_000_000))
        self.importers = [self._make(dice, next(made), HOME) for _ in range(count)]
        self.abroad = {
            country: [self._make(dice, next(made), country) for _ in range(max(8, count * share // 400))]
            for country, share in DESTINATIONS.items()
        }
        self.shippers = {
            country: [
                self._make(dice, next(made), country)
                for _ in range(max(6, int(count * share * _SHIPPERS_PER / 2)))
            ]
            for country, share in ORIGINS.items()
        }
        self.carriers = [self._make(dice, next(made), country) for country in ("KG", "KZ", "UZ") * 6]
        self.brokers = [self._make(dice, next(made), HOME) for _ in range(24)]

    def born(self, week: int) -> tuple[Trader, ...]:
        """Return the importers that begin in a week; weeks before the first are negative."""
        if week not in self._born:
            dice = Dice(self._seed, _BORN, week + YOUNG_WEEKS + 1)
            count = max(2, int(self._per_week * _BORN_SHARE))
            first = 10_000_000 + (week + YOUNG_WEEKS + 1) * 100_000
            self._born[week] = tuple(self._make(dice, first + number, HOME) for number in range(count))
        return self._born[week]

    def new(self, dice: Dice, week: int) -> Trader:
        """Return an importer that began within the last four weeks."""
        return dice.pick(self.born(week - dice.below(NEW_WEEKS)))

    def young(self, dice: Dice, week: int) -> Trader:
        """Return an importer that began 5 to 26 weeks ago."""
        return dice.pick(self.born(week - NEW_WEEKS - dice.below(YOUNG_WEEKS - NEW_WEEKS)))

    def established(self, dice: Dice, country: str) -> Trader:
        """Return a consignee of old; a few have much of the trade."""
        traders = self.importers if country == HOME else self.abroad[country]
        return traders[int(dice.even() ** 2 * len(traders))]

    def offender(self, dice: Dice, mechanism: Mechanism, *, late: bool) -> Trader:
        """Return an importer that does it again and again; others do after the drift."""
        rate = parameters().plans[mechanism].rate
        size = max(3, round(self._per_week * rate * 2))
        order = list(parameters().plans).index(mechanism) * 2 + late
        return self.importers[(order * 7_919 + dice.below(size) * 31) % len(self.importers)]

    def usual_shipper(self, dice: Dice, consignee: Trader, country: str) -> Trader:
        """Return the shipper of a country from whom the consignee mostly buys, now and then another."""
        if country == HOME:
            return self.established(dice, HOME)
        traders = self.shippers[country]
        return traders[consignee.key * 13 % len(traders)] if dice.chance(0.85) else dice.pick(traders)

    def party(self, trader: Trader, role: PartyRole, *, cyrillic: bool) -> Party:
        """Return a trader as the documents name it; the same object each time."""
        name = (trader.key, role, cyrillic)
        if name not in self._parties:
            self._parties[name] = Party(
                role=role,
                name=trader.cyrillic if cyrillic else trader.latin,
                country=trader.country,
                address=f"{trader.key % 190 + 1} Market Street",
                identifier=f"{trader.country}{trader.key:09}",
            )
        return self._parties[name]

    def _make(self, dice: Dice, key: int, country: str) -> Trader:
        sector = dice.pick(list(self._sectors))
        codes = self._sectors[sector]
        if dice.chance(0.3):
            codes = (*codes, *self._sectors[dice.pick(list(self._sectors))])
        latin, cyrillic = _name(dice, country, sector)
        level = float(2.718281828 ** (parameters().innocent["trader_spread"] * dice.normal()))
        return Trader(key, latin, cyrillic, country, codes, level)


def _sectors() -> dict[str, tuple[str, ...]]:
    """Return the headings of each sector, one several times where it has a larger share."""
    found: dict[str, tuple[str, ...]] = {}
    for each in headings().values():
        times = max(1, round(each.share))
        found[each.sector] = (*found.get(each.sector, ()), *[each.code] * times)
    return found


def _name(dice: Dice, country: str, sector: str) -> tuple[str, str]:
    parts = companies()
    stems = [dice.pick(parts["first"]), dice.pick(parts["second"]), dice.pick(parts["third"])]
    trade = parts["trades"][sector]
    latin, cyrillic = ("".join(stem[script] for stem in stems) + f" {trade[script]}" for script in (0, 1))
    form = dice.pick(parts["forms"][country])
    if not form[1]:
        return f"{latin} {form[0]}", f"{latin} {form[0]}"
    return f"{latin} {form[0]}", f"{form[1]} «{cyrillic}»"
