"""Commands of work plans and donors: plan set, plan show, donor set, donor list."""

from pathlib import Path
from typing import Annotated

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command
from sealwire.cli.onboarding.acting import on_exchange
from sealwire.cli.onboarding.options import Country, Names


def add_plans_to(app: typer.Typer) -> None:
    """Add the commands of work plans."""
    command(app, "set")(set_plan)
    command(app, "show")(show_plans)


def add_donors_to(app: typer.Typer) -> None:
    """Add the commands of donors."""
    command(app, "set")(set_donor)
    command(app, "list")(list_donors)


def set_plan(
    settings: Settings,
    country: Country,
    year: Annotated[int, typer.Argument(help="The plan's year.")],
    file: Annotated[Path, typer.Argument(help="JSON: status (draft, agreed, done) and activities.")],
) -> None:
    """Set a country's work plan for a year down, whole; an agreed one covers the units that it names."""
    from sealwire.cli.onboarding.forms import form  # noqa: PLC0415  # keeps --help fast
    from sealwire.contract.onboarding import WorkPlanIn  # noqa: PLC0415  # as above

    plan = form(WorkPlanIn, file)
    on_exchange(settings, lambda exchange: exchange.put_work_plan(country, year, plan))
    settings.show(
        {"country": country, "year": year, "plan": plan.model_dump(mode="json")},
        f"{country} {year}: {plan.status}, {len(plan.activities)} activities",
    )


def show_plans(
    settings: Settings,
    country: Annotated[str, typer.Option(help="Only of this country.")] = "",
    year: Annotated[int | None, typer.Option(help="Only of this year.")] = None,
) -> None:
    """Show the work plans that you may see, an activity a line."""
    found = on_exchange(settings, lambda exchange: exchange.work_plans(country=country, year=year))
    if settings.as_json:
        output.result(found.model_dump(mode="json"))
        return
    rows = [
        [
            f"{plan.country} {plan.year}",
            plan.plan.status,
            f"{each.starts} to {each.ends}",
            each.what,
            each.place,
            each.donor or "-",
            ", ".join(each.units),
        ]
        for plan in found.plans
        for each in plan.plan.activities
    ]
    output.table(["Plan", "Status", "When", "What", "Place", "Donor", "Units"], rows)


def set_donor(
    settings: Settings,
    donor: Annotated[str, typer.Argument(help="The donor's id, such as inl.")],
    name: Names = None,
) -> None:
    """Add a donor, or name it anew; donors are the whole programme's."""
    from sealwire.cli.onboarding.forms import filled  # noqa: PLC0415  # keeps --help fast
    from sealwire.cli.onboarding.names import by_language  # noqa: PLC0415  # as above
    from sealwire.contract.onboarding import DonorIn  # noqa: PLC0415  # as above

    named = filled(DonorIn, name=by_language(name or []))
    on_exchange(settings, lambda exchange: exchange.put_donor(donor, named))
    settings.show({"id": donor, "name": dict(named.name)}, f"Donor {donor}")


def list_donors(settings: Settings) -> None:
    """List the donors."""
    found = on_exchange(settings, lambda exchange: exchange.donors())
    if settings.as_json:
        output.result(found.model_dump(mode="json"))
        return
    rows = [[each.id, "; ".join(each.donor.name.values())] for each in found.donors]
    output.table(["Id", "Name"], rows)
