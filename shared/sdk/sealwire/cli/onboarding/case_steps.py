"""Commands that move a case: step, reopen, import."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sealwire.cli.command import Settings, command
from sealwire.cli.onboarding.acting import on_exchange, on_unit
from sealwire.cli.onboarding.options import Note, Unit

if TYPE_CHECKING:
    from sealwire.client.onboarding import Onboarding
    from sealwire.contract.onboarding import CaseOut

_State = Annotated[str, typer.Argument(help="requested, agreed, assessed, trained, equipped, practised ...")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (("step", step), ("reopen", reopen), ("import", import_case)):
        command(app, name)(function)


def step(settings: Settings, unit: Unit, to: _State, note: Note = "") -> None:
    """Take a case to its next state; a refusal lists what is missing and how it is filed."""
    from sealwire.cli.onboarding.forms import filled  # noqa: PLC0415  # keeps --help fast
    from sealwire.cli.onboarding.prompts import chosen  # noqa: PLC0415  # as above
    from sealwire.contract.onboarding import CaseState, StepIn  # noqa: PLC0415  # as above

    wanted = chosen(CaseState, to)

    async def work(exchange: "Onboarding", code: str) -> "CaseOut":
        version = (await exchange.case(code)).version
        return await exchange.step(code, filled(StepIn, to=wanted, version=version, note=note))

    _show(settings, on_unit(settings, unit, work))


def reopen(
    settings: Settings,
    unit: Unit,
    to: _State,
    reason: Annotated[str, typer.Option(help="Why; it stays on record.")],
) -> None:
    """Take a case back to an earlier state."""
    from sealwire.cli.onboarding.forms import filled  # noqa: PLC0415  # keeps --help fast
    from sealwire.cli.onboarding.prompts import chosen  # noqa: PLC0415  # as above
    from sealwire.contract.onboarding import CaseState, ReopenIn  # noqa: PLC0415  # as above

    wanted = chosen(CaseState, to)

    async def work(exchange: "Onboarding", code: str) -> "CaseOut":
        version = (await exchange.case(code)).version
        asked = filled(ReopenIn, to=wanted, version=version, reason=reason)
        return await exchange.reopen(code, asked)

    _show(settings, on_unit(settings, unit, work))


def import_case(
    settings: Settings,
    file: Annotated[
        Path, typer.Argument(help="JSON as the API takes it; where it has a file's hash, a path may stand.")
    ],
) -> None:
    """Take over a unit that is older than this exchange: its case and evidence, through the same gates."""
    from sealwire.cli.onboarding import filing, imports  # noqa: PLC0415  # keeps --help fast

    document, files = imports.read(file)

    async def work(exchange: "Onboarding") -> "CaseOut":
        for each in files:
            await filing.put(exchange, each)
        return await exchange.import_case(document)

    _show(settings, on_exchange(settings, work))


def _show(settings: Settings, case: "CaseOut") -> None:
    from sealwire.cli.onboarding.shown import case_json, case_lines  # noqa: PLC0415  # keeps --help fast

    settings.show(case_json(case), *case_lines(case))
