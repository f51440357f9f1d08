"""What the exit codes mean, in one table that docs/cli.md prints and a test walks."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from sealwire.errors import TooManyRequests, Unauthorised, Unavailable

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
    ExitCode.LOCKED: "No home, not enrolled, revoked, or the wrong passphrase.",
    ExitCode.OFFLINE: "The exchange cannot be reached, or too many requests; nothing is lost, try again.",
    ExitCode.INTERNAL: "A fault in this program; please report it.",
    ExitCode.INTERRUPTED: "Stopped with Ctrl-C.",
}


def exit_code_of(error: SealwireError) -> ExitCode:
    """Return the exit code for a refusal."""
    if isinstance(error, Unavailable | TooManyRequests):
        return ExitCode.OFFLINE
    if isinstance(error, Unauthorised) or error.code in _LOCKED_CODES:
        return ExitCode.LOCKED
    # Where neither side knows the refusal, the server's own fault is not the caller's.
    return ExitCode.REFUSED if error.status < 500 else ExitCode.OFFLINE  # noqa: PLR2004  # server errors
