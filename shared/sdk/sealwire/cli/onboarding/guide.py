"""`sealwire admin onboard UNIT`: shows where a case stands, asks for the next piece, files it, goes on."""

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from sealwire.cli import output
from sealwire.cli.command import Settings
from sealwire.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sealwire.cli.onboarding.asks import Ask
    from sealwire.client.member import Member
    from sealwire.contract.onboarding import CaseOut


def onboard(
    settings: Settings,
    unit: Annotated[str, typer.Argument(help="The unit: batken, kg-batken or KG-BATKEN.")],
    *,
    stdin: Annotated[
        bool, typer.Option("--stdin", help="Take answers from standard input though it is no terminal.")
    ] = False,
) -> None:
    """Lead through a unit's case, from the request to the opening; stop at any time, and go on later."""
    from sealwire.cli.onboarding.prompts import may_ask  # noqa: PLC0415  # keeps --help fast

    asking = may_ask(stdin=stdin) and not settings.as_json

    async def work(member: "Member") -> bool:
        return await _lead(settings, member, unit, asking=asking)

    if not settings.with_member(work):
        raise typer.Exit(ExitCode.REFUSED)


async def _lead(settings: Settings, member: "Member", typed: str, *, asking: bool) -> bool:
    from sealwire.cli.onboarding import filing  # noqa: PLC0415  # keeps --help fast
    from sealwire.cli.onboarding.acting import onboarding_of  # noqa: PLC0415  # as above
    from sealwire.cli.onboarding.asks import next_ask  # noqa: PLC0415  # as above
    from sealwire.cli.onboarding.units import unit_code  # noqa: PLC0415  # as above

    await member.sync_directory()
    unit = unit_code(typed, member.session.administrator().scope)
    while True:
        case = await filing.case_of(onboarding_of(member), unit)
        todo = next_ask(unit, case)
        _show(settings, case, todo)
        if todo is None or not asking:
            return todo is None
        await _do(member, unit, case, todo)


async def _do(member: "Member", unit: str, case: "CaseOut | None", todo: "Ask") -> None:
    from sealwire.cli.asking import NoAnswer  # noqa: PLC0415  # keeps --help fast
    from sealwire.cli.onboarding import connecting, steps  # noqa: PLC0415  # as above
    from sealwire.cli.onboarding.acting import onboarding_of  # noqa: PLC0415  # as above
    from sealwire.errors import BadRequest, TooLarge, Unprocessable  # noqa: PLC0415  # as above

    try:
        with _interruptible():
            if case is None:
                await steps.request(onboarding_of(member), unit)
            elif todo.what in connecting.HANDS:
                await connecting.HANDS[todo.what](member, case)
            else:
                await steps.HANDS[todo.what](onboarding_of(member), case)
    except (NoAnswer, steps.NothingToAsk):
        raise
    except (BadRequest, TooLarge, Unprocessable) as error:
        # A slip in an answer: nothing of this piece was filed, and the same is asked again.
        output.failure(error, as_json=False)


@contextmanager
def _interruptible() -> "Iterator[None]":
    """Let one Ctrl-C end an open question; asyncio's own handler would wait until it is answered."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _show(settings: Settings, case: "CaseOut | None", todo: "Ask | None") -> None:
    from sealwire.cli.onboarding.shown import ask_json, case_json, case_lines  # noqa: PLC0415  # as above

    if settings.as_json:
        output.result(case_json(case) if case is not None else {"state": None, "ask": ask_json(todo)})
        return
    output.lines([] if case is None else ["", *case_lines(case)])
    if todo is not None:
        output.message(f"\nNext: {todo.why}")
