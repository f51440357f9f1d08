"""No number of a device is ever used twice: not after a crash, not by two processes, not after a refusal."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sealwire.client import outbox
from sealwire.client.outbox import Numbers, Sender
from sealwire.client.store import Store
from sealwire.keys import WeakKey

if TYPE_CHECKING:
    from collections.abc import Iterator

SENDER = Sender(UUID("019a0000-0000-7000-8000-000000000001"), "KG-OSH", b"d" * 32)
WORKER = Path(__file__).with_name("outbox_process.py")


@dataclass(frozen=True)
class Fake:
    """What sealing returns, without the cost of sealing."""

    raw: bytes
    header_hash: bytes


def sealed(numbers: Numbers) -> Fake:
    raw = f"{numbers.seq} {sorted(numbers.counts.items())}".encode()
    return Fake(raw, hashlib.sha256(raw).digest())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "state.db")
    yield opened
    opened.close()


def put(store: Store, number: int, *units: str) -> outbox.Pending:
    sender = Sender(UUID(int=SENDER.id.int + number), SENDER.unit, SENDER.device)
    return outbox.put(store, sender, units, seal=sealed)


def sent(store: Store) -> list[tuple[int, bytes]]:
    return [(row[0], row[1]) for row in store.rows("SELECT seq, raw FROM envelopes ORDER BY seq")]


def run(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, str(WORKER), str(folder / "state.db"), *arguments])


def test_numbers_count_per_device_and_per_unit(store: Store) -> None:
    assert put(store, 1, "KG-BAT", "KG-OSH").raw == b"1 [('KG-BAT', 1), ('KG-OSH', 1)]"
    assert put(store, 2, "KG-OSH", "KG-BIS").raw == b"2 [('KG-BIS', 1), ('KG-OSH', 2)]"


def test_each_envelope_names_the_hash_of_the_one_before(store: Store) -> None:
    seen: list[Numbers] = []

    def seal(numbers: Numbers) -> Fake:
        seen.append(numbers)
        return sealed(numbers)

    for number in (1, 2, 3):
        outbox.put(store, Sender(UUID(int=number), "KG-OSH", b"d" * 32), ["KG-OSH"], seal=seal)
    hashes = [sealed(numbers).header_hash for numbers in seen]
    assert [numbers.prev for numbers in seen] == [bytes(32), *hashes[:2]]


def test_what_cannot_be_sealed_uses_no_number(store: Store) -> None:

    def broken(_: Numbers) -> Fake:
        raise WeakKey

    with pytest.raises(WeakKey):
        outbox.put(store, SENDER, ["KG-OSH"], seal=broken)
    assert outbox.pending(store) == []
    assert put(store, 1, "KG-OSH").raw.startswith(b"1 ")


@pytest.mark.parametrize(
    ("moment", "kept"),
    [
        pytest.param("before", 0, id="killed while sealing, nothing is kept and the number is free"),
        pytest.param("after", 1, id="killed before sending, the sealed bytes wait under their number"),
    ],
)
def test_a_kill_never_leaves_half_an_envelope(tmp_path: Path, store: Store, moment: str, kept: int) -> None:
    process = run(tmp_path, "die", moment)
    assert process.wait(timeout=30) == -signal.SIGKILL
    waiting = outbox.pending(store)
    assert len(waiting) == kept
    before = [each.raw for each in waiting]
    assert put(store, 7, "KG-OSH").raw.startswith(f"{kept + 1} ".encode())
    assert [each.raw for each in outbox.pending(store)][:kept] == before


def test_processes_that_share_a_home_never_share_a_number(tmp_path: Path, store: Store) -> None:
    processes = [run(tmp_path, "put", str(start), "20") for start in (1000, 2000, 3000)]
    assert [process.wait(timeout=60) for process in processes] == [0, 0, 0]
    assert [seq for seq, _ in sent(store)] == list(range(1, 61))
    assert sorted(int(raw.split(b" ")[0]) for _, raw in sent(store)) == list(range(1, 61))


def test_a_refused_envelope_leaves_the_outbox_and_its_number_stays_used(store: Store) -> None:
    first = put(store, 1, "KG-OSH")
    outbox.refused(store, first.id, code="epoch-closed")
    assert outbox.pending(store) == []
    assert put(store, 2, "KG-OSH").raw.startswith(b"2 ")


def test_an_acceptance_counts_even_when_a_refusal_is_noted_later(store: Store) -> None:
    first = put(store, 1, "KG-OSH")
    outbox.accepted(store, first.id, position=9, accepted_at=5)
    outbox.refused(store, first.id, code="duplicate-id")
    assert store.rows("SELECT position, problem FROM envelopes") == [(9, None)]
