"""The process: command line, event loop, signals and exit codes."""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import TYPE_CHECKING, Any, TypeVar

from sealwire.errors import SealwireError

from sealwire_chassis import logs
from sealwire_chassis.settings import BadSettings, Settings, load

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence

S = TypeVar("S", bound=Settings)

OK, FAILED, USAGE = 0, 1, 2
_OPEN_FILES = 8_192  # twice the connections that `listen` takes
_log = logs.get_logger(__name__)


def main(
    service: str,
    commands: Mapping[str, Callable[[S], Coroutine[None, None, None]]],
    settings_type: type[S],
    *,
    argv: Sequence[str] | None = None,
) -> None:
    """Run the command that the command line names, and exit.

    Exit code 0 after a clean end or SIGTERM or SIGINT, 1 after a failure, 2 for wrong usage or settings.

    Args:
        service: Name in usage and logs.
        commands: Coroutine functions that take the settings.
        settings_type: What to read from the environment.
        argv: Arguments; None for the process's own.
    """
    arguments = sys.argv[1:] if argv is None else list(argv)
    if len(arguments) != 1 or arguments[0] not in commands:
        sys.stderr.write(f"usage: python -m sealwire_{service} {'|'.join(commands)}\n")
        raise SystemExit(USAGE)
    try:
        settings = load(settings_type)
    except BadSettings as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(USAGE) from None
    logs.configure(f"{service}.{arguments[0]}", settings.log_level)
    _allow_open_files()
    raise SystemExit(_run(commands[arguments[0]](settings)))


def _run(command: Coroutine[None, None, None]) -> int:
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(_supervise(command))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    if sys.platform == "win32":
        return None
    import uvloop  # noqa: PLC0415 - absent on Windows

    return uvloop.new_event_loop


def _allow_open_files() -> None:
    """Raise the limit of open files, often 1,024, to what the connections of a busy process need."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - absent on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


async def _supervise(command: Awaitable[None]) -> int:
    task = asyncio.ensure_future(command)
    stopping = False

    def stop() -> None:
        nonlocal stopping
        stopping = True
        _log.info("stopping")
        task.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    asyncio.get_running_loop().set_exception_handler(_on_loop_fault)
    _log.info("started")
    try:
        await task
    except asyncio.CancelledError:
        return OK if stopping else FAILED
    except BaseExceptionGroup as group:
        return _report(group)
    except Exception as error:  # noqa: BLE001 - the end of the process: report and leave
        return _report(error)
    return OK


def _on_loop_fault(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    # asyncio's own handler prints the exception's message, which may hold payload.
    error = context.get("exception")
    fields = logs.describe(error) if isinstance(error, BaseException) else {}
    _log.error("fault outside of any task's wait", what=str(context.get("message", ""))[:200], **fields)


def _report(error: BaseException) -> int:
    leaves = _leaves(error)
    for leaf in leaves:
        if isinstance(leaf, SealwireError):
            _log.error("failed", problem=leaf.code, text=str(leaf))
        else:
            _log.exception("failed", leaf)
    return USAGE if leaves and all(isinstance(leaf, BadSettings) for leaf in leaves) else FAILED


def _leaves(error: BaseException) -> list[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        return [leaf for each in error.exceptions for leaf in _leaves(each)]
    return [error]
