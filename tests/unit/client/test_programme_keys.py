"""What the root and the administrators say about the programme: who administers, which key a log has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sealwire import checkpoint
from sealwire.checkpoint import MalformedLogKey
from sealwire.client import administration
from sealwire.client.administration import Appointment, Card, ForeignLogKey
from sealwire.directory.fields import Log
from sealwire.directory.refusals import KeyReused, NotInDirectory, WrongAuthority
from simulators.programme import Programme, device_keys
from simulators.shown import signer_of
from simulators.stand_in import StandIn, at_work

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sealwire.client.session import Session


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Session]:
    """The home of a programme administrator."""
    programme = Programme()
    session = at_work(tmp_path / "whole", StandIn(programme), programme.appoint("whole", "*"))
    yield session
    session.store.close()


def programme_of(session: Session) -> Programme:
    assert isinstance(session.exchange, StandIn)
    return session.exchange.programme


def card(handle: str) -> Card:
    keys = device_keys(handle)
    return Card(handle, keys.sign.public, keys.auth.public, keys.seal.public)


@pytest.mark.parametrize("log", Log)
async def test_the_root_appoints_a_logs_key_and_another_in_its_place(whole: Session, log: Log) -> None:
    programme = programme_of(whole)
    assert isinstance(whole.exchange, StandIn)
    whole.exchange.signed_by = ("old", "new")
    for name in whole.exchange.signed_by:
        signer = signer_of(programme.founding, log, name)
        public, text = signer.public, signer.vkey
        where = (whole.exchange, whole.directory)
        said = await administration.appoint_log(*where, text, key=programme.root, now=whole.now())
        assert (said, whole.directory.state.log_key(log)) == (log, public)
        with pytest.raises(KeyReused):
            await administration.appoint_log(*where, text, key=programme.root, now=whole.now())
    assert len(whole.directory.state.log_keys(log)) == 2


async def test_the_key_of_another_programmes_log_and_what_is_no_key_are_refused(whole: Session) -> None:
    public, root = device_keys("a log").sign.public, programme_of(whole).root
    where = (whole.exchange, whole.directory)
    foreign = checkpoint.vkey(f"sealwire/{'5f' * 32}/directory", public)
    unknown = checkpoint.vkey(f"sealwire/{programme_of(whole).founding.hex()}/profiles", public)
    for text in (foreign, unknown):
        with pytest.raises(ForeignLogKey):
            await administration.appoint_log(*where, text, key=root, now=whole.now())
    with pytest.raises(MalformedLogKey):
        await administration.appoint_log(*where, "the log of directory", key=root, now=whole.now())
    own = checkpoint.vkey(f"sealwire/{programme_of(whole).founding.hex()}/directory", public)
    with pytest.raises(WrongAuthority):
        await administration.appoint_log(*where, own, key=whole.vault.keys.sign, now=whole.now())
    assert whole.directory.state.log_keys("directory") == ()


async def test_a_programme_administrator_appoints_and_removes_those_of_countries_only(whole: Session) -> None:
    where, key = (whole.exchange, whole.directory), whole.vault.keys.sign
    await administration.appoint(*where, Appointment(card("kg"), "KG"), key=key, now=whole.now())
    assert whole.directory.state.administrator("kg") is not None
    await administration.remove(*where, "kg", key=key, now=whole.now())
    assert whole.directory.state.administrator("kg") is None
    with pytest.raises(WrongAuthority):
        await administration.appoint(*where, Appointment(card("second"), "*"), key=key, now=whole.now())
    with pytest.raises(WrongAuthority):
        await administration.remove(*where, "whole", key=key, now=whole.now())
    root = programme_of(whole).root
    await administration.remove(*where, "whole", key=root, now=whole.now())
    with pytest.raises(NotInDirectory):
        await administration.remove(*where, "whole", key=root, now=whole.now())
