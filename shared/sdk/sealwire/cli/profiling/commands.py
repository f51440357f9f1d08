"""The commands of risk profiling, gathered: each room adds its own with a line."""

from __future__ import annotations

import typer

from sealwire.cli.profiling import (
    counting,
    goods,
    goods_records,
    inspecting,
    intake,
    list_files,
    lists,
    models,
    replaying,
    rescreening,
    rule_sets,
    rules,
    screening,
    selecting,
    warning,
)


def add_to(app: typer.Typer) -> None:
    """Add the group `profile`."""
    group = typer.Typer(
        help="Risk profiling: from a manifest to the few consignments worth opening.", no_args_is_help=True
    )
    for part in (
        intake, rules, replaying, rule_sets, lists, list_files, screening, goods, goods_records, selecting,
        rescreening, inspecting, counting, warning, models,
    ):  # fmt: skip
        part.add_to(group)
    app.add_typer(group, name="profile")
