"""Which names of one document are one party."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import OSA

from sealwire_profiling.names.domain.folding import sound
from sealwire_profiling.names.domain.kinds import Kind
from sealwire_profiling.names.domain.legal_forms import SOLE, forms_differ
from sealwire_profiling.names.domain.parsing import Role, parse
from sealwire_profiling.names.domain.reasons import Code
from sealwire_profiling.names.domain.scoring import score

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sealwire_profiling.names.domain.parsing import Parsed
    from sealwire_profiling.names.domain.reasons import Reason

SAME_PARTY = 0.9
"""At this score two names of one document can be one party; high, since nobody looks at it again."""
MOST_COMPARED = 300_000
"""Letters of the pairs of names that are compared at most: some seconds; those of rare letters come first."""
ALIKE_AT_MOST = 100
"""So many names of the same consonants are compared; a document with more of them is made to be slow."""

_LONG_WORD = 7
"""Letters of a word in which another vowel is a slip of the pen; Mira and Mara are two companies."""
_ONLY_WRITTEN_OTHERWISE = frozenset((Code.SAME, Code.SOUND, Code.SPACE, Code.FORM_SAME))
_HARMLESS_TO_A_PERSON = _ONLY_WRITTEN_OTHERWISE | {Code.ORDER}
_HARMLESS_TO_A_BUSINESS = _ONLY_WRITTEN_OTHERWISE | {Code.FORM_MISSING}
_OF_A_BUSINESS = frozenset((Role.GENERIC, Role.PLACE, Role.NUMBER))
_A_SLIP = 2
_VOWELS = "aeiouh"
_ONLY_CONSONANTS = str.maketrans("", "", _VOWELS)
_ONLY_VOWELS = str.maketrans("", "", "bcdfgjklmnpqrstvwxyzšč0123456789 ")


class Named(NamedTuple):
    """A party as a document names it, and its country where the document tells it."""

    name: str
    country: str | None = None


def group(names: Sequence[Named]) -> list[int]:
    """Return for each name the place of the first name of its party.

    A name joins a party only if it is near enough to every name in it (`same_party`), so that no chain of
    small differences makes one party of two. Nearest pairs join first. Names of different countries are
    never one party; a name without one has that of the same name, where the document tells only one.

    Args:
        names: As the document writes them; the same may come twice.
    """
    first: dict[Named, int] = {}
    told = _with_countries(names)
    for at, named in enumerate(told):
        first.setdefault(named, at)
    near = _near(first)
    parties = {at: [at] for at in first.values()}
    party = {at: at for at in first.values()}
    for one, other in sorted(near, key=lambda pair: (-near[pair], pair)):
        a, b = party[one], party[other]
        if a != b and all((min(x, y), max(x, y)) in near for x in parties[a] for y in parties[b]):
            kept, gone = min(a, b), max(a, b)
            parties[kept] += parties.pop(gone)
            party |= dict.fromkeys(parties[kept], kept)
    return [party[first[named]] for named in told]


def same_party(one: str, other: str) -> tuple[float, tuple[Reason, ...]] | None:
    """Return how near two names are of which one party could be written both ways, and why; else None.

    Documents do not say what a name is the name of. Two names of businesses (by a legal form, a trade, a
    place or a number) are one party by another alphabet, spacing, a legal form left out, or another vowel
    within a long word. All others may be persons, and must be one party as persons and as businesses: then
    only the alphabet, the spacing and the order may differ.

    Args:
        one: A name.
        other: Another of the same document.
    """
    if _is_business(one) and _is_business(other):
        return _agree(one, other, Kind.COMPANY, _HARMLESS_TO_A_BUSINESS, spelling=True)
    as_business = _agree(one, other, Kind.COMPANY, _HARMLESS_TO_A_PERSON)
    as_person = _agree(one, other, Kind.PERSON, _HARMLESS_TO_A_PERSON)
    return min(as_business, as_person, key=lambda found: found[0]) if as_business and as_person else None


def _agree(
    one: str, other: str, kind: Kind, harmless: frozenset[Code], *, spelling: bool = False
) -> tuple[float, tuple[Reason, ...]] | None:
    scored = score(one, other, kind=kind)
    if scored.value < SAME_PARTY:
        return None
    good = all(each.code in harmless or (spelling and _is_slip(each)) for each in scored.reasons)
    return (scored.value, scored.reasons) if good else None


def _is_slip(reason: Reason) -> bool:
    """Tell whether a vowel within a long word is another; Valentina is not Valentino."""
    facts = dict(reason.facts)
    if reason.code is not Code.SPELLING or min(len(facts["one"]), len(facts["other"])) < _LONG_WORD:
        return False
    one, other = sound(facts["one"]), sound(facts["other"])
    return len(one) == len(other) and one[-1] == other[-1]


def _is_business(name: str) -> bool:
    parsed = parse(name, Kind.OTHER)
    return bool(parsed.forms - {SOLE}) or any(word.role in _OF_A_BUSINESS for word in parsed.words)


def _with_countries(names: Sequence[Named]) -> list[Named]:
    """Return names, those without a country with that of the same name elsewhere, if it is only one."""
    told: defaultdict[str, set[str]] = defaultdict(set)
    for each in names:
        if each.country is not None:
            told[parse(each.name, Kind.OTHER).key()].add(each.country)
    filled = []
    for each in names:
        found = told.get(parse(each.name, Kind.OTHER).key(), ()) if each.country is None else ()
        filled.append(Named(each.name, next(iter(found))) if len(found) == 1 else each)
    return filled


def _near(first: Mapping[Named, int]) -> dict[tuple[int, int], float]:
    """Return the pairs of places whose names are near enough, with how near."""
    found: dict[tuple[int, int], float] = {}
    for one, other in _affordable(_alike(first)):
        agreed = same_party(one.name, other.name)
        if agreed is not None:
            found[first[one], first[other]] = agreed[0]
    return found


def _affordable(pairs: Iterable[tuple[Named, Named]]) -> Iterator[tuple[Named, Named]]:
    """Yield pairs until their letters, which tell what it costs to compare them, are too many."""
    letters = 0
    for one, other in pairs:
        letters += len(one.name) + len(other.name)
        if letters > MOST_COMPARED:
            return
        yield one, other


def _alike(names: Iterable[Named]) -> Iterator[tuple[Named, Named]]:
    """Yield the pairs of names in one country that a slip may tell apart, those of rare consonants first."""
    blocks: defaultdict[tuple[str | None, str], list[tuple[Named, Parsed, str]]] = defaultdict(list)
    for each in names:
        parsed = parse(each.name, Kind.OTHER)
        heard = parsed.signs or "".join(word.key for word in parsed.words)
        blocks[each.country, _sorted(heard, _ONLY_CONSONANTS)].append(
            (each, parsed, _sorted(heard, _ONLY_VOWELS))
        )
    for block in sorted(blocks.values(), key=len):
        for (one, read, vowels), (other, other_read, other_vowels) in combinations(block[:ALIKE_AT_MOST], 2):
            near = OSA.distance(vowels, other_vowels, score_cutoff=_A_SLIP) <= _A_SLIP
            if near and not forms_differ(read.forms, other_read.forms):
                yield one, other


def _sorted(heard: str, kept: Mapping[int, int | None]) -> str:
    """Return letters whatever the order and spacing of their words."""
    return "".join(sorted(heard.translate(kept)))
