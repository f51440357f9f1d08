"""Secrets at rest: one value per file, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from sealwire_local.errors import StackRefused

if TYPE_CHECKING:
    from collections.abc import Callable

_PASSWORD_BYTES = 24


def kept_secret(path: Path, make: Callable[[], str]) -> str:
    """Return the secret kept in a file, made on first use.

    Args:
        path: The file; it and a new parent folder are private (0600, 0700).
        make: Makes the secret when there is none yet.

    Raises:
        StackRefused: The file cannot be read or written, or is empty.
    """
    try:
        if path.exists():
            return _read(path)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        value = make()
        write_private(path, value + "\n")
    except OSError as error:
        raise StackRefused(f"cannot keep a secret in {path}: {error.strerror}") from error
    return value


def _read(path: Path) -> str:
    value = path.read_text("ascii").strip()
    if not value:
        raise StackRefused(f"the secret in {path} is empty: remove the file, or `reset`")
    return value


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read; a reader sees the old text or the new, never a part."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    Path(temporary).replace(path)


def new_password() -> str:
    """Return a random password of 192 bits without characters that a URL would escape."""
    return secrets.token_urlsafe(_PASSWORD_BYTES)
