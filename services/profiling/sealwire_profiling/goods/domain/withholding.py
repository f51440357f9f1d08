"""A consignment's records as those see them who see no parties: no end users, and of experts only regimes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.profiling.goods import MovementRecord

if TYPE_CHECKING:
    from sealwire.contract.profiling.experts import StrategicFile, StrategicRecord
    from sealwire.contract.profiling.goods import AdviceOut


def withheld(file: StrategicFile) -> StrategicFile:
    """Return a file without what may name a party."""
    return file.model_copy(
        update={
            "advice": _advice(file.advice),
            "records": tuple(map(_record, file.records)),
            "redacted": True,
        }
    )


def _record(record: StrategicRecord) -> StrategicRecord:
    changes: dict[str, object] = {}
    if record.answers is not None:
        advice = _advice(record.answers.advice)
        changes["answers"] = record.answers.model_copy(update={"advice": advice})
    if record.reply is not None:
        movement = MovementRecord(regimes=record.reply.movement.regimes)
        changes["reply"] = record.reply.model_copy(update={"words": "", "movement": movement})
    return record.model_copy(update=changes)


def _advice(advice: AdviceOut) -> AdviceOut:
    return advice.model_copy(update={"record": _movement(advice.record)})


def _movement(movement: MovementRecord) -> MovementRecord:
    return movement.model_copy(update={"end_user": ""})
