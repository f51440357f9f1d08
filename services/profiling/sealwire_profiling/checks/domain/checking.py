"""All checks of a consignment, and of a batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from sealwire_profiling.checks.domain.dates import check_dates
from sealwire_profiling.checks.domain.descriptions import check_descriptions
from sealwire_profiling.checks.domain.money import check_money
from sealwire_profiling.checks.domain.numbers import check_numbers
from sealwire_profiling.checks.domain.parties import check_parties
from sealwire_profiling.checks.domain.routes import check_detour, check_direction, check_route
from sealwire_profiling.checks.domain.seals import check_seals
from sealwire_profiling.checks.domain.tariff import check_tariff
from sealwire_profiling.checks.domain.together import Together
from sealwire_profiling.checks.domain.weights import check_weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from sealwire.contract.profiling.consignments import Consignment

    from sealwire_profiling.checks.domain.findings import Finding
    from sealwire_profiling.checks.domain.routes import Distances

_CHECKS = (
    check_numbers,
    check_tariff,
    check_weights,
    check_parties,
    check_descriptions,
    check_seals,
    check_money,
    check_dates,
    check_route,
)


def check(
    consignment: Consignment, *, on: date, home: str | None = None, distances: Distances | None = None
) -> tuple[Finding, ...]:
    """Return what a consignment's documents contradict in themselves.

    Args:
        consignment: As declared.
        on: The day of the assessment.
        home: The administration's country, ISO 3166-1 alpha-2; without it, directions are not checked.
        distances: Ways by sea; without them, detours are not checked.
    """
    return tuple(_found(consignment, on, home, distances))


def check_all(
    consignments: Sequence[Consignment],
    *,
    on: date,
    home: str | None = None,
    distances: Distances | None = None,
) -> list[tuple[Finding, ...]]:
    """Return the findings of each consignment of a batch, also of those that contradict each other.

    Args:
        consignments: The batch; the answer keeps its order.
        on: See `check`.
        home: See `check`.
        distances: See `check`.
    """
    checking = Checking(on, home, distances)
    checking.take(consignments)
    return checking.done()


@dataclass(slots=True)
class Checking:
    """A batch that is checked a few consignments at a time, which need not be kept.

    Attributes:
        on: See `check`.
        home: See `check`.
        distances: See `check`.
    """

    on: date
    home: str | None = None
    distances: Distances | None = None
    _alone: list[tuple[Finding, ...]] = field(default_factory=list)
    _together: Together = field(default_factory=Together)

    def take(self, consignments: Iterable[Consignment]) -> None:
        """Check the next consignments of the batch."""
        for each in consignments:
            self._alone.append(check(each, on=self.on, home=self.home, distances=self.distances))
            self._together.add(each)

    def done(self) -> list[tuple[Finding, ...]]:
        """Return the findings of each consignment, in the order in which they were taken."""
        found = list(self._alone)
        for row, also in self._together.found():
            found[row] = (*found[row], also)
        return found


def _found(
    consignment: Consignment, on: date, home: str | None, distances: Distances | None
) -> Iterator[Finding]:
    yield from chain.from_iterable(each(consignment, on) for each in _CHECKS)
    if home is not None:
        yield from check_direction(consignment, home)
    if distances is not None:
        yield from check_detour(consignment, distances)
