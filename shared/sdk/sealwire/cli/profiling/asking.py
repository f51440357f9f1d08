"""What the commands of profiling share: the exchange to ask, and files to send."""

from __future__ import annotations

import json
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import typer

from sealwire.errors import TooLarge

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path
    from typing import IO

    from sealwire.cli.command import Settings
    from sealwire.client.http import Door
    from sealwire.client.member import Member
    from sealwire.client.profiling.goods import StrategicGoods
    from sealwire.client.profiling.intake import Intake
    from sealwire.client.profiling.lists import WatchLists
    from sealwire.client.profiling.rules import Rules
    from sealwire.client.profiling.selecting import Selecting

_T = TypeVar("_T")
_Room = TypeVar("_Room")


class Language(StrEnum):
    """In which sentences are shown."""

    EN = "en"
    RU = "ru"


class Texts(Protocol):
    """A sentence in both languages."""

    @property
    def en(self) -> str:
        """In English."""

    @property
    def ru(self) -> str:
        """In Russian."""


def with_intake(settings: Settings, use: Callable[[Intake], Awaitable[_T]]) -> _T:
    """Run what is given with the exchange, signed in as this home's device or administrator."""
    from sealwire.client.profiling.intake import Intake  # noqa: PLC0415  # keeps --help fast

    return with_room(settings, Intake, use)


def with_selecting(settings: Settings, use: Callable[[Selecting], Awaitable[_T]]) -> _T:
    """Run what is given with profiling's selections and inspections; see `with_intake`."""
    from sealwire.client.profiling.selecting import Selecting  # noqa: PLC0415  # keeps --help fast

    return with_room(settings, Selecting, use)


def with_rules(settings: Settings, use: Callable[[Rules], Awaitable[_T]]) -> _T:
    """Run what is given with profiles and the sets that they name; see `with_intake`."""
    from sealwire.client.profiling.rules import Rules  # noqa: PLC0415  # keeps --help fast

    return with_room(settings, Rules, use)


def with_lists(settings: Settings, use: Callable[[WatchLists], Awaitable[_T]]) -> _T:
    """Run what is given with watch lists and cleared pairs; see `with_intake`."""
    from sealwire.client.profiling.lists import WatchLists  # noqa: PLC0415  # keeps --help fast

    return with_room(settings, WatchLists, use)


def with_goods(settings: Settings, use: Callable[[StrategicGoods], Awaitable[_T]]) -> _T:
    """Run what is given with control tables and advice; see `with_intake`."""
    from sealwire.client.profiling.goods import StrategicGoods  # noqa: PLC0415  # keeps --help fast

    return with_room(settings, StrategicGoods, use)


def with_room(settings: Settings, room: Callable[[Door], _Room], use: Callable[[_Room], Awaitable[_T]]) -> _T:
    """Run what is given with a part of profiling's API; see `with_intake`."""

    async def work(member: Member) -> _T:
        return await use(room(member.session.exchange.door))

    return settings.with_member(work)


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that was named on the command line.

    Raises:
        BadParameter: It cannot be read.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise typer.BadParameter(f"{path}: {error.strerror or 'it cannot be read'}.") from error
    with file:
        yield file


def read_whole(path: Path, most: int) -> bytes:
    """Return a file's bytes, as many as the exchange takes.

    Args:
        path: As it was named on the command line.
        most: The largest size, in bytes.

    Raises:
        BadParameter: It cannot be read.
        TooLarge: It has more.
    """
    with opened(path) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise TooLarge(max_bytes=most)
    return data


def worded(texts: Texts, language: Language) -> str:
    """Return a sentence in the language that is wanted."""
    return texts.ru if language is Language.RU else texts.en


def read_json(file: IO[bytes]) -> dict[str, Any]:
    """Return the object in a JSON file.

    Raises:
        BadParameter: There is none.
    """
    try:
        value = json.load(file)
    except ValueError as error:
        raise typer.BadParameter("The file is no JSON.") from error
    if not isinstance(value, dict):
        raise typer.BadParameter("The file is no JSON object.")
    return value
