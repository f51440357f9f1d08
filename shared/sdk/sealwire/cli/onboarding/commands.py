"""The commands of onboarding, gathered under `sealwire admin`."""

from __future__ import annotations

import typer

from sealwire.cli.command import command
from sealwire.cli.onboarding import case_filing, case_reading, case_steps, guide, plans, records, reports


def add_to(app: typer.Typer) -> None:
    """Add the guide, the report, and the groups case, course, handover, plan and donor."""
    command(app, "onboard")(guide.onboard)
    reports.add_to(app)
    cases = _group(app, "case", "A unit's way from the request to its opening.")
    for part in (case_reading, case_filing, case_steps):
        part.add_to(cases)
    records.add_courses_to(_group(app, "course", "Training, and who took part."))
    records.add_handovers_to(_group(app, "handover", "Equipment handed over."))
    plans.add_plans_to(_group(app, "plan", "Annual work plans."))
    plans.add_donors_to(_group(app, "donor", "Who pays."))


def _group(app: typer.Typer, name: str, text: str) -> typer.Typer:
    group = typer.Typer(help=text, no_args_is_help=True)
    app.add_typer(group, name=name)
    return group
