"""Whether an entry may stand on a list: it fits, it can be found, and it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sealwire.contract.profiling.lists import MAX_ENTRY_DAYS, EntryKind, IdentifierKind, ListKind

from sealwire_profiling.lists.domain.identifiers import MIN_SIGNS, canonical, imo_checks, is_international
from sealwire_profiling.lists.refusals import NothingToMatch, UnreadableIdentifier, WrongExpiry, WrongKind

if TYPE_CHECKING:
    from datetime import date

    from sealwire.contract.profiling.lists import EntryContent, ListedIdentifier

_NAMED = frozenset({EntryKind.COMPANY, EntryKind.PERSON, EntryKind.VESSEL})
DEFAULT_IDENTIFIER = {
    EntryKind.CONTAINER: IdentifierKind.CONTAINER,
    EntryKind.VESSEL: IdentifierKind.IMO,
    EntryKind.PHONE: IdentifierKind.PHONE,
    EntryKind.COMPANY: IdentifierKind.NUMBER,
    EntryKind.PERSON: IdentifierKind.NUMBER,
    EntryKind.IDENTIFIER: IdentifierKind.NUMBER,
}
"""What a number of an entry is, where nothing says so."""


def check_content(content: EntryContent, *, of: ListKind, today: date) -> None:
    """Refuse what a list cannot hold.

    Args:
        content: What the entry would say.
        of: The kind of the list.
        today: The day on which it is entered.

    Raises:
        WrongKind: The list holds another kind.
        NothingToMatch: It has neither a name nor a number that documents could have.
        UnreadableIdentifier: A number cannot be right.
        WrongExpiry: It has no last day, or one that is past or too far away.
    """
    if of is not ListKind.MIXED and of.value != content.kind.value:
        raise WrongKind(f"It holds: {of.value}.", field="kind")
    named = content.kind in _NAMED and content.names
    if not named and not content.identifiers:
        raise NothingToMatch(field="names" if content.kind in _NAMED else "identifiers")
    for each in content.identifiers:
        _check_identifier(each)
    last = content.expires_on
    if last is None or not today <= last <= today + timedelta(days=MAX_ENTRY_DAYS):
        raise WrongExpiry(f"At most {MAX_ENTRY_DAYS} days from today.", field="expires_on")


def _check_identifier(identifier: ListedIdentifier) -> None:
    found = canonical(identifier.kind, identifier.value)
    if not found:
        raise UnreadableIdentifier(_rule(identifier.kind), field="identifiers")
    if identifier.kind is IdentifierKind.IMO and not imo_checks(found[0]):
        raise UnreadableIdentifier("The last digit of the IMO number does not fit.", field="identifiers")
    if identifier.kind is IdentifierKind.PHONE and not is_international(identifier.value):
        raise UnreadableIdentifier("A phone number begins with + and its country.", field="identifiers")


def _rule(kind: IdentifierKind) -> str:
    if kind is IdentifierKind.IMO:
        return "An IMO number has seven digits."
    return f"It needs {MIN_SIGNS} letters or digits."
