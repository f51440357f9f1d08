"""Use cases about profiles: a text is checked, versions are filed, tried, approved, made live and retired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.authorisation import Action, may
from sealwire.contract.profiling.rules import (
    MAX_VERSIONS,
    ProfileState,
    ProfileStep,
    ProfileVersion,
    ProfileVersions,
    ReadyProfiles,
    TextReport,
)
from sealwire.errors import NotFound

from sealwire_profiling.inspections import evidence
from sealwire_profiling.rules import refusals
from sealwire_profiling.rules.adapters import profiles
from sealwire_profiling.rules.compiled import compiled, told_fault
from sealwire_profiling.rules.domain.compiling import compile_rule
from sealwire_profiling.rules.domain.faults import Refused
from sealwire_profiling.rules.domain.profiles import OwnVersion, WrongState, after_step
from sealwire_profiling.rules.domain.ready import ready_profiles
from sealwire_profiling.rules.running import environment_of

if TYPE_CHECKING:
    from sealwire.contract.profiling.rules import ProfileFiling

    from sealwire_profiling.call import Call
    from sealwire_profiling.rules.domain.compiling import Rule
    from sealwire_profiling.tenancy import Tenant

_TRIED = frozenset({ProfileState.SHADOW, ProfileState.APPROVED, ProfileState.LIVE})
"""Where a version stands that ran in shadow and still runs."""


async def check_text(call: Call, text: str) -> TextReport:
    """Return what is wrong with a rule's text, and where; nothing where it is a rule."""
    tenant = call.tenant(Action.READ_CONSIGNMENTS)
    environment = await environment_of(call.session, tenant=tenant)
    try:
        return TextReport(faults=(), variables=compile_rule("checked", text, environment).variables)
    except Refused as refused:
        return TextReport(faults=tuple(map(told_fault, refused.faults)), variables=())


async def newest_versions(call: Call) -> ProfileVersions:
    """Return the newest version of every profile, and those before it that still run."""
    found = await profiles.versions(call.session, call.tenant(Action.READ_CONSIGNMENTS))
    newest = {each.code: each.number for each in found}
    return ProfileVersions(
        versions=tuple(
            each
            for each in found
            if each.number == newest[each.code] or each.state is not ProfileState.RETIRED
        )
    )


async def versions(call: Call, code: str) -> ProfileVersions:
    """Return all versions of a profile, with what was done to each.

    Raises:
        NotFound: There is no such profile.
    """
    tenant = call.tenant(Action.READ_CONSIGNMENTS)
    found = await _versions(call, tenant, code)
    if not may(call.who, Action.READ_FIGURES, unit=call.who.unit, country=tenant):
        return ProfileVersions(versions=found)
    return ProfileVersions(versions=tuple([await _with_evidence(call, tenant, each) for each in found]))


async def file_version(call: Call, code: str, filing: ProfileFiling) -> ProfileVersion:
    """File a profile, or its next version, as a draft; a draft before it is retired.

    Raises:
        RuleFaulty: The text is no rule.
        ProfileChanged: There is another version by now than the author has read.
        TooManyVersions: The profile is full.
    """
    tenant = call.tenant(Action.EDIT_PROFILES)
    await _compiled(call, tenant, filing.profile.rule)
    number = await profiles.newest(call.session, tenant, code)
    if number != filing.after:
        raise refusals.ProfileChanged(newest=number)
    if number == MAX_VERSIONS:
        raise refusals.TooManyVersions(most=MAX_VERSIONS)
    for earlier in await profiles.versions(call.session, tenant, code=code):
        if earlier.state is ProfileState.DRAFT:
            await _retire(call, tenant, earlier)
    version = ProfileVersion(
        code=code,
        number=number + 1,
        profile=filing.profile,
        author=call.officer,
        written_at=call.now,
        state=ProfileState.DRAFT,
    )
    await profiles.add_version(call.session, tenant, version)
    return version


async def take_step(call: Call, code: str, number: int, step: ProfileStep) -> ProfileVersion:
    """Do a step to a version; where it goes live, the version that was live is retired.

    Raises:
        NotFound: There is no such version.
        WrongStep: The step does not begin where the version stands.
        SecondOfficer: The author was to approve it.
        RuleFaulty: The text is no rule any more: a set that it names is gone.
        SetsEmpty: It was to run, and sets that it names have no values.
    """
    tenant = call.tenant(Action.EDIT_PROFILES)
    await profiles.newest(call.session, tenant, code)  # locks it: steps come one after the other
    found = {each.number: each for each in await _versions(call, tenant, code)}
    if number not in found:
        raise NotFound
    version = _after(found[number], step, call)
    if step is not ProfileStep.RETIRE:
        await _refuse_unfit(call, tenant, version)
    if step is ProfileStep.GO_LIVE:
        for each in found.values():
            if each.state is ProfileState.LIVE:
                await _retire(call, tenant, each)
    await profiles.add_event(call.session, tenant, version)
    return version


async def ready(call: Call) -> ReadyProfiles:
    """Return the ready profiles, to make drafts of."""
    call.tenant(Action.READ_CONSIGNMENTS)
    return ReadyProfiles(profiles=ready_profiles())


async def _with_evidence(call: Call, tenant: Tenant, version: ProfileVersion) -> ProfileVersion:
    if version.state not in _TRIED:
        return version
    found = await evidence.of_profile(call.session, version.code, version.number, tenant=tenant)
    return version.model_copy(update={"shadow": found})


def _after(version: ProfileVersion, step: ProfileStep, call: Call) -> ProfileVersion:
    try:
        return after_step(version, step, by=call.officer, at=call.now)
    except WrongState as wrong:
        raise refusals.WrongStep(state=wrong.state.value) from None
    except OwnVersion:
        raise refusals.SecondOfficer(author=version.author) from None


async def _versions(call: Call, tenant: Tenant, code: str) -> tuple[ProfileVersion, ...]:
    found = await profiles.versions(call.session, tenant, code=code)
    if not found:
        raise NotFound
    return tuple(found)


async def _retire(call: Call, tenant: Tenant, version: ProfileVersion) -> None:
    await profiles.add_event(call.session, tenant, _after(version, ProfileStep.RETIRE, call))


async def _refuse_unfit(call: Call, tenant: Tenant, version: ProfileVersion) -> None:
    rule = await _compiled(call, tenant, version.profile.rule)
    if rule.empty_sets:
        raise refusals.SetsEmpty(sets=list(rule.empty_sets))


async def _compiled(call: Call, tenant: Tenant, text: str) -> Rule:
    return compiled("filed", text, await environment_of(call.session, tenant=tenant))
