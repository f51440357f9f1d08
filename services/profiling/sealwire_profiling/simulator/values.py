"""What the simulator makes: consignments with the truth about them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sealwire.contract.profiling.consignments import Consignment


class Mechanism(StrEnum):
    """What is planted; docs/simulator.md says how each works."""

    PRECURSOR = "precursor"
    UNDERVALUATION = "undervaluation"
    MISCLASSIFICATION = "misclassification"
    RIP_ON = "rip-on"
    ROUTE_DIVERSION = "route-diversion"
    DUAL_USE = "dual-use"
    HEAVY_EMPTY = "heavy-empty"
    SPLIT = "split"
    PERISHABLE = "perishable"


class Inspection(StrEnum):
    """What a unit does with a consignment."""

    DOCUMENTS = "documents"
    SCAN = "scan"
    PHYSICAL = "physical"


@dataclass(frozen=True, slots=True)
class Finding:
    """What an inspection that finds something finds.

    Attributes:
        group: Commodity group, of the notices' code list.
        quantity: In `unit`.
        unit: UN/ECE Recommendation 20, or the currency of a value that was not declared.
    """

    group: str
    quantity: float
    unit: str


@dataclass(frozen=True, slots=True)
class Simulated:
    """A consignment with the truth about it.

    Attributes:
        consignment: As it stands on arrival.
        mechanism: What is planted in it; none where it is innocent.
        finding: What there is to find; none where it is innocent.
        detectability: Probability that an inspection of a kind finds it, 0 where there is nothing.
        amendments: Earlier versions, the first one first; empty where it was never amended.
        week: Number of its week.
    """

    consignment: Consignment
    mechanism: Mechanism | None
    finding: Finding | None
    detectability: Mapping[Inspection, float]
    amendments: tuple[Consignment, ...]
    week: int

    def found_by(self, inspection: Inspection, chance: float) -> Finding | None:
        """Return what an inspection finds.

        Args:
            inspection: What the unit does.
            chance: Drawn evenly from [0, 1) by the caller; the same draw gives the same outcome.
        """
        return self.finding if chance < self.detectability[inspection] else None


@dataclass(frozen=True, slots=True)
class Week:
    """What arrives in a week; `starts` is its Monday."""

    number: int
    starts: date
    consignments: tuple[Simulated, ...]
