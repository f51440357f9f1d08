"""The parties that an upload names: its spellings grouped, with the consignments of each group."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sealwire.contract.profiling.consignments import PartyRole
from sealwire.contract.profiling.lists import Said
from sealwire.contract.profiling.parties import PartyOut, SpellingOut

from sealwire_profiling.names.domain.grouping import Named, group, same_party
from sealwire_profiling.names.domain.reasons import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Mention(NamedTuple):
    """A party as one consignment names it."""

    role: PartyRole
    name: str
    country: str | None


@dataclass(slots=True)
class Mentions:
    """The mentions of an upload, consignment by consignment; of each consignment only places are kept."""

    _places: dict[Named, int] = field(default_factory=dict)
    _roles: defaultdict[int, set[PartyRole]] = field(default_factory=lambda: defaultdict(set))
    _named: list[tuple[int, ...]] = field(default_factory=list)

    def take(self, consignments: Iterable[Iterable[Mention]]) -> None:
        """Take the mentions of the next consignments; those without a name are nobody's."""
        for each in consignments:
            self._take_one(each)

    def parties(self) -> list[PartyOut]:
        """Return the parties: those of several spellings first, then those of most consignments."""
        spelled = list(self._places)
        firsts = group(spelled)
        members: defaultdict[int, list[int]] = defaultdict(list)
        for place, first in enumerate(firsts):
            members[first].append(place)
        used = Counter(place for places in self._named for place in places)
        named = Counter(first for places in self._named for first in {firsts[place] for place in places})
        order = sorted(
            members, key=lambda first: (len(members[first]) == 1, -named[first], spelled[first].name, first)
        )
        return [
            PartyOut(
                number=number,
                roles=self._roles_of(members[first]),
                consignments=named[first],
                spellings=tuple(_spellings([(spelled[place], used[place]) for place in members[first]])),
            )
            for number, first in enumerate(order, 1)
        ]

    def _take_one(self, consignment: Iterable[Mention]) -> None:
        places = set()
        for each in consignment:
            if each.name:
                place = self._places.setdefault(Named(each.name, each.country), len(self._places))
                self._roles[place].add(each.role)
                places.add(place)
        self._named.append(tuple(places))

    def _roles_of(self, places: Sequence[int]) -> tuple[PartyRole, ...]:
        has = {role for place in places for role in self._roles[place]}
        return tuple(role for role in PartyRole if role in has)


def _spellings(used: Sequence[tuple[Named, int]]) -> Iterator[SpellingOut]:
    ordered = sorted(used, key=lambda each: (-each[1], each[0].name, each[0].country or ""))
    most = ordered[0][0]
    for named, consignments in ordered:
        yield SpellingOut(
            name=named.name,
            country=named.country,
            consignments=consignments,
            reasons=() if named == most else _reasons(most.name, named.name),
        )


def _reasons(one: str, other: str) -> tuple[Said, ...]:
    agreed = same_party(one, other)
    if agreed is None:
        return ()
    sentences = ({language: each.sentence(language) for language in LANGUAGES} for each in agreed[1])
    return tuple(Said(code=each.code.value, **said) for each, said in zip(agreed[1], sentences, strict=True))
