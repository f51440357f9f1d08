"""Enrolment from invitation to a working device, and everything that does not enrol."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from integration.directory.conftest import (
    EPOCH,
    KEY_OFFICER,
    Service,
    as_caller,
    code,
    grant_to,
    process,
)
from sealwire import cbor
from sealwire.directory.applicant import enrolment_request, new_code, publics_of
from sealwire.directory.batch import Batch
from sealwire.directory.enrolment import DevicePublics, EnrolmentRequest, code_hash
from simulators.programme import OSH, Programme, device_keys

if TYPE_CHECKING:
    import httpx
    from sealwire.private_keys import DeviceKeys
    from sealwire_chassis.database import Database

INVITATIONS = "/v1/directory/invitations"
ENROLMENTS = "/v1/directory/enrolments"
COUNTRY = device_keys("kg")
NEW = device_keys("new")
CODE = "ABCD-EFGH-IJKL-MNOP"
DAY_S = 86_400


def invitation(service: Service, **changes: Any) -> dict[str, Any]:
    body = {
        "unit": OSH,
        "officer": "analyst.osh",
        "roles": ["analyst"],
        "code_hash": code_hash(CODE).hex(),
        "expires_at": service.programme.now + DAY_S,
    }
    return {**body, **changes}


async def invite(service: Service, voucher: DeviceKeys = KEY_OFFICER, **changes: Any) -> httpx.Response:
    return await service.http.post(
        INVITATIONS, json=invitation(service, **changes), headers=as_caller(voucher)
    )


async def apply_for(service: Service, keys: DeviceKeys = NEW, *, typed: str = CODE) -> httpx.Response:
    body = enrolment_request(service.programme.founding, OSH, "analyst.osh", code=typed, device=keys)
    return await service.http.post(ENROLMENTS, content=body)


async def waiting(service: Service, voucher: DeviceKeys = KEY_OFFICER) -> list[dict[str, Any]]:
    answer = await service.http.get(ENROLMENTS, params={"unit": OSH}, headers=as_caller(voucher))
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["enrolments"]
    return found


def as_request(entry: dict[str, Any]) -> EnrolmentRequest:
    """Return what the voucher's client rebuilds from an entry, to check it for itself."""
    octets = {name: b64decode(entry[name]) for name in ("sign", "auth", "seal", "sign_proof", "auth_proof")}
    publics = DevicePublics(octets["sign"], octets["auth"], octets["seal"])
    return EnrolmentRequest(
        unit=OSH,
        officer=entry["officer"],
        code_hash=bytes.fromhex(entry["code_hash"]),
        publics=publics,
        sign_proof=octets["sign_proof"],
        auth_proof=octets["auth_proof"],
    )


async def test_an_officer_is_enrolled_from_code_to_device(osh: Service) -> None:
    programme = osh.programme
    typed = new_code()
    answer = await invite(osh, code_hash=code_hash(typed).hex())
    assert answer.status_code == 201
    answer = await apply_for(osh, typed=typed.lower().replace("-", " "))
    assert (answer.status_code, answer.json()) == (201, {"status": "waiting"})
    (entry,) = await waiting(osh)
    assert (entry["officer"], entry["roles"]) == ("analyst.osh", ["analyst"])
    request = as_request(entry)
    request.verify(programme.founding)
    assert request.code_hash == code_hash(typed)
    assert request.publics.fingerprint() == publics_of(NEW).fingerprint()
    author = programme.author(KEY_OFFICER.sign)
    author.enrol(OSH, entry["officer"], entry["roles"])
    author.add_device(OSH, entry["officer"], request.publics, epoch=1)
    programme.take(author.statements)
    grant = grant_to(EPOCH, 1, programme=programme, keys=NEW)
    batch = Batch(tuple(author.statements), (request.publics.seal,), (grant,))
    assert (await osh.post(batch)).status_code == 201
    assert await waiting(osh) == []
    path = f"/v1/directory/grants/{EPOCH.key_id.hex()}"
    assert (await osh.http.get(path, headers=as_caller(NEW))).content == grant.ciphertext


