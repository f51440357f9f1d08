"""What the directory service asks of a batch beyond the rules: grants to recovery keys, and its own clock."""

from __future__ import annotations

import pytest
from sealwire.directory.batch import GRANT_BYTES, Batch, Grant
from sealwire.directory.grants import open_grant, seal_grant
from sealwire.directory.refusals import SignerExpired
from sealwire.private_keys import SealKey
from sealwire_directory.log.domain.appending import MAX_SKEW_S, judge
from sealwire_directory.log.refusals import GrantMissing, GrantNotNamed, KeyMissing
from simulators.programme import BATKEN, OSH, Programme, device_keys, populated, seed

KEY_OFFICER, ANALYST = device_keys("key.kg-osh"), device_keys("analyst.osh")
RECOVERY, NEW = device_keys("recovery key"), device_keys("a new recovery key")
EPOCH = SealKey.from_seed(seed("a new epoch"))


@pytest.fixture
def programme() -> Programme:
    return populated()[0]


def granted(epoch: bytes, *grantees: bytes) -> tuple[Grant, ...]:
    """Return grants as a service sees them: it can open none."""
    return tuple(Grant(epoch, grantee, bytes(GRANT_BYTES)) for grantee in grantees)


def test_an_epoch_is_granted_to_the_units_recovery_key_too(programme: Programme) -> None:
    author = programme.author(KEY_OFFICER.sign)
    author.close_epoch(OSH)
    devices = author.open_epoch(OSH, EPOCH.key_id).devices - {KEY_OFFICER.device_id}
    batch = Batch(tuple(author.statements), (EPOCH.public,), granted(EPOCH.key_id, *devices))
    with pytest.raises(GrantMissing) as missing:
        judge(programme.state, batch, now=programme.now)
    assert missing.value.facts["devices"] == [RECOVERY.device_id.hex()]
    whole = (*batch.grants, *granted(EPOCH.key_id, RECOVERY.device_id))
    assert judge(programme.state, Batch(batch.statements, batch.keys, whole), now=programme.now).state.size


def test_a_unit_without_a_recovery_key_grants_to_its_devices_only(programme: Programme) -> None:
    key_officer = device_keys("key.kg-bat")
    author = programme.author(key_officer.sign)
    author.close_epoch(BATKEN)
    author.open_epoch(BATKEN, EPOCH.key_id)
    batch = Batch(tuple(author.statements), (EPOCH.public,))
    assert judge(programme.state, batch, now=programme.now).state == author.state
    more = Batch(batch.statements, batch.keys, granted(EPOCH.key_id, RECOVERY.device_id))
    with pytest.raises(GrantNotNamed):
        judge(programme.state, more, now=programme.now)


def test_a_new_recovery_key_is_granted_the_open_epoch_by_who_has_its_seed(programme: Programme) -> None:
    epoch = programme.state.units[OSH].open_epoch()
    assert epoch is not None
    author = programme.author(KEY_OFFICER.sign)
    author.set_recovery(OSH, NEW.sign.public, NEW.seal.key_id, of=(2, 3))
    said, grants = tuple(author.statements), granted(epoch.key, NEW.device_id)
    for batch, refusal in (
        (Batch(said, (NEW.seal.public,)), GrantMissing),
        (Batch(said, (), grants), KeyMissing),
        (Batch(said, (NEW.seal.public,), (*grants, *granted(epoch.key, ANALYST.device_id))), GrantNotNamed),
    ):
        with pytest.raises(refusal):
            judge(programme.state, batch, now=programme.now)
    judged = judge(programme.state, Batch(said, (NEW.seal.public,), grants), now=programme.now)
    assert judged.keys == {NEW.seal.key_id: NEW.seal.public}


def test_who_has_no_seed_sets_a_recovery_key_without_a_grant(programme: Programme) -> None:
    programme.say(KEY_OFFICER.sign, lambda a: a.close_epoch(OSH))
    author = programme.author(KEY_OFFICER.sign)
    author.set_recovery(OSH, NEW.sign.public, NEW.seal.key_id, of=(2, 3))
    batch = Batch(tuple(author.statements), (NEW.seal.public,))
    assert judge(programme.state, batch, now=programme.now).state == author.state


def test_a_grant_to_a_recovery_key_opens_with_it(programme: Programme) -> None:
    recovery = programme.state.units[OSH].recovery
    assert recovery is not None
    programme.say(KEY_OFFICER.sign, lambda a: (a.close_epoch(OSH), a.open_epoch(OSH, EPOCH.key_id)))
    epoch = programme.state.units[OSH].epochs[3]
    grant = seal_grant(EPOCH, epoch.number, device=recovery, public=RECOVERY.seal.public)
    assert grant.device == recovery.id == RECOVERY.device_id
    assert open_grant(grant.ciphertext, RECOVERY, unit=OSH, epoch=epoch) == EPOCH


def test_a_signer_past_its_end_is_refused_by_the_services_clock_whatever_the_statement_says(
    programme: Programme,
) -> None:
    author = programme.author(ANALYST.sign)
    author.close_epoch(OSH)
    batch = Batch(tuple(author.statements))
    end = programme.state.units[OSH].devices[ANALYST.device_id].until
    assert judge(programme.state, batch, now=end + MAX_SKEW_S).state == author.state
    with pytest.raises(SignerExpired):
        judge(programme.state, batch, now=end + MAX_SKEW_S + 1)
