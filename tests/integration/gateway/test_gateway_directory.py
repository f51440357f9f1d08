"""The gateway's copy of the directory: verified by itself, whatever the directory service shows."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from sealwire.directory.applicant import publics_of
from sealwire.directory.author import found, sign_statement
from sealwire.directory.payloads import DeviceAdded
from sealwire.private_keys import SigningKey
from simulators.gateway_peers import Field
from simulators.gateway_stage import peers, running
from simulators.programme import BATKEN, OSH, device_keys, seed
from simulators.sealing import flipped

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sealwire_local.nats import Nats
    from simulators.gateway_stage import Exchange


ROGUE = SigningKey.from_seed(seed("rogue"))


@pytest.fixture
async def stage(nats_server: Nats) -> AsyncIterator[Exchange]:
    """Peers without a gateway."""
    async with peers(nats_server, Field.opened()) as opened:
        yield opened


async def ready(stage: Exchange, url: str) -> tuple[int, dict[str, str]]:
    async with stage.client(url=url) as client:
        answer = await client.get("/health/ready")
    return answer.status_code, {check["name"]: check["state"] for check in answer.json()["checks"]}


async def until(stage: Exchange, url: str, state: str) -> None:
    async with asyncio.timeout(10):
        while (await ready(stage, url))[1]["directory"] != state:  # noqa: ASYNC110 - another process's readiness
            await asyncio.sleep(0.02)


def intruder(field: Field, key: SigningKey) -> bytes:
    """Return what a hostile directory service would slip in: a device of Batken that a key vouches for."""
    keys, unit = publics_of(device_keys("rogue device")), field.programme.state.units[BATKEN]
    return sign_statement(
        DeviceAdded(
            ts=field.programme.now + 60,
            prev=unit.head,
            unit=BATKEN,
            officer=f"key.{BATKEN.lower()}",
            sign=keys.sign,
            auth=keys.auth,
            seal=keys.seal_id,
            epoch=None,
            until=field.programme.now + 86_400,
        ),
        key,
    )


@pytest.mark.parametrize(
    ("state", "forge"),
    [
        ("unknown-signer", lambda field: lambda log: [*log, intruder(field, ROGUE)]),
        ("wrong-authority", lambda field: lambda log: [*log, intruder(field, field.sender.sign)]),
        ("out-of-order", lambda _: lambda log: [*log, log[-1]]),
        ("out-of-order", lambda _: lambda log: [*log[:-2], log[-1], log[-2]]),
        ("wrong-founding", lambda _: lambda log: [found(ROGUE, "X", now=1), *log[1:]]),
        ("malformed-statement", lambda _: lambda log: [*log, b"\xa0"]),
        ("bad-signature", lambda _: lambda log: [*log[:-1], flipped(log[-1], -1)]),
    ],
    ids=[
        "a forged statement",
        "one beyond its signer",
        "one twice",
        "two swapped",
        "another founding",
        "no statement",
        "an altered one",
    ],
)
async def test_what_does_not_verify_never_becomes_the_directory(
    stage: Exchange, state: str, forge: Callable[[Field], Callable[[list[bytes]], list[bytes]]]
) -> None:
    stage.directory.forge = forge(stage.field)
    async with running(stage.settings(), ready=False) as url:
        await until(stage, url, state)
        answer = await stage.post(stage.field.envelope(), url=url)
        assert (answer.status_code, answer.json()["code"]) == (503, "directory-unsynced")
        assert answer.headers["retry-after"] == "1"
        stage.directory.forge = list
        await until(stage, url, "ok")
        assert (await stage.post(stage.field.envelope(), url=url)).status_code == 202


async def test_a_forged_statement_is_refused_while_the_verified_directory_goes_on(stage: Exchange) -> None:
    field = stage.field
    async with running(stage.settings()) as url:
        stage.directory.forge = lambda log: [*log, intruder(field, ROGUE)]
        await stage.appended()
        await until(stage, url, "unknown-signer")
        assert (await ready(stage, url))[0] == 503
        assert (await stage.post(field.envelope(), url=url)).status_code == 202
        forged = field.envelope(sender=BATKEN, sign=device_keys("rogue device").sign)
        answer = await stage.post(forged, url=url)
        assert (answer.status_code, answer.json()["code"]) == (403, "unknown-sender")


async def test_a_directory_that_forgets_is_reported(stage: Exchange) -> None:
    async with running(stage.settings()) as url:
        stage.directory.forge = lambda log: log[:-1]
        await stage.appended()
        await until(stage, url, "directory-rewound")
        assert (await stage.post(stage.field.envelope(), url=url)).status_code == 202


@pytest.mark.parametrize("announced", [True, False], ids=["woken", "by polling"])
async def test_a_revoked_device_is_refused_without_a_restart(stage: Exchange, *, announced: bool) -> None:
    field = stage.field
    analyst = field.programme.join(OSH, "analyst.osh", ["analyst"], voucher=field.sender.sign)
    async with running(stage.settings()) as url:
        assert (await stage.post(field.envelope(sign=analyst.sign), url=url)).status_code == 202
        seen = field.seen()
        field.programme.say(field.sender.sign, lambda a: a.revoke_device(OSH, analyst.device_id))
        if announced:
            await stage.appended()
        async with asyncio.timeout(1 if announced else 3):
            while True:
                # The sender claims no newer directory, so only the wake-up or the poll can tell.
                answer = await stage.post(field.envelope(sign=analyst.sign, directory=seen), url=url)
                if answer.status_code != 202:
                    break
                await asyncio.sleep(0.02)
        assert (answer.status_code, answer.json()["code"]) == (403, "sender-mismatch")


async def test_a_gateway_without_a_directory_is_alive_and_not_ready(nats_server: Nats) -> None:
    field = Field.opened()
    async with peers(nats_server, field) as stage:
        await stage.stop("directory")
        async with running(stage.settings(), ready=False) as url:
            status, checks = await ready(stage, url)
            assert (status, checks) == (503, {"bus": "ok", "directory": "directory-unsynced"})
            answer = await stage.post(field.envelope(), url=url)
            assert (answer.status_code, answer.json()["code"]) == (503, "directory-unsynced")


async def test_a_gateway_of_a_programme_that_is_not_founded_yet_lets_the_founding_in(stage: Exchange) -> None:
    stage.directory.forge = lambda _: []
    async with running(stage.settings(), ready=False) as url:
        await until(stage, url, "not-founded")
        assert (await stage.post(stage.field.envelope(), url=url)).json()["code"] == "directory-unsynced"
        async with stage.client(url=url) as client:
            assert (await client.post("/v1/directory/statements", content=b"founding")).status_code == 201
        stage.directory.forge = list
        await until(stage, url, "ok")


async def test_the_first_signed_call_after_the_founding_waits_for_the_gateway_to_learn_of_it(
    stage: Exchange,
) -> None:
    stage.directory.forge = lambda _: []
    async with running(stage.settings(), ready=False) as url:
        await until(stage, url, "not-founded")
        async with stage.client(stage.field.sender.auth, url=url) as client:
            before = await client.get("/v1/mailbox")
            stage.directory.forge = list
            after = await client.get("/v1/mailbox")
    assert (before.status_code, before.json()["code"]) == (503, "directory-unsynced")
    assert after.status_code == 200


async def test_alerts_that_do_not_answer_cost_nothing_but_a_resend(stage: Exchange) -> None:
    raw = stage.field.envelope()
    async with running(stage.settings(accept_timeout_s=0.3)) as url:
        stage.alerts.broken = True
        answer = await stage.post(raw, url=url)
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert answer.headers["retry-after"] == "1"
        assert stage.alerts.stored == {}
        stage.alerts.broken = False
        assert (await stage.post(raw, url=url)).status_code == 202
        assert len(stage.alerts.stored) == 1


async def test_more_than_may_wait_is_refused_at_once(stage: Exchange) -> None:
    async with running(stage.settings(max_waiting=3, accept_timeout_s=1)) as url:
        stage.alerts.broken = True
        answers = await asyncio.gather(*(stage.post(stage.field.envelope(), url=url) for _ in range(6)))
    codes = sorted(answer.json()["code"] for answer in answers)
    assert codes == ["busy"] * 3 + ["unavailable"] * 3
    assert {answer.status_code for answer in answers} == {503}
