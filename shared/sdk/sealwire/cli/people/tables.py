"""Commands about files: export-units, export-officers, import-units, import-officers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.exit_codes import ExitCode
from sealwire.cli.files import write
from sealwire.cli.people.asking import with_people

if TYPE_CHECKING:
    from sealwire.client.people import People
    from sealwire.contract.people import ImportReport

_FORMS = (".csv", ".xlsx")
_Target = Annotated[Path, typer.Argument(help="The file to write; .csv or .xlsx says the format.")]
_Source = Annotated[Path, typer.Argument(help="A CSV file in UTF-8, or an XLSX workbook.")]
_Country = Annotated[str, typer.Option(help="Only the units of this country.")]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what it would do, and do nothing.")]
_AllOrNothing = Annotated[
    bool, typer.Option("--all-or-nothing", help="Save nothing when a line is refused; otherwise good lines.")
]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (
        ("export-units", export_units),
        ("export-officers", export_officers),
        ("import-units", import_units),
        ("import-officers", import_officers),
    ):
        command(app, name)(function)


def export_units(settings: Settings, target: _Target, country: _Country = "") -> None:
    """Write the units to a file."""
    _export(settings, "units", target, country)


def export_officers(settings: Settings, target: _Target, country: _Country = "") -> None:
    """Write the officers to a file, as far as you may see them; it holds personal data, keep it safe."""
    _export(settings, "officers", target, country)


def import_units(
    settings: Settings, source: _Source, *, dry_run: _DryRun = False, all_or_nothing: _AllOrNothing = False
) -> None:
    """File units' particulars from a file; columns that it leaves out stay as they are."""
    _import(settings, "units", source, dry_run=dry_run, all_or_nothing=all_or_nothing)


def import_officers(
    settings: Settings, source: _Source, *, dry_run: _DryRun = False, all_or_nothing: _AllOrNothing = False
) -> None:
    """File officers' particulars from a file; columns that it leaves out stay as they are."""
    _import(settings, "officers", source, dry_run=dry_run, all_or_nothing=all_or_nothing)


def _export(settings: Settings, table: str, target: Path, country: str) -> None:
    if target.suffix.lower() not in _FORMS:
        raise typer.BadParameter("The file's name ends in .csv or .xlsx.")

    async def ask(people: "People") -> bytes:
        return await people.export(table, target.suffix.lower()[1:], country=country)

    data = with_people(settings, ask)
    write(target, data)
    settings.show({"file": str(target), "bytes": len(data)}, f"Wrote {target}")


def _import(settings: Settings, table: str, source: Path, *, dry_run: bool, all_or_nothing: bool) -> None:
    try:
        data = source.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{source}: {error.strerror or 'it cannot be read'}.") from error

    async def work(people: "People") -> "ImportReport":
        return await people.load(table, data, dry_run=dry_run, all_or_nothing=all_or_nothing)

    report = with_people(settings, work)
    if settings.as_json:
        output.result(report.model_dump(mode="json"))
    else:
        if report.errors:
            rows = [[str(each.line), each.column, each.code, each.message] for each in report.errors]
            output.table(["Line", "Column", "Code", "What is wrong"], rows)
        done = "Filed" if report.applied else "Nothing was filed; it would be"
        counts = f"{report.created} new, {report.changed} changed, {report.unchanged} unchanged"
        output.lines([f"{done}: {counts}, {report.refused} refused of {report.lines} lines"])
    if report.refused:
        raise typer.Exit(ExitCode.REFUSED)
