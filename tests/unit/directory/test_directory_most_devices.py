"""A unit has no more devices than one epoch can be granted to, and that many do fit into a batch."""

from __future__ import annotations

import pytest
from sealwire.directory.applicant import publics_of
from sealwire.directory.author import sign_statement
from sealwire.directory.batch import GRANT_BYTES, MAX_BATCH, Batch, Grant, parse_batch
from sealwire.directory.epochs import DAY_S
from sealwire.directory.fields import MAX_DEVICES
from sealwire.directory.payloads import DeviceAdded
from sealwire.directory.refusals import TooManyDevices
from sealwire.directory.rules import apply, head_of
from sealwire.private_keys import SealKey
from sealwire_directory.log.domain.appending import judge
from simulators.programme import OSH, Programme, device_keys, populated, seed
from simulators.second_directory import SecondDirectory
from simulators.second_forms import Refused

KEY_OFFICER = device_keys("key.kg-osh")
EPOCH = SealKey.from_seed(seed("an epoch of many"))


def addition(programme: Programme, name: str) -> bytes:
    """Return the statement by which the key officer adds one more device; unchecked."""
    programme.now += 60
    head, _ = head_of(programme.state, OSH)
    publics = publics_of(device_keys(name))
    return sign_statement(
        DeviceAdded(
            ts=programme.now,
            prev=head,
            unit=OSH,
            officer="key.kg-osh",
            sign=publics.sign,
            auth=publics.auth,
            seal=publics.seal_id,
            epoch=None,
            until=programme.now + DAY_S,
        ),
        KEY_OFFICER.sign,
    )


@pytest.fixture(scope="module")
def crowded() -> Programme:
    programme = populated()[0]
    missing = MAX_DEVICES - len(programme.state.units[OSH].active_devices())
    for number in range(missing):
        programme.take([addition(programme, f"device {number}")])
    return programme


def test_a_unit_with_the_most_devices_is_granted_an_epoch_in_one_batch(crowded: Programme) -> None:
    victim = device_keys("device 0").device_id
    author = crowded.author(KEY_OFFICER.sign)
    author.revoke_device(OSH, victim)
    author.add_device(OSH, "key.kg-osh", publics_of(device_keys("in its place")))
    epoch = author.open_epoch(OSH, EPOCH.key_id)
    recovery = author.state.units[OSH].recovery
    assert recovery is not None
    grantees = (*epoch.devices, recovery.id)
    assert len(grantees) > MAX_DEVICES - 10  # but for viewers
    grants = tuple(Grant(EPOCH.key_id, each, bytes(GRANT_BYTES)) for each in grantees)
    keys = (device_keys("in its place").seal.public, EPOCH.public)
    batch = parse_batch(Batch(tuple(author.statements), keys, grants).encode())
    assert judge(crowded.state, batch, now=crowded.now).state == author.state
    assert (MAX_DEVICES + 1) * (GRANT_BYTES + 2 * 32 + 16) < MAX_BATCH


def test_a_device_above_the_most_is_refused_until_another_is_revoked(crowded: Programme) -> None:
    with pytest.raises(TooManyDevices):
        apply(crowded.state, addition(crowded, "one too many"))
    author = crowded.author(KEY_OFFICER.sign)
    author.revoke_device(OSH, device_keys("device 1").device_id)
    author.add_device(OSH, "key.kg-osh", publics_of(device_keys("one too many")))
    assert len(author.state.units[OSH].active_devices()) == MAX_DEVICES


def test_the_second_replay_counts_the_devices_too(crowded: Programme) -> None:
    second = SecondDirectory(crowded.founding)
    for raw in crowded.statements:
        second.take(raw)
    with pytest.raises(Refused, match="too-many-devices"):
        second.take(addition(crowded, "one too many"))
