"""Under which account a program runs that refuses to be root."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from sealwire_local.errors import StackRefused

_LAUNCHER = str(Path(__file__).with_name("launch.py"))
# Asks and opens: PostgreSQL's programs call access(2) on themselves, which has rules of its own.
_PROBE = """
import os, sys
folder, program = sys.argv[1:]
os.listdir(folder)
sys.exit(not (os.access(program, os.X_OK) and os.stat(folder).st_uid == os.geteuid() != 0))
"""
_PROBE_TIMEOUT_S = 30


@dataclass(frozen=True)
class Identity:
    """How to start a program: `same` account, another `account`, or a user `namespace`."""

    mode: str = "same"
    uid: int = -1
    gid: int = -1

    def command(self, program: list[str], *, death_signal: int = 0) -> list[str]:
        """Return the command line that starts a program under this identity.

        Args:
            program: Absolute path of the program and its arguments.
            death_signal: Sent to the program when the thread that started it ends (Linux); 0 for none.
        """
        head = [sys.executable, "-I", "-S", _LAUNCHER]
        return [*head, str(death_signal), str(os.getpid()), self.mode, str(self.uid), str(self.gid), *program]

    def own(self, folder: Path) -> None:
        """Give a folder of ours to the account; its parents stay as they are."""
        if self.mode == "account":
            os.chown(folder, self.uid, self.gid)
        elif self.mode == "namespace":
            os.chown(folder, os.geteuid(), os.getegid())


SAME = Identity()


def not_root(folder: Path, binary: Path) -> Identity:
    """Return an identity that is not root and can use a folder, which is given to it.

    Args:
        folder: An existing empty or previously owned folder inside the state folder.
        binary: The program that it must be able to reach.

    Raises:
        StackRefused: We are root and neither way of dropping it works here.
    """
    if os.geteuid() != 0:
        return SAME
    account = _account()
    for mode in _modes(folder):
        identity = Identity(mode, account.pw_uid, account.pw_gid)
        if _works(identity, folder, binary):
            return identity
    raise StackRefused(
        f"PostgreSQL refuses to run as root, and this root can neither become {account.pw_name!r}"
        f" nor make a user namespace that reaches {folder}: run as an ordinary user"
    )


def _modes(folder: Path) -> tuple[str, ...]:
    """Return the ways to try; a folder with data keeps the way by which it was made."""
    if not any(folder.iterdir()):
        return ("account", "namespace")
    return ("namespace",) if folder.stat().st_uid == 0 else ("account",)


def _account() -> pwd.struct_passwd:
    for name in ("nobody", "daemon"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise StackRefused(
        "PostgreSQL refuses to run as root and there is no account 'nobody': run as an ordinary user"
    )


def _works(identity: Identity, folder: Path, binary: Path) -> bool:
    probe = [sys.executable, "-I", "-S", "-c", _PROBE, str(folder), str(binary)]
    try:
        identity.own(folder)
        result = subprocess.run(  # noqa: S603 - our own launcher and paths
            identity.command(probe), capture_output=True, check=False, timeout=_PROBE_TIMEOUT_S
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return result.returncode == 0
