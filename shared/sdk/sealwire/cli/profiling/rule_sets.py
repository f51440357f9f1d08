"""Commands about the lists and country groups that rules name: rule-sets, rule-set."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.people.asking import filled
from sealwire.cli.profiling.asking import read_whole, with_rules
from sealwire.errors import NotFound

if TYPE_CHECKING:
    from sealwire.client.profiling.rules import Rules
    from sealwire.contract.profiling.rules import SetKind, SetRecord


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (("rule-sets", rule_sets), ("rule-set", rule_set)):
        command(app, name)(function)


def rule_sets(settings: Settings) -> None:
    """List the lists and country groups that rules can name."""

    async def ask(rules: "Rules") -> "tuple[SetRecord, ...]":
        return await rules.sets()

    found = with_rules(settings, ask)
    if settings.as_json:
        output.result({"sets": [each.model_dump(mode="json") for each in found]})
        return
    rows = [
        [each.kind.value, each.name, str(each.version), _count(each), each.saved_by or "-"] for each in found
    ]
    output.table(["Kind", "Name", "Version", "Values", "Saved by"], rows)


def rule_set(
    settings: Settings,
    kind: Annotated[str, typer.Argument(help="list or group.")],
    name: Annotated[str, typer.Argument(help="By which rules name it.")],
    file: Annotated[
        Path | None, typer.Option("--set", help="Save it: a text file in UTF-8 with a value a line.")
    ] = None,
) -> None:
    """Show the values of a list or country group, a line each; with --set, save them."""
    from sealwire.contract.profiling.rules import (  # noqa: PLC0415  # keeps --help fast
        CountryGroupFiling,
        SetFiling,
        SetKind,
    )

    of_kind = _kind(kind)
    values = None if file is None else _values(file)

    async def work(rules: "Rules") -> "SetRecord":
        known = {(each.kind, each.name): each for each in await rules.sets()}
        before = known.get((of_kind, name))
        if values is None:
            if before is None:
                raise NotFound(set=f"{kind}/{name}")
            return before
        form = CountryGroupFiling if of_kind is SetKind.GROUP else SetFiling
        filing = filled(form, {"after": before.version if before else 0, "values": values})
        return await rules.file_set(of_kind, name, filing)

    found = with_rules(settings, work)
    told = [f"{_count(found)}: only who sees parties sees them"] if found.withheld else []
    settings.show(found.model_dump(mode="json"), *found.values, *told)


def _count(found: "SetRecord") -> str:
    return f"{found.withheld} (withheld)" if found.withheld else str(len(found.values))


def _kind(typed: str) -> "SetKind":
    from sealwire.contract.profiling.rules import SetKind  # noqa: PLC0415  # keeps --help fast

    try:
        return SetKind(typed)
    except ValueError as error:
        raise typer.BadParameter(f"A set is one of {', '.join(SetKind)}.") from error


def _values(path: Path) -> list[str]:
    """Return the lines of a file that say something."""
    from sealwire.contract.profiling.rules import MAX_SET_BYTES  # noqa: PLC0415  # keeps --help fast

    try:
        text = read_whole(path, MAX_SET_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f"{path}: it is no text in UTF-8.") from error
    return [line.strip() for line in text.splitlines() if line.strip()]
