"""What the room refuses; each says what to do next."""

from __future__ import annotations

from sealwire.errors import Conflict, Unprocessable


class ControlTableChanged(Conflict, code="control-table-changed"):
    """Somebody else has filed a version of this table meanwhile; look at it, and import yours again."""


class StrategicRecordsChanged(Conflict, code="strategic-records-changed"):
    """Somebody else has recorded something about the consignment meanwhile; read it, then record yours."""


class TooManyStrategicRecords(Conflict, code="too-many-strategic-records"):
    """The consignment has as many records as it can."""


class UnknownQuestion(Unprocessable, code="unknown-question"):
    """There is no such guided question; ask for the questions, and answer those."""


class NoSuchRequest(Unprocessable, code="no-such-request"):
    """The record that is replied to is no request to an expert; name the number of one that is."""
