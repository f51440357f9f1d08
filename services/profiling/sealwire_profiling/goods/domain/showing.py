"""The room's values as they cross the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.contract.profiling.goods import (
    AdviceOut,
    InLanguages,
    MovementRecord,
    QuestionOut,
    QuestionsOut,
    ReasonOut,
    TableLineError,
)

from sealwire_profiling.goods.domain.questions import questions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sealwire_profiling.goods.domain.advice import Advice
    from sealwire_profiling.intake.domain.parsed import LineError


def advice_out(advice: Advice) -> AdviceOut:
    """Return an advice as it is answered."""
    return AdviceOut(
        result=advice.result.value,
        sentence=InLanguages(en=advice.sentence("en"), ru=advice.sentence("ru")),
        reasons=tuple(
            ReasonOut(code=each.code, fields=each.fields, text=_texts(each.texts)) for each in advice.reasons
        ),
        more=advice.more,
        open_questions=tuple(each.id for each in advice.open_questions),
        asks=tuple(map(_texts, advice.asks)),
        record=MovementRecord(
            regimes=advice.record.regimes,
            items=advice.record.items,
            end_user=advice.record.end_user,
            licences=advice.record.licences,
        ),
    )


def questions_out() -> QuestionsOut:
    """Return the guided questions as they are answered."""
    return QuestionsOut(
        questions=tuple(
            QuestionOut(id=each.id, about=each.about.value, text=_texts(each.texts), why=_texts(each.reasons))
            for each in questions().values()
        )
    )


def line_errors(errors: Iterable[LineError]) -> tuple[TableLineError, ...]:
    """Return the errors of a file's lines as they are answered."""
    return tuple(
        TableLineError(line=each.line, column=each.column, code=each.code, message=each.message)
        for each in errors
    )


def _texts(texts: Mapping[str, str]) -> InLanguages:
    return InLanguages(en=texts["en"], ru=texts["ru"])
