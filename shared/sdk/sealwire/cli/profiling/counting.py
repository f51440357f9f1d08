"""Commands that count: figures, estimates."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.profiling.asking import Language, with_selecting
from sealwire.cli.profiling.shadows import compared_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sealwire.client.profiling.selecting import Selecting
    from sealwire.contract.profiling.estimates import EstimatesOut, GroupEstimates
    from sealwire.contract.profiling.inspections import FiguresOut, Share

_YEAR = timedelta(days=365)
_Since = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Else a year ago.")]
_Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Else today.")]
_Words = Annotated[Language, typer.Option("--language", help="Language of the sentences: en or ru.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (("figures", figures), ("estimates", estimates)):
        command(app, name)(function)


def figures(settings: Settings, since: _Since = None, until: _Until = None) -> None:
    """Show how often profiles, lists, the model and overrides were right, of what was inspected."""
    first, last = _days(since, until)

    async def ask(selecting: "Selecting") -> "FiguresOut":
        return await selecting.figures(first, last)

    found = with_selecting(settings, ask)
    if settings.as_json:
        output.result(found.model_dump(mode="json"))
        return
    output.lines([_summed(found, first, last)])
    rows = [
        [what, *_row(each)]
        for what, shares in (
            ("profile", found.by_profile), ("list", found.by_list), ("model", found.by_band),
            ("slot", found.by_slot), ("month", found.by_month),
            ("profile in shadow", found.by_shadow_profile), ("model in shadow", found.by_shadow_band),
        )
        for each in shares
    ]  # fmt: skip
    output.table(["Of", "Name", "Inspected", "Found", "Right", "95 % interval"], rows)
    if found.shadow_model is not None:
        output.lines([f"A model was in shadow beside {found.shadow_model.selections} selections"])
        output.lines(compared_lines(found.shadow_model))


def estimates(
    settings: Settings, since: _Since = None, until: _Until = None, language: _Words = Language.EN
) -> None:
    """Estimate from random draws what selections are worth: of all candidates, opened or not."""
    first, last = _days(since, until)

    async def ask(selecting: "Selecting") -> "EstimatesOut":
        return await selecting.estimates(first, last, language=language.value)

    found = with_selecting(settings, ask)
    settings.show(found.model_dump(mode="json"), *_told(found))


def _days(since: datetime | None, until: datetime | None) -> tuple[date, date]:
    last = until.date() if until else datetime.now(UTC).date()
    return since.date() if since else last - _YEAR, last


def _told(found: "EstimatesOut") -> "Iterator[str]":
    older = f", {found.left_out} of older releases left out" if found.left_out else ""
    yield f"{found.since} to {found.until}: {found.selections} selections{older}"
    yield f"All candidates, with something to find: {found.prevalence.says}"
    yield from _group("Policy", found.policy)
    yield f"Added by officers, found something: {found.officers.says}"
    for title, groups in (
        ("Profile", found.by_profile),
        ("Model, band", found.by_band),
        ("Profile in shadow", found.by_shadow_profile),
        ("Model in shadow, band", found.by_shadow_band),
    ):
        for each in groups:
            yield from _group(f"{title} {each.name}", each)
    if found.shadow_policy is not None:
        yield from _group("What the model in shadow would choose", found.shadow_policy)


def _group(title: str, found: "GroupEstimates") -> "Iterator[str]":
    yield f"{title}, beside {found.selections} selections"
    yield f"  precision: {found.precision.says}"
    yield f"  recall: {found.recall.says}"


def _summed(found: "FiguresOut", first: date, last: date) -> str:
    return (
        f"{first} to {last}: {found.inspected} inspected, {found.found} with a finding, "
        f"{found.not_controlled} not controlled"
    )


def _row(share: "Share") -> list[str]:
    right = "-" if share.precision is None else f"{share.precision:.0%}"
    interval = "-" if share.low is None or share.high is None else f"{share.low:.0%} - {share.high:.0%}"
    return [share.name, str(share.inspected), str(share.found), right, interval]
