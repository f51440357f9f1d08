"""Start a program that dies with its parent and, on demand, not as root; then become it.

Runs as a script of its own (`python -I -S launch.py ...`), so that no thread of the supervisor has to
run Python between fork and exec. Needs nothing but the standard library.

PostgreSQL refuses to run as root. Two ways not to be root, neither touching a folder that is not ours:

* `account`: another system account, keeping one capability, to pass folders such as /root (0700);
* `namespace`: a user namespace in which root bears that account's number, where root may not change it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_KEEPCAPS, _PR_SET_SECUREBITS, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT = (
    1,
    8,
    28,
    38,
    47,
)
_SECBIT_NO_SETUID_FIXUP = 1 << 2
_CAP_AMBIENT_RAISE = 2
_CAPABILITY_VERSION_3 = 0x20080522
_CLONE_NEWUSER = 0x10000000
# Reading and searching suffices; a container's root often has only the second, which includes it.
_CAP_DAC_READ_SEARCH, _CAP_DAC_OVERRIDE = 2, 1


def main(arguments: list[str]) -> None:
    """Apply `SIGNAL PARENT MODE UID GID`, then execute the rest.

    Args:
        arguments: Signal number sent when the parent dies (0: none); the parent's process id; `same`,
            `account` or `namespace`; the account's uid and gid; the program and its arguments.

    Raises:
        OSError: This system does not allow that way of dropping root.
    """
    death_signal, parent, mode, uid, gid = int(arguments[0]), int(arguments[1]), *arguments[2:5]
    if mode == "account":
        _become_account(int(uid), int(gid))
    elif mode == "namespace":
        _enter_namespace(int(uid), int(gid))
    if death_signal and sys.platform == "linux":
        # After the change of account, which clears it.
        _prctl(_PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:
            sys.exit("the supervisor has ended")
    program = arguments[5:]
    os.execv(program[0], program)  # noqa: S606 - the purpose of this script; no shell wanted


def _become_account(uid: int, gid: int) -> None:
    capability = _passing_capability()
    if capability is not None:
        # Without it access(2), which PostgreSQL's programs ask about themselves, forgets the capability.
        # A root that may not set it goes on: `identity` tries whether that is enough.
        with contextlib.suppress(OSError):
            _prctl(_PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP)
    _prctl(_PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    if capability is not None:
        _hold_only(capability)
        _prctl(_PR_CAP_AMBIENT, _CAP_AMBIENT_RAISE, capability)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def _enter_namespace(uid: int, gid: int) -> None:
    outside_uid, outside_gid = os.geteuid(), os.getegid()
    _check(_libc().unshare(_CLONE_NEWUSER))
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {outside_uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {outside_gid} 1")


def _passing_capability() -> int | None:
    """Return the smallest capability we hold that passes any folder, or None."""
    sets = (ctypes.c_uint32 * 6)()
    _check(_libc().capget((ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0), sets))
    permitted = sets[1]
    held = (c for c in (_CAP_DAC_READ_SEARCH, _CAP_DAC_OVERRIDE) if permitted & (1 << c))
    return next(held, None)


def _hold_only(capability: int) -> None:
    mask = 1 << capability
    sets = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)  # effective, permitted, inheritable; high words
    _check(_libc().capset((ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0), sets))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _prctl(option: int, *arguments: int) -> None:
    padded = [ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4]]
    _check(_libc().prctl(option, *padded))


def _check(result: int) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except OSError as refusal:
        sys.exit(f"cannot start {sys.argv[6]}: {refusal}")
