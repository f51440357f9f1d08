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

    `owns` are streams that it creates and brings up to date; `consumes` are streams that it reads with
    durable consumers.
    """

    publish: tuple[str, ...] = ()
    subscribe: tuple[str, ...] = ()
    owns: tuple[str, ...] = ()
    consumes: tuple[str, ...] = ()
    replies: bool = False

    def publish_subjects(self) -> list[str]:
        """Return every subject that the user may publish to."""
        owned = [
            f"$JS.API.STREAM.{verb}.{name}" for name in self.owns for verb in ("CREATE", "UPDATE", "INFO")
        ]
        consumed = [subject for name in self.consumes for subject in _consumer_subjects(name)]
        return [*self.publish, *owned, *consumed]


USERS: Mapping[str, User] = {
    "gateway": User(
        publish=("http.directory", "http.alerts", "alerts.accept", "gateway.v1.nonce"),
        # Wake-ups only: what they announce is asked for, and the directory is verified, by requests.
        subscribe=("directory.v1.>", "alerts.v1.>"),
        owns=("NONCES",),
    ),
    "directory": User(
        publish=("directory.v1.>",),
        subscribe=("http.directory", "directory.v1.>"),
        owns=("DIRECTORY",),
        replies=True,
    ),
    "alerts": User(
        publish=("alerts.v1.>", "http.directory"),
        subscribe=("http.alerts", "alerts.accept", "alerts.v1.>", "directory.v1.>"),
        owns=("ALERTS",),
        consumes=("DIRECTORY",),
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


def _consumer_subjects(stream: str) -> list[str]:
    return [
        f"$JS.API.STREAM.INFO.{stream}",
        f"$JS.API.CONSUMER.CREATE.{stream}.>",
        f"$JS.API.CONSUMER.DURABLE.CREATE.{stream}.>",
        f"$JS.API.CONSUMER.INFO.{stream}.>",
        f"$JS.API.CONSUMER.MSG.NEXT.{stream}.>",
        f"$JS.ACK.{stream}.>",
    ]
