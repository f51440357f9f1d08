"""What the room refuses; each says what to do next."""

from __future__ import annotations

from sealwire.errors import Conflict, Unprocessable


class ChangedMeanwhile(Conflict, code="changed-meanwhile"):
    """Somebody else has changed this since you read it; read it again, and change that."""


class PlaceMissing(Unprocessable, code="place-missing"):
    """A unit needs a UN/LOCODE, or a local code with latitude and longitude; add one of them."""


class WrongCountry(Unprocessable, code="wrong-country"):
    """This belongs to another country than the unit; check the code."""


class UnknownTimeZone(Unprocessable, code="unknown-time-zone"):
    """There is no such IANA time zone; write it like Asia/Bishkek."""


class UnknownSegment(Unprocessable, code="unknown-segment"):
    """There is no such segment; choose one of the list, or have it made first."""


class UnknownUnits(Unprocessable, code="unknown-units"):
    """Units that the directory does not know stand in this; check their codes."""


class NoParticulars(Unprocessable, code="no-particulars"):
    """The unit's particulars are not filed yet, so its time zone is not known; file them first."""


class NotOnStrength(Unprocessable, code="not-on-strength"):
    """Who is named is no active officer of the unit by the log; enrol the officer first."""


class HasLeft(Unprocessable, code="officer-has-left"):
    """The officer has left the unit, so nothing new is filed about them; enrol them again first."""


class WrongShift(Unprocessable, code="wrong-shift"):
    """A shift ends after it begins, lasts seven days at most, and stands in the roster once; correct it."""


class OtherOwner(Conflict, code="group-of-another-owner"):
    """A group of this name belongs to somebody else; take another name."""


class UnknownColumns(Unprocessable, code="unknown-columns"):
    """The headings do not fit; export a file and use its headings."""


class LineRepeated(Unprocessable, code="line-repeated"):
    """An earlier line of the file is about the same; keep one of them."""


class MisplacedCells(Unprocessable, code="misplaced-cells"):
    """The line has more cells than there are headings; put cells that hold the separator into quotes."""
