"""The keys that sign the checkpoints of the two logs: made at the first start, each for its service alone."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sealwire.checkpoint import origin
from sealwire.log_signing import LogSigner

from sealwire_local.secret_files import kept_secret

if TYPE_CHECKING:
    from pathlib import Path

    from sealwire.directory.fields import Log

    from sealwire_local.folder import StateFolder

_SEED_BYTES = 32


def key_file(folder: StateFolder, log: Log) -> Path:
    """Return where a log's seed lies, which is made on first use.

    Raises:
        StackRefused: The file cannot be read or written.
    """
    file = folder.secrets / f"log-{log}.key"
    kept_secret(file, lambda: secrets.token_hex(_SEED_BYTES))
    return file


def signer(folder: StateFolder, founding: str, log: Log) -> LogSigner:
    """Return the key of a log, for its public half.

    Args:
        folder: The stack's.
        founding: Hash of the founding statement, 64 hex digits; it is part of the key's name.
        log: Which of the two.

    Raises:
        StackRefused: The file cannot be read or written.
        MalformedLogSeed: It holds something else.
    """
    seeds = key_file(folder, log).read_text("ascii").split()
    return LogSigner(origin(bytes.fromhex(founding), log), *seeds)
