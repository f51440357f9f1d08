"""Arguments and options that several commands of onboarding have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Unit = Annotated[str, typer.Argument(help="The unit: batken, kg-batken or KG-BATKEN.")]
Note = Annotated[str, typer.Option("--note", help="A remark that is kept with it.")]
Names = Annotated[list[str] | None, typer.Option("--name", help="A name by language: en=Batken; repeatable.")]
Kind = Annotated[
    str | None, typer.Option("--kind", help="sea_port, dry_port, rail, land_crossing or airport.")
]
Place = Annotated[str | None, typer.Option("--place", help="As one finds it: town, port or road.")]
Agencies = Annotated[
    list[str] | None, typer.Option("--agency", help="An agency that staffs the unit; repeatable.")
]
Donor = Annotated[str | None, typer.Option("--donor", help="A donor's id, see `admin donor list`.")]
Donors = Annotated[
    list[str] | None, typer.Option("--donor", help="A donor's id, see `admin donor list`; repeatable.")
]
Country = Annotated[str, typer.Argument(help="The country, such as KG.")]
Table = Annotated[Path, typer.Option("--items", help="CSV: item, quantity, serials (a;b), condition ...")]
