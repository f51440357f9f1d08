"""Commands by which a device joins: init, enrol, whoami, units, sync."""

from pathlib import Path
from typing import Annotated

import typer

from sealwire.cli import output
from sealwire.cli.asking import ask
from sealwire.cli.command import Settings, command, run
from sealwire.cli.exit_codes import ExitCode
from sealwire.cli.lasting import warn


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (
        ("init", init),
        ("enrol", enrol),
        ("whoami", whoami),
        ("units", units),
        ("sync", sync),
    ):
        command(app, name)(function)


def init(
    settings: Settings,
    server: Annotated[str, typer.Option(help="The exchange's address.")],
    founding: Annotated[
        str, typer.Option(help="The founding hash, as the programme announced it: 64 hex digits.")
    ],
) -> None:
    """Make a home folder that trusts one programme, named by its founding hash."""
    from sealwire.client import home  # noqa: PLC0415  # keeps --help fast

    made = home.create(settings.home, server=server, founding=founding)
    settings.show(
        {"home": str(made.folder), "server": made.config.server, "founding": made.config.founding},
        f"Made {made.folder}. Next: sealwire enrol UNIT HANDLE",
    )


def enrol(
    settings: Settings,
    unit: Annotated[str | None, typer.Argument(help="The unit's code, such as KG-OSH.")] = None,
    handle: Annotated[str | None, typer.Argument(help="The handle that came with the code.")] = None,
    code_file: Annotated[
        Path | None, typer.Option(help="Where the one-time code stands; otherwise it is asked for.")
    ] = None,
    *,
    finish: Annotated[
        bool, typer.Option("--finish", help="Take up work after the voucher has confirmed.")
    ] = False,
) -> None:
    """Make this device's keys and present the one-time code; then read the fingerprint to the voucher."""
    if finish:
        sync(settings)
        return
    if unit is None or handle is None:
        raise typer.BadParameter("Give the unit's code and the handle, or --finish.")
    from sealwire.client import enrolment  # noqa: PLC0415  # keeps --help fast

    home = settings.loaded()
    code = _code(code_file)
    passphrase = settings.passphrase(new=not home.keys_path.exists())
    if not home.keys_path.exists():
        enrolment.make_keys(home, passphrase)
    shown = run(enrolment.present(home, passphrase, unit=unit, officer=handle, code=code))
    settings.show(
        {"unit": unit, "officer": handle, "fingerprint": shown},
        f"Fingerprint  {shown}",
        "Read it to your voucher over the phone. When it is confirmed: sealwire enrol --finish",
    )


def whoami(settings: Settings) -> None:
    """Show this device, its officer and its unit."""
    from sealwire.client import enrolment  # noqa: PLC0415  # keeps --help fast
    from sealwire.client.member import Member  # noqa: PLC0415  # keeps --help fast

    async def ask(member: Member) -> None:
        state, keys = member.session.directory.state, member.session.vault.keys
        device, config = state.device(keys.device_id), member.session.home.config
        administrator = state.administrators.get(keys.device_id)
        status = "waiting" if device is None and administrator is None else "revoked"
        if (device and device.active) or (administrator and administrator.active):
            status = "active"
        shown = enrolment.fingerprint(member.session)
        settings.show(
            {
                "device": keys.device_id.hex(),
                "unit": config.unit or None,
                "officer": config.officer or None,
                "status": status,
                "administrator_of": administrator.scope if administrator else None,
                "fingerprint": shown,
                "directory_size": state.size,
                "programme": state.name,
                "server": config.server,
            },
            f"{config.unit or 'administrator'} / {config.officer or '-'}: {status}",
            f"Device       {keys.device_id.hex()}",
            f"Fingerprint  {shown}",
            f"Programme    {state.name or '-'} at {config.server}, {state.size} statements verified",
        )

    settings.with_member(ask)


def units(settings: Settings) -> None:
    """List the units, from this device's own verified copy of the directory."""
    from sealwire.client.member import Member  # noqa: PLC0415  # keeps --help fast

    async def ask(member: Member) -> None:
        await member.sync_directory()
        known = [
            {
                "unit": unit.code,
                "name": dict(unit.names),
                "status": str(unit.status),
                "devices": len(unit.active_devices()),
                "epoch": epoch.number if (epoch := unit.open_epoch()) else None,
            }
            for unit in member.units()
        ]
        if settings.as_json:
            output.result({"units": known, "directory_size": member.session.directory.state.size})
            return
        rows = [
            [
                unit.code,
                str(next(iter(unit.names.values()), "")),
                str(unit.status),
                str(len(unit.active_devices())),
                str(epoch.number) if (epoch := unit.open_epoch()) else "-",
            ]
            for unit in member.units()
        ]
        output.table(["Unit", "Name", "Status", "Devices", "Epoch"], rows)

    settings.with_member(ask)


def sync(settings: Settings) -> None:
    """Bring everything up to date: directory, the unit's keys, and what waits to be sent."""
    from sealwire.cli.shapes import sent_json  # noqa: PLC0415  # keeps --help fast
    from sealwire.client.member import Member  # noqa: PLC0415  # keeps --help fast

    async def ask(member: Member) -> bool:
        sent = await member.sync()
        device, directory = member.whoami(), member.session.directory
        signed = "signed" if directory.signed else "unsigned: the root has appointed no key for the log"
        waiting = member.pending()
        warn(member)
        settings.show(
            {
                "unit": device.unit,
                "officer": device.officer,
                "directory_size": directory.state.size,
                "directory_signed": directory.signed,
                "sent": [sent_json(each) for each in sent],
                "pending": [str(each) for each in waiting],
            },
            f"{device.unit}/{device.officer}: {directory.state.size} statements verified ({signed}), "
            f"{sum(each.refused is None for each in sent)} sent, {len(waiting)} wait",
            *(f"Refused: {each.id} ({each.refused}); write it again" for each in sent if each.refused),
        )
        return any(each.refused for each in sent)

    if settings.with_member(ask):
        raise typer.Exit(ExitCode.REFUSED)


def _code(file: Path | None) -> str:
    if file is None:
        return ask("One-time code")
    try:
        return file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{file} cannot be read.") from error
