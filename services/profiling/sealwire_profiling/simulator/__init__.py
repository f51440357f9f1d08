"""A made-up world of Central Asian trade with planted mechanisms, for tests, demonstrations and benchmarks.

docs/simulator.md says what is planted, how often, and what innocent trade looks like it. Pure: a seed goes
in, the same consignments come out; no clock, no file but the package's own tables.
"""

from sealwire_profiling.simulator.traits import Trait, observed
from sealwire_profiling.simulator.values import Finding, Inspection, Mechanism, Simulated, Week
from sealwire_profiling.simulator.world import FIRST_MONDAY, World, generate, stream

__all__ = [
    "FIRST_MONDAY",
    "Finding",
    "Inspection",
    "Mechanism",
    "Simulated",
    "Trait",
    "Week",
    "World",
    "generate",
    "observed",
    "stream",
]
