"""Commands that select: select, ranked, override, release, capacity."""

from typing import TYPE_CHECKING, Annotated, Literal
from uuid import UUID

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.people.asking import filled, given
from sealwire.cli.profiling.asking import with_selecting
from sealwire.cli.profiling.ranking import chosen_lines
from sealwire.cli.profiling.shadows import shadow_lines

if TYPE_CHECKING:
    from sealwire.client.profiling.selecting import Selecting
    from sealwire.contract.profiling.selections import (
        CapacityOut,
        Chosen,
        RankedOut,
        ReleasedOut,
        SelectionOut,
    )

_Selection = Annotated[UUID, typer.Argument(help="The selection's id.")]
_Language = Annotated[str, typer.Option("--language", help="Language of the reasons: en or ru.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (
        ("select", select),
        ("selections", selections),
        ("ranked", ranked),
        ("override", override),
        ("release", release),
        ("capacity", capacity),
    ):
        command(app, name)(function)


def select(
    settings: Settings,
    upload: Annotated[UUID | None, typer.Option(help="Only what this upload brought.")] = None,
    budget: Annotated[
        int | None, typer.Option(min=0, help="Inspections altogether; else each office's capacity.")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="To make a selection again.")] = None,
    language: _Language = "en",
) -> None:
    """Select what to open among the open consignments, and say why."""
    from sealwire.contract.profiling.selections import SelectionIn  # noqa: PLC0415  # keeps --help fast

    wanted = filled(SelectionIn, {"upload": upload, "budget": budget, "seed": seed})

    async def work(selecting: "Selecting") -> "tuple[SelectionOut, list[Chosen]]":
        asked = await selecting.ask(wanted)
        made = await selecting.made(asked.id)
        return made, [row async for row in selecting.opened(asked.id, language=language)]

    made, rows = with_selecting(settings, work)
    if settings.as_json:
        output.result(
            {**made.model_dump(mode="json"), "rows": [each.model_dump(mode="json") for each in rows]}
        )
        return
    output.lines(_head(made))
    output.lines(line for row in rows for line in chosen_lines(row))


def selections(settings: Settings) -> None:
    """List the newest selections."""

    async def ask(selecting: "Selecting") -> "tuple[SelectionOut, ...]":
        return await selecting.newest()

    found = with_selecting(settings, ask)
    if settings.as_json:
        output.result({"selections": [each.model_dump(mode="json") for each in found]})
        return
    rows = [[str(each.id), str(each.on), each.state.value, each.requested_by] for each in found]
    output.table(["Selection", "Day", "State", "Asked for by"], rows)


def ranked(  # noqa: PLR0913, PLR0917  # each parameter is an option of the command
    settings: Settings,
    selection: _Selection,
    after: Annotated[int, typer.Option(min=0, help="The page behind this rank.")] = 0,
    limit: Annotated[int, typer.Option(min=1, max=500)] = 20,
    changed: Annotated[  # noqa: FBT002  # an option of the command
        bool, typer.Option("--changed", help="Only those of which lists say something else since.")
    ] = False,
    language: _Language = "en",
) -> None:
    """Show a selection's consignments by rank, those that are not opened too."""

    async def ask(selecting: "Selecting") -> "RankedOut":
        only: Literal["changed"] | None = "changed" if changed else None
        return await selecting.page(selection, after=after, limit=limit, language=language, only=only)

    page = with_selecting(settings, ask)
    if settings.as_json:
        output.result(page.model_dump(mode="json"))
        return
    output.lines(_head(page.selection))
    if page.changed:
        output.lines(
            [f"Since then lists say something else of {page.changed} of them: --changed shows these."]
        )
    output.lines(line for row in page.rows for line in chosen_lines(row))


def override(  # noqa: PLR0913, PLR0917  # each parameter is an option of the command
    settings: Settings,
    selection: _Selection,
    consignment: Annotated[UUID, typer.Argument(help="The consignment's id.")],
    does: Annotated[str, typer.Option("--do", help="add or remove.")],
    reason: Annotated[str, typer.Option(help="Why; it stays on record with your name.")],
    category: Annotated[
        str | None,
        typer.Option(
            help="Of a mandatory one: already-inspected, mistaken-hit, not-arrived, handed-over, no-means."
        ),
    ] = None,
) -> None:
    """Add a consignment to those that are opened, or take one out."""
    from sealwire.contract.profiling.selections import OverrideIn  # noqa: PLC0415  # keeps --help fast

    values = {"consignment": consignment, "does": does, "category": category, "reason": reason}
    wanted = filled(OverrideIn, values)

    async def work(selecting: "Selecting") -> "Chosen":
        return await selecting.override(selection, wanted)

    row = with_selecting(settings, work)
    settings.show(row.model_dump(mode="json"), f"{row.reference}: {row.lane.value}; {row.overridden}")


def release(settings: Settings, selection: _Selection) -> None:
    """Release the green and blue lanes of a selection: no later one has these consignments again."""

    async def work(selecting: "Selecting") -> "ReleasedOut":
        return await selecting.release(selection)

    found = with_selecting(settings, work)
    settings.show(
        found.model_dump(mode="json"),
        f"Released: {found.released}. Still open, since amended, held by a newer selection or on a list now: "
        f"{found.kept}",
    )


def capacity(
    settings: Settings,
    office: Annotated[list[str] | None, typer.Option(help="OFFICE=INSPECTIONS a day; repeatable.")] = None,
    exploration: Annotated[float | None, typer.Option(help="Share for what is new, 0 to 0.5.")] = None,
    random: Annotated[float | None, typer.Option(help="Share drawn by chance, 0.01 to 0.02.")] = None,
    usual: Annotated[
        int | None, typer.Option(min=0, help="Inspections a day of a post that is not named.")
    ] = None,
) -> None:
    """Show how many inspections there are for, and change it where something is given."""
    from sealwire.contract.profiling.selections import CapacityIn  # noqa: PLC0415  # keeps --help fast

    offices = None if office is None else dict(map(_office, office))
    changes = given(usual=usual, per_office=offices, exploration_share=exploration, random_floor=random)

    async def work(selecting: "Selecting") -> "CapacityOut":
        found = await selecting.capacity()
        if not changes:
            return found
        return await selecting.set_capacity(filled(CapacityIn, {**found.model_dump(), **changes}))

    found = with_selecting(settings, work)
    offices_told = "".join(f", {name}: {number}" for name, number in found.per_office.items())
    settings.show(
        found.model_dump(mode="json"),
        f"Inspections a day: {found.usual} at a post{offices_told}",
        f"Exploration {found.exploration_share:.0%}, by chance {found.random_floor:.1%}, "
        f"version {found.version}",
    )


def _office(typed: str) -> tuple[str, int]:
    name, _, number = typed.rpartition("=")
    if not name or not number.isdigit():
        raise typer.BadParameter("An office's capacity is given as BATKEN=5.")
    return name, int(number)


def _head(made: "SelectionOut") -> list[str]:
    counts = ", ".join(f"{name} {number}" for name, number in sorted(made.counts.items()))
    lines = [f"Selection {made.id} of {made.on}, seed {made.seed}: {counts or made.state.value}"]
    if made.degraded:
        lines.append(f"Without a model ({made.degraded}): rules alone have decided.")
    if made.overflow:
        lines.append(f"{made.overflow} mandatory ones go beyond the capacity.")
    return [*lines, *shadow_lines(made.shadow)]
