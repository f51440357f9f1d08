"""Grants of a unit's epochs: a dishonest one keeps out neither the honest ones nor what waits to be sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sealwire import cbor
from sealwire.client import checkpoints, epochs, outbox, reading, sending
from sealwire.client.member import Member
from sealwire.client.reading import NotAddressed
from sealwire.client.sending import Letter
from sealwire.directory.fields import Log
from sealwire.directory.grants import DOMAIN
from sealwire.directory.refusals import BadGrant
from sealwire.envelope.seal import Content
from sealwire.errors import NotFound, SealwireError
from sealwire.private_keys import CannotOpen, SealKey, seal_to
from simulators.programme import BATKEN, OSH
from simulators.shown import appoint_logs
from simulators.stand_in import StandIn, at_work
from simulators.threads import WARNING_ID, Thread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sealwire.client.session import Session

STRANGE = SealKey.from_seed(b"s" * 32)


@dataclass
class Scene:
    """A device of Batken, whose unit had three epochs; nothing is granted of the first."""

    thread: Thread
    exchange: StandIn
    session: Session
    past: SealKey
    current: SealKey

    def grant(self, number: int, epoch: SealKey, *, seed_of: SealKey | None = None) -> bytes:
        """Return what a colleague granted, honestly unless it holds the seed of another key."""
        keys = self.thread.batken
        info = cbor.encode([DOMAIN, BATKEN, number, epoch.key_id, keys.device_id])
        return seal_to(keys.seal.public, (seed_of or epoch).seed, info)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    thread = Thread()
    current = thread.programme.open_epoch(BATKEN, thread.batken)
    exchange = StandIn(thread.programme)
    exchange.keys = {each.key_id: each.public for each in (*thread.epochs.values(), current)}
    session = at_work(tmp_path / "batken", exchange, thread.batken)
    made = Scene(thread, exchange, session, thread.epochs[BATKEN], current)
    exchange.grants = {
        made.past.key_id: made.grant(2, made.past),
        made.current.key_id: made.grant(3, made.current),
    }
    yield made
    session.store.close()


BAD: list[tuple[str, Callable[[Scene, int, SealKey], bytes | None], type[SealwireError]]] = [
    ("no grant at all", lambda *_: None, NotFound),
    ("bytes that are none", lambda *_: b"g" * 1168, CannotOpen),
    ("a grant of another epoch", lambda scene, number, epoch: scene.grant(number + 7, epoch), CannotOpen),
    (
        "a grant of another seed",
        lambda scene, number, epoch: scene.grant(number, epoch, seed_of=STRANGE),
        BadGrant,
    ),
]


def put(
    scene: Scene, number: int, epoch: SealKey, bad: Callable[[Scene, int, SealKey], bytes | None]
) -> None:
    del scene.exchange.grants[epoch.key_id]
    if (ciphertext := bad(scene, number, epoch)) is not None:
        scene.exchange.grants[epoch.key_id] = ciphertext


async def test_honest_grants_open_and_are_kept(scene: Scene) -> None:
    await scene.session.directory.sync(scene.exchange)
    assert await epochs.fetch_grants(scene.session) == 2
    assert await epochs.fetch_grants(scene.session) == 0


@pytest.mark.parametrize("bad", [case[1] for case in BAD], ids=[case[0] for case in BAD])
async def test_a_bad_grant_of_a_past_epoch_keeps_out_nothing_else(
    scene: Scene, bad: Callable[[Scene, int, SealKey], bytes | None]
) -> None:
    put(scene, 2, scene.past, bad)
    await scene.session.directory.sync(scene.exchange)
    assert await epochs.fetch_grants(scene.session) == 1
    assert scene.session.vault.epoch(scene.current.key_id) is not None
    scene.exchange.deliver(scene.thread.warning.raw)
    with pytest.raises(NotAddressed):
        await reading.read(scene.session, WARNING_ID)


@pytest.mark.parametrize(("bad", "refusal"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
async def test_a_bad_grant_of_the_open_epoch_is_told_and_keeps_nothing_back(
    scene: Scene, bad: Callable[[Scene, int, SealKey], bytes | None], refusal: type[SealwireError]
) -> None:
    put(scene, 3, scene.current, bad)
    appoint_logs(scene.thread.programme)
    await scene.session.directory.sync(scene.exchange)
    scene.exchange.answer_changed = lambda answer: answer.model_copy(update={"digest": "00" * 32})
    letter = Letter(content=Content("message", 1, {"text": "waits"}), to=(OSH,))
    assert (await sending.send(scene.session, letter)).position is None
    scene.exchange.answer_changed = lambda answer: answer
    with pytest.raises(refusal):
        await Member(scene.session).sync()
    assert outbox.pending(scene.session.store) == []
    assert checkpoints.last(scene.session.store, Log.ENVELOPES) is not None
    scene.exchange.deliver(scene.thread.warning.raw)
    assert (await reading.read(scene.session, WARNING_ID)).content.content == {"text": "number 1"}
