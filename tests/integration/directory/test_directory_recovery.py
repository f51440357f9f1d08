"""Who is handed the grant of an epoch to its unit's recovery key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from integration.directory.conftest import EPOCH, KEY_OFFICER, Service, as_caller, code
from sealwire.directory.batch import Batch
from sealwire.directory.grants import seal_grant
from sealwire.private_keys import SealKey
from simulators.programme import BATKEN, OSH, device_keys, seed

if TYPE_CHECKING:
    from sealwire.directory.state import Device, Recovery
    from sealwire.private_keys import DeviceKeys
RECOVERY = device_keys("recovery.osh")
PATH = "/v1/directory/recovery-grants/"
NOT_FOUND = (404, "not-found")


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


async def test_in_a_drill_a_key_officer_who_reads_the_open_epoch_is_handed_its_grant_and_nobody_else(
    osh: Service,
) -> None:
    assert code(await osh.http.get(PATH + EPOCH.key_id.hex(), headers=as_caller(KEY_OFFICER))) == NOT_FOUND
    ciphertext = await set_recovery(osh)
    strangers = await others(osh)
    answer = await osh.http.get(PATH + EPOCH.key_id.hex(), headers=as_caller(KEY_OFFICER))
    # The revocation of another has closed the epoch meanwhile, and a past one is for recovery alone.
    assert code(answer) == NOT_FOUND
    epoch = await next_epoch(osh)
    answer = await osh.http.get(PATH + epoch.key_id.hex(), headers=as_caller(KEY_OFFICER))
    assert answer.status_code == 200
    assert answer.content != ciphertext
    for stranger in strangers:
        assert code(await osh.http.get(PATH + epoch.key_id.hex(), headers=as_caller(stranger))) == NOT_FOUND
    assert code(await osh.http.get(PATH + epoch.key_id.hex())) == (401, "no-caller")


async def test_after_a_recovery_the_new_device_is_handed_past_grants_and_its_colleagues_are_not(
    osh: Service,
) -> None:
    ciphertext = await set_recovery(osh)
    programme, new = osh.programme, device_keys("new.osh")
    before = len(programme.statements)
    programme.say(RECOVERY.sign, lambda a: a.recover_unit(OSH, "fire"))
    programme.join(OSH, "new.osh", ["key_officer"], voucher=RECOVERY.sign)
    colleague = programme.join(OSH, "second.osh", ["key_officer"], voucher=new.sign)
    keys = (new.seal.public, colleague.seal.public)
    answer = await osh.post(Batch(tuple(programme.statements[before:]), keys))
    assert answer.status_code == 201, answer.text
    answer = await osh.http.get(PATH + EPOCH.key_id.hex(), headers=as_caller(new))
    assert (answer.status_code, answer.content) == (200, ciphertext)
    for other in (colleague, KEY_OFFICER):
        assert code(await osh.http.get(PATH + EPOCH.key_id.hex(), headers=as_caller(other))) == NOT_FOUND
    unknown = device_keys("nothing").seal.key_id
    assert code(await osh.http.get(PATH + unknown.hex(), headers=as_caller(new))) == NOT_FOUND


async def next_epoch(service: Service) -> SealKey:
    """Let Osh open its next epoch, granted to the recovery too."""
    epoch, programme = SealKey.from_seed(seed("KG-OSH/epoch/2")), service.programme
    author = programme.author(KEY_OFFICER.sign)
    author.open_epoch(OSH, epoch.key_id)
    programme.take(author.statements)
    unit = programme.state.units[OSH]
    assert unit.recovery is not None
    readers = ((each, device_keys(each.officer).seal.public) for each in unit.readers(programme.now))
    grantees: list[tuple[Device | Recovery, bytes]] = [(unit.recovery, RECOVERY.seal.public), *readers]
    grants = tuple(seal_grant(epoch, 2, device=each, public=public) for each, public in grantees)
    answer = await service.post(Batch(tuple(author.statements), (epoch.public,), grants))
    assert answer.status_code == 201, answer.text
    return epoch
