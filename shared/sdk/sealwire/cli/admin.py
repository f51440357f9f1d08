"""Commands of administrators and key officers: found, keys, open-unit, invite, enrolments, vouch."""

import time
from pathlib import Path
from typing import Annotated

import typer

from sealwire.cli import output
from sealwire.cli.asking import ask
from sealwire.cli.command import Settings, command
from sealwire.cli.onboarding.acting import explained

_Unit = Annotated[str, typer.Argument(help="The unit's code, such as KG-OSH.")]
_Handle = Annotated[str, typer.Argument(help="The handle: a service number, not a name.")]
_Roles = Annotated[
    list[str] | None,
    typer.Option(
        "--role", help="unit_head, key_officer, analyst, search_team, viewer, integration; repeatable."
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for name, function in (
        ("found", found),
        ("keys", keys),
        ("open-unit", open_unit),
        ("invite", invite),
        ("enrolments", enrolments),
        ("vouch", vouch),
    ):
        command(app, name)(function)


def found(
    settings: Settings,
    folder: Annotated[Path, typer.Argument(help="Where the root key and the founding statement go.")],
    name: Annotated[str, typer.Option(help="The programme's name.")],
    retention_days: Annotated[
        int, typer.Option(min=1, help="How long keys are kept after their epoch.")
    ] = 365,
    epoch_days: Annotated[int, typer.Option(min=1, help="How long an epoch lasts at most.")] = 30,
) -> None:
    """Found a programme, offline: make its root key, and print the founding hash that everyone pins."""
    from sealwire.client import administration  # noqa: PLC0415  # keeps --help fast

    rules = administration.Rules(name, retention_days, epoch_days)
    founding = administration.found(folder, rules, settings.passphrase(new=True), now=int(time.time()))
    settings.show(
        {"founding": founding, "folder": str(folder)},
        f"Founding hash  {founding}",
        f"Keep {folder / administration.ROOT_KEYS} offline; whoever has it rules the programme.",
    )


def keys(
    settings: Settings,
    handle: _Handle,
    card: Annotated[Path, typer.Option("--card", help="The file for the holder of the root key.")],
) -> None:
    """Make an administrator's keys in this home, and the card by which they are appointed."""
    from sealwire.client import administration  # noqa: PLC0415  # keeps --help fast

    home = settings.loaded()
    made = administration.make_administrator(home, handle, settings.passphrase(new=True))
    try:
        card.write_bytes(made.encode())
    except OSError as error:
        raise administration.FolderUnusable(f"{card}: {error.strerror}") from error
    settings.show(
        {"administrator": handle, "fingerprint": made.fingerprint, "card": str(card)},
        f"Fingerprint  {made.fingerprint}",
        f"Hand {card} to the holder of the root key and read the fingerprint out over the phone.",
    )


def open_unit(
    settings: Settings,
    unit: _Unit,
    names: Annotated[
        list[str], typer.Option("--name", help="The unit's name by language: en=Osh; repeatable.")
    ],
) -> None:
    """Open a unit whose case is practised or later, within the administrator's scope."""
    from sealwire.client.member import Member  # noqa: PLC0415  # keeps --help fast

    by_language = dict(_pair(each) for each in names)

    async def work(member: Member) -> None:
        await member.open_unit(unit, by_language)

    with explained(settings, unit):
        settings.with_member(work)
    settings.show({"unit": unit, "name": by_language}, f"Opened {unit}")


def invite(settings: Settings, unit: _Unit, handle: _Handle, roles: _Roles = None) -> None:
    """Make a one-time code for an officer; hand it over by another way than this exchange."""
    from sealwire.client.enrolment import Invitation  # noqa: PLC0415  # keeps --help fast
    from sealwire.client.member import Member  # noqa: PLC0415  # keeps --help fast

    _check_roles(roles or [])
    if not roles:
        raise typer.BadParameter("Say what the officer does: --role key_officer")

    async def work(member: Member) -> Invitation:
        return await member.invite(unit, handle, roles)

    made = settings.with_member(work)
    settings.show(
        {"unit": unit, "officer": handle, "code": made.code, "expires_at": made.expires_at},
        f"Code  {made.code}",
        f"For {unit}/{handle}, once, until {output.when(made.expires_at)} UTC.",
    )


def enrolments(settings: Settings, unit: _Unit) -> None:
    """List who has presented a code and waits to be vouched for."""
    from sealwire.client.enrolment import Waiting  # noqa: PLC0415  # keeps --help fast
    from sealwire.client.member import Member  # noqa: PLC0415  # keeps --help fast

    async def work(member: Member) -> list[Waiting]:
        return await member.enrolments(unit)

    waiting = settings.with_member(work)
    if settings.as_json:
        # Without fingerprints: a script that copied them from here would vouch for whatever the server shows.
        shown = [
            {"officer": each.officer, "roles": list(each.roles), "requested_at": each.requested_at}
            for each in waiting
        ]
        output.result({"unit": unit, "enrolments": shown})
        return
    rows = [[each.officer, ", ".join(each.roles), output.when(each.requested_at)] for each in waiting]
    output.table(["Officer", "Roles", "Since (UTC)"], rows)


def vouch(
    settings: Settings,
    unit: _Unit,
    handle: _Handle,
    fingerprint: Annotated[
        str | None, typer.Option(help="As the officer read it out over the phone; otherwise it is asked for.")
    ] = None,
    roles: _Roles = None,
) -> None:
    """Sign that the keys that wait are the officer's, after the officer has read out the fingerprint."""
    from sealwire.client.member import Member  # noqa: PLC0415  # keeps --help fast

    _check_roles(roles or [])
    heard: str = fingerprint or ask("Fingerprint, as read out over the phone")

    async def work(member: Member) -> str:
        return await member.vouch(unit, handle, fingerprint=heard, roles=roles)

    device = settings.with_member(work)
    settings.show({"unit": unit, "officer": handle, "device": device}, f"Vouched for {unit}/{handle}")


def _pair(text: str) -> tuple[str, str]:
    language, separator, name = text.partition("=")
    if not separator or not name:
        raise typer.BadParameter("A name is given as en=Osh.")
    return language, name


def _check_roles(roles: list[str]) -> None:
    from sealwire.directory.fields import Role  # noqa: PLC0415  # keeps --help fast

    unknown = [role for role in roles if role not in set(Role)]
    if unknown:
        raise typer.BadParameter(f"A role is one of {', '.join(Role)}.")
