"""The command line: `sealwire`. Everything heavy is imported by the command that needs it."""

from __future__ import annotations


def main() -> None:
    """Run the command line with the process's arguments."""
    try:
        from sealwire.cli.app import app  # noqa: PLC0415  # typer is the extra "cli", perhaps not installed
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] not in ("typer", "rich"):
            raise
        raise SystemExit("sealwire: the command line needs more: install sealwire[cli]") from None
    app()
