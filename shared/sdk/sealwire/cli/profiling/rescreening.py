"""Commands about what changed lists say of a selection: rescreenings, rescreening."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.profiling.asking import Language, with_selecting, worded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sealwire.client.profiling.selecting import Selecting
    from sealwire.contract.profiling.rescreenings import (
        RescreenedOut,
        RescreenedPage,
        RescreeningOut,
        RescreeningsOut,
    )


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (("rescreenings", rescreenings), ("rescreening", rescreening)):
        command(app, name)(function)


def rescreenings(
    settings: Settings,
    selection: Annotated[UUID | None, typer.Option(help="Only of this selection.")] = None,
    before: Annotated[str | None, typer.Option(help="The page before's `next`.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500)] = 20,
) -> None:
    """List when selections were screened again because lists have changed, newest first."""

    async def ask(selecting: "Selecting") -> "RescreeningsOut":
        return await selecting.rescreenings(selection=selection, before=before, limit=limit)

    found = with_selecting(settings, ask)
    if settings.as_json:
        output.result(found.model_dump(mode="json"))
        return
    headings = ["Re-screening", "Selection", "Noticed", "State", "Looked at", "Changed", "Mandatory"]
    output.table(headings, map(_row, found.rescreenings))
    if found.next:
        output.lines([f"More: --before {found.next}"])


def rescreening(
    settings: Settings,
    rescreening: Annotated[UUID, typer.Argument(help="The re-screening's id.")],
    after: Annotated[int, typer.Option(min=0, help="The page behind this rank.")] = 0,
    limit: Annotated[int, typer.Option(min=1, max=500)] = 20,
    language: Annotated[
        Language, typer.Option("--language", help="Language of the reasons: en or ru.")
    ] = Language.EN,
) -> None:
    """Show the consignments that a re-screening changed, with the hits that came and went."""

    async def ask(selecting: "Selecting") -> "RescreenedPage":
        return await selecting.rescreened(rescreening, after=after, limit=limit)

    found = with_selecting(settings, ask)
    if settings.as_json:
        output.result(found.model_dump(mode="json"))
        return
    output.lines(_head(found.rescreening))
    output.lines([line for row in found.rows for line in _lines(row, language)])
    if found.next is not None:
        output.lines([f"More: --after {found.next}"])


def _row(found: "RescreeningOut") -> list[str]:
    counts = found.counts
    state = f"{found.state.value}: {found.problem}" if found.problem else found.state.value
    return [str(found.id), str(found.selection), f"{found.requested_at:%Y-%m-%d %H:%M}", state,
            str(counts.looked_at), str(counts.changed), str(counts.mandatory)]  # fmt: skip


def _head(found: "RescreeningOut") -> list[str]:
    counts = found.counts
    told = (
        f"{counts.looked_at} looked at, {counts.screened} screened again, {counts.changed} changed, "
        f"{counts.mandatory} to be opened by a list now"
    )
    return [f"Selection {found.selection}, screened again: {found.state.value}", told]


def _lines(row: "RescreenedOut", language: Language) -> "Iterator[str]":
    yield f"{row.rank}. {row.reference} ({row.consignment})"
    for came, hits in (("Added", row.added), ("Withdrawn", row.withdrawn)):
        for hit in hits:
            names = f"{hit.value} as {hit.matched}" if hit.value else "(names are not shown)"
            cleared = f", cleared by {hit.cleared}" if hit.cleared else ""
            yield f"  {came}: {hit.list}, {hit.effect.value}, {hit.score:.2f}, {hit.field}: {names}{cleared}"
            yield f"    {'; '.join(worded(each, language) for each in hit.reasons)}; entry {hit.entry}"
