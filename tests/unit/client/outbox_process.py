"""A process of its own that puts envelopes into a home's outbox, or dies on the way."""

from __future__ import annotations

import hashlib
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sealwire.client import outbox
from sealwire.client.outbox import Sender
from sealwire.client.store import Store

if TYPE_CHECKING:
    from sealwire.client.outbox import Numbers


@dataclass(frozen=True)
class Fake:
    raw: bytes
    header_hash: bytes


def sealed(numbers: Numbers) -> Fake:
    raw = f"{numbers.seq} by {os.getpid()}".encode()
    return Fake(raw, hashlib.sha256(raw).digest())


def dying(numbers: Numbers) -> Fake:
    os.kill(os.getpid(), signal.SIGKILL)
    return sealed(numbers)


def main() -> None:
    store = Store(Path(sys.argv[1]))
    if sys.argv[2] == "die":
        seal = dying if sys.argv[3] == "before" else sealed
        outbox.put(store, Sender(UUID(int=1), "KG-OSH", b"d" * 32), ["KG-OSH"], seal=seal)
        os.kill(os.getpid(), signal.SIGKILL)
    start, count = int(sys.argv[3]), int(sys.argv[4])
    for number in range(start, start + count):
        outbox.put(store, Sender(UUID(int=number), "KG-OSH", b"d" * 32), ["KG-OSH"], seal=sealed)


main()
