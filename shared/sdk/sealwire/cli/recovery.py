"""Commands of a unit's recovery: admin recovery-setup, admin recovery-drill, and recover."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings, command

if TYPE_CHECKING:
    from sealwire.client.member import Member
    from sealwire.client.recovery import Drill, Recovered

_Files = Annotated[
    list[Path] | None,
    typer.Option("--share-file", help="Where a share stands; repeatable. Otherwise they are asked for."),
]


def add_to(app: typer.Typer) -> None:
    """Add what an officer needs when every device of the unit is lost."""
    command(app, "recover")(recover)


def add_to_administration(app: typer.Typer) -> None:
    """Add what a key officer does ahead of it."""
    command(app, "recovery-setup")(recovery_setup)
    command(app, "recovery-drill")(recovery_drill)


def recovery_setup(
    settings: Settings,
    threshold: Annotated[int, typer.Option(min=2, max=16, help="How many shares recover the unit.")] = 3,
    shares: Annotated[int, typer.Option(min=2, max=16, help="How many are made, one for each holder.")] = 5,
    to_folder: Annotated[
        Path | None,
        typer.Option(help="Write the shares to files instead of showing them; take each to its holder."),
    ] = None,
) -> None:
    """Make shares by which your unit can be recovered, in place of any before; for key officers."""
    from sealwire.cli.shares import hand_out, write_files  # noqa: PLC0415  # keeps --help fast
    from sealwire.client import recovery  # noqa: PLC0415  # keeps --help fast

    async def work(member: "Member") -> tuple[str, list[Path]]:
        ceremony = await recovery.begin(member.session, threshold=threshold, shares=shares)
        paths = write_files(ceremony, to_folder) if to_folder else []
        if not to_folder:
            hand_out(ceremony)
        # Only now: a recovery that nobody has the shares of would replace one that somebody has.
        await recovery.complete(member.session, ceremony)
        return ceremony.unit, paths

    unit, paths = settings.with_member(work)
    settings.show(
        {"unit": unit, "threshold": threshold, "shares": shares, "files": [str(path) for path in paths]},
        f"{unit} can be recovered by any {threshold} of {shares} shares from now on; older shares are void.",
        "Try it out while all holders are here: sealwire admin recovery-drill",
        *(f"Wrote {path}; take it to its holder and delete it here." for path in paths),
    )


def recovery_drill(settings: Settings, share_files: _Files = None) -> None:
    """Try out whether the shares would recover your unit; nothing is posted, nothing kept."""
    from sealwire.cli.shares import gather  # noqa: PLC0415  # keeps --help fast
    from sealwire.client import recovery  # noqa: PLC0415  # keeps --help fast

    shares = gather(share_files)

    async def work(member: "Member") -> "Drill":
        return await recovery.drill(member.session, shares)

    done = settings.with_member(work)
    opened = f"and epoch {done.epoch} opened with them" if done.epoch else "no epoch is open to be tried"
    settings.show(
        {"unit": done.unit, "epoch": done.epoch, "next_at": done.next_at},
        f"It worked: these shares are those of {done.unit}, {opened}.",
        f"Nothing was posted. The next drill is wise before {output.when(done.next_at)[:10]}.",
    )


def recover(
    settings: Settings,
    unit: Annotated[str, typer.Argument(help="The unit's code, such as KG-OSH.")],
    handle: Annotated[str, typer.Argument(help="The handle of the key officer who has this device.")],
    reason: Annotated[str, typer.Option(help="Why, for everybody to read; no names.")],
    share_files: _Files = None,
) -> None:
    """Begin a unit again that lost every device, with a new home after `sealwire init` and enough shares."""
    from sealwire.cli.shares import gather  # noqa: PLC0415  # keeps --help fast
    from sealwire.client import enrolment, recovery  # noqa: PLC0415  # keeps --help fast

    home = settings.loaded()
    if not home.keys_path.exists():
        enrolment.make_keys(home, settings.passphrase(new=True))
    shares = gather(share_files)

    async def work(member: "Member") -> "Recovered":
        return await recovery.recover(member.session, shares, unit=unit, officer=handle, reason=reason)

    done = settings.with_member(work)
    settings.show(
        {"unit": done.unit, "device": done.device.hex(), "epoch": done.epoch, "epochs_read_again": done.read},
        f"{done.unit} has begun again: this is its one device, {done.read} earlier epochs can be read again.",
        "Next: sealwire inbox, admin invite for each officer, and new shares by admin recovery-setup.",
    )
