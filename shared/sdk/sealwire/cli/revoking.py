"""Commands that take out of use: revoke-device, officer-left, suspend-unit, resume-unit, close-unit."""

from typing import TYPE_CHECKING, Annotated

import typer

from sealwire.cli.asking import ask
from sealwire.cli.command import Settings, command

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sealwire.client.member import Member
    from sealwire.client.revocation import Revoked

_Unit = Annotated[str, typer.Argument(help="The unit's code, such as KG-OSH.")]
_Reason = Annotated[str, typer.Option(help="Why, for everybody to read; no names.")]
_CEREMONY = (
    "Whoever had that device may know the unit's recovery secret: hold a new ceremony (recovery-setup)."
)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (
        ("revoke-device", revoke_device),
        ("officer-left", officer_left),
        ("suspend-unit", suspend_unit),
        ("resume-unit", resume_unit),
        ("close-unit", close_unit),
    ):
        command(app, name)(function)


def revoke_device(
    settings: Settings,
    unit: _Unit,
    device: Annotated[
        str, typer.Argument(help="The officer's handle, or five or more digits of the fingerprint.")
    ],
) -> None:
    """Revoke a lost or stolen device, for good; nothing that is sealed afterwards opens on it."""
    from sealwire.client import devices, revocation  # noqa: PLC0415  # keeps --help fast

    async def work(member: "Member") -> "Revoked":
        await member.sync_directory()
        return await revocation.revoke_device(
            member.session, await devices.find(member.session, unit, device)
        )

    _report(settings, work)


def officer_left(
    settings: Settings,
    unit: _Unit,
    handle: Annotated[str, typer.Argument(help="The handle of who has left.")],
) -> None:
    """Say that an officer has left; all their devices are revoked."""
    from sealwire.client import revocation  # noqa: PLC0415  # keeps --help fast

    _report(settings, lambda member: revocation.officer_left(member.session, unit, handle))


def suspend_unit(settings: Settings, unit: _Unit, reason: _Reason) -> None:
    """Suspend a unit: it sends nothing and is sent nothing until it is resumed."""
    from sealwire.client import revocation  # noqa: PLC0415  # keeps --help fast

    _report(settings, lambda member: revocation.suspend_unit(member.session, unit, reason))


def resume_unit(settings: Settings, unit: _Unit) -> None:
    """Let a suspended unit take part again."""
    from sealwire.client import revocation  # noqa: PLC0415  # keeps --help fast

    _report(settings, lambda member: revocation.resume_unit(member.session, unit))


def close_unit(
    settings: Settings,
    unit: _Unit,
    reason: _Reason,
    confirm: Annotated[
        str | None, typer.Option(help="The unit's code once more; otherwise it is asked for.")
    ] = None,
) -> None:
    """Close a unit for good; its code is never used again."""
    from sealwire.client import revocation  # noqa: PLC0415  # keeps --help fast

    if (confirm or ask(f"{unit} cannot be opened again. Type its code to close it")) != unit:
        raise typer.BadParameter("The code that was typed is another one; nothing was closed.")
    _report(settings, lambda member: revocation.close_unit(member.session, unit, reason))


def _report(settings: Settings, work: "Callable[[Member], Awaitable[Revoked]]") -> None:
    done = settings.with_member(work)
    shown = [{"device": each.id.hex(), "officer": each.officer} for each in done.devices]
    settings.show(
        {"unit": done.unit, "revoked": shown, "epoch": done.epoch, "ceremony_due": done.ceremony_due},
        *(f"Revoked {each.officer}'s device {each.id.hex()[:16]}" for each in done.devices),
        _next_epoch(done),
        *((_CEREMONY,) if done.ceremony_due else ()),
    )


def _next_epoch(done: "Revoked") -> str:
    if done.epoch is not None:
        return f"{done.unit} is sent to under epoch {done.epoch} from now on, granted to the others only."
    return f"{done.unit} has no epoch now; the first of its devices that is at work opens the next one."
