"""The questions by which a notice is made at a keyboard, and the notice that the answers make.

Only the fields of a simple notice are asked; a file (`from_json`) can hold them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from sealwire.notices.codelists import codelist
from sealwire.notices.errors import NoticeInvalid, Refusal
from sealwire.notices.reading import model_of, parse
from sealwire.notices.shapes import Shape, field_title, resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sealwire.notices.notice import Notice

Form = Literal["text", "code", "codes", "number", "decimal", "yes-no", "date", "time"]

_ASKED = {
    "warning": (
        "reference direction mode transport.0.kind transport.0.number transport.0.load "
        "transport.0.seals.0.number documents.0.kind documents.0.number parties.0.role parties.0.name "
        "parties.0.country goods.0.description goods.0.hs.code goods.0.hs.edition goods.0.gross_kg "
        "goods.0.net_kg goods.0.origin suspicion.commodity_group suspicion.indicators.0.text "
        "suspicion.source_reliability suspicion.information_reliability asked_for feedback_wanted_by note"
    ),
    "feedback": (
        "warning_reference located actions controlled_at unit seals_found.0.number "
        "seals_found.0.condition documents_match outcome seizure_reference forwarded_to "
        "not_controlled_because evidence.0 released_at usefulness note_for_next_leg"
    ),
    "seizure": (
        "reference warning_reference seized_on place.locode place.local_code place.country place.name "
        "place.point.coordinates.0 place.point.coordinates.1 unit stage mode items.0.commodity_group "
        "items.0.commodity items.0.quantity.amount items.0.quantity.unit items.0.packages.0.count "
        "items.0.packages.0.kind items.0.hs.code items.0.hs.edition items.0.strategic ground detection "
        "concealment transport.0.kind transport.0.number note"
    ),
    "seizure-nominal": (
        "seizure_reference case_number persons.0.role persons.0.name persons.0.nationality companies.0.role "
        "companies.0.name companies.0.country note"
    ),
}
_FORMS: tuple[tuple[type, Form], ...] = (
    (bool, "yes-no"),
    (int, "number"),
    (Decimal, "decimal"),
    (datetime, "time"),
    (date, "date"),
)
_YES_NO = {"yes": True, "y": True, "да": True, "д": True, "no": False, "n": False, "нет": False, "н": False}
_WHOLE_DIGITS = 18


@dataclass(frozen=True)
class Prompt:
    """One question.

    Attributes:
        path: The field, dotted, as refusals name it.
        title: What to ask, in the officer's language.
        form: How the answer is written; `codes` takes several, with commas between.
        required: Whether the notice needs it; an optional one may be left empty.
        choices: Codes with their titles, where the answer is one of a list.
    """

    path: str
    title: str
    form: Form
    required: bool
    choices: tuple[tuple[str, str], ...]


def prompts(kind: str, language: str) -> list[Prompt]:
    """Return the questions for a simple notice of this kind, in order.

    Raises:
        UnknownKind: This release does not know the kind.
        UnknownCodelist: There are no titles in that language.
    """
    model = model_of(kind)
    return [_prompt(model, path, language) for path in _ASKED[kind].split()]


def from_answers(kind: str, answers: Mapping[str, str]) -> Notice:
    """Return the notice that typed answers make; empty answers are left out.

    Args:
        kind: One of KINDS.
        answers: Text by path, such as `goods.0.gross_kg`; a path need not be one that is asked.

    Raises:
        UnknownKind: This release does not know the kind.
        NoticeInvalid: An answer cannot be read or breaks a rule; each is listed with the reason.
    """
    model = model_of(kind)
    content: dict[str, Any] = {}
    refused: list[Refusal] = []
    for path, answer in answers.items():
        if not answer.strip():
            continue
        try:
            _put(content, path.split("."), _value(model, path, answer.strip()))
        except _UnreadableError as error:
            refused.append(Refusal(path, str(error)))
    if refused:
        raise NoticeInvalid.of(refused)
    return parse(kind, model.SCHEMA, content)


class _UnreadableError(Exception):
    """An answer cannot be read; the message is the reason."""


def _prompt(model: type[Notice], path: str, language: str) -> Prompt:
    steps = list(resolve(model, path))
    last = steps[-1][2]
    codes = codelist(last.codelist).codes if last.codelist else {}
    return Prompt(
        path=path,
        title=field_title(model, path, language),
        form=_form(last),
        required=all(found.required for _, _, found in steps),
        choices=tuple(
            (code, codelist(last.codelist).title(code, language)) for code in codes if last.codelist
        ),
    )


def _form(found: Shape) -> Form:
    if found.codelist:
        return "codes" if found.many else "code"
    return next((form for kind, form in _FORMS if issubclass(found.kind, kind)), "text")


def _value(model: type[Notice], path: str, answer: str) -> object:
    steps = list(resolve(model, path))
    form = _form(steps[-1][2]) if steps else "text"
    if form == "codes":
        return [code.strip() for code in answer.split(",") if code.strip()]
    if form == "number":
        if not (answer.isascii() and answer.isdecimal()) or len(answer) > _WHOLE_DIGITS:
            raise _UnreadableError("it must be a whole number")
        return int(answer)
    if form == "yes-no":
        if answer.lower() not in _YES_NO:
            raise _UnreadableError("answer yes or no")
        return _YES_NO[answer.lower()]
    return answer


def _put(content: dict[str, Any], steps: list[str], value: object) -> None:
    """Set a value under a path, making the maps and lists on the way; list entries come in order."""
    place: Any = content
    for step, following in zip(steps, [*steps[1:], ""], strict=True):
        inner = value if not following else [] if following.isdecimal() else {}
        if isinstance(place, list):
            if not step.isdecimal() or int(step) > len(place):
                raise _UnreadableError("the entries of a list are numbered from 0 without a gap")
            if int(step) == len(place):
                place.append(inner)
            place = place[int(step)]
        elif isinstance(place, dict) and (following or step not in place):
            place = place.setdefault(step, inner)
        else:
            raise _UnreadableError("it is answered as a whole already")
