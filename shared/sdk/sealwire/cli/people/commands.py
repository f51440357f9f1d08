"""The commands about units and officers, gathered."""

from __future__ import annotations

import typer

from sealwire.cli.people import officers, sets, tables, units


def add_to(app: typer.Typer) -> None:
    """Add the groups unit, officer, group and segment, and the commands that write and read files."""
    units.add_to(_group(app, "unit", "Units beside the log: particulars, search, duty, history."))
    officers.add_to(_group(app, "officer", "Officers beside the log: names, ranks, languages, contacts."))
    sets.add_groups_to(_group(app, "group", "Named groups of units; every save is a version that stays."))
    sets.add_segments_to(_group(app, "segment", "Named sets of countries."))
    tables.add_to(app)


def _group(app: typer.Typer, name: str, text: str) -> typer.Typer:
    group = typer.Typer(help=text, no_args_is_help=True)
    app.add_typer(group, name=name)
    return group
