"""An administrator at work on a unit that was typed: what every command of onboarding begins with."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import typer

from sealwire.cli import output
from sealwire.cli.exit_codes import exit_code_of
from sealwire.errors import SealwireError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from sealwire.cli.command import Settings
    from sealwire.client.member import Member
    from sealwire.client.onboarding import Onboarding

_T = TypeVar("_T")


def on_unit(settings: Settings, typed: str, use: Callable[[Onboarding, str], Awaitable[_T]]) -> _T:
    """Run what is given for the unit that was typed; a refusal says how to file what is missing."""
    from sealwire.cli.onboarding.units import unit_code  # noqa: PLC0415  # keeps --help fast

    async def work(member: Member) -> _T:
        await member.sync_directory()
        unit = unit_code(typed, scope_of(member))
        with explained(settings, unit):
            return await use(onboarding_of(member), unit)

    return settings.with_member(work)


def on_exchange(settings: Settings, use: Callable[[Onboarding], Awaitable[_T]]) -> _T:
    """Run what is given with the exchange."""

    async def work(member: Member) -> _T:
        await member.sync_directory()
        return await use(onboarding_of(member))

    return settings.with_member(work)


def onboarding_of(member: Member) -> Onboarding:
    """Return the exchange as cases are kept with it."""
    from sealwire.client.onboarding import Onboarding  # noqa: PLC0415  # keeps --help fast

    return Onboarding(member.session.exchange.door)


def scope_of(member: Member) -> str:
    """Return the country in which this home's unit names are to be read, or `*`.

    An officer reads the own unit's case: a bare name is then of the own country.
    """
    device = member.session.directory.state.device(member.session.vault.keys.device_id)
    return device.unit[:2] if device is not None else member.session.administrator().scope


@contextmanager
def explained(settings: Settings, unit: str) -> Iterator[None]:
    """Say after a refusal that names what is missing with which command each thing is filed."""
    try:
        yield
    except SealwireError as error:
        missing = error.facts.get("missing")
        if settings.as_json or not isinstance(missing, list):
            raise
        output.failure(error, as_json=False)
        _explain(unit, missing)
        raise typer.Exit(exit_code_of(error)) from error


def _explain(unit: str, missing: list[str] | list[dict[str, str]]) -> None:
    from sealwire.cli.onboarding.asks import ask_for  # noqa: PLC0415  # keeps --help fast
    from sealwire.contract.onboarding import Missing  # noqa: PLC0415  # as above

    for lack in missing:
        if isinstance(lack, dict):
            ask = ask_for(unit, Missing(code=str(lack.get("code")), text=str(lack.get("text"))))
            output.message(f"  missing: {ask.why}")
            if ask.command:
                output.message(f"    {ask.command}")
