"""A unit's keys over time: renewed before they end, closed when one is lost, destroyed after retention."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from sealwire import keystore
from sealwire.cli.lasting import warn
from sealwire.client import devices, enrolment, epochs, lasting, reading, revocation
from sealwire.client.member import Member
from sealwire.client.reading import NotAddressed
from sealwire.directory.applicant import publics_of
from sealwire.directory.epochs import DAY_S
from sealwire.directory.grants import open_grant, seal_grant
from sealwire.directory.refusals import NotInDirectory, OutOfOrder, WrongAuthority
from sealwire.directory.retention import kept_until
from sealwire.envelope.format import SKEW_S
from sealwire.errors import NotFound, Unauthorised
from simulators.desks import PASSPHRASE
from simulators.programme import BATKEN, OSH, device_keys
from simulators.stand_in import StandIn, at_work
from simulators.threads import SECOND_ID, WARNING_ID, Thread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sealwire.client.session import Session
    from sealwire.directory.batch import Batch
    from sealwire.directory.state import Epoch, Unit
    from sealwire.private_keys import DeviceKeys


@dataclass
class Scene:
    """Osh, with a key officer, an analyst and a viewer; the clock of every home is set by `now`."""

    folder: Path
    thread: Thread = field(default_factory=Thread)
    sessions: list[Session] = field(default_factory=list)

    def __post_init__(self) -> None:
        programme = self.thread.programme
        self.viewer = programme.join(OSH, "viewer.osh", ["viewer"], voucher=self.thread.osh.sign)
        self.exchange = StandIn(programme)
        people = (self.thread.osh, self.thread.colleague, self.viewer, self.thread.batken)
        self.exchange.keys = {each.seal.key_id: each.seal.public for each in people}
        self.now = programme.now + 5

    def home(self, keys: DeviceKeys) -> Session:
        """Open a home with a device's keys and Osh's epoch."""
        folder = self.folder / keys.device_id.hex()[:8]
        session = at_work(folder, self.exchange, keys, self.thread.epochs[OSH])
        session.clock = lambda: self.now
        self.sessions.append(session)
        return session

    @property
    def unit(self) -> Unit:
        return self.exchange.programme.state.units[OSH]

    @property
    def epoch(self) -> Epoch:
        return self.unit.epochs[len(self.unit.epochs)]

    def days_before_the_end(self, days: float) -> None:
        self.now = self.epoch.until - int(days * DAY_S)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path)
    yield made
    for session in made.sessions:
        session.store.close()


def granted(batch: Batch) -> set[bytes]:
    return {grant.device for grant in batch.grants}


@pytest.mark.parametrize(
    ("days_left", "renewed"),
    [
        pytest.param(29, False, id="new"),
        pytest.param(3, False, id="a tenth is left"),
        pytest.param(2.99, True, id="less than a tenth is left"),
        pytest.param(-1, True, id="over"),
    ],
)
async def test_a_device_at_work_renews_the_epoch_when_less_than_a_tenth_is_left(
    scene: Scene, days_left: float, *, renewed: bool
) -> None:
    session, before = scene.home(scene.thread.colleague), scene.epoch.number
    scene.days_before_the_end(days_left)
    await enrolment.finish(session)
    await enrolment.finish(session)
    assert scene.epoch.number == before + renewed
    for batch in scene.exchange.batches:
        assert granted(batch) == {scene.thread.osh.device_id, scene.thread.colleague.device_id}
        assert session.vault.epoch(scene.epoch.key) is not None


async def test_an_epoch_that_a_device_past_its_end_has_is_renewed_once(scene: Scene) -> None:
    programme, short = scene.exchange.programme, device_keys("a device that ends soon")
    ends = programme.now + DAY_S
    programme.say(
        scene.thread.osh.sign,
        lambda a: a.enrol(OSH, "analyst-9", ["analyst"]),
        lambda a: a.add_device(OSH, "analyst-9", publics_of(short), until=ends),
    )
    scene.exchange.keys[short.seal.key_id] = short.seal.public
    scene.thread.epochs[OSH] = programme.open_epoch(OSH, scene.thread.osh)
    session = scene.home(scene.thread.colleague)
    scene.now = ends + SKEW_S
    await enrolment.finish(session)
    assert (scene.exchange.batches, short.device_id in scene.epoch.devices) == ([], True)
    scene.now += 1
    for _ in range(2):
        await enrolment.finish(session)
    assert len(scene.exchange.batches) == 1
    assert scene.epoch.devices == {scene.thread.osh.device_id, scene.thread.colleague.device_id}


async def test_what_a_device_renewed_its_colleague_opens(scene: Scene) -> None:
    scene.days_before_the_end(1)
    await enrolment.finish(scene.home(scene.thread.colleague))
    (batch,) = scene.exchange.batches
    grant = next(each for each in batch.grants if each.device == scene.thread.osh.device_id)
    opened = open_grant(grant.ciphertext, scene.thread.osh, unit=OSH, epoch=scene.epoch)
    assert opened.key_id == scene.epoch.key


async def test_a_viewers_device_opens_nothing(scene: Scene) -> None:
    scene.days_before_the_end(-1)
    await enrolment.finish(scene.home(scene.viewer))
    assert scene.exchange.batches == []


async def test_of_two_colleagues_who_renew_at_once_the_faster_ones_epoch_counts(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, fast = scene.home(scene.thread.colleague), scene.home(scene.thread.osh)
    scene.days_before_the_end(1)
    append = scene.exchange.append

    async def after_the_colleague(_: Batch) -> None:
        monkeypatch.setattr(scene.exchange, "append", append)
        await epochs.ensure_epoch(fast)
        (theirs,) = scene.exchange.batches
        mine = next(each for each in theirs.grants if each.device == scene.thread.colleague.device_id)
        scene.exchange.grants[mine.epoch_key] = mine.ciphertext
        raise OutOfOrder

    await slow.directory.sync(scene.exchange)
    await fast.directory.sync(scene.exchange)
    monkeypatch.setattr(scene.exchange, "append", after_the_colleague)
    await epochs.ensure_epoch(slow)
    assert len(scene.exchange.batches) == 1
    assert slow.vault.epoch(scene.epoch.key) is not None
    assert slow.directory.state == fast.directory.state


async def test_a_revocation_opens_the_next_epoch_for_exactly_the_others_in_one_batch(scene: Scene) -> None:
    session, number = scene.home(scene.thread.osh), scene.epoch.number
    await session.directory.sync(scene.exchange)
    lost = await devices.find(session, OSH, "analyst.osh")
    done = await revocation.revoke_device(session, lost)
    (batch,) = scene.exchange.batches
    assert len(batch.statements) == 2
    assert granted(batch) == {scene.thread.osh.device_id} == scene.epoch.devices
    assert (done.epoch, done.devices) == (number + 1, (lost,))
    assert session.vault.epoch(scene.epoch.key) is not None


async def test_an_officers_departure_revokes_every_device_of_theirs_in_one_batch(scene: Scene) -> None:
    session = scene.home(scene.thread.osh)
    done = await revocation.officer_left(session, OSH, "analyst.osh")
    assert [each.id for each in done.devices] == [scene.thread.colleague.device_id]
    assert [len(batch.statements) for batch in scene.exchange.batches] == [2]
    with pytest.raises(NotInDirectory):
        await revocation.officer_left(session, OSH, "analyst.osh")


async def test_an_administrator_revokes_and_the_unit_opens_the_next_epoch_itself(scene: Scene) -> None:
    administrator, colleague = scene.home(scene.thread.administrator), scene.home(scene.thread.colleague)
    done = await revocation.officer_left(administrator, OSH, "viewer.osh")
    assert done.epoch is None
    assert scene.unit.open_epoch() is None
    await enrolment.finish(colleague)
    assert scene.unit.open_epoch() is not None


async def test_a_device_that_revokes_itself_opens_nothing(scene: Scene) -> None:
    session = scene.home(scene.thread.osh)
    await session.directory.sync(scene.exchange)
    done = await revocation.revoke_device(session, session.device())
    assert (done.epoch, scene.unit.open_epoch()) == (None, None)


async def test_a_revocation_that_meets_a_colleagues_statement_is_said_after_it(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, append = scene.home(scene.thread.osh), scene.exchange.append
    await session.directory.sync(scene.exchange)
    met = 0

    async def after_the_administrator(_: Batch) -> None:
        nonlocal met
        met += 1
        monkeypatch.setattr(scene.exchange, "append", append)
        names = {"en": "Osh, customs"}
        scene.exchange.programme.say(
            scene.thread.administrator.sign, lambda author: author.change_unit(OSH, names)
        )
        raise OutOfOrder

    monkeypatch.setattr(scene.exchange, "append", after_the_administrator)
    done = await revocation.officer_left(session, OSH, "analyst.osh")
    assert (met, len(done.devices), done.epoch) == (1, 1, scene.epoch.number)


async def test_who_never_gets_a_word_in_is_told(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    session = scene.home(scene.thread.osh)

    async def never(_: Batch) -> None:
        raise OutOfOrder

    monkeypatch.setattr(scene.exchange, "append", never)
    with pytest.raises(OutOfOrder):
        await revocation.officer_left(session, OSH, "analyst.osh")


async def test_another_units_officer_revokes_nobody(scene: Scene) -> None:
    with pytest.raises(WrongAuthority):
        await revocation.officer_left(scene.home(scene.thread.batken), OSH, "analyst.osh")
    assert scene.exchange.batches == []


async def test_seeds_are_forgotten_after_their_retention_and_not_before(scene: Scene) -> None:
    session = scene.home(scene.thread.osh)
    await session.directory.sync(scene.exchange)
    old = scene.epoch
    scene.exchange.deliver(scene.thread.warning.raw)
    assert (await reading.read(session, WARNING_ID)).content.content == {"text": "number 1"}
    scene.now = kept_until(session.directory.state, old)
    await enrolment.finish(session)
    assert session.vault.epoch(old.key) is not None
    scene.now += 1
    await enrolment.finish(session)
    assert session.vault.epoch(old.key) is None
    left = keystore.load(session.home.keys_path, PASSPHRASE)
    assert left.epochs.keys() == {scene.epoch.key}
    assert left.device.device_id == scene.thread.osh.device_id


async def test_a_grant_that_is_withheld_keeps_no_old_seed_alive(scene: Scene) -> None:
    session, old = scene.home(scene.thread.osh), scene.epoch
    scene.now = scene.exchange.programme.now = kept_until(scene.exchange.programme.state, old)
    scene.exchange.programme.open_epoch(OSH, scene.thread.colleague)
    with pytest.raises(NotFound):
        await enrolment.finish(session)
    assert session.vault.epoch(old.key) is not None
    scene.now += 1
    with pytest.raises(NotFound):
        await enrolment.finish(session)
    assert session.vault.epoch(old.key) is None


async def test_what_was_sealed_under_a_forgotten_epoch_opens_no_more_and_the_others_do(scene: Scene) -> None:
    session = scene.home(scene.thread.osh)
    await session.directory.sync(scene.exchange)
    scene.exchange.deliver(scene.thread.warning.raw)
    assert (await reading.read(session, WARNING_ID)).content.content == {"text": "number 1"}
    old, own = scene.thread.epochs[OSH], session.device()
    grant = seal_grant(old, scene.epoch.number, device=own, public=scene.thread.osh.seal.public)
    scene.exchange.grants[old.key_id] = grant.ciphertext
    scene.now = kept_until(session.directory.state, scene.epoch) + 1
    # Neither a grant that the server kept against the rules nor a later look brings it back.
    await enrolment.finish(session)
    with pytest.raises(NotAddressed):
        await reading.read(session, WARNING_ID)
    current = session.vault.epoch(scene.epoch.key)
    assert current is not None
    scene.exchange.programme.now = scene.now
    scene.thread.epochs[OSH] = current
    scene.thread.epochs[BATKEN] = scene.exchange.programme.open_epoch(BATKEN, scene.thread.batken)
    before = scene.thread.warning.header_hash
    later = scene.thread.sealed(SECOND_ID, OSH, scene.thread.osh, seq=2, prev=before)
    scene.exchange.deliver(later.raw)
    assert (await reading.read(session, SECOND_ID)).content.content == {"text": "number 2"}


async def test_a_clock_that_runs_ahead_destroys_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = scene.home(scene.thread.osh)
    await enrolment.finish(session)
    old = scene.epoch

    async def refused(_: bytes) -> bytes:
        raise Unauthorised

    scene.now = kept_until(session.directory.state, old) + 1
    with monkeypatch.context() as patched:
        patched.setattr(scene.exchange, "grant", refused)
        with pytest.raises(Unauthorised):
            await epochs.forget_past(session)
    assert session.vault.epoch(old.key) is not None
    assert await epochs.forget_past(session) == 1


async def test_forgetting_nothing_leaves_the_key_file_alone(scene: Scene) -> None:
    session = scene.home(scene.thread.osh)
    await session.directory.sync(scene.exchange)
    before = session.home.keys_path.stat().st_ino
    assert await epochs.forget_past(session) == 0
    assert session.home.keys_path.stat().st_ino == before


async def test_an_officer_is_warned_of_what_nobody_else_will_see_to(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    session = scene.home(scene.thread.osh)
    assert lasting.warnings(session) == []
    await session.directory.sync(scene.exchange)
    assert lasting.warnings(session) == []
    scene.days_before_the_end(2)
    (epoch,) = lasting.warnings(session)
    assert "`sealwire sync` renews it" in epoch
    scene.now = session.device().until - 15 * DAY_S
    await enrolment.finish(session)
    assert lasting.warnings(session) == []
    scene.now += DAY_S
    (device,) = lasting.warnings(session)
    assert "enrol a new home" in device
    warn(Member(session))
    assert capsys.readouterr().err == f"sealwire: {device}\n"


async def test_an_officer_sees_what_ends_in_the_own_unit_and_an_administrator_in_the_scope(
    scene: Scene,
) -> None:
    officer, administrator = scene.home(scene.thread.osh), scene.home(scene.thread.administrator)
    for session in (officer, administrator):
        await session.directory.sync(scene.exchange)
    own = lasting.expiring(officer, within_days=3650)
    assert {each.place for each in own.endings} == {OSH}
    assert own.without_recovery == [OSH]
    scope = lasting.expiring(administrator, within_days=3650)
    assert {each.place for each in scope.endings} == {"KG", OSH, BATKEN}
    assert scope.without_recovery == [BATKEN, OSH]
    assert device_keys("nobody").device_id not in {each.id for each in scope.endings}
