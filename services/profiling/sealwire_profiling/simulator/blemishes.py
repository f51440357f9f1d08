"""What is odd about a consignment: made the same way where it is innocent and where it is planted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sealwire.contract.profiling.consignments import Direction, Seal, SealCondition

from sealwire_profiling.simulator import journeys, loading
from sealwire_profiling.simulator.drafts import write
from sealwire_profiling.simulator.numbers import seal_number
from sealwire_profiling.simulator.parameters import headings, parameters
from sealwire_profiling.simulator.traders import DESTINATIONS, HOME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sealwire_profiling.simulator.drafts import Draft
    from sealwire_profiling.simulator.innocent import Scene

VAGUE = (
    "General cargo", "Goods as per invoice", "Spare parts", "Consolidated cargo", "Industrial materials",
    "Груз сборный", "Товары народного потребления", "Хозяйственные товары",
)  # fmt: skip
EXTRA_KG = (90.0, 700.0)
"""Innocent weight on top of the goods: pallets, dunnage, a wrong scale."""
_RESEAL = 50_000_000
"""Counters of seals that are put on later begin here."""


def befall(scene: Scene, draft: Draft) -> None:
    """Let a consignment have the oddities of ordinary trade, each at its documented share."""
    dice, benign, chosen = scene.dice, parameters().benign, parameters().innocent
    if not draft.units[0].empty:
        _befall_goods(scene, draft)
    if dice.chance(chosen["to_order"]):
        draft.to_order = True
    if dice.chance(chosen["corrected"]):
        correct(scene, draft)
    if dice.chance(chosen["redirected"]):
        redirect(scene, draft)
    roll = dice.even()
    if roll < chosen["seal_changed"]:
        change_seal(scene, draft)
    elif roll < chosen["seal_changed"] + benign["seal-damaged"]:
        missing = chosen["seal_missing"] / benign["seal-damaged"]
        damage_seal(draft, SealCondition.MISSING if dice.chance(missing) else SealCondition.TAMPERED)
    elif roll < chosen["seal_changed"] + benign["seal-damaged"] + chosen["seal_duplicate"]:
        duplicate_seal(scene, draft)


def _befall_goods(scene: Scene, draft: Draft) -> None:
    dice, chosen = scene.dice, parameters().innocent
    if dice.chance(chosen["vague"]):
        describe_vaguely(scene, draft)
    if dice.chance(chosen["wrong_heading"]):
        misdeclare(scene, draft, dice.pick(list(headings())))
    if dice.chance(chosen["extra_weight"]):
        loading.overload(draft, dice.between(*EXTRA_KG))


def describe_vaguely(scene: Scene, draft: Draft) -> None:
    """Give the main goods a description that says nothing."""
    draft.items[0].description = scene.dice.pick(VAGUE[5:] if draft.cyrillic else VAGUE[:5])


def misdeclare(scene: Scene, draft: Draft, code: str) -> None:
    """Declare the main goods under another heading; all else stays that of the goods."""
    draft.items[0].hs = scene.dice.pick(headings()[code].hs)


def correct(scene: Scene, draft: Draft) -> None:
    """Amend a figure or the day, as clerks do."""
    amend(scene, draft)
    if draft.declared_on == draft.arrives_on or scene.dice.chance(0.5):
        draft.freight *= scene.dice.between(0.8, 1.3)
    else:
        draft.declared_on = min(draft.declared_on + timedelta(days=1), draft.arrives_on)


def amend(scene: Scene, draft: Draft) -> None:
    """Keep what the documents say so far as an earlier version."""
    draft.earlier.append(write(draft, scene.population))


def redirect(scene: Scene, draft: Draft) -> None:
    """Amend the destination when the goods are on their way; an export stays what it is."""
    if draft.direction is Direction.EXPORT:
        return
    amend(scene, draft)
    now = draft.stages[-1].place[:2]
    passed = {stage.place[:2] for stage in draft.stages} - {HOME}
    elsewhere = [each for each in (*DESTINATIONS, HOME) if each not in {now, *passed}]
    target = HOME if now != HOME and scene.dice.chance(0.5) else scene.dice.pick(elsewhere)
    journeys.redirect(draft.stages, draft.office, target)
    draft.direction = Direction.IMPORT if target == HOME else Direction.TRANSIT


def change_seal(scene: Scene, draft: Draft) -> None:
    """Put another seal on, on the way; the documents are amended."""
    seals = _sealed(draft)
    amend(scene, draft)
    seals[0] = Seal(
        number=seal_number(_RESEAL + draft.counter), issuer=seals[0].issuer, condition=SealCondition.REPLACED
    )


def damage_seal(draft: Draft, condition: SealCondition) -> None:
    """Let the seal be found tampered with or missing."""
    seals = _sealed(draft)
    seals[0] = Seal(number=seals[0].number, issuer=seals[0].issuer, condition=condition)


def duplicate_seal(scene: Scene, draft: Draft) -> None:
    """Let the seal have a number that another consignment of the last days has."""
    seals = _sealed(draft)
    number = scene.dice.pick(scene.sealed[-40:]) if scene.sealed else seal_number(_RESEAL - 1)
    seals[0] = Seal(number=number, issuer=seals[0].issuer)


def _sealed(draft: Draft) -> list[Seal]:
    """Return the seals of the first unit; an unsealed one is sealed first."""
    seals: Sequence[Seal] = draft.units[0].seals
    if not seals:
        draft.units[0].seals = [Seal(number=seal_number(draft.counter * loading.SEAL_STEP + 3))]
    return draft.units[0].seals
