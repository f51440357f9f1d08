"""What is played: a programme begins, a unit is onboarded, the exchange works, a manifest comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire_local.demo import (
    checking_act,
    exchange_act,
    existing_act,
    founding_act,
    leaving_act,
    onboarding_act,
    profiling_act,
)

if TYPE_CHECKING:
    from sealwire_local.demo.stage import Stage


async def play(stage: Stage) -> None:
    """Play every act; the first check that fails ends it."""
    await founding_act.play(stage)
    await existing_act.play(stage)
    await onboarding_act.play(stage)
    await leaving_act.play(stage)
    threads = await exchange_act.play(stage)
    await profiling_act.play(stage)
    await checking_act.play(stage, threads)
