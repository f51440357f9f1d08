"""Commands about risk models: train, models, model-stage."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.people.asking import filled
from sealwire.cli.profiling.asking import with_selecting
from sealwire.cli.profiling.shadows import evidence_lines

if TYPE_CHECKING:
    from sealwire.client.profiling.selecting import Selecting
    from sealwire.contract.profiling.models import ModelOut


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (("train", train), ("models", models), ("model-stage", model_stage)):
        command(app, name)(function)


def train(
    settings: Settings,
    seed: Annotated[int | None, typer.Option(min=0, help="To train the same model again.")] = None,
) -> None:
    """Train a model on all inspections so far; it decides nothing until an officer has promoted it."""

    async def work(selecting: "Selecting") -> "ModelOut":
        return await selecting.trained((await selecting.train(seed)).id)

    _tell(settings, with_selecting(settings, work))


def models(
    settings: Settings,
    language: Annotated[str, typer.Option("--language", help="Language of the cards: en or ru.")] = "en",
) -> None:
    """Show the newest models with their cards."""

    async def ask(selecting: "Selecting") -> "tuple[ModelOut, ...]":
        return await selecting.models(language=language)

    found = with_selecting(settings, ask)
    if settings.as_json:
        output.result({"models": [each.model_dump(mode="json") for each in found]})
        return
    for each in found:
        output.lines(_said(each))


def model_stage(
    settings: Settings,
    model: Annotated[UUID, typer.Argument(help="The model's id.")],
    stage: Annotated[str, typer.Argument(help="shadow, promoted or retired.")],
    *,
    despite: Annotated[
        bool, typer.Option("--despite", help="Promote it although it is worse than the one in use.")
    ] = False,
) -> None:
    """Take a model to the next stage of its life."""
    from sealwire.contract.profiling.models import StageIn  # noqa: PLC0415  # keeps --help fast

    wanted = filled(StageIn, {"stage": stage, "despite": despite})

    async def work(selecting: "Selecting") -> "ModelOut":
        return await selecting.step(model, wanted)

    _tell(settings, with_selecting(settings, work))


def _tell(settings: Settings, model: "ModelOut") -> None:
    settings.show(model.model_dump(mode="json"), *_said(model))


def _said(model: "ModelOut") -> list[str]:
    lines = [f"Model {model.id}: {model.stage.value}" + (f" ({model.problem})" if model.problem else "")]
    return [*lines, *(model.card or "").splitlines(), *evidence_lines(model.shadow), *model.concerns]
