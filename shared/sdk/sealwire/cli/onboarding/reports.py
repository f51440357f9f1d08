"""The command of reports: officers trained and equipment handed over, for donors and administrations."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.onboarding.acting import on_exchange

if TYPE_CHECKING:
    from sealwire.contract.onboarding import ReportOut


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    command(app, "report")(report)


def report(  # noqa: PLR0913, PLR0917  # each parameter is an option of the command
    settings: Settings,
    per: Annotated[str, typer.Option(help="A line for each unit, country or donor.")] = "unit",
    year: Annotated[int | None, typer.Option(help="Only this year.")] = None,
    unit: Annotated[str, typer.Option(help="Only this unit's code.")] = "",
    country: Annotated[str, typer.Option(help="Only this country.")] = "",
    donor: Annotated[str, typer.Option(help="Only this donor's id.")] = "",
    form: Annotated[str, typer.Option("--format", help="json, csv or html, with --out.")] = "json",
    out: Annotated[Path | None, typer.Option(help="The file to write; otherwise it is shown.")] = None,
    language: Annotated[str, typer.Option("--language", help="Of csv and html: en or ru.")] = "en",
) -> None:
    """Report officers trained, by course and gender, and equipment handed over; counts, no names."""
    from sealwire.cli.files import write  # noqa: PLC0415  # keeps --help fast
    from sealwire.cli.onboarding.forms import filled  # noqa: PLC0415  # as above
    from sealwire.cli.onboarding.prompts import chosen  # noqa: PLC0415  # as above
    from sealwire.contract.onboarding import Form, Per, ReportFilter  # noqa: PLC0415  # as above

    wanted = chosen(Form, form)
    asked = filled(ReportFilter, per=chosen(Per, per), year=year, unit=unit, country=country, donor=donor)
    if out is None:
        if wanted is not Form.JSON:
            raise typer.BadParameter(f"Name the file of the {wanted}: --out FILE")
        _show(settings, on_exchange(settings, lambda exchange: exchange.report(asked)))
        return
    content = on_exchange(settings, lambda exchange: exchange.report_file(asked, wanted, language=language))
    write(out, content)
    settings.show({"file": str(out), "bytes": len(content)}, f"Wrote {out}: {len(content)} bytes")


def _show(settings: Settings, found: "ReportOut") -> None:
    if settings.as_json:
        output.result(found.model_dump(mode="json"))
        return
    training = [
        [each.group, each.kind, each.gender, str(each.officers), str(each.seats)] for each in found.training
    ]
    output.table(["For", "Course", "Gender", "Officers", "Seats"], training)
    equipment = [[each.group, each.item, str(each.quantity), str(each.handovers)] for each in found.equipment]
    output.table(["For", "Item", "Quantity", "Handovers"], equipment)
    output.lines([f"Officers trained: {found.officers}, seats: {found.seats}"])
