"""What the room refuses; each says what to do next."""

from __future__ import annotations

from sealwire.errors import BadRequest, Conflict, NotFound, Unprocessable


class SettingOutOfRange(Unprocessable, code="selection-setting-out-of-range"):
    """A setting of the selection is out of its range; the detail names it and its range."""


class CandidatesUnusable(BadRequest, code="selection-candidates-unusable"):
    """The candidates cannot be ranked as they are; the detail names the column and what is wrong with it."""


class NotACandidate(NotFound, code="selection-not-a-candidate"):
    """The consignment is no candidate of this selection; look it up in the list of its day and post."""


class AlreadySelected(Conflict, code="selection-already-selected"):
    """The consignment is selected already; nothing needs to be changed."""


class NotSelected(Conflict, code="selection-not-selected"):
    """The consignment is not selected, so it cannot be taken off; look at its lane."""


class ReasonMissing(Unprocessable, code="selection-reason-missing"):
    """A change of the selection needs a reason of at least ten characters; write what you know."""


class CategoryMissing(Unprocessable, code="selection-category-missing"):
    """A mandatory consignment is taken off only with a category of reason; choose one of the list."""
