"""The command about the past of a rule: replay."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.people.asking import filled
from sealwire.cli.profiling.asking import Language, with_rules
from sealwire.cli.profiling.rule_text import faults_shown, rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sealwire.client.profiling.rules import Rules
    from sealwire.contract.profiling.replays import PartOfWhole, ReplayChange, ReplayOut

_YEAR = timedelta(days=365)


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    command(app, "replay")(replay)


def replay(  # noqa: PLR0913, PLR0917 - a command: each of them is an option
    settings: Settings,
    code: Annotated[str, typer.Argument(help="The profile's code; with --rule it need not exist yet.")],
    version: Annotated[int | None, typer.Option(help="Number of a version; else the newest.")] = None,
    rule: Annotated[
        str | None, typer.Option(help="A text instead: the rule, or a file as of rule-check.")
    ] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Else a year ago.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Else today.")] = None,
    examples: Annotated[int, typer.Option(help="So many consignments of each change, at most 100.")] = 20,
    language: Annotated[Language, typer.Option("--language", help="Of faults: en or ru.")] = Language.EN,
) -> None:
    """Try a rule on consignments of the past as they were judged, with what their inspections found."""
    from sealwire.contract.profiling.replays import ReplayIn  # noqa: PLC0415  # keeps --help fast

    last = until.date() if until else datetime.now(UTC).date()
    first = since.date() if since else last - _YEAR
    text = None if rule is None else rule_of(rule)
    asked = {"since": first, "until": last, "number": version, "rule": text, "examples": examples}
    wanted = filled(ReplayIn, asked)

    async def ask(rules: "Rules") -> "ReplayOut":
        async with faults_shown(settings, rules, text, language):
            return await rules.replay(code, wanted)

    found = with_rules(settings, ask)
    if settings.as_json:
        output.result(found.model_dump(mode="json"))
        return
    output.lines(_lines(found))
    if rows := [*_rows("newly hit", found.newly_hit), *_rows("no longer hit", found.no_longer_hit)]:
        output.table(["Change", "Consignment", "Reference", "Day", "Found"], rows)


def _lines(found: "ReplayOut") -> "Iterator[str]":
    what = "a text that is not filed" if found.number is None else f"version {found.number}"
    yield f"Profile       {found.profile}, {what}"
    more = ", the newest of more" if found.cut else ""
    yield f"Looked at     {found.looked_at} consignments{more}, judged from {found.since} to {found.until}"
    yield f"              of {found.judged} rows of selections: what was opened and what was next in rank"
    yield f"Hits          {found.hits} of {found.evaluated}; {found.not_evaluable} not evaluable"
    yield f"Precision     {_part(found.precision)} of inspected hits had a finding"
    yield f"Recall        {_part(found.recall)} of findings are hit"
    yield f"Base          {_part(found.base)} of inspected had a finding"
    yield f"Lift          {'-' if found.lift is None else f'{found.lift:.2f}'}"
    yield f"Newly hit     {_change(found.newly_hit)}"
    yield f"No longer hit {_change(found.no_longer_hit)}"
    if found.broken:
        yield f"Broken        {', '.join(found.broken)}: live, and no rules any more"
    if found.empty_sets:
        yield f"Empty sets    {', '.join(found.empty_sets)}: fill them first"


def _part(found: "PartOfWhole") -> str:
    if found.share is None or found.low is None or found.high is None:
        return "0 of 0"
    return f"{found.part} of {found.whole}, {found.share:.0%} ({found.low:.0%} - {found.high:.0%})"


def _change(found: "ReplayChange") -> str:
    return f"{found.count}; of {found.found.whole} inspected, {found.found.part} had a finding"


def _rows(what: str, change: "ReplayChange") -> "Iterator[list[str]]":
    for each in change.examples:
        told = "not inspected" if each.found is None else ("yes" if each.found else "no")
        yield [what, str(each.consignment), each.reference, str(each.on), told]
