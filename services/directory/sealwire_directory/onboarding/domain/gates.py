"""The gates: what each state asks for, as one table of small checks.

Source: docs/onboarding.md, which is written from the order that the programme practises.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sealwire.contract.onboarding import CaseState, Condition, CourseKind, EvidenceKind, Missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sealwire.contract.onboarding import HandoverIn, ItemHandedOver

    from sealwire_directory.onboarding.domain.facts import Facts

    Gate = Callable[[Facts], Iterator[Missing]]

LEAST_OFFICERS = 2
LEAST_KEY_HOLDERS = 2


def _requested(facts: Facts) -> Iterator[Missing]:
    yield from _without(facts, EvidenceKind.LETTER, "the administration's letter that asks for the unit")
    if facts.particulars.site is None:
        yield _lacks("site", "the site: name, kind of post and place")
    if not facts.particulars.agencies:
        yield _lacks("agencies", "the agencies that staff the unit")


def _agreed(facts: Facts) -> Iterator[Missing]:
    if not facts.planned:
        yield from _without(
            facts, EvidenceKind.AGREEMENT, "an agreed work plan with an activity for the unit, or an MoU"
        )


def _assessed(facts: Facts) -> Iterator[Missing]:
    yield from _without(
        facts,
        EvidenceKind.ASSESSMENT,
        "the assessment report with staff, premises, link, equipment list and training list",
    )


def _trained(facts: Facts) -> Iterator[Missing]:
    officers = facts.particulars.officers
    if len(officers) < LEAST_OFFICERS:
        yield _lacks("officers", f"{LEAST_OFFICERS} nominated officers; there are {len(officers)}")
    yield from _not_passed(facts, CourseKind.THEORY, "a theoretical course passed")


def _equipped(facts: Facts) -> Iterator[Missing]:
    assessment = facts.assessment()
    done = [handover for handover in facts.handovers if handover.on <= facts.today]
    have = Counter[str]()
    for handover in done:
        for item in handover.items:
            if item.condition is not Condition.DEFECTIVE:
                have[_same(item.item)] += item.quantity
    wanted = Counter[str]()
    for needed in assessment.equipment if assessment else ():
        wanted[_same(needed.item)] += needed.quantity
    for name, quantity in wanted.items():
        if have[name] < quantity:
            yield _lacks("equipment", f"handover of {name}: {have[name]} of {quantity} handed over")
    for handover in done:
        yield from _unfinished(handover, set(wanted))


def _practised(facts: Facts) -> Iterator[Missing]:
    yield from _not_passed(facts, CourseKind.PRACTICAL, "a practical course passed")
    yield from _without(
        facts, EvidenceKind.SANDBOX, "the file of a sample warning and feedback exchanged in the sandbox"
    )


def _connected(facts: Facts) -> Iterator[Missing]:
    if not facts.log.opened:
        yield _lacks("unit_opened", "the statement in the log that opens the unit")
    holders = len(facts.log.key_holders)
    if holders < LEAST_KEY_HOLDERS:
        yield _lacks(
            "key_holders", f"{LEAST_KEY_HOLDERS} officers who hold the unit's key; there are {holders}"
        )
    yield from _without(
        facts, EvidenceKind.TEST_NOTICE, "a test notice of the unit and its answer, as they were sent"
    )


def _open(facts: Facts) -> Iterator[Missing]:
    yield from _without(facts, EvidenceKind.OPENING, "the act of the opening, with its date")


GATES: Mapping[CaseState, Gate] = {
    CaseState.REQUESTED: _requested,
    CaseState.AGREED: _agreed,
    CaseState.ASSESSED: _assessed,
    CaseState.TRAINED: _trained,
    CaseState.EQUIPPED: _equipped,
    CaseState.PRACTISED: _practised,
    CaseState.CONNECTED: _connected,
    CaseState.OPEN: _open,
}
"""In the order of the states, which is the order of the way."""


def _lacks(code: str, text: str) -> Missing:
    return Missing(code=code, text=text)


def _without(facts: Facts, kind: EvidenceKind, text: str) -> Iterator[Missing]:
    if kind not in facts.evidence:
        yield _lacks(kind.value, text)


def _not_passed(facts: Facts, kind: CourseKind, text: str) -> Iterator[Missing]:
    for officer in facts.particulars.officers:
        if not any(facts.passed(officer, kind)):
            yield _lacks(kind.value, f"{text} by {officer.handle}")


def _unfinished(handover: HandoverIn, wanted: set[str]) -> Iterator[Missing]:
    """Yield what a handover of assessed equipment lacks; gifts beside the assessment hold nothing up."""
    assessed = [item for item in handover.items if _same(item.item) in wanted]
    if not assessed:
        return
    if handover.donor is None:
        yield _lacks("donor", f"the donor of the handover of {handover.on}")
    if handover.act is None:
        yield _lacks("handover_act", f"the act of the handover of {handover.on}")
    for item in assessed:
        if not _numbered(item):
            yield _lacks("serials", f"serial numbers of {_same(item.item)}, or why it has none")


def _numbered(item: ItemHandedOver) -> bool:
    return bool(item.no_serials_because) or len(set(item.serials)) >= item.quantity


def _same(item: str) -> str:
    """Return what two spellings of one item have in common."""
    return " ".join(item.casefold().split())
