"""Refusals of the room of selections."""

from __future__ import annotations

from sealwire.errors import Conflict, TooManyRequests, Unprocessable


class SelectionNotDone(Conflict, code="selection-not-done"):
    """The selection is still being made, or failed; look at its state, and ask again when it is done."""


class ListsChanged(Conflict, code="lists-changed"):
    """Lists have changed, and this is not screened again yet; ask in a moment, or release a new selection."""


class SettingsChanged(Conflict, code="settings-changed"):
    """Somebody else has saved these settings meanwhile; read them again and change those."""


class TooManyOpen(Unprocessable, code="too-many-open"):
    """More consignments are open than a selection ranks; release those of past ones, or select one upload."""


class TooManySelections(TooManyRequests, code="too-many-selections"):
    """Too many selections of the administration wait already; look at those, ask again when one is done."""
