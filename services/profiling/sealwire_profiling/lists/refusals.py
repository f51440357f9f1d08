"""What the room refuses; each says what to do next."""

from __future__ import annotations

from sealwire.errors import BadRequest, Conflict, TooLarge, Unprocessable


class OtherVersion(Conflict, code="list-other-version"):
    """Somebody else has changed this since you read it; read it again, and change that."""


class TooManyLists(Conflict, code="too-many-lists"):
    """There are as many lists as an administration can have; put the entries on one that exists."""


class ListFull(Conflict, code="list-full"):
    """The list has as many entries as it can hold; remove some, or begin another list."""


class ListFixed(Unprocessable, code="list-fixed"):
    """A list keeps its kind and form once it exists; begin another list."""


class ImportedList(Unprocessable, code="imported-list"):
    """Entries of this list come from an imported file alone; import the next one, or use an own list."""


class NotImportedList(Unprocessable, code="not-imported-list"):
    """This list is kept by officers and takes no file of the UN; make a list of the form un-consolidated."""


class WrongKind(Unprocessable, code="wrong-entry-kind"):
    """The list has entries of one kind, and this is another; choose the list that fits."""


class NothingToMatch(Unprocessable, code="nothing-to-match"):
    """Nothing of the entry could be found in a document; give a name, or a number of four signs or more."""


class UnreadableIdentifier(Unprocessable, code="unreadable-identifier"):
    """The number cannot be right, so it would never be found; check it against its document."""


class WrongExpiry(Unprocessable, code="wrong-expiry"):
    """The last day is past, or too far away; choose a nearer one, it can be renewed."""


class EntryRemoved(Conflict, code="entry-removed"):
    """The entry is removed from its list; enter it anew if it is wanted again."""


class UnreadableList(BadRequest, code="unreadable-list"):
    """The file is no consolidated list of the UN Security Council in XML; download it again."""


class ForbiddenMarkup(BadRequest, code="forbidden-markup"):
    """The file declares a document type or entities, as no list of the UN does; do not trust its origin."""


class ListTooLarge(TooLarge, code="list-too-large"):
    """The file is larger than any consolidated list; check what it is."""


class ImportIncomplete(Conflict, code="import-incomplete"):
    """The parts that were stored are not the whole file; send those that are missing, then finish again."""


class ImportClosed(Conflict, code="import-closed"):
    """This import is finished already; begin another one."""


class ConfirmationNeeded(Conflict, code="confirmation-needed"):
    """The file would clear more than a usual update does; check that it is whole, then confirm."""


class UnknownTableColumns(Unprocessable, code="unknown-list-columns"):
    """The headings do not fit; export the list and use its headings."""


class AlreadyCleared(Conflict, code="already-cleared"):
    """A clearance of this pair exists already; renew that one."""


class SecondLook(Conflict, code="second-look"):
    """You cleared this pair yourself; another officer has to look at it now."""


class ClearanceOver(Conflict, code="clearance-over"):
    """The clearance was withdrawn, or its entry has changed; look at the entry and clear the pair anew."""
