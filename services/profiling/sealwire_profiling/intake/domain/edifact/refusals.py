"""What reading EDIFACT refuses as a whole; whatever is wrong inside a file is told by segment instead."""

from __future__ import annotations

from sealwire.errors import Unprocessable


class NotEdifact(Unprocessable, code="not-edifact"):
    """This is no EDIFACT file: it begins with neither UNA, UNB nor UNH; choose its right format."""
