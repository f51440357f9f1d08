"""The rules that run over an administration's consignments, live or in shadow, for who assesses them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire.contract.profiling.rules import ProfileState

from sealwire_profiling.rules.adapters import profiles, sets
from sealwire_profiling.rules.domain.compiling import compile_rule
from sealwire_profiling.rules.domain.faults import Refused
from sealwire_profiling.rules.domain.ready import starting_sets

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sealwire.contract.profiling.rules import ProfileVersion
    from sqlalchemy.ext.asyncio import AsyncSession

    from sealwire_profiling.rules.domain.compiling import Rule
    from sealwire_profiling.rules.domain.environment import Environment
    from sealwire_profiling.tenancy import Tenant

_SHADOW = frozenset({ProfileState.SHADOW, ProfileState.APPROVED})
"""What is approved goes on in shadow until it goes live."""


@dataclass(frozen=True, slots=True)
class Running:
    """A version that runs, and its rule, whose id is the profile's code."""

    version: ProfileVersion
    rule: Rule


@dataclass(frozen=True, slots=True)
class Broken:
    """A version that should run and is no rule any more, and why; to be shown, never left out silently."""

    version: ProfileVersion
    faults: Refused


@dataclass(frozen=True, slots=True)
class RunningSet:
    """All that runs in one state."""

    running: tuple[Running, ...]
    broken: tuple[Broken, ...]

    @property
    def rules(self) -> list[Rule]:
        """The rules alone, for `evaluate`; their ids differ."""
        return [each.rule for each in self.running]


async def live_rules(session: AsyncSession, *, tenant: Tenant) -> RunningSet:
    """Return what is live: at most one version of each profile, by code."""
    return await _running(session, tenant, {ProfileState.LIVE})


async def shadow_rules(session: AsyncSession, *, tenant: Tenant) -> RunningSet:
    """Return what runs beside the live set, and selects nothing: the newest such version of each profile."""
    return await _running(session, tenant, _SHADOW)


async def environment_of(session: AsyncSession, *, tenant: Tenant) -> Environment:
    """Return the named sets of an administration: its own, and the starting ones that it has not changed."""
    own = await sets.environment(session, tenant)
    return own.over(starting_sets())


def running_of(
    versions: Iterable[ProfileVersion], environment: Environment, states: Collection[ProfileState]
) -> RunningSet:
    """Return what runs in some states, at most one version of each profile; it takes 2 ms a profile.

    Args:
        versions: By code and number.
        environment: The sets that rules may name.
        states: Where those stand that are wanted.
    """
    chosen = {each.code: each for each in versions if each.state in states}
    running, broken = list[Running](), list[Broken]()
    for version in chosen.values():
        try:
            rule = compile_rule(version.code, version.profile.rule, environment)
        except Refused as refused:
            broken.append(Broken(version, refused))
        else:
            running.append(Running(version, rule))
    return RunningSet(tuple(running), tuple(broken))


async def _running(session: AsyncSession, tenant: Tenant, states: Collection[ProfileState]) -> RunningSet:
    environment = await environment_of(session, tenant=tenant)
    return running_of(await profiles.versions(session, tenant), environment, states)
