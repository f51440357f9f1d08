"""Commands about strategic goods: control-tables, control-table, control-table-retire, advice."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from sealwire.cli import output
from sealwire.cli.asking import ask
from sealwire.cli.command import Settings, command
from sealwire.cli.exit_codes import ExitCode
from sealwire.cli.people.asking import filled
from sealwire.cli.profiling.asking import Language, opened, read_json, read_whole, with_goods, worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sealwire.client.member import Member
    from sealwire.client.profiling.goods import StrategicGoods
    from sealwire.contract.profiling.goods import (
        AdviceOut,
        ControlTableRecord,
        ControlTableReport,
        QuestionOut,
    )

_Table = Annotated[str, typer.Argument(help="By which the administration calls the table.")]
LanguageOption = Annotated[
    Language, typer.Option("--language", help="Language of the questions and reasons: en or ru.")
]
_TYPED = {"y": "yes", "yes": "yes", "д": "yes", "да": "yes", "n": "no", "no": "no", "н": "no", "нет": "no"}
_UNKNOWN = frozenset({"", "?", "u", "unknown"})


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (
        ("control-tables", control_tables),
        ("control-table", control_table),
        ("control-table-retire", control_table_retire),
        ("advice", advice),
    ):
        command(app, name)(function)


def control_tables(settings: Settings) -> None:
    """List the tables from HS codes to entries of the administration's control list."""

    async def ask_all(goods: "StrategicGoods") -> "tuple[ControlTableRecord, ...]":
        return await goods.tables()

    _list(settings, with_goods(settings, ask_all))


def control_table(  # noqa: PLR0913  # each parameter is an option of the command
    settings: Settings,
    name: _Table,
    file: Annotated[
        Path, typer.Argument(help="CSV in UTF-8 or XLSX: hs, entry, and perhaps regime and note.")
    ],
    edition: Annotated[str, typer.Option(help="Its version or date.")],
    source: Annotated[str, typer.Option(help="Who publishes it.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would do, and do nothing.")] = False,
) -> None:
    """File a control table as its next version; good lines are kept, what is wrong is told by line."""
    from sealwire.contract.profiling.goods import (  # noqa: PLC0415  # keeps --help fast
        MAX_CONTROL_TABLE_BYTES,
        ControlTableFiling,
    )

    filing = filled(ControlTableFiling, {"edition": edition, "source": source, "dry_run": dry_run})
    data = read_whole(file, MAX_CONTROL_TABLE_BYTES)

    async def work(goods: "StrategicGoods") -> "ControlTableReport":
        return await goods.file_table(name, filing, data)

    report = with_goods(settings, work)
    if settings.as_json:
        output.result(report.model_dump(mode="json"))
    else:
        if report.errors:
            rows = [[str(each.line), each.column, each.code, each.message] for each in report.errors]
            output.table(["Line", "Column", "Code", "What is wrong"], rows)
        done = f"Filed version {report.version}" if report.version else "Nothing was filed; it would be"
        output.lines([f"{done}: {report.rows} rows, {report.refused} lines refused"])
    if report.refused:
        raise typer.Exit(ExitCode.REFUSED)


def control_table_retire(settings: Settings, name: _Table) -> None:
    """Let a control table give no reason any more; its past versions stay."""

    async def work(goods: "StrategicGoods") -> "tuple[ControlTableRecord, ...]":
        return await goods.retire_table(name)

    _list(settings, with_goods(settings, work))


def advice(
    settings: Settings,
    consignment: Annotated[UUID, typer.Argument(help="The consignment's id.")],
    answers: Annotated[
        Path | None, typer.Option(help='JSON with what is known: {"resembles-listed": "no", ...}.')
    ] = None,
    language: LanguageOption = Language.EN,
    *,
    every: Annotated[
        bool, typer.Option("--ask", help="Ask even where nothing asks for an expert, or at no terminal.")
    ] = False,
) -> None:
    """Say whether a consignment needs an expert, why, and what to ask; never what the goods are.

    At a terminal it asks the guided questions that are open; Enter leaves one open. Nothing is kept:
    goods-answer keeps answers.
    """
    from sealwire.client.profiling.goods import StrategicGoods  # noqa: PLC0415  # keeps --help fast
    from sealwire.client.profiling.intake import Intake  # noqa: PLC0415  # as above
    from sealwire.contract.profiling.goods import AdviceQuery  # noqa: PLC0415  # as above

    known: dict[str, Any] = {}
    if answers is not None:
        with opened(answers) as file:
            known = read_json(file)
    asking = every or (answers is None and sys.stdin.isatty())

    async def work(member: "Member") -> "AdviceOut":
        door = member.session.exchange.door
        declared = (await Intake(door).consignment(consignment)).consignment.consignment
        goods = StrategicGoods(door)
        questions = await goods.questions()
        check_known(known, questions)
        found = await goods.advise(filled(AdviceQuery, {"consignment": declared, "answers": known}))
        wanted = {each.id for each in questions} if every else set(found.open_questions)
        wanted -= known.keys()
        if not (asking and wanted):
            return found
        asked = dict(answered((each for each in questions if each.id in wanted), language))
        return await goods.advise(AdviceQuery(consignment=declared, answers={**known, **asked}))

    found = settings.with_member(work)
    settings.show(found.model_dump(mode="json"), *advice_lines(found, language))


def check_known(answers: dict[str, Any], questions: "Iterable[QuestionOut]") -> None:
    """Refuse answers to what is not asked, which would be lost."""
    if unknown := answers.keys() - {each.id for each in questions}:
        raise typer.BadParameter(f"There are no such questions: {', '.join(sorted(unknown))}.")


def answered(questions: "Iterable[QuestionOut]", language: Language) -> "Iterator[tuple[str, str]]":
    """Ask each question, and yield its id with the answer."""
    for each in questions:
        output.message(worded(each.why, language))
        typed = ask(f"{worded(each.text, language)} [y/n/?]", required=False).casefold()
        while typed not in _TYPED and typed not in _UNKNOWN:
            typed = ask("y, n, or Enter where it is not known", required=False).casefold()
        if typed in _TYPED:
            yield each.id, _TYPED[typed]


def advice_lines(found: "AdviceOut", language: Language) -> "Iterator[str]":
    """Return an advice, a line for each thing to know."""
    yield worded(found.sentence, language)
    if found.more:
        yield f"... and {found.more} reasons more"
    if found.asks:
        yield "Ask the expert:"
        yield from (f"  {worded(each, language)}" for each in found.asks)
    if found.open_questions:
        yield f"Not answered yet: {', '.join(found.open_questions)}"


def _list(settings: Settings, tables: "tuple[ControlTableRecord, ...]") -> None:
    if settings.as_json:
        output.result({"tables": [each.model_dump(mode="json") for each in tables]})
        return
    rows = [
        [each.name, str(each.version), each.edition, each.source, str(each.rows),
         output.when(each.filed_at), each.filed_by]
        for each in tables
    ]  # fmt: skip
    output.table(["Table", "Version", "Edition", "Source", "Rows", "Filed", "By"], rows)
