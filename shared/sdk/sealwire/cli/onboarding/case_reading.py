"""Commands that read cases: show, list, overdue, history, document."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.onboarding.acting import on_exchange, on_unit
from sealwire.cli.onboarding.options import Unit

if TYPE_CHECKING:
    from sealwire.client.onboarding import Onboarding
    from sealwire.contract.onboarding import EventOut


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (
        ("show", show),
        ("list", listed),
        ("overdue", overdue),
        ("history", history),
        ("document", document),
    ):
        command(app, name)(function)


def show(settings: Settings, unit: Unit) -> None:
    """Show where a unit's case stands, what is done, and what is missing with the command for each."""
    from sealwire.cli.onboarding.shown import case_json, case_lines  # noqa: PLC0415  # keeps --help fast

    case = on_unit(settings, unit, lambda exchange, code: exchange.case(code))
    settings.show(case_json(case), *case_lines(case))


def listed(
    settings: Settings,
    state: Annotated[str | None, typer.Option(help="Only cases in this state.")] = None,
    country: Annotated[str, typer.Option(help="Only cases of this country.")] = "",
) -> None:
    """List the cases that you may see."""
    from sealwire.cli.onboarding.prompts import chosen  # noqa: PLC0415  # keeps --help fast
    from sealwire.contract.onboarding import CaseState  # noqa: PLC0415  # as above

    wanted = chosen(CaseState, state) if state else None

    found = on_exchange(settings, lambda exchange: exchange.cases(state=wanted, country=country))
    if settings.as_json:
        output.result(found.model_dump(mode="json"))
        return
    rows = [
        [each.unit, next(iter(each.name.values()), ""), each.state, output.when(each.since)]
        for each in found.cases
    ]
    output.table(["Unit", "Name", "State", "Since (UTC)"], rows)


def overdue(settings: Settings) -> None:
    """List the cases whose next step is late, the latest first."""
    found = on_exchange(settings, lambda exchange: exchange.overdue())
    if settings.as_json:
        output.result(found.model_dump(mode="json"))
        return
    rows = [
        [
            each.unit,
            f"{each.state} -> {each.next.state}",
            f"{each.late_days} of {each.planned_days}",
            "; ".join(lack.text for lack in each.next.missing),
        ]
        for each in found.cases
    ]
    output.table(["Unit", "Step", "Days late of planned", "Missing"], rows)


def history(settings: Settings, unit: Unit) -> None:
    """Show who did what when to a unit's case."""

    async def work(exchange: "Onboarding", code: str) -> "list[EventOut]":
        found: list[EventOut] = []
        while page := (await exchange.events(code, after=found[-1].number if found else 0)).events:
            found.extend(page)
        return found

    events = on_unit(settings, unit, work)
    if settings.as_json:
        output.result({"events": [each.model_dump(mode="json") for each in events]})
        return
    rows = [[str(each.number), output.when(each.at), each.handle, each.what, _of(each)] for each in events]
    output.table(["Number", "At (UTC)", "Who", "What", "Of"], rows)


def _of(event: "EventOut") -> str:
    told = (event.detail.get(name) for name in ("kind", "to", "on", "reason", "note"))
    return ", ".join(str(each) for each in told if each)


def document(
    settings: Settings,
    sha256: Annotated[str, typer.Argument(help="The file's hash, as evidence cites it.")],
    target: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
) -> None:
    """Fetch a file that a case cites."""
    from sealwire.cli.files import write  # noqa: PLC0415  # keeps --help fast

    content = on_exchange(settings, lambda exchange: exchange.file(sha256))
    write(target, content)
    settings.show({"file": str(target), "bytes": len(content)}, f"Wrote {target}: {len(content)} bytes")
