"""A device's envelopes form one chain; whoever shows two histories, or swaps an envelope, is noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sealwire.client import archive
from sealwire.client.archive import Arrival
from sealwire.client.chain import ChainBroken, EnvelopeTwice, check_chain_here
from sealwire.client.store import Store
from sealwire.envelope.format import parse
from simulators.programme import BATKEN, OSH
from simulators.threads import SECOND_ID, WARNING_ID, Thread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sealwire.errors import SealwireError

THREAD = Thread()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "state.db")
    yield opened
    opened.close()


def _keep(store: Store, *raws: bytes) -> None:
    for position, raw in enumerate(raws, 1):
        archive.keep(store, Arrival(parse(raw), position, 0), unit=BATKEN)


def test_envelopes_that_follow_each_other_are_accepted_in_any_order(store: Store) -> None:
    _keep(store, THREAD.second.raw, THREAD.answer.raw)
    for raw in (THREAD.warning.raw, THREAD.second.raw, THREAD.answer.raw):
        check_chain_here(store, parse(raw))


def test_an_envelope_whose_neighbours_are_not_here_is_accepted(store: Store) -> None:
    _keep(store, THREAD.warning.raw)
    third = THREAD.sealed(SECOND_ID, OSH, THREAD.osh, seq=3, prev=b"p" * 32)
    check_chain_here(store, parse(third.raw))


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        pytest.param(
            THREAD.sealed(WARNING_ID, OSH, THREAD.osh, priority=2).raw, EnvelopeTwice,
            id="another envelope under the same id",
        ),
        pytest.param(
            THREAD.sealed(SECOND_ID, OSH, THREAD.osh).raw, EnvelopeTwice,
            id="another envelope under the same number",
        ),
        pytest.param(
            THREAD.sealed(SECOND_ID, OSH, THREAD.osh, seq=2, prev=b"p" * 32).raw, ChainBroken,
            id="another predecessor than the one that came",
        ),
    ],
)  # fmt: skip
def test_an_envelope_that_does_not_fit_is_refused(
    store: Store, raw: bytes, refusal: type[SealwireError]
) -> None:
    _keep(store, THREAD.warning.raw)
    with pytest.raises(refusal):
        check_chain_here(store, parse(raw))


def test_a_count_that_is_left_out_is_reported_until_it_arrives(store: Store) -> None:
    fourth = THREAD.sealed(SECOND_ID, OSH, THREAD.osh, seq=4, prev=b"p" * 32)
    _keep(store, fourth.raw)
    device = THREAD.osh.device_id
    assert archive.gaps(store) == {device: [1, 2, 3]}
    _keep(store, THREAD.warning.raw)
    assert archive.gaps(store) == {device: [2, 3]}
