"""Handing in envelopes: each refused one differs in one thing from one that is accepted."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest
from sealwire import cbor
from sealwire.contract.models import AcceptanceOut
from sealwire.envelope.format import MAX_ENVELOPE, DirectorySeen, Tlp
from sealwire.private_keys import SealKey, SigningKey
from simulators.gateway_peers import DAY_S, digest
from simulators.gateway_stage import running
from simulators.programme import AKTAU, BATKEN, OSH, device_keys, seed
from simulators.sealing import flipped, parts_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from simulators.gateway_peers import Field
    from simulators.gateway_stage import Exchange

STRANGER = SigningKey.from_seed(seed("stranger"))
STRANGE_SEAL = SealKey.from_seed(seed("strange seal"))
Case = tuple[int, str, "Callable[[Field], bytes]"]


async def test_an_envelope_is_stored_and_its_acceptance_answered(exchange: Exchange) -> None:
    raw = exchange.field.envelope()
    answer = await exchange.post(raw)
    assert answer.status_code == 202
    assert answer.headers["content-type"] == "application/json"
    accepted = AcceptanceOut.model_validate(answer.json())
    assert set(answer.json()) == set(accepted.model_dump())
    stored_raw, stored = exchange.alerts.stored[accepted.id.bytes]
    assert stored_raw == raw
    assert (accepted.position, accepted.accepted_at) == (stored.position, stored.accepted_at)
    assert accepted.digest == digest(raw)


def _header(field: Field, change: Callable[[bytes], bytes]) -> bytes:
    header, wraps, body, signature = parts_of(field.envelope())
    return cbor.encode([change(header), wraps, body, signature])


def _part(field: Field, index: int) -> bytes:
    parts = list(parts_of(field.envelope()))
    parts[index] = flipped(parts[index], 77)
    return cbor.encode(list(parts))


def _swap(field: Field, index: int) -> bytes:
    one, other = list(parts_of(field.envelope())), parts_of(field.envelope())
    one[index] = other[index]
    return cbor.encode(list(one))


def _sent(field: Field, sent_at: int, expires_at: int) -> bytes:
    now = int(time.time())
    return field.envelope(sent_at=now + sent_at, expires_at=now + expires_at)


def _seen(field: Field, size: int, root: bytes) -> bytes:
    return field.envelope(directory=DirectorySeen(field.seen().size + size, root))


REFUSED: dict[str, Case] = {
    "no bytes": (400, "malformed-cbor", lambda _: b""),
    "text": (400, "malformed-cbor", lambda _: b"hello"),
    "truncated": (400, "malformed-cbor", lambda f: f.envelope()[:-1]),
    "a byte too many": (400, "malformed-cbor", lambda f: f.envelope() + b"\0"),
    "another array": (400, "malformed-envelope", lambda _: cbor.encode([b"", b"", b""])),
    "a map": (400, "malformed-envelope", lambda _: cbor.encode({"header": b""})),
    "deep nesting": (400, "malformed-cbor", lambda _: b"\x81" * 1000 + b"\0"),
    "a length of 2^64-1": (400, "malformed-cbor", lambda _: b"\x9b" + b"\xff" * 8),
    "a byte string of 2^63": (400, "malformed-cbor", lambda _: b"\x84\x5b\x7f" + b"\xff" * 7),
    "indefinite length": (400, "malformed-cbor", lambda _: b"\x9f\x40\x40\x40\x40\xff"),
    "a length written long": (400, "malformed-cbor", lambda f: b"\x98\x04" + f.envelope()[1:]),
    "a tag": (400, "malformed-cbor", lambda f: b"\xd9\xd9\xf7" + f.envelope()),
    "a float in the header": (
        400,
        "malformed-cbor",
        lambda f: _header(f, lambda h: h.replace(b"cpri\x00", b"cpri\xf9\x00\x00")),
    ),
    "a number written long": (
        400,
        "malformed-cbor",
        lambda f: _header(f, lambda h: h.replace(b"cpri\x00", b"cpri\x18\x00")),
    ),
    "a key twice": (
        400,
        "malformed-cbor",
        lambda f: _header(f, lambda h: bytes([h[0] + 1]) + b"\x61v\x01" + h[1:]),
    ),
    "an unknown field": (
        400,
        "malformed-envelope",
        lambda f: _header(f, lambda h: cbor.encode({**_map(h), "zz": 1})),
    ),
    "another suite": (
        400,
        "malformed-envelope",
        lambda f: _header(f, lambda h: cbor.encode({**_map(h), "suite": 2})),
    ),
    "an altered header": (
        403,
        "bad-signature",
        lambda f: _header(f, lambda h: cbor.encode({**_map(h), "pri": 2})),
    ),
    "altered wraps": (403, "bad-signature", lambda f: _part(f, 1)),
    "an altered body": (403, "bad-signature", lambda f: _part(f, 2)),
    "an altered signature": (403, "bad-signature", lambda f: _part(f, 3)),
    "another envelope's wraps": (403, "bad-signature", lambda f: _swap(f, 1)),
    "another envelope's body": (403, "bad-signature", lambda f: _swap(f, 2)),
    "another envelope's signature": (403, "bad-signature", lambda f: _swap(f, 3)),
    "a device that nobody vouched for": (403, "unknown-sender", lambda f: f.envelope(sign=STRANGER)),
    "a revoked device": (
        403,
        "sender-mismatch",
        lambda f: f.envelope(sign=device_keys("lost.osh").sign),
    ),
    "another unit's name": (403, "sender-mismatch", lambda f: f.envelope(sender=BATKEN)),
    "a suspended unit sends": (
        409,
        "unit-not-open",
        lambda f: f.envelope(sender=AKTAU, sign=device_keys(f"key.{AKTAU.lower()}").sign),
    ),
    "a suspended unit is sent to": (
        409,
        "unit-not-open",
        lambda f: f.envelope(to=[f.recipient(AKTAU, STRANGE_SEAL)]),
    ),
    "a unit that there is not": (
        422,
        "unknown-recipient",
        lambda f: f.envelope(to=[f.recipient("KG-NIL", STRANGE_SEAL)]),
    ),
    "a key that there is not": (
        422,
        "unknown-recipient",
        lambda f: f.envelope(to=[f.recipient(BATKEN, STRANGE_SEAL)]),
    ),
    "another unit's key": (
        422,
        "unknown-recipient",
        lambda f: f.envelope(to=[f.recipient(BATKEN, f.epochs[OSH])]),
    ),
    "a closed epoch": (
        409,
        "epoch-closed",
        lambda f: f.envelope(to=[f.recipient(BATKEN, f.closed_epoch())]),
    ),
    "RED to a whole unit": (422, "mark-broken", lambda f: f.envelope(tlp=Tlp.RED)),
    "AMBER+STRICT to nobody else": (
        422,
        "mark-broken",
        lambda f: f.envelope(tlp=Tlp.AMBER_STRICT, to=[f.recipient(OSH)]),
    ),
    "dated in the future": (422, "future-dated", lambda f: _sent(f, 660, DAY_S)),
    "expired": (422, "expired", lambda f: _sent(f, -DAY_S, -60)),
    "another directory": (409, "directory-split", lambda f: _seen(f, 0, b"r" * 32)),
    "another past of the directory": (409, "directory-split", lambda f: _seen(f, -1, b"r" * 32)),
    "statements that there are not": (409, "directory-split", lambda f: _seen(f, 5, b"r" * 32)),
}


def _map(header: bytes) -> dict[str, cbor.Value]:
    decoded = cbor.decode(header)
    assert isinstance(decoded, dict)
    return decoded


@pytest.mark.parametrize(("status", "code", "make"), REFUSED.values(), ids=REFUSED.keys())
async def test_an_envelope_is_refused_with_the_name_of_the_check(
    exchange: Exchange, status: int, code: str, make: Callable[[Field], bytes]
) -> None:
    stored = len(exchange.alerts.stored)
    answer = await exchange.post(make(exchange.field))
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["status"]) == (status, code, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(exchange.alerts.stored) == stored
    assert (await exchange.post(exchange.field.envelope())).status_code == 202


@pytest.mark.parametrize("sent_at", [590, 0, -DAY_S], ids=["a fast clock", "now", "yesterday"])
async def test_an_envelope_within_the_clock_skew_is_accepted(exchange: Exchange, sent_at: int) -> None:
    assert (await exchange.post(_sent(exchange.field, sent_at, DAY_S))).status_code == 202


async def _chunks(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 65_536):
        yield bytes(65_536)


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "in chunks"])
async def test_an_oversized_envelope_is_refused_while_it_is_read(
    exchange: Exchange, *, announced: bool
) -> None:
    size = 4 * MAX_ENVELOPE
    answer = await exchange.post(bytes(size) if announced else _chunks(size))  # type: ignore[arg-type]  # httpx takes both
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    assert (await exchange.post(bytes(MAX_ENVELOPE))).json()["code"] == "malformed-cbor"


async def test_another_media_type_is_refused(exchange: Exchange) -> None:
    raw = exchange.field.envelope()
    async with exchange.client() as client:
        for given in ({}, {"content-type": "application/json"}, {"content-type": "text/cbor"}):
            answer = await client.post("/v1/envelopes", content=raw, headers=given)
            assert (answer.status_code, answer.json()["code"]) == (415, "unsupported-media-type")
        given = {"content-type": "Application/CBOR; charset=binary"}
        assert (await client.post("/v1/envelopes", content=raw, headers=given)).status_code == 202


async def test_the_same_bytes_again_get_the_same_answer_and_are_stored_once(exchange: Exchange) -> None:
    raw = exchange.field.envelope()
    answers = await asyncio.gather(*(exchange.post(raw) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.text for answer in answers}) == 1
    assert [stored for stored, _ in exchange.alerts.stored.values()].count(raw) == 1


async def test_what_was_accepted_stays_accepted_when_the_epoch_has_ended_since(exchange: Exchange) -> None:
    """A sender whose answer was lost sends again: told `epoch-closed`, it would seal the same notice anew."""
    field = exchange.field
    raw, never_sent = field.envelope(), field.envelope()
    first = await exchange.post(raw)
    field.epochs[BATKEN] = field.programme.open_epoch(BATKEN, device_keys(f"key.{BATKEN.lower()}"))
    await exchange.appended()
    assert (await exchange.post(field.envelope())).status_code == 202, "the gateway knows the new epoch"
    async with running(exchange.settings()) as fresh:
        for url in (exchange.url, fresh):
            again = await exchange.post(raw, url=url)
            assert (again.status_code, again.text) == (202, first.text)
            refused = await exchange.post(never_sent, url=url)
            assert (refused.status_code, refused.json()["code"]) == (409, "epoch-closed")


async def test_whoever_cannot_sign_makes_no_work_for_alerts(exchange: Exchange) -> None:
    field, asked = exchange.field, exchange.alerts.asked
    closed = [field.recipient(key=field.closed_epoch())]
    forged = parts_of(field.envelope(to=closed))
    answer = await exchange.post(cbor.encode([*forged[:3], bytes(64)]))
    assert (answer.json()["code"], exchange.alerts.asked) == ("epoch-closed", asked)
    assert (await exchange.post(field.envelope(to=closed))).json()["code"] == "epoch-closed"
    assert exchange.alerts.asked == asked + 1


async def test_other_bytes_under_the_same_id_are_refused(exchange: Exchange) -> None:
    drafted = exchange.field.draft()
    assert (await exchange.post(exchange.field.envelope(id=drafted.id))).status_code == 202
    answer = await exchange.post(exchange.field.envelope(id=drafted.id))
    assert (answer.status_code, answer.json()["code"]) == (409, "duplicate-id")


async def test_envelopes_that_come_together_are_stored_together(exchange: Exchange) -> None:
    raws = [exchange.field.envelope() for _ in range(40)]
    exchange.alerts.batches.clear()
    async with exchange.client() as client:
        kinds = {"content-type": "application/cbor"}
        answers = await asyncio.gather(
            *(client.post("/v1/envelopes", content=raw, headers=kinds) for raw in raws)
        )
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["position"] for answer in answers}) == 40
    assert sum(exchange.alerts.batches) == 40
    assert len(exchange.alerts.batches) < 40


async def test_a_sender_who_is_ahead_of_the_gateway_waits_for_it_and_is_accepted(
    exchange: Exchange,
) -> None:
    """No wake-up is sent: the header's directory size alone makes the gateway ask."""
    field = exchange.field
    joined = field.programme.join(OSH, "new.osh", ["analyst"], voucher=field.sender.sign)
    answer = await exchange.post(field.envelope(sign=joined.sign))
    assert answer.status_code == 202


async def test_envelopes_to_an_epoch_are_refused_as_soon_as_it_is_closed(exchange: Exchange) -> None:
    field = exchange.field
    before = field.recipient()
    assert (await exchange.post(field.envelope(to=[before]))).status_code == 202
    officer = device_keys(f"key.{BATKEN.lower()}")
    field.epochs[BATKEN] = field.programme.open_epoch(BATKEN, officer)
    assert (await exchange.post(field.envelope())).status_code == 202
    answer = await exchange.post(field.envelope(to=[before]))
    assert (answer.status_code, answer.json()["code"]) == (409, "epoch-closed")
