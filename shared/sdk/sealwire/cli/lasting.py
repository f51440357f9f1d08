"""Commands about what lasts how long: devices, expiring; and the line that warns an officer in time."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command

if TYPE_CHECKING:
    from sealwire.client.devices import ListedDevice
    from sealwire.client.member import Member
    from sealwire.directory.expiry import Ending

_FURTHEST_DAYS = 3_650


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    command(app, "devices")(devices)
    command(app, "expiring")(expiring)


def devices(
    settings: Settings, unit: Annotated[str, typer.Argument(help="The unit's code, such as KG-OSH.")]
) -> None:
    """List a unit's devices, with the fingerprints by which one is told from another."""
    from sealwire.client import devices as unit_devices  # noqa: PLC0415  # keeps --help fast

    async def work(member: "Member") -> "list[ListedDevice]":
        await member.sync_directory()
        return await unit_devices.listed(member.session, unit)

    listed = settings.with_member(work)
    if settings.as_json:
        output.result({"unit": unit, "devices": [_device_json(each) for each in listed]})
        return
    rows = [
        [
            each.device.officer,
            ", ".join(each.device.roles),
            each.fingerprint,
            output.when(each.since),
            output.when(each.device.until),
        ]
        for each in listed
    ]
    output.table(["Officer", "Roles", "Fingerprint", "Since (UTC)", "Until (UTC)"], rows)


def expiring(
    settings: Settings,
    within_days: Annotated[
        int, typer.Option(min=1, max=_FURTHEST_DAYS, help="How many days to look ahead.")
    ] = 30,
) -> None:
    """List what ends soon in your unit or your scope: devices, epochs, administrators; the first first."""
    from sealwire.client import lasting  # noqa: PLC0415  # keeps --help fast

    async def work(member: "Member") -> "lasting.Lasting":
        await member.sync_directory()
        return lasting.expiring(member.session, within_days=within_days)

    found = settings.with_member(work)
    if settings.as_json:
        shown = [_ending_json(each) for each in found.endings]
        output.result({"now": found.now, "endings": shown, "without_recovery": found.without_recovery})
        return
    rows = [
        [each.place, each.kind, each.holder, output.when(each.until), str(each.days_left(found.now))]
        for each in found.endings
    ]
    output.table(["Where", "What", "Whose", "Until (UTC)", "Days"], rows)
    for unit in found.without_recovery:
        output.message(f"sealwire: {unit} has no recovery; see `sealwire admin recovery-setup`")


def warn(member: "Member") -> None:
    """Say on standard error what ends soon, which units began again lately, and who made new shares here."""
    from sealwire.client import lasting, news  # noqa: PLC0415  # keeps --help fast

    for each in news.begun_again(member.session):
        output.message(
            f"sealwire: {each.unit} began again on {output.when(each.at)} UTC, by its recovery shares:"
            f" {each.reason}. Confirm by phone before you rely on its new devices"
        )
    for new in news.restarted(member.session):
        output.message(
            f"sealwire: {new.unit} was begun again on {output.when(new.at)} UTC by the administrator"
            f" {new.administrator}, with a device of {new.officer}. Confirm by phone before you rely on it"
        )
    for made in news.new_recoveries(member.session):
        output.message(
            f"sealwire: {made.officer} made new recovery shares of {made.unit} on {output.when(made.at)} UTC."
            " Whoever has them can take the unit over: was there no ceremony, revoke that device and hold one"
        )
    for text in lasting.warnings(member.session):
        output.message(f"sealwire: {text}")


def _device_json(each: "ListedDevice") -> dict[str, Any]:
    return {
        "device": each.device.id.hex(),
        "officer": each.device.officer,
        "roles": [str(role) for role in each.device.roles],
        "fingerprint": each.fingerprint,
        "since": each.since,
        "until": each.device.until,
    }


def _ending_json(each: "Ending") -> dict[str, Any]:
    return {
        "kind": str(each.kind),
        "id": each.id.hex(),
        "place": each.place,
        "holder": each.holder,
        "until": each.until,
    }
