"""What the room refuses; each says what to do next."""

from __future__ import annotations

from sealwire.errors import Conflict


class ControlTableChanged(Conflict, code="control-table-changed"):
    """Somebody else has filed a version of this table meanwhile; look at it, and import yours again."""
