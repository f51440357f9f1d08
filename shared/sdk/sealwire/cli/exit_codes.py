"""What the exit codes mean, in one table that docs/cli.md prints and a test walks."""

from __future__ import annotations

from enum import IntEnum
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sealwire.errors import SealwireError

_LOCKED_CODES = frozenset({"device-revoked", "not-an-administrator", "no-keystore"})


class ExitCode(IntEnum):
    """How a command ended."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    LOCKED = 3
    OFFLINE = 4
    INTERNAL = 5
    INTERRUPTED = 130


MEANINGS = {
    ExitCode.DONE: "Done.",
    ExitCode.REFUSED: "Refused, or a check failed; the message names the check.",
    ExitCode.USAGE: "The command was written wrongly; see its --help.",
    ExitCode.LOCKED: "No home, not enrolled, revoked, a wrong passphrase, or a wrong clock.",
    ExitCode.OFFLINE: "The exchange cannot be reached, or too many requests; nothing is lost, try again.",
    ExitCode.INTERNAL: "A fault in this program; please report it.",
    ExitCode.INTERRUPTED: "Stopped with Ctrl-C.",
}


def exit_code_of(error: SealwireError) -> ExitCode:
    """Return the exit code for a refusal."""
    if error.status == HTTPStatus.UNAUTHORIZED or error.code in _LOCKED_CODES:
        return ExitCode.LOCKED
    # The server's own fault is not the caller's either: the same command may work later.
    if error.status == HTTPStatus.TOO_MANY_REQUESTS or error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ExitCode.OFFLINE
    return ExitCode.REFUSED
