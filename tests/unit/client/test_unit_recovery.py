"""A unit that loses every device begins again by its shares, reads what it missed, and everybody sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from sealwire.cli.lasting import warn
from sealwire.client import enrolment, epochs, news, reading, recovery, revocation
from sealwire.client.member import Member
from sealwire.client.reading import NotAddressed
from sealwire.client.recovery import NoRecovery, NoRecoveryGrant, WrongShares
from sealwire.directory.epochs import DAY_S
from sealwire.directory.payloads import DeviceAdded, EpochOpened, OfficerEnrolled, UnitRecovered
from sealwire.directory.refusals import BadGrant, WrongAuthority
from sealwire.directory.retention import kept_until
from sealwire.directory.statement import parse
from sealwire.errors import NotFound
from sealwire.private_keys import CannotOpen
from sealwire.recovery import SharesMissing
from simulators.programme import BATKEN, OSH, device_keys
from simulators.stand_in import StandIn, at_work
from simulators.threads import WARNING_ID, Thread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sealwire.client.recovery import Ceremony
    from sealwire.client.session import Session
    from sealwire.directory.batch import Batch
    from sealwire.directory.state import Unit
    from sealwire.private_keys import DeviceKeys


class Exchange(StandIn):
    """Hands out the recovery grants that came with batches."""

    async def recovery_grant(self, epoch_key: bytes) -> bytes:
        found = self.programme.state.epoch_by_key(epoch_key)
        recovery = found[0].recovery if found is not None else None
        for grant in (grant for batch in self.batches for grant in batch.grants):
            if recovery is not None and (grant.epoch_key, grant.device) == (epoch_key, recovery.id):
                return grant.ciphertext
        raise NotFound


@dataclass
class Scene:
    folder: Path
    thread: Thread = field(default_factory=Thread)
    sessions: list[Session] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.exchange = Exchange(self.thread.programme)
        people = (self.thread.osh, self.thread.colleague, self.thread.batken)
        self.exchange.keys = {each.seal.key_id: each.seal.public for each in people}
        self.now = self.thread.programme.now + 5
        self.osh = self.home("osh", self.thread.osh)

    def home(self, name: str, keys: DeviceKeys, unit: str = OSH) -> Session:
        known = [] if name.startswith("new") else [self.thread.epochs[unit]]
        session = at_work(self.folder / name, self.exchange, keys, *known)
        session.clock = lambda: self.now
        self.sessions.append(session)
        return session

    def fresh(self, name: str = "new") -> Session:
        return self.home(name, device_keys(f"after the loss, {name}"))

    async def ceremony(self, *, threshold: int = 2, shares: int = 3) -> Ceremony:
        made = await recovery.begin(self.osh, threshold=threshold, shares=shares)
        await recovery.complete(self.osh, made)
        return made

    async def recover(self, session: Session, shares: list[str], *, unit: str = OSH) -> recovery.Recovered:
        return await recovery.recover(session, shares, unit=unit, officer="key-9", reason="fire")

    @property
    def unit(self) -> Unit:
        return self.exchange.programme.state.units[OSH]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path)
    yield made
    for session in made.sessions:
        session.store.close()


def words(ceremony: Ceremony) -> list[str]:
    return [share.words for share in ceremony.shares]


async def test_nothing_is_said_before_the_shares_are_with_their_holders(scene: Scene) -> None:
    made = await recovery.begin(scene.osh, threshold=2, shares=3)
    assert (scene.exchange.batches, scene.unit.recovery) == ([], None)
    await recovery.complete(scene.osh, made)
    assert scene.unit.recovery is not None
    assert (scene.unit.recovery.threshold, scene.unit.recovery.shares) == made.of == (2, 3)
    assert scene.unit.recovery.id == made.keys.sign.key_id


async def test_who_may_not_set_a_recovery_is_told_before_any_share_is_made(scene: Scene) -> None:
    with pytest.raises(WrongAuthority):
        await recovery.begin(scene.home("analyst", scene.thread.colleague), threshold=2, shares=3)


async def test_a_colleague_who_writes_at_that_moment_spoils_no_ceremony(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await recovery.begin(scene.osh, threshold=2, shares=2)
    append = scene.exchange.append

    async def too_late(batch: Batch) -> None:
        monkeypatch.setattr(scene.exchange, "append", append)
        scene.exchange.programme.say(scene.thread.osh.sign, lambda a: a.enrol(OSH, "new", ["analyst"]))
        await append(batch)

    monkeypatch.setattr(scene.exchange, "append", too_late)
    await recovery.complete(scene.osh, made)
    assert (await recovery.drill(scene.osh, words(made))).epoch is not None


async def test_a_drill_opens_the_open_epoch_and_changes_nothing(scene: Scene) -> None:
    shares = words(await scene.ceremony(threshold=2, shares=3))
    batches, keys = len(scene.exchange.batches), scene.osh.home.keys_path.read_bytes()
    done = await recovery.drill(scene.osh, shares[1:])
    epoch = scene.unit.open_epoch()
    assert epoch is not None
    assert (done.unit, done.epoch, done.next_at) == (OSH, epoch.number, scene.now + 182 * DAY_S)
    assert (len(scene.exchange.batches), scene.osh.home.keys_path.read_bytes()) == (batches, keys)
    with pytest.raises(SharesMissing):
        await recovery.drill(scene.osh, shares[:1])


async def test_shares_of_another_unit_or_of_an_earlier_ceremony_fail_the_drill(scene: Scene) -> None:
    earlier = words(await scene.ceremony())
    assert (await recovery.drill(scene.osh, earlier)).unit == OSH
    newer = words(await scene.ceremony())
    with pytest.raises(WrongShares):
        await recovery.drill(scene.osh, earlier)
    assert (await recovery.drill(scene.osh, newer)).unit == OSH
    batken = scene.home("batken", scene.thread.batken, BATKEN)
    with pytest.raises(NoRecovery):
        await recovery.drill(batken, newer)


async def test_a_drill_notices_a_grant_that_is_missing_or_dishonest(scene: Scene) -> None:
    shares = words(await scene.ceremony())
    (batch,) = scene.exchange.batches
    (grant,) = batch.grants

    def served(*grants: object) -> None:
        scene.exchange.batches = [type(batch)(batch.statements, batch.keys, tuple(grants))]  # type: ignore[arg-type]  # as made

    served()
    with pytest.raises(NoRecoveryGrant):
        await recovery.drill(scene.osh, shares)
    served(grant._replace(ciphertext=bytes(1168)))
    with pytest.raises(CannotOpen):
        await recovery.drill(scene.osh, shares)
    served(grant)
    assert (await recovery.drill(scene.osh, shares)).epoch is not None


async def test_a_lost_unit_begins_again_in_one_batch(scene: Scene) -> None:
    shares = words(await scene.ceremony(threshold=2, shares=3))
    new = scene.fresh()
    done = await scene.recover(new, shares[:2])
    batch: Batch = scene.exchange.batches[-1]
    kinds = [type(parse(raw).payload) for raw in batch.statements]
    assert kinds == [UnitRecovered, OfficerEnrolled, DeviceAdded, EpochOpened]
    assert [each.id for each in scene.unit.active_devices()] == [new.vault.keys.device_id] == [done.device]
    assert scene.unit.recovery is not None
    assert {grant.device for grant in batch.grants} == {done.device, scene.unit.recovery.id}
    assert (new.home.config.unit, new.home.config.officer) == (OSH, "key-9")
    await enrolment.finish(new)
    assert (await recovery.drill(new, shares)).epoch == done.epoch


async def test_one_share_less_recovers_nothing_and_says_nothing(scene: Scene) -> None:
    shares = words(await scene.ceremony(threshold=3, shares=4))
    said, new = len(scene.exchange.batches), scene.fresh()
    with pytest.raises(SharesMissing):
        await scene.recover(new, shares[:2])
    assert len(scene.exchange.batches) == said
    assert (await scene.recover(new, shares[:3])).unit == OSH


async def test_a_recovered_unit_reads_what_was_sealed_before_the_loss(scene: Scene) -> None:
    shares = words(await scene.ceremony())
    scene.exchange.deliver(scene.thread.warning.raw)
    stranger = scene.fresh("new stranger")
    await stranger.directory.sync(scene.exchange)
    new = scene.fresh()
    done = await scene.recover(new, shares)
    assert done.read == 1
    assert (await reading.read(new, WARNING_ID)).content.content == {"text": "number 1"}


async def test_epochs_past_their_retention_or_dishonestly_granted_are_not_read_again(scene: Scene) -> None:
    shares = words(await scene.ceremony())
    scene.exchange.deliver(scene.thread.warning.raw)
    old = scene.unit.open_epoch()
    assert old is not None
    scene.now = kept_until(scene.exchange.programme.state, old) + 1
    new = scene.fresh()
    assert (await scene.recover(new, shares)).read == 0
    with pytest.raises(NotAddressed):
        await reading.read(new, WARNING_ID)


@pytest.mark.parametrize("refusal", [NotFound, CannotOpen, BadGrant])
async def test_an_epoch_that_was_not_granted_to_the_recovery_keeps_out_no_other(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, refusal: type[Exception]
) -> None:
    shares = words(await scene.ceremony())
    granted, first = scene.exchange.recovery_grant, scene.unit.open_epoch()
    assert first is not None
    scene.now = first.until - DAY_S
    await enrolment.finish(scene.osh)

    async def but_the_first(epoch_key: bytes) -> bytes:
        if epoch_key == first.key:
            raise refusal
        return await granted(epoch_key)

    monkeypatch.setattr(scene.exchange, "recovery_grant", but_the_first)
    assert (await scene.recover(scene.fresh(), shares)).read == 1


async def test_a_recovery_that_broke_off_goes_on_where_it_stopped(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares = words(await scene.ceremony())
    new, said = scene.fresh(), len(scene.exchange.batches)

    async def broken(*_: object) -> int:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(recovery, "_read_again", broken)
        with pytest.raises(ConnectionError):
            await scene.recover(new, shares)
    assert len(scene.exchange.batches) == said + 1
    assert (await scene.recover(new, shares)).read == 1
    assert len(scene.exchange.batches) == said + 1


async def test_everybody_else_sees_that_a_unit_began_again_and_why(scene: Scene) -> None:
    shares = words(await scene.ceremony())
    batken = scene.home("batken", scene.thread.batken, BATKEN)
    await batken.directory.sync(scene.exchange)
    await scene.recover(scene.fresh(), shares)
    await batken.directory.sync(scene.exchange)
    seen = batken.directory.state.units[OSH]
    assert not seen.devices[scene.thread.osh.device_id].active
    assert [each.officer for each in seen.active_devices()] == ["key-9"]
    said = [parse(raw).payload for raw in scene.exchange.programme.statements]
    assert [each.reason for each in said if isinstance(each, UnitRecovered)] == ["fire"]


async def test_it_is_told_for_two_weeks_since_it_was_seen_whatever_date_it_gives(scene: Scene) -> None:
    shares = words(await scene.ceremony())
    batken = scene.home("batken", scene.thread.batken, BATKEN)
    await batken.directory.sync(scene.exchange)
    assert news.begun_again(batken) == []
    dated, new = scene.unit.head_ts, scene.fresh()
    scene.now += 20 * DAY_S
    new.clock = lambda: dated
    await scene.recover(new, shares)
    await batken.directory.sync(scene.exchange)
    told = [news.BegunAgain(OSH, dated, "fire")]
    for _ in range(2):
        assert news.begun_again(batken) == told
    scene.now += news.TOLD_DAYS * DAY_S
    assert news.begun_again(batken) == told
    scene.now += 1
    assert news.begun_again(batken) == []


async def test_a_new_home_is_told_what_is_new_by_its_date_and_not_the_past(scene: Scene) -> None:
    await scene.recover(scene.fresh(), words(await scene.ceremony()))
    at = scene.unit.head_ts
    for name, later, told in (("soon", news.TOLD_DAYS, 1), ("late", news.TOLD_DAYS + 1, 0)):
        scene.now = at + later * DAY_S
        home = scene.home(name, scene.thread.batken, BATKEN)
        await home.directory.sync(scene.exchange)
        assert len(news.begun_again(home)) == told


async def test_everybody_is_told_which_administrator_begins_a_unit_again(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    batken = scene.home("batken", scene.thread.batken, BATKEN)
    await batken.directory.sync(scene.exchange)
    assert news.restarted(batken) == []
    programme, administrator = scene.exchange.programme, scene.thread.administrator.sign
    programme.say(administrator, lambda a: a.officer_left(OSH, "key.kg-osh"))
    programme.join(OSH, "theirs", ["key_officer"], voucher=administrator)
    at = scene.unit.head_ts
    programme.join(OSH, "colleague", ["analyst"], voucher=device_keys("theirs").sign)
    await batken.directory.sync(scene.exchange)
    assert news.restarted(batken) == [news.Restarted(OSH, at, "kg", "theirs")]
    warn(Member(batken))
    assert "KG-OSH was begun again" in capsys.readouterr().err


async def test_a_unit_is_told_who_made_new_shares_of_it_and_no_other_unit_is(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    colleague = scene.home("colleague", scene.thread.colleague)
    batken = scene.home("batken", scene.thread.batken, BATKEN)
    await scene.ceremony()
    for session in (colleague, batken):
        await session.directory.sync(scene.exchange)
    assert scene.unit.recovery is not None
    (told,) = news.new_recoveries(colleague)
    assert told == news.NewRecovery(OSH, scene.unit.head_ts, "key.kg-osh")
    assert news.new_recoveries(batken) == news.new_recoveries(scene.osh) == []
    warn(Member(colleague))
    assert "key.kg-osh made new recovery shares of KG-OSH" in capsys.readouterr().err


async def test_a_revoked_key_officers_device_makes_a_new_ceremony_due_where_there_are_shares(
    scene: Scene,
) -> None:
    administrator, device = scene.home("administrator", scene.thread.administrator), scene.osh.vault.keys
    done = await revocation.officer_left(
        scene.home("batken", scene.thread.batken, BATKEN), BATKEN, "key.kg-bat"
    )
    assert (len(done.devices), done.ceremony_due) == (1, False)
    await scene.ceremony()
    assert not (await revocation.officer_left(scene.osh, OSH, "analyst.osh")).ceremony_due
    known = scene.unit.devices[device.device_id]
    assert (await revocation.revoke_device(administrator, known)).ceremony_due


async def test_every_epoch_that_is_opened_is_granted_to_the_recovery(scene: Scene) -> None:
    ceremony = await scene.ceremony()
    epoch = scene.unit.open_epoch()
    assert epoch is not None
    scene.now = epoch.until - DAY_S
    await epochs.ensure_epoch(scene.osh)
    assert ceremony.keys.sign.key_id in {grant.device for grant in scene.exchange.batches[-1].grants}
    assert (await recovery.drill(scene.osh, words(ceremony))).epoch == epoch.number + 1


async def test_a_unit_without_recovery_or_unknown_cannot_be_recovered(scene: Scene) -> None:
    shares = words(await scene.ceremony())
    for unit in (BATKEN, "KG-NIL"):
        with pytest.raises(NoRecovery):
            await scene.recover(scene.fresh(f"new {unit}"), shares, unit=unit)
