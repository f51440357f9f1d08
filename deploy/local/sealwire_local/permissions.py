"""Who may say what on the bus: the one table of NATS users, for the local stack and for Kubernetes alike.

A user publishes and subscribes to exactly what is listed; replies go to the subject that a request named
(`replies`), for which the server lets one answer through. Every user has an inbox of its own, so that
nobody reads the answers meant for another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# Longer than a mailbox's long-poll (30 s) and the caller's deadline after it.
REPLY_WITHIN = "60s"


@dataclass(frozen=True)
class User:
    """What one NATS user may do, beside reading its own inbox.

    `owns` are streams that it creates and brings up to date.
    """

    publish: tuple[str, ...] = ()
    subscribe: tuple[str, ...] = ()
    owns: tuple[str, ...] = ()
    replies: bool = False

    def publish_subjects(self) -> list[str]:
        """Return every subject that the user may publish to."""
        owned = [
            f"$JS.API.STREAM.{verb}.{name}" for name in self.owns for verb in ("CREATE", "UPDATE", "INFO")
        ]
        return [*self.publish, *owned]


USERS: Mapping[str, User] = {
    "gateway": User(
        publish=("http.directory", "http.alerts", "http.profiling", "alerts.accept", "gateway.v1.nonce"),
        # A wake-up only: what it announces is asked for by requests, and verified.
        subscribe=("directory.v1.appended",),
        owns=("NONCES",),
    ),
    "directory": User(
        publish=("directory.v1.appended", "directory.v1.expiring"),
        subscribe=("http.directory",),
        owns=("DIRECTORY",),
        replies=True,
    ),
    "alerts": User(
        publish=("alerts.v1.accepted",),
        # Its own events wake the readers that wait at another replica.
        subscribe=("http.alerts", "alerts.accept", "alerts.v1.accepted"),
        owns=("ALERTS",),
        replies=True,
    ),
    "profiling": User(
        publish=(
            "profiling.v1.uploaded",
            "profiling.v1.selected",
            "profiling.v1.rescreened",
            "profiling.v1.inspected",
            "profiling.v1.strategic",
        ),
        subscribe=("http.profiling",),
        owns=("PROFILING",),
        replies=True,
    ),
    # People who look after streams; no part of the stack uses it.
    "operator": User(publish=("$JS.API.>",)),
}


def authorization(users: Mapping[str, User], public_keys: Mapping[str, str]) -> dict[str, object]:
    """Return the `authorization` block of a NATS server; whoever is not in it is refused.

    Args:
        users: The permissions by name.
        public_keys: The public nkey of each user, or a variable that stands for it.
    """
    return {"timeout": 5, "users": [_entry(name, user, public_keys[name]) for name, user in users.items()]}


def _entry(name: str, user: User, public_key: str) -> dict[str, object]:
    permissions: dict[str, object] = {
        "publish": {"allow": user.publish_subjects()} if user.publish_subjects() else {"deny": ">"},
        "subscribe": {"allow": [f"_INBOX.{name}.>", *user.subscribe]},
    }
    if user.replies:
        permissions["allow_responses"] = {"max": 1, "expires": REPLY_WITHIN}
    return {"nkey": public_key, "permissions": permissions}
