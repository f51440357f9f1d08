"""Commands about files of watch lists: list-export, list-import, un-import."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.exit_codes import ExitCode
from sealwire.cli.files import write
from sealwire.cli.profiling.asking import opened, read_whole, with_lists
from sealwire.cli.profiling.progress import Bars

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sealwire.client.profiling.lists import WatchLists
    from sealwire.contract.profiling.lists import TableReport, UnReport

_List = Annotated[str, typer.Argument(help="The list's code.")]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what it would do, and do nothing.")]
_SHOWN = 20


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (
        ("list-export", list_export),
        ("list-import", list_import),
        ("un-import", un_import),
    ):
        command(app, name)(function)


def list_export(
    settings: Settings, code: _List, target: Annotated[Path, typer.Argument(help="The CSV file to write.")]
) -> None:
    """Write a list to a file; it holds personal data, keep it safe."""

    async def ask(lists: "WatchLists") -> bytes:
        return await lists.export(code)

    data = with_lists(settings, ask)
    write(target, data)
    settings.show({"file": str(target), "bytes": len(data)}, f"Wrote {target}")


def list_import(
    settings: Settings,
    code: _List,
    file: Annotated[Path, typer.Argument(help="CSV in UTF-8 with the headings of list-export.")],
    *,
    dry_run: _DryRun = False,
) -> None:
    """Enter the lines of a file; good lines are kept, what is wrong is told by line. Nothing is removed."""
    from sealwire.contract.profiling.lists import MAX_TABLE_BYTES  # noqa: PLC0415  # keeps --help fast

    data = read_whole(file, MAX_TABLE_BYTES)

    async def work(lists: "WatchLists") -> "TableReport":
        return await lists.load(code, data, dry_run=dry_run)

    report = with_lists(settings, work)
    if settings.as_json:
        output.result(report.model_dump(mode="json"))
    else:
        if report.errors:
            rows = [[str(each.line), each.column, each.code, each.message] for each in report.errors]
            output.table(["Line", "Column", "Code", "What is wrong"], rows)
        done = "Entered" if report.applied else "Nothing was entered; it would be"
        counts = f"{report.added} new, {report.changed} changed, {report.unchanged} unchanged"
        output.lines([f"{done}: {counts}, {report.refused} refused of {report.lines} lines"])
    if report.refused:
        raise typer.Exit(ExitCode.REFUSED)


def un_import(
    settings: Settings,
    code: _List,
    file: Annotated[Path, typer.Argument(help="The UN Security Council's consolidated list in XML.")],
    *,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Apply it although it drops much or is older; look first.")
    ] = False,
    dry_run: _DryRun = False,
) -> None:
    """Bring the UN's list up to date from its file: what is new, changed and dropped is told."""
    with opened(file) as data, Bars(quiet=settings.as_json) as bars:
        bars.sending(file.stat().st_size)

        async def work(lists: "WatchLists") -> "UnReport":
            return await lists.import_un(code, data, dry_run=dry_run, confirmed=confirm, told=bars.sent)

        report = with_lists(settings, work)
    settings.show(report.model_dump(mode="json"), *_report(report))


def _report(report: "UnReport") -> "Iterator[str]":
    for change in report.changes[:_SHOWN]:
        fields = f" ({', '.join(change.fields)})" if change.fields else ""
        yield f"{change.change:<8} {change.reference or change.data_id} {change.name}{fields}"
    if len(report.changes) > _SHOWN:
        yield "... and more; --json has the first 1,000"
    for fault in report.faults[:_SHOWN]:
        used = "used all the same" if fault.kept else "not used"
        yield f"fault    {fault.reference or fault.data_id} {fault.message} ({used})"
    dated = f" of {report.generated:%Y-%m-%d}" if report.generated else ""
    counts = f"{report.added} new, {report.changed} changed, {report.removed} dropped"
    done = "Applied" if report.applied else "Nothing was applied; it would be"
    yield f"{done}: {counts}, {report.unchanged} unchanged of {report.read} in the file{dated}"
    if report.kept:
        yield f"{report.kept} stay as they were: the file's cannot be read"
    if report.confirm and not report.applied:
        yield f"It will need --confirm: {', '.join(report.confirm)}"
