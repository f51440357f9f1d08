"""The state folder: where everything lies that the stack keeps."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sealwire_local.errors import StackRefused

if TYPE_CHECKING:
    from pathlib import Path

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class StateFolder:
    """Paths inside a state folder, `.sealwire` for a user."""

    path: Path

    @property
    def postgres(self) -> Path:
        """PostgreSQL's cluster."""
        return self.path / "postgres"

    @property
    def nats(self) -> Path:
        """NATS's configuration and store."""
        return self.path / "nats"

    @property
    def secrets(self) -> Path:
        """Passwords and seeds of the parts, one per file."""
        return self.path / "secrets"

    @property
    def logs(self) -> Path:
        """A log for each part, and `events.log` of the stack itself."""
        return self.path / "logs"

    @property
    def demo(self) -> Path:
        """The homes of everybody in the demo: of no use without the exchange that they were made for."""
        return self.path / "demo"

    @property
    def founding_file(self) -> Path:
        """The hash of the programme's founding statement, in hex."""
        return self.path / "founding"

    @property
    def record(self) -> Path:
        """What runs now: read by `status` and `stop`."""
        return self.path / "stack.json"

    @property
    def lock(self) -> Path:
        """Held by the one supervisor of this folder."""
        return self.path / "lock"

    @property
    def migrated(self) -> Path:
        """Which migrations the databases have; lies with the cluster, so that both go together."""
        return self.postgres / "migrated.json"

    def founding(self, given: str | None = None) -> str:
        """Return the programme's founding hash: the given one, which is then kept, or the one kept.

        Raises:
            StackRefused: There is none, it is no hash, or another programme lives here.
        """
        kept = self.founding_file.read_text("ascii").strip() if self.founding_file.exists() else ""
        founding = (given or kept).strip().lower()
        if not founding:
            raise StackRefused(
                "there is no programme yet: `make demo` founds one, or put the hash of your founding"
                f" statement (64 hex digits) into {self.founding_file}"
            )
        if not _HASH.fullmatch(founding):
            raise StackRefused(f"{founding[:80]!r} is no founding hash: 64 hex digits are")
        if kept and kept != founding:
            raise StackRefused(
                f"{self.path} holds another programme ({kept[:12]}...):"
                " use another --state, or `reset` this one"
            )
        if not kept:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.founding_file.write_text(founding + "\n", "ascii")
        return founding

    def remove(self) -> list[str]:
        """Remove what the stack made and return the names of what others keep here, which stays.

        Raises:
            StackRefused: Something cannot be removed.
        """
        try:
            for tree in (self.postgres, self.nats, self.secrets, self.logs, self.demo):
                if tree.exists():
                    shutil.rmtree(tree)
            for file in (self.founding_file, self.record, self.lock):
                file.unlink(missing_ok=True)
            return sorted(item.name for item in self.path.iterdir()) if self.path.exists() else []
        except OSError as error:
            raise StackRefused(f"cannot remove {error.filename}: {error.strerror}") from error
