"""What the commands share: the exchange to ask, and typed values made into filings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import typer

from sealwire.errors import Unprocessable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from pydantic import BaseModel

    from sealwire.cli.command import Settings
    from sealwire.client.member import Member
    from sealwire.client.people import People

_T = TypeVar("_T")
_Model = TypeVar("_Model", bound="BaseModel")


class FilingRefused(Unprocessable, code="filing-refused"):
    """A value has another form; correct the named fields, nothing was filed."""


def with_people(settings: Settings, use: Callable[[People], Awaitable[_T]]) -> _T:
    """Run what is given with the exchange, signed in as this home's device or administrator."""
    from sealwire.client.people import People  # noqa: PLC0415  # keeps --help fast

    async def work(member: Member) -> _T:
        return await use(People(member.session.exchange.door))

    return settings.with_member(work)


def filled(model: type[_Model], values: dict[str, Any]) -> _Model:
    """Return a filing made of values.

    Raises:
        FilingRefused: A value has another form; the detail names each such field.
    """
    from pydantic import ValidationError  # noqa: PLC0415  # keeps --help fast

    try:
        return model.model_validate(values)
    except ValidationError as error:
        said = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise FilingRefused(said) from error


def contacts(typed: list[str]) -> list[dict[str, str]]:
    """Return contacts that were typed as kind:value or kind:value|label."""
    found = []
    for text in typed:
        kind, colon, rest = text.partition(":")
        if not colon:
            raise typer.BadParameter(
                "A contact is given as phone:+996 3222 55555 or phone:+996...|duty room."
            )
        value, _, label = rest.partition("|")
        found.append({"kind": kind, "value": value, "label": label})
    return found


def given(**values: Any) -> dict[str, Any]:
    """Return the values that were given; an empty text or list clears a field, None leaves it."""
    return {name: value for name, value in values.items() if value is not None}
