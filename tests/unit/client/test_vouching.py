"""A voucher signs for the keys and roles that were meant, whatever the exchange shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sealwire.client import enrolment
from sealwire.client.enrolment import FingerprintDiffers, Invitation, RolesDiffer, make_keys, same_fingerprint
from sealwire.client.exchange import PendingEnrolment
from sealwire.client.home import HomeExists, create
from sealwire.directory.applicant import enrolment_request, new_code, publics_of
from sealwire.directory.enrolment import parse_request
from sealwire.directory.fields import Role
from simulators.desks import EASY, PASSPHRASE
from simulators.programme import OSH, device_keys
from simulators.stand_in import NOWHERE, StandIn, at_work
from simulators.threads import Thread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sealwire.client.session import Session
    from sealwire.private_keys import DeviceKeys

SHOWN = "12345 67890 12345 67890 12345 67890"
SECOND = device_keys("a second device")


@pytest.fixture
def osh(tmp_path: Path) -> Iterator[Session]:
    thread = Thread()
    exchange = StandIn(thread.programme)
    session = at_work(tmp_path / "osh", exchange, thread.osh, thread.epochs[OSH])
    yield session
    session.store.close()


def present(session: Session, officer: str, keys: DeviceKeys) -> str:
    """Let an applicant wait at the exchange, and return the fingerprint that is read out."""
    exchange, code = session.exchange, new_code()
    assert isinstance(exchange, StandIn)
    founding = exchange.programme.founding
    request = parse_request(enrolment_request(founding, OSH, officer, code=code, device=keys))
    exchange.waiting = [
        PendingEnrolment(
            officer=officer,
            roles=["unit_head"],
            code_hash=request.code_hash.hex(),
            sign=request.publics.sign,
            auth=request.publics.auth,
            seal=request.publics.seal,
            sign_proof=request.sign_proof,
            auth_proof=request.auth_proof,
            requested_at=1,
        )
    ]
    return publics_of(keys).fingerprint()


async def test_a_second_device_is_vouched_for_under_the_roles_that_its_officer_has(osh: Session) -> None:
    heard = present(osh, "analyst.osh", SECOND)
    with pytest.raises(RolesDiffer):
        await enrolment.vouch(osh, OSH, officer="analyst.osh", fingerprint=heard, roles=[Role.VIEWER])
    assert osh.directory.state.device(SECOND.device_id) is None
    await enrolment.vouch(osh, OSH, officer="analyst.osh", fingerprint=heard, roles=[Role.ANALYST])
    device = osh.directory.state.device(SECOND.device_id)
    assert device is not None
    assert device.active


async def test_keys_that_were_not_read_out_are_not_vouched_for(osh: Session) -> None:
    present(osh, "analyst.osh", SECOND)
    heard = publics_of(device_keys("the officer's own")).fingerprint()
    with pytest.raises(FingerprintDiffers):
        await enrolment.vouch(osh, OSH, officer="analyst.osh", fingerprint=heard, roles=[Role.ANALYST])


@pytest.mark.parametrize(
    ("heard", "same"),
    [
        pytest.param("12345-67890-12345-67890-12345-67890", True, id="grouped otherwise"),
        pytest.param(SHOWN.replace(" ", ""), True, id="not grouped"),
        pytest.param("12345 67890 12345 67890 12345 67891", False, id="another digit"),
        pytest.param("12345 67890 12345 67890 12345", False, id="a group short"),
        pytest.param("\u0661\u0662\u0663\u0664\u0665" + SHOWN[5:], False, id="digits of another script"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_a_fingerprint_is_its_thirty_digits(heard: str, same: bool) -> None:  # noqa: FBT001  # a table
    assert same_fingerprint(SHOWN, heard) is same


def test_a_code_is_not_in_the_text_of_an_invitation() -> None:
    invitation = Invitation("AAAA-BBBB-CCCC-DDDD", OSH, "key-1", (Role.KEY_OFFICER,), 1)
    assert invitation.code not in repr(invitation)
    assert "key-1" in repr(invitation)


def test_keys_of_a_home_are_made_once(tmp_path: Path) -> None:
    home = create(tmp_path / "home", server=NOWHERE, founding="5f" * 32)
    make_keys(home, PASSPHRASE, cost=EASY)
    before = home.keys_path.read_bytes()
    with pytest.raises(HomeExists):
        make_keys(home, PASSPHRASE, cost=EASY)
    assert home.keys_path.read_bytes() == before
