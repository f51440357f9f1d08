"""What must be so before anything starts; each refusal is one line that says what to do."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from typing import TYPE_CHECKING

from sealwire_local.errors import StackRefused
from sealwire_local.ports import check_free

if TYPE_CHECKING:
    from pathlib import Path

OLDEST_PYTHON = (3, 11)
MIN_FREE_BYTES = 500 * 1024**2
FULL_BYTES = 50 * 1024**2
_OTHER_PORT = "stop that program, or choose another port (`make demo PORT=8081`, or --port)"


def check_python(version: tuple[int, ...] = tuple(sys.version_info[:3])) -> None:
    """Refuse a Python that is too old.

    Raises:
        StackRefused: It is.
    """
    if version[:2] < OLDEST_PYTHON:
        found, wanted = ".".join(map(str, version)), ".".join(map(str, OLDEST_PYTHON))
        raise StackRefused(
            f"this is Python {found}; Sealwire needs {wanted} or newer: install it, then `make setup`"
        )


def check_folder(path: Path) -> None:
    """Make the state folder, private, and refuse one that cannot be written to.

    Raises:
        StackRefused: It cannot be made or written to.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path) as probe:
            probe.write(b"sealwire")
    except OSError as error:
        advice = "give yourself the right to write there, or choose another folder with --state"
        raise StackRefused(f"cannot write to {path} ({os.strerror(error.errno or 0)}): {advice}") from error


def check_disk(path: Path, *, free_bytes: int | None = None) -> None:
    """Refuse a disk that is nearly full: PostgreSQL and NATS stop where they cannot write.

    Args:
        path: The state folder, which exists.
        free_bytes: What is free; None asks the system.

    Raises:
        StackRefused: Less than 500 MB are free.
    """
    free = shutil.disk_usage(path).free if free_bytes is None else free_bytes
    if free < MIN_FREE_BYTES:
        raise StackRefused(
            f"only {free // 1024**2} MB are free on the disk of {path}: free at least"
            f" {MIN_FREE_BYTES // 1024**2} MB, or choose another folder with --state"
        )


def why_it_may_have_failed(path: Path, *, free_bytes: int | None = None) -> str:
    """Return a hint to set behind a failure: that the disk is full, or nothing.

    Args:
        path: The state folder, which may not exist.
        free_bytes: What is free; None asks the system.
    """
    try:
        free = shutil.disk_usage(path).free if free_bytes is None else free_bytes
    except OSError:
        return ""
    return f"; the disk of {path} is full: free some space and start again" if free < FULL_BYTES else ""


def check_port(port: int) -> None:
    """Refuse a gateway port that another program holds; 0 means a free one and is always right.

    Raises:
        StackRefused: Names the holder where it can be seen.
    """
    if port:
        check_free(port, purpose="gateway", advice=_OTHER_PORT)
