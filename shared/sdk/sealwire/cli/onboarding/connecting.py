"""The guide's part at the log: the unit is opened, and its first key officer invited and vouched for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.cli import output
from sealwire.cli.asking import ask
from sealwire.cli.onboarding.asks import What
from sealwire.directory.fields import Role

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from sealwire.client.member import Member
    from sealwire.contract.onboarding import CaseOut

    Hand = Callable[[Member, CaseOut], Awaitable[None]]

CEREMONY = (
    "Key ceremony, at the post, with the unit's head and a witness:",
    "  [ ] each officer works on the device that was handed over, alone at its keyboard",
    "  [ ] the founding hash was compared with the programme's letter, not with this exchange",
    "  [ ] each passphrase is the officer's own, written down nowhere near the device",
    "  [ ] fingerprints are read out by voice; nobody vouches for what stands in a message",
    "  [ ] the key officer runs `sealwire admin recovery-setup`; the shares go to different people",
)


async def open_unit(member: Member, case: CaseOut) -> None:
    """Open the unit in the log under the names of its site; the log never forgets it, so that is asked."""
    names = dict(case.name)
    output.message(f"  {case.unit} will stand in the log for good, as {', '.join(names.values())}.")
    ask("Press Enter to open it", required=False)
    await member.open_unit(case.unit, names)


async def key_holders(member: Member, case: CaseOut) -> None:
    """Bring the next key holder in: vouch for who waits, or invite the first, or say who does the rest."""
    unit = (await member.sync_directory()).units[case.unit]
    for line in CEREMONY:
        output.message(line)
    officers = {each.officer for each in unit.active_devices()}
    if officers:
        _say_who_goes_on(case.unit, sorted(officers))
        ask("Press Enter to look again", required=False)
        return
    waiting = [each.officer for each in await member.enrolments(case.unit)]
    if not waiting:
        await _invite(member, case)
        return
    handle = waiting[0]
    heard = ask(f"Fingerprint of {handle}, as read out over the phone")
    await member.vouch(case.unit, handle, fingerprint=heard)
    output.message(f"  Vouched for {handle}, who now runs: sealwire enrol --finish")


async def _invite(member: Member, case: CaseOut) -> None:
    handles = ", ".join(each.handle for each in case.officers)
    handle = ask(f"Handle of the first key officer ({handles})")
    made = await member.invite(case.unit, handle, [Role.KEY_OFFICER])
    output.message(f"  Code for {handle}: {made.code}  (once, until {output.when(made.expires_at)} UTC)")
    output.message(f"  On the officer's device: sealwire init, then sealwire enrol {case.unit} {handle}")
    ask("Press Enter when the officer has presented the code", required=False)


def _say_who_goes_on(unit: str, officers: list[str]) -> None:
    output.message(f"  {', '.join(officers)} of {unit} has a device. Once: sealwire enrol --finish")
    output.message("  The second is brought in by the key officer, on the key officer's own device:")
    output.message(f"    sealwire admin invite {unit} HANDLE --role analyst")
    output.message(f"    sealwire admin vouch {unit} HANDLE")


HANDS: Mapping[What, Hand] = {What.UNIT: open_unit, What.KEY_HOLDERS: key_holders}
"""What the guide does about the two things that stand in the log."""
