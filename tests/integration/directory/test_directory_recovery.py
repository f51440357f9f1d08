"""Who is handed the grant of an epoch to its unit's recovery key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from integration.directory.conftest import EPOCH, KEY_OFFICER, Service, as_caller, code
from sealwire.directory.batch import Batch
from sealwire.directory.grants import seal_grant
from simulators.programme import BATKEN, OSH, device_keys

if TYPE_CHECKING:
    from sealwire.private_keys import DeviceKeys
RECOVERY = device_keys("recovery.osh")


async def set_recovery(service: Service) -> bytes:
    """Let Osh set a recovery, and return the grant that comes with it."""
    author = service.programme.author(KEY_OFFICER.sign)
    author.set_recovery(OSH, RECOVERY.sign.public, RECOVERY.seal.key_id, of=(2, 3))
    service.programme.take(author.statements)
    recovery = service.programme.state.units[OSH].recovery
    assert recovery is not None
    grant = seal_grant(EPOCH, 1, device=recovery, public=RECOVERY.seal.public)
    answer = await service.post(Batch(tuple(author.statements), (RECOVERY.seal.public,), (grant,)))
    assert answer.status_code == 201, answer.text
    return grant.ciphertext


async def others(service: Service) -> list[DeviceKeys]:
    """Let others join: an analyst and a revoked key officer of Osh, and the key officer of another unit."""
    programme, administrator = service.programme, device_keys("kg")
    before = len(programme.statements)
    analyst = programme.join(OSH, "analyst.osh", ["analyst"], voucher=KEY_OFFICER.sign)
    gone = programme.join(OSH, "gone.osh", ["key_officer"], voucher=KEY_OFFICER.sign)
    programme.say(KEY_OFFICER.sign, lambda a: a.revoke_device(OSH, gone.device_id))
    programme.say(administrator.sign, lambda a: a.open_unit(BATKEN, {"en": "Batken"}))
    elsewhere = programme.join(BATKEN, "key.kg-bat", ["key_officer"], voucher=administrator.sign)
    joined = [analyst, gone, elsewhere]
    batch = Batch(tuple(programme.statements[before:]), tuple(each.seal.public for each in joined))
    assert (await service.post(batch)).status_code == 201
    return [*joined, administrator, device_keys("a stranger")]


async def test_a_recovery_grant_is_handed_to_the_units_key_officer_and_to_nobody_else(osh: Service) -> None:
    path = f"/v1/directory/recovery-grants/{EPOCH.key_id.hex()}"
    assert code(await osh.http.get(path, headers=as_caller(KEY_OFFICER))) == (404, "not-found")
    ciphertext = await set_recovery(osh)
    strangers = await others(osh)
    answer = await osh.http.get(path, headers=as_caller(KEY_OFFICER))
    assert (answer.status_code, answer.content) == (200, ciphertext)
    for stranger in strangers:
        assert code(await osh.http.get(path, headers=as_caller(stranger))) == (404, "not-found")
    assert code(await osh.http.get(path)) == (401, "no-caller")
