"""What screening asks of whatever compares names: to fold them, and to search many in an index."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sealwire.contract.profiling.lists import Said


class NameKind(StrEnum):
    """Of what a name is."""

    PERSON = "person"
    COMPANY = "company"
    VESSEL = "vessel"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ListedName:
    """A name to be found; `id` is the caller's own."""

    id: str
    name: str
    kind: NameKind


@dataclass(frozen=True, slots=True)
class FoundName:
    """A listed name that is like the one searched for; `score` from 0 to 1."""

    id: str
    name: str
    score: float
    reasons: tuple[Said, ...]


class NameIndex(Protocol):
    """Listed names, ready to be searched."""

    def search_many(
        self, queries: Sequence[str], *, kind: NameKind, limit: int, at_least: float
    ) -> list[list[FoundName]]:
        """Return for each query what is like it, the best first.

        A score depends on the two names alone, and what reaches `at_least` is found whatever else is listed:
        as far as that holds, screening what a change touches equals screening everything anew.
        """


class Screener(Protocol):
    """A way to compare names."""

    @property
    def threshold(self) -> float:
        """From which score on two names are taken for the same."""

    def fold(self, name: str) -> str:
        """Return a name as it is compared: names that fold alike are the same name."""

    def index(self, listed: Sequence[ListedName]) -> NameIndex:
        """Return an index of names."""
