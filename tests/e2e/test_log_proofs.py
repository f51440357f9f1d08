"""A running exchange as anybody sees its logs: signed by the appointed keys, and only growing."""

from __future__ import annotations

import hashlib
import time
from base64 import b64decode
from typing import TYPE_CHECKING

import httpx
import pytest
from sealwire import cbor
from sealwire.checkpoint import Checkpoint, origin, verify
from sealwire.contract import paths
from sealwire.contract.log import MAX_PAGE_BYTES, EnvelopeProofOut
from sealwire.directory.author import Author
from sealwire.directory.batch import Batch
from sealwire.directory.fields import Log
from sealwire.envelope.format import parse
from sealwire.merkle import leaf_hash
from sealwire.proofs import verify_consistency, verify_inclusion
from sealwire.requests import RequestSigner
from sealwire_local.stack import Options, Stack

from bench.programme import Programme

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHECKPOINTS: dict[Log, tuple[str, str]] = {
    Log.DIRECTORY: (paths.DIRECTORY_CHECKPOINT, paths.DIRECTORY_CONSISTENCY),
    Log.ENVELOPES: (paths.LOG_CHECKPOINT, paths.LOG_CONSISTENCY),
}
WITHIN_S = 2.0


class Observer:
    """Somebody with an HTTP client, and the log keys that the directory names."""

    def __init__(self, stack: Stack, programme: Programme) -> None:
        self.http = httpx.Client(base_url=stack.gateway_url, timeout=30)
        self.programme = programme

    def checkpoint(self, log: Log) -> Checkpoint:
        answer = self.http.get(CHECKPOINTS[log][0]).raise_for_status()
        assert answer.headers["cache-control"] == "public, no-cache"
        key = self.programme.state.log_key(log)
        assert key is not None
        return verify(answer.content, origin(bytes.fromhex(self.programme.founding), log), key)

    def check_growth(self, log: Log, first: Checkpoint, second: Checkpoint) -> None:
        asked = {"first": first.size, "second": second.size}
        answer = self.http.get(CHECKPOINTS[log][1], params=asked).raise_for_status()
        assert answer.headers["cache-control"].endswith("immutable")
        proof = [b64decode(node) for node in answer.json()["proof"]]
        verify_consistency(first.size, first.root, second=second.size, second_root=second.root, proof=proof)

    def send(self, raw: bytes) -> int:
        answer = self.http.post(paths.ENVELOPES, content=raw, headers={"content-type": paths.CBOR})
        assert answer.status_code == 202, answer.text
        return int(answer.json()["position"])

    def proof(self, raw: bytes) -> EnvelopeProofOut:
        """Return the proof of an envelope that was accepted just now."""
        began = time.monotonic()
        auth = RequestSigner(self.programme.units[0].device.auth)
        path = paths.envelope_proof(parse(raw).id)
        while (answer := self.http.get(path, auth=auth)).status_code == 409:
            assert answer.json()["code"] == "not-yet-proven"
            assert time.monotonic() - began < WITHIN_S
            time.sleep(0.05)
        return EnvelopeProofOut.model_validate_json(answer.raise_for_status().content)


@pytest.fixture(scope="module")
def programme() -> Programme:
    return Programme(2)


@pytest.fixture(scope="module")
def stack(programme: Programme, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("logs"), programme.founding, Options()) as running:
        programme.publish(running.gateway_url)
        yield running


@pytest.fixture(scope="module")
def observer(stack: Stack, programme: Programme) -> Iterator[Observer]:
    """Somebody, after the root has appointed the keys that the stack made."""
    author = Author(programme.state, programme.root, now=programme.now)
    for log, key in stack.log_keys.items():
        author.appoint_log(log, key)
    programme.state = author.state
    with httpx.Client(base_url=stack.gateway_url, timeout=30) as http:
        batch = Batch(tuple(author.statements)).encode()
        http.post(paths.STATEMENTS, content=batch, headers={"content-type": paths.CBOR}).raise_for_status()
    made = Observer(stack, programme)
    yield made
    made.http.close()


def test_the_directory_is_the_one_that_its_checkpoint_signs(observer: Observer) -> None:
    found, state = observer.checkpoint(Log.DIRECTORY), observer.programme.state
    assert (found.size, found.root) == (state.size, state.root())
    page = observer.http.get(paths.directory_page(0)).raise_for_status()
    statements = cbor.decode(page.content, max_bytes=MAX_PAGE_BYTES)
    assert isinstance(statements, list)
    assert len(statements) == state.size
    known = {"if-none-match": page.headers["etag"]}
    assert observer.http.get(paths.directory_page(0), headers=known).status_code == 304


def test_an_accepted_envelope_is_proved_within_two_seconds_and_the_log_only_grows(observer: Observer) -> None:
    units = observer.programme.units
    before = observer.checkpoint(Log.ENVELOPES)
    for raw in observer.programme.sealed(units[0], [units[1]], 5):
        position = observer.send(raw)
        proved = observer.proof(raw)
        key = observer.programme.state.log_key(Log.ENVELOPES)
        assert key is not None
        name = origin(bytes.fromhex(observer.programme.founding), Log.ENVELOPES)
        found = verify(proved.checkpoint.encode(), name, key)
        assert proved.index == position - 1
        leaf = leaf_hash(hashlib.sha256(raw).digest())
        verify_inclusion(leaf, proved.index, size=found.size, proof=proved.proof, root=found.root)
        observer.check_growth(Log.ENVELOPES, before, found)


@pytest.mark.parametrize("part", ["postgres", "alerts", "directory"])
def test_a_log_goes_on_where_it_was_after_a_crash(stack: Stack, observer: Observer, part: str) -> None:
    before = {log: observer.checkpoint(log) for log in CHECKPOINTS}
    stack.kill(part)
    time.sleep(0.5)
    stack.wait_ready()
    for log, earlier in before.items():
        observer.check_growth(log, earlier, observer.checkpoint(log))


def test_the_seeds_of_the_logs_are_private(stack: Stack, tmp_path: Path) -> None:
    assert tmp_path != stack.folder.path
    found = sorted(stack.folder.secrets.glob("log-*.key"))
    assert [file.name for file in found] == ["log-directory.key", "log-envelopes.key"]
    assert {file.stat().st_mode & 0o777 for file in found} == {0o600}
