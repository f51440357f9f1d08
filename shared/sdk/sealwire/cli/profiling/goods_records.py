"""Commands that keep what is said of a consignment's goods: goods, goods-answer, goods-asked, goods-reply."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.people.asking import filled
from sealwire.cli.profiling.asking import Language, opened, read_json, with_goods
from sealwire.cli.profiling.goods import LanguageOption, advice_lines, answered, check_known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sealwire.client.profiling.goods import StrategicGoods
    from sealwire.contract.profiling.experts import StrategicFile, StrategicRecord

_Consignment = Annotated[UUID, typer.Argument(help="The consignment's id.")]
_Envelope = Annotated[UUID | None, typer.Option(help="The envelope's id, where it went by the exchange.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (
        ("goods", goods),
        ("goods-answer", goods_answer),
        ("goods-asked", goods_asked),
        ("goods-reply", goods_reply),
    ):
        command(app, name)(function)


def goods(settings: Settings, consignment: _Consignment, language: LanguageOption = Language.EN) -> None:
    """Show what was answered about a consignment's goods, whom was asked, and what they said."""

    async def ask(strategic: "StrategicGoods") -> "StrategicFile":
        return await strategic.records(consignment)

    _show(settings, with_goods(settings, ask), language)


def goods_answer(
    settings: Settings,
    consignment: _Consignment,
    answers: Annotated[
        Path | None, typer.Option(help='JSON with answers: {"resembles-listed": "no", ...}; else it asks.')
    ] = None,
    language: LanguageOption = Language.EN,
) -> None:
    """Keep answers to the guided questions; a later answer corrects an earlier one, and both stay.

    Without a file it asks every question that is open; Enter leaves one open.
    """
    from sealwire.contract.profiling.experts import AnswersFiling  # noqa: PLC0415  # keeps --help fast

    known: dict[str, Any] | None = None
    if answers is not None:
        with opened(answers) as file:
            known = read_json(file)

    async def work(strategic: "StrategicGoods") -> "StrategicFile":
        questions, found = await strategic.questions(), await strategic.records(consignment)
        given = known
        if given is None:
            had = {each.question for each in found.answers}
            given = dict(answered((each for each in questions if each.id not in had), language))
        check_known(given, questions)
        if not given:
            return found
        return await strategic.answer(
            consignment, filled(AnswersFiling, {"after": _newest(found), "answers": given})
        )

    _show(settings, with_goods(settings, work), language)


def goods_asked(
    settings: Settings,
    consignment: _Consignment,
    unit: Annotated[str, typer.Argument(help="Code of the expert unit, such as KG-STC.")],
    envelope: _Envelope = None,
    language: LanguageOption = Language.EN,
) -> None:
    """Keep that an information request was sent to an expert unit; nothing of its content."""
    from sealwire.contract.profiling.experts import RequestFiling  # noqa: PLC0415  # keeps --help fast

    async def work(strategic: "StrategicGoods") -> "StrategicFile":
        after = _newest(await strategic.records(consignment))
        said = {"after": after, "unit": unit, "envelope": envelope}
        return await strategic.asked(consignment, filled(RequestFiling, said))

    _show(settings, with_goods(settings, work), language)


def goods_reply(
    settings: Settings,
    consignment: _Consignment,
    request: Annotated[int, typer.Argument(help="Number of the record of the request.")],
    file: Annotated[
        Path, typer.Argument(help='JSON: {"says": "licence-needed", "words": ..., "movement": {...}}.')
    ],
    language: LanguageOption = Language.EN,
) -> None:
    """Keep what an expert answered: licence-needed, no-licence-needed, cannot-tell or wants-more."""
    from sealwire.contract.profiling.experts import ReplyFiling  # noqa: PLC0415  # keeps --help fast

    with opened(file) as data:
        said = read_json(data)

    async def work(strategic: "StrategicGoods") -> "StrategicFile":
        after = _newest(await strategic.records(consignment))
        return await strategic.replied(
            consignment, filled(ReplyFiling, {**said, "after": after, "request": request})
        )

    _show(settings, with_goods(settings, work), language)


def _newest(found: "StrategicFile") -> int:
    return found.records[-1].number if found.records else 0


def _show(settings: Settings, found: "StrategicFile", language: Language) -> None:
    settings.show(found.model_dump(mode="json"), *_lines(found, language))


def _lines(found: "StrategicFile", language: Language) -> "Iterator[str]":
    from sealwire.cli.profiling.shapes import standing_line  # noqa: PLC0415  # keeps --help fast

    yield f"Expert: {standing_line(found.standing)}"
    yield from advice_lines(found.advice, language)
    for answer in found.answers:
        yield f"{answer.question}: {answer.answer} ({answer.answered_by}, {output.when(answer.answered_at)})"
    for each in found.records:
        when = f"{output.when(each.recorded_at)} by {each.recorded_by}"
        yield f"Record {each.number}  {when}: {_told(each)}"


def _told(record: "StrategicRecord") -> str:
    if record.request is not None:
        envelope = f", envelope {record.request.envelope}" if record.request.envelope else ""
        return f"asked {record.request.unit}{envelope}"
    if record.reply is not None:
        words = f": {record.reply.words}" if record.reply.words else ""
        return f"the expert answered request {record.reply.request}, {record.reply.says.value}{words}"
    answers = {} if record.answers is None else record.answers.answers
    return ", ".join(f"{question} {answer}" for question, answer in answers.items())
