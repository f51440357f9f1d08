"""Who sees no parties sees no free text of experts and inspectors about a movement."""

from __future__ import annotations

from sealwire.contract.profiling.experts import ReplyRecord, StrategicFile, StrategicRecord
from sealwire.contract.profiling.goods import AdviceOut, MovementRecord
from sealwire.contract.profiling.inspections import Found, InspectionOut
from sealwire_profiling.goods.domain import withholding as of_goods
from sealwire_profiling.inspections.domain import withholding as of_inspections

MOVEMENT = MovementRecord(
    regimes=("NSG",), items=("pumps for Ak-Jol LLC",), end_user="Ak-Jol LLC", licences=("7 of Ak-Jol LLC",)
)
KEPT = MovementRecord(regimes=("NSG",))


def test_of_an_experts_reply_the_regimes_are_shown_and_nothing_else_of_the_movement() -> None:
    reply = ReplyRecord.model_construct(request=1, says="listed", words="Ak-Jol LLC", movement=MOVEMENT)
    record = StrategicRecord.model_construct(number=2, answers=None, reply=reply)
    file = StrategicFile.model_construct(
        advice=AdviceOut.model_construct(record=MOVEMENT), records=(record,), redacted=False
    )
    shown = of_goods.withheld(file)
    assert shown.redacted
    assert shown.records[0].reply is not None
    assert (shown.records[0].reply.words, shown.records[0].reply.movement) == ("", KEPT)
    assert shown.advice.record == MOVEMENT.model_copy(update={"end_user": ""})
    assert reply.movement == MOVEMENT


def test_of_a_finding_the_regimes_are_shown_and_nothing_else_of_the_movement() -> None:
    found = Found(commodity_group="other", description="pumps", movement=MOVEMENT)
    bare = Found(commodity_group="other", description="nuts")
    shown = of_inspections.withheld(InspectionOut.model_construct(findings=(found, bare)))
    assert [each.movement for each in shown.findings] == [KEPT, None]
    assert [each.description for each in shown.findings] == ["pumps", "nuts"]
