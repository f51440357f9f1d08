"""Risk profiles and the sets that their rules name, as a client calls them: one method for each address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.client.http import Request
from sealwire.contract import paths
from sealwire.contract.profiling.replays import ReplayOut
from sealwire.contract.profiling.rules import (
    ProfileVersion,
    ProfileVersions,
    ReadyProfiles,
    SetRecord,
    Sets,
    StepFiling,
    TextFiling,
    TextReport,
)

if TYPE_CHECKING:
    from sealwire.client.http import Door
    from sealwire.contract.profiling.replays import ReplayIn
    from sealwire.contract.profiling.rules import (
        ProfileFiling,
        ProfileStep,
        ReadyRecord,
        SetFiling,
        SetKind,
    )


class Rules:
    """The part of profiling's API that keeps profiles and named sets.

    Args:
        door: The connection; it signs with the caller's key.
    """

    def __init__(self, door: Door) -> None:
        self._door = door

    async def newest(self) -> tuple[ProfileVersion, ...]:
        """Return the newest version of every profile, and those before it that still run."""
        return (await self._door.model(Request("GET", paths.PROFILES), ProfileVersions)).versions

    async def versions(self, code: str) -> tuple[ProfileVersion, ...]:
        """Return all versions of a profile, the oldest first, with what was done to each."""
        return (await self._door.model(Request("GET", _profile(code)), ProfileVersions)).versions

    async def ready(self) -> tuple[ReadyRecord, ...]:
        """Return the ready profiles, to make drafts of."""
        return (await self._door.model(Request("GET", paths.READY_PROFILES), ReadyProfiles)).profiles

    async def check(self, rule: str) -> TextReport:
        """Return what is wrong with a rule's text; nothing is stored."""
        body = TextFiling(rule=rule).model_dump(mode="json")
        return await self._door.model(Request("POST", paths.PROFILE_CHECKS, json=body), TextReport)

    async def file(self, code: str, filing: ProfileFiling) -> ProfileVersion:
        """File a profile, or its next version, as a draft."""
        body = filing.model_dump(mode="json")
        # Not repeated: what was filed by the first request would refuse the second.
        request = Request("POST", f"{_profile(code)}/versions", json=body, repeatable=False)
        return await self._door.model(request, ProfileVersion)

    async def step(self, code: str, number: int, step: ProfileStep) -> ProfileVersion:
        """Put a version into shadow, approve it, make it live, or retire it."""
        body = StepFiling(step=step).model_dump(mode="json")
        path = f"{_profile(code)}/versions/{number}/steps"
        return await self._door.model(Request("POST", path, json=body, repeatable=False), ProfileVersion)

    async def replay(self, code: str, wanted: ReplayIn) -> ReplayOut:
        """Return what a version, or a text that is not filed yet, would have done over days of the past."""
        body = wanted.model_dump(mode="json")
        return await self._door.model(Request("POST", f"{_profile(code)}/replays", json=body), ReplayOut)

    async def sets(self) -> tuple[SetRecord, ...]:
        """Return the lists and groups that rules can name."""
        return (await self._door.model(Request("GET", paths.PROFILE_SETS), Sets)).sets

    async def file_set(self, kind: SetKind, name: str, filing: SetFiling) -> SetRecord:
        """Save a list of texts or a group of countries as its next version."""
        body = filing.model_dump(mode="json")
        path = f"{paths.PROFILE_SETS}/{kind.value}/{name}"
        return await self._door.model(Request("PUT", path, json=body, repeatable=False), SetRecord)


def _profile(code: str) -> str:
    return f"{paths.PROFILES}/{code}"
