"""The command line of the local stack: `python -m sealwire_local up|demo|status|logs|log-keys|stop|reset`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from sealwire.errors import SealwireError

from sealwire_local import commands
from sealwire_local.errors import StackRefused, line_of
from sealwire_local.folder import StateFolder
from sealwire_local.preflight import check_python, why_it_may_have_failed

DEFAULT_PORT = 8080
FAILED, REFUSED = 1, 2


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    root = argparse.ArgumentParser(prog="sealwire-local", description="Sealwire's local stack.")
    root.add_argument("--state", type=Path, default=Path(".sealwire"), help="state folder (%(default)s)")
    each = root.add_subparsers(dest="command", required=True)
    up = each.add_parser("up", help="start everything")
    up.add_argument("--founding", help="hash of the programme's founding statement, 64 hex digits")
    up.add_argument("--port", type=_port, default=DEFAULT_PORT, help="of the gateway (%(default)s)")
    up.add_argument("--detach", action="store_true", help="go on in the background")
    up.set_defaults(run=commands.up)
    demo = each.add_parser("demo", help="start everything and play the main job")
    demo.add_argument("--port", type=_port, default=DEFAULT_PORT, help="of the gateway (%(default)s)")
    demo.add_argument("--once", action="store_true", help="end after it; exit code 0 only if every step held")
    demo.set_defaults(run=_demo)
    status = each.add_parser("status", help="what runs")
    status.add_argument("--json", action="store_true")
    status.set_defaults(run=commands.status)
    logs = each.add_parser("logs", help="what the parts wrote")
    logs.add_argument("part", nargs="?", help="one part, or `events`")
    logs.add_argument("-n", "--lines", type=_count, default=20)
    logs.add_argument("-f", "--follow", action="store_true", help="go on until Ctrl-C (with a part)")
    logs.set_defaults(run=commands.logs)
    keys = each.add_parser("log-keys", help="the public keys of the logs, which the root appoints")
    keys.add_argument("--json", action="store_true")
    keys.set_defaults(run=commands.show_log_keys)
    each.add_parser("stop", help="stop everything").set_defaults(run=commands.stop)
    reset = each.add_parser("reset", help="remove all state of the stack")
    reset.add_argument("--yes", action="store_true")
    reset.set_defaults(run=commands.reset)
    return root


def main() -> None:
    """Run one command; a refusal is one line on standard error, exit code 2, a failed part exit code 1."""
    try:
        check_python()
    except StackRefused as error:
        sys.exit(_complain(line_of(error), REFUSED))
    arguments = parser().parse_args()
    folder = StateFolder(arguments.state.absolute())
    try:
        code = int(arguments.run(folder, arguments))
    except StackRefused as error:
        code = _complain(line_of(error), REFUSED)
    except SealwireError as error:
        code = _complain(line_of(error) + why_it_may_have_failed(folder.path), FAILED)
    except BrokenPipeError:
        # Nobody reads any more, as behind `| head`; Python's own last flush must not complain either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = FAILED
    except OSError as error:
        line = f"{error.strerror or error}: {error.filename or 'the state folder'}"
        code = _complain(line + why_it_may_have_failed(folder.path), FAILED)
    sys.exit(code)


def _demo(folder: StateFolder, arguments: argparse.Namespace) -> int:
    from sealwire_local.demo.run import demo  # noqa: PLC0415  # the client's imports would slow the others

    return demo(folder, arguments)


def _complain(line: str, code: int) -> int:
    sys.stderr.write(f"sealwire-local: {line}\n")
    return code


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:  # noqa: PLR2004 - the range of TCP ports
        raise argparse.ArgumentTypeError("a port is a number up to 65535; 0 takes a free one")
    return port


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return count


if __name__ == "__main__":
    main()
