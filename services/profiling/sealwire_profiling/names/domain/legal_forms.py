"""Which words of a name are its legal form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire_profiling.names.domain.vocabulary import Phrase, vocabulary

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

SOLE = "sole"
"""The class of legal forms that a person trades under; the rest of the name is theirs."""
ANY = "any"
"""The class of legal forms that agree with each."""

_LONGEST_PHRASE = 7
_SHORT_FORM = 3


def without_forms(
    found: list[str], glued: AbstractSet[str], *, persons: bool
) -> tuple[list[str], frozenset[str], tuple[str, ...]]:
    """Return a name's words without its legal form, the classes of the forms, and their words.

    Long forms are split off anywhere, short ones (AG) at the ends only, and never all that there is.

    Args:
        found: The words of a name.
        glued: Words that a hyphen joins to others: no short form is taken of them.
        persons: Split off only what a person trades under.
    """
    forms: list[str] = []
    gone: set[int] = set()
    at = 0
    while at < len(found):
        length, form = _longest(found, at, persons=persons)
        if form and length < len(found) - len(gone):
            forms.append(form)
            gone.update(range(at, at + length))
        at += length or 1
    for side in (range(len(found)), range(len(found) - 1, -1, -1)):
        ends = [at for at in side if found[at] not in glued or at in gone]
        _peel(ends, found, gone, forms, persons=persons)
    core = [word for i, word in enumerate(found) if i not in gone]
    if not core:
        return found, frozenset(), ()
    return core, frozenset(forms), tuple(found[i] for i in sorted(gone))


def forms_differ(one: AbstractSet[str], other: AbstractSet[str]) -> bool:
    """Tell whether two names say legal forms of which no company has both."""
    left, right = one - {ANY}, other - {ANY}
    return bool(left and right) and not left & right


def _longest(found: list[str], at: int, *, persons: bool) -> tuple[int, str]:
    """Return how many words from here are a legal form that may stand anywhere, and its class."""
    said = vocabulary()
    if found[at] not in said.legal_beginnings:
        return 0, ""
    for length in range(min(_LONGEST_PHRASE, len(found) - at), 0, -1):
        phrase = tuple(found[at : at + length])
        form = _form(phrase, persons=persons)
        if not form and at + length == len(found) and not persons:
            form = said.cut_off.get(phrase, "")
        if form and sum(map(len, phrase)) > _SHORT_FORM:
            return length, form
    return 0, ""


def _peel(ends: list[int], found: list[str], gone: set[int], forms: list[str], *, persons: bool) -> None:
    """Take short legal forms off one end of a name."""
    for at in ends:
        if at in gone:
            continue
        form = _form((found[at],), persons=persons)
        ends_here = all(later in gone for later in range(at + 1, len(found)))
        out_of_place = found[at] in vocabulary().last_only and not ends_here
        if not form or out_of_place or len(gone) + 1 >= len(found):
            return
        forms.append(form)
        gone.add(at)


def _form(phrase: Phrase, *, persons: bool) -> str:
    form = vocabulary().legal.get(phrase, "")
    return "" if persons and form != SOLE else form
