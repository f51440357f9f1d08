"""What every command has: --home, --json and --passphrase-file, and one place where refusals end it."""

from __future__ import annotations

import inspect
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer

from sealwire.cli import output
from sealwire.cli.exit_codes import ExitCode, exit_code_of
from sealwire.errors import SealwireError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from sealwire.client.home import Home
    from sealwire.client.member import Member

_T = TypeVar("_T")
_PANEL = "Options of every command"

_SHARED: dict[str, tuple[Any, object]] = {
    "home": (
        Annotated[
            Path | None,
            typer.Option(
                "--home",
                envvar="SEALWIRE_HOME",
                show_envvar=True,
                help="The home folder; otherwise ~/.sealwire-client.",
                rich_help_panel=_PANEL,
            ),
        ],
        None,
    ),
    "passphrase_file": (
        Annotated[
            Path | None,
            typer.Option(
                "--passphrase-file",
                help="Where the passphrase stands; otherwise $SEALWIRE_PASSPHRASE, or a prompt.",
                rich_help_panel=_PANEL,
            ),
        ],
        None,
    ),
    "as_json": (
        Annotated[
            bool,
            typer.Option("--json", help="Print the result as one line of JSON.", rich_help_panel=_PANEL),
        ],
        False,
    ),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The options that all commands share.

    Attributes:
        home: The home folder.
        as_json: Whether the result is printed as JSON.
        passphrase_file: Where the passphrase stands; None for the environment or a prompt.
    """

    home: Path
    as_json: bool
    passphrase_file: Path | None

    def loaded(self) -> Home:
        """Return the home."""
        from sealwire.client import home  # noqa: PLC0415  # keeps --help fast

        return home.load(self.home)

    def passphrase(self, *, new: bool = False) -> str:
        """Return the passphrase; a new one is asked for twice."""
        from sealwire.cli.passphrase import passphrase  # noqa: PLC0415  # keeps --help fast

        return passphrase(self.passphrase_file, new=new)

    def with_member(self, use: Callable[[Member], Awaitable[_T]]) -> _T:
        """Unlock the home, run what is given with it, and lock it again."""
        from sealwire.client.home import NotEnrolled  # noqa: PLC0415  # keeps --help fast
        from sealwire.client.member import Member  # noqa: PLC0415  # keeps --help fast

        if not self.loaded().keys_path.exists():
            raise NotEnrolled
        passphrase = self.passphrase()

        async def work() -> _T:
            async with Member.open(self.home, passphrase) as member:
                try:
                    return await use(member)
                finally:
                    _warn(member)

        return run(work())

    def show(self, value: output.Json, *texts: str) -> None:
        """Print a result: the value where JSON was asked for, else the texts."""
        if self.as_json:
            output.result(value)
        else:
            output.lines(texts)


def _warn(member: Member) -> None:
    codes = sorted({each.code for each in member.evidence() if each.reviewed_at is None})
    if codes:
        output.message(
            f"sealwire: there is evidence against the exchange ({', '.join(codes)}); run `sealwire audit`"
        )


def command(app: typer.Typer, name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that adds a command; the function's first parameter receives the Settings."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        app.command(name)(_with_settings(function))
        return function

    return register


def run(work: Coroutine[Any, Any, _T]) -> _T:
    """Run asynchronous work to its end."""
    import asyncio  # noqa: PLC0415  # keeps --help fast

    return asyncio.run(work)


def _with_settings(function: Callable[..., None]) -> Callable[..., None]:
    def invoked(*, home: Path | None, passphrase_file: Path | None, as_json: bool, **values: object) -> None:
        settings = Settings(home or _default_home(), as_json, passphrase_file)
        try:
            function(settings, **values)
        except SealwireError as error:
            output.failure(error, as_json=as_json)
            raise typer.Exit(exit_code_of(error)) from error
        except KeyboardInterrupt:
            raise typer.Exit(ExitCode.INTERRUPTED) from None
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except BrokenPipeError:
            # Whoever reads our output, such as `head`, has seen enough. What is left to write at the end of
            # the process goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except Exception as error:  # noqa: BLE001  # the last place before a traceback, which nobody can use
            _internal(error)

    signature = inspect.signature(function, eval_str=True)
    own = list(signature.parameters.values())[1:]
    shared = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for name, (annotation, default) in _SHARED.items()
    ]
    parameters = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own] + shared
    invoked.__name__ = function.__name__
    invoked.__doc__ = function.__doc__
    invoked.__annotations__ = {each.name: each.annotation for each in parameters}
    # What typer reads; the function itself takes the shared options as Settings.
    invoked.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]  # PEP 362
    return invoked


def _internal(error: Exception) -> NoReturn:
    if os.environ.get("SEALWIRE_DEBUG"):
        raise error
    # Not its text: a foreign exception may quote what it was given.
    output.message(
        f"sealwire: a fault in this program ({type(error).__name__});"
        " report it with what SEALWIRE_DEBUG=1 prints."
    )
    raise typer.Exit(ExitCode.INTERNAL) from error


def _default_home() -> Path:
    from sealwire.client.home import default_folder  # noqa: PLC0415  # keeps --help fast

    return default_folder()
