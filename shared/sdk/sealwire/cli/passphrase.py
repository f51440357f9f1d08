"""Where the passphrase comes from: a file, the environment or a prompt; never an argument, for all to see."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from sealwire.cli.asking import ask_secret
from sealwire.errors import Unauthorised

if TYPE_CHECKING:
    from pathlib import Path

VARIABLE = "SEALWIRE_PASSPHRASE"


class PassphraseMissing(Unauthorised, code="passphrase-missing"):
    """The passphrase is needed: give --passphrase-file, set $SEALWIRE_PASSPHRASE, or run at a terminal."""


def passphrase(file: Path | None, *, new: bool = False) -> str:
    """Return the passphrase.

    Args:
        file: Holds it, with or without a line break at the end; None for the other ways.
        new: Whether it is being chosen, and so is asked for twice.

    Raises:
        PassphraseMissing: There is no file, no variable and nobody to ask.
    """
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise PassphraseMissing(f"{file.name} cannot be read.") from error
    if value := os.environ.get(VARIABLE):
        return value
    if not sys.stdin.isatty():
        raise PassphraseMissing
    return ask_secret("New passphrase" if new else "Passphrase", twice=new)
