"""Refusals of the room of inspections."""

from __future__ import annotations

from sealwire.errors import Conflict, Unprocessable


class Incoherent(Unprocessable, code="inspection-incoherent"):
    """The parts of the inspection contradict each other; correct what the detail names."""


class IdTaken(Conflict, code="inspection-id-taken"):
    """Another inspection has this id; give the new one an id of its own."""


class TooMuchSelected(Unprocessable, code="too-much-selected"):
    """More was selected in this time than one answer is worked out from; ask for a shorter one."""


class AlreadyCorrected(Conflict, code="inspection-already-corrected"):
    """Another inspection has taken its place already; correct that one."""
