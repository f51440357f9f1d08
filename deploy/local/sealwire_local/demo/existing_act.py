"""Units that are older than the exchange: their cases come in whole, through the same gates as Batken's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.client.onboarding import Onboarding
from sealwire.directory.fields import Role

from sealwire_local.demo.people import BISHKEK, LEAVER, OSH
from sealwire_local.past_cases import past_case, take_over

if TYPE_CHECKING:
    from sealwire_local.demo.people import PortControlUnit
    from sealwire_local.demo.stage import Stage


async def play(stage: Stage) -> None:
    """Import, open and enrol Bishkek and Osh."""
    for unit in (BISHKEK, OSH):
        with stage.steps.step(
            f"{unit.names['en']} works already: its case is imported, it opens, officers enrol"
        ):
            await _open(stage, unit)
            await stage.enrol_key_holders(unit)
            if unit is OSH and not await stage.people.has_left(OSH, LEAVER):
                await stage.enrol_colleague(OSH, LEAVER, Role.SEARCH_TEAM)


async def _open(stage: Stage, unit: PortControlUnit) -> None:
    async with stage.people.member("administrator") as administrator:
        onboarding = Onboarding(administrator.session.exchange.door)
        if unit.code not in {case.unit for case in (await onboarding.cases()).cases}:
            await take_over(onboarding, past_case(unit.code, unit.names))
        await stage.people.open_unit(administrator, unit)
        case = await onboarding.case(unit.code)
        stage.steps.check(
            f"its case is {case.state}, with {len(case.evidence)} pieces of evidence", case.evidence
        )
