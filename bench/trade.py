"""A simulated trade world as profiling gets it: consignments received, ready profiles in force."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

import polars as pl
from sealwire.contract.profiling.selections import Lane
from sealwire_profiling.assessments.domain.assessing import Known, LiveProfile, assess
from sealwire_profiling.frame.domain.building import Received, build
from sealwire_profiling.frame.domain.history import slim
from sealwire_profiling.intake.domain.amending import changes
from sealwire_profiling.model.domain.guards import examples_of
from sealwire_profiling.model.domain.spec import FRAME
from sealwire_profiling.model.domain.training import train
from sealwire_profiling.rules.domain.compiling import compile_rule
from sealwire_profiling.rules.domain.environment import Environment
from sealwire_profiling.rules.domain.ready import ready_profiles, starting_sets

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sealwire_profiling.model.domain.model import Model
    from sealwire_profiling.simulator import Simulated

_NAMESPACE = UUID(int=0x5EA1)


_DIVERSION = frozenset({"RU", "BY"})
"""What an administration decides for itself: here, those from whom the export controls of the Common High
Priority List keep its items."""


def _sets() -> Environment:
    return Environment(groups={"diversion": _DIVERSION}).over(starting_sets())


@cache
def live_profiles() -> tuple[LiveProfile, ...]:
    """Return the ready profiles as they run once they are live."""
    environment = _sets()
    return tuple(
        LiveProfile(
            compile_rule(each.code, each.profile.rule, environment),
            float(each.profile.weight),
            Lane(each.profile.lane.value),
            dict(each.profile.title),
            each.profile.commodity,
        )
        for each in ready_profiles()
    )


def received(simulated: Sequence[Simulated]) -> list[Received]:
    """Return consignments as they are read back after they were filed."""
    return [
        Received(
            str(uuid5(_NAMESPACE, each.consignment.reference)),
            "simulator",
            each.consignment,
            amendments=len(each.amendments),
            amended=_amended(each),
        )
        for each in simulated
    ]


def history(simulated: Sequence[Simulated], *, on: date) -> pl.DataFrame:
    """Return what earlier consignments leave to those that come later."""
    return slim(build(received(simulated), on=on))


def known(past: Sequence[Simulated], *, on: date) -> Known:
    """Return what an administration knows that has seen these, with no lists and no model."""
    return Known(history(past, on=on), live_profiles())


def _amended(simulated: Simulated) -> tuple[str, ...]:
    versions = [*simulated.amendments, simulated.consignment]
    return tuple(sorted({name for before, after in pairwise(versions) for name in changes(before, after)}))


@cache
def fifty_profiles() -> tuple[LiveProfile, ...]:
    """Return fifty live profiles: the ready ones, then the same narrowed to a direction or mode."""
    ready = live_profiles()
    narrowed = (
        (each, f"{each.rule.id}-{name}", f"({each.rule.text}) && {condition}")
        for name, condition in (("import", 'direction == "import"'), ("road", 'mode == "road"'))
        for each in ready
    )
    more = [replace(each, rule=compile_rule(code, text, _sets())) for each, code, text in narrowed]
    return (*ready, *more)[:50]


def trained(inspected: Sequence[Simulated], past: Sequence[Simulated], *, on: date) -> Model:
    """Return a model that has learned from consignments all of which were opened.

    Args:
        inspected: With the truth about them, which an inspection would have found.
        past: What came before them.
        on: The day of the training.
    """
    assessed = assess(received(inspected), Known(history(past, on=on), live_profiles()), on=on)
    labels = pl.Series([each.mechanism is not None for each in inspected])
    return train(examples_of(assessed.frame, labels, spec=FRAME), FRAME, seed=1, on=on)
