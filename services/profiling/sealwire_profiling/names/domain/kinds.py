"""What a name is the name of."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """Who or what bears a name; `OTHER` where the document does not say."""

    PERSON = "person"
    COMPANY = "company"
    VESSEL = "vessel"
    OTHER = "other"

    def may_be(self, other: Kind) -> bool:
        """Tell whether a bearer of this kind can be one of the other kind."""
        return self == other or Kind.OTHER in {self, other}