async def test_an_administrator_invites_the_first_key_officer_only(founded: Service) -> None:
    programme = founded.programme
    before = len(programme.statements)
    programme.appoint("kg", "KG")
    programme.say(COUNTRY.sign, lambda a: a.open_unit(OSH, {"en": "Osh"}))
    assert (await founded.post(Batch(tuple(programme.statements[before:])))).status_code == 201
    assert code(await invite(founded, COUNTRY)) == (403, "wrong-authority")
    assert (await invite(founded, COUNTRY, roles=["key_officer"])).status_code == 201
    assert (await apply_for(founded)).status_code == 201
    assert [entry["roles"] for entry in await waiting(founded, COUNTRY)] == [["key_officer"]]


async def test_an_administrator_does_not_invite_once_a_key_officer_has_a_device(osh: Service) -> None:
    refused = await invite(osh, COUNTRY, roles=["key_officer"])
    assert code(refused) == (403, "wrong-authority")
    assert (await invite(osh, KEY_OFFICER, roles=["key_officer"])).status_code == 201


async def test_an_officer_is_invited_for_a_second_device_with_the_same_roles(osh: Service) -> None:
    officer = "key.kg-osh"
    assert code(await invite(osh, officer=officer)) == (409, "already-in-directory")
    assert (await invite(osh, officer=officer, roles=["key_officer"])).status_code == 201


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"unit": "KG-NIL"}, (422, "not-in-directory")),
        ({"unit": "Osh"}, (422, "invalid-request")),
        ({"officer": "Айбек"}, (422, "invalid-request")),
        ({"roles": []}, (422, "invalid-request")),
        ({"roles": ["king"]}, (422, "invalid-request")),
        ({"code_hash": "00"}, (422, "invalid-request")),
        ({"code": CODE}, (422, "invalid-request")),
    ],
)
async def test_an_invitation_of_another_form_is_refused(
    osh: Service, changes: dict[str, Any], expected: tuple[int, str]
) -> None:
    assert code(await invite(osh, **changes)) == expected
    assert (await invite(osh)).status_code == 201


async def test_an_invitation_lasts_at_most_seven_days(osh: Service) -> None:
    now = osh.programme.now
    for expires_at in (0, now, now + 7 * DAY_S + 1):
        assert code(await invite(osh, expires_at=expires_at)) == (422, "invitation-time")
    assert (await invite(osh, expires_at=now + 7 * DAY_S)).status_code == 201


async def test_only_vouchers_invite_and_see_who_waits(osh: Service) -> None:
    stranger, analyst = device_keys("stranger"), device_keys("analyst")
    before = len(osh.programme.statements)
    osh.programme.join(OSH, "analyst", ["analyst"], voucher=KEY_OFFICER.sign)
    said = tuple(osh.programme.statements[before:])
    assert (await osh.post(Batch(said, (analyst.seal.public,)))).status_code == 201
    assert code(await invite(osh, stranger)) == (403, "not-a-voucher")
    assert code(await invite(osh, analyst)) == (403, "wrong-authority")
    for other in (stranger, analyst):
        answer = await osh.http.get(ENROLMENTS, params={"unit": OSH}, headers=as_caller(other))
        assert code(answer) == (403, "not-a-voucher")
    answer = await osh.http.get(ENROLMENTS, params={"unit": "KZ-AKT"}, headers=as_caller(COUNTRY))
    assert code(answer) == (403, "not-a-voucher")
    assert await waiting(osh, COUNTRY) == await waiting(osh, KEY_OFFICER) == []


async def test_a_code_is_announced_once(osh: Service) -> None:
    assert (await invite(osh)).status_code == 201
    assert (await invite(osh)).status_code == 201
    assert code(await invite(osh, officer="other")) == (409, "enrolment-code-taken")


async def test_a_wrong_code_does_not_enrol(osh: Service) -> None:
    assert code(await apply_for(osh)) == (403, "wrong-enrolment-code")
    await invite(osh)
    assert code(await apply_for(osh, typed=CODE.replace("A", "B"))) == (403, "wrong-enrolment-code")
    assert (await apply_for(osh)).status_code == 201


async def test_an_expired_code_does_not_enrol(osh: Service) -> None:
    await invite(osh)
    osh.programme.now += DAY_S
    assert code(await apply_for(osh)) == (403, "enrolment-code-expired")
    osh.programme.now -= 1
    assert (await apply_for(osh)).status_code == 201


async def test_a_code_enrols_once(osh: Service) -> None:
    await invite(osh)
    assert (await apply_for(osh)).status_code == 201
    assert code(await apply_for(osh, device_keys("another"))) == (409, "enrolment-code-used")
    assert len(await waiting(osh)) == 1


async def test_the_same_request_again_is_answered_the_same(osh: Service) -> None:
    await invite(osh)
    assert (await apply_for(osh)).status_code == 201
    osh.programme.now += 2 * DAY_S
    assert (await apply_for(osh)).status_code == 201
    assert len(await waiting(osh)) == 1


async def test_of_concurrent_requests_with_one_code_one_enrols(osh: Service) -> None:
    await invite(osh)
    rivals = [device_keys(f"rival {number}") for number in range(6)]
    answers = await asyncio.gather(*(apply_for(osh, keys) for keys in rivals))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 5]
    assert len(await waiting(osh)) == 1


def altered(programme: Programme, **changes: cbor.Value) -> bytes:
    body = enrolment_request(programme.founding, OSH, "analyst.osh", code=CODE, device=NEW)
    decoded = cbor.decode(body)
    assert isinstance(decoded, dict)
    return cbor.encode({**decoded, **changes})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"sign_proof": bytes(64)}, (403, "bad-proof-of-possession")),
        ({"auth_proof": bytes(64)}, (403, "bad-proof-of-possession")),
        ({"sign": device_keys("other").sign.public}, (403, "bad-proof-of-possession")),
        ({"auth": device_keys("other").auth.public}, (403, "bad-proof-of-possession")),
        ({"seal": device_keys("other").seal.public}, (403, "bad-proof-of-possession")),
        ({"sign": bytes(32)}, (422, "weak-key")),
        ({"auth": bytes([1]) + bytes(31)}, (422, "weak-key")),
        ({"seal": device_keys("other").seal.public[:-32] + bytes(32)}, (422, "weak-key")),
        ({"unit": "KG-NIL"}, (403, "wrong-enrolment-code")),
        ({"officer": "other"}, (403, "wrong-enrolment-code")),
        ({"officer": "Другой"}, (400, "malformed-identifier")),
        ({"code": "ABC"}, (400, "malformed-enrolment")),
        ({"code": 7}, (400, "malformed-enrolment")),
        ({"seal": bytes(1215)}, (400, "malformed-enrolment")),
        ({"extra": None}, (400, "malformed-enrolment")),
    ],
)
async def test_an_altered_request_does_not_enrol_and_leaves_the_code_unused(
    osh: Service, changes: dict[str, cbor.Value], expected: tuple[int, str]
) -> None:
    await invite(osh)
    answer = await osh.http.post(ENROLMENTS, content=altered(osh.programme, **changes))
    assert code(answer) == expected
    assert (await apply_for(osh)).status_code == 201


async def test_a_request_for_another_programme_does_not_enrol(osh: Service) -> None:
    await invite(osh)
    body = enrolment_request(bytes(32), OSH, "analyst.osh", code=CODE, device=NEW)
    answer = await osh.http.post(ENROLMENTS, content=body)
    assert code(answer) == (403, "bad-proof-of-possession")


async def test_keys_of_the_log_and_keys_with_two_uses_do_not_enrol(osh: Service) -> None:
    await invite(osh)
    for keys in (replace(NEW, auth=KEY_OFFICER.auth), replace(NEW, auth=NEW.sign), replace(NEW, seal=EPOCH)):
        assert code(await apply_for(osh, keys)) == (409, "key-reused")
    assert (await apply_for(osh)).status_code == 201


async def test_enrolment_goes_on_in_another_process(osh: Service, database: Database) -> None:
    other = process(database, osh.programme)
    async with other.http:
        assert (await invite(osh)).status_code == 201
        assert (await apply_for(other)).status_code == 201
        assert len(await waiting(osh)) == len(await waiting(other)) == 1


async def test_requests_that_no_voucher_wanted_are_forgotten(osh: Service) -> None:
    await invite(osh)
    await apply_for(osh)
    osh.programme.now += 32 * DAY_S
    again = await invite(osh, officer="other", code_hash=code_hash("A" * 16).hex())
    assert again.status_code == 201
    assert await waiting(osh) == []
