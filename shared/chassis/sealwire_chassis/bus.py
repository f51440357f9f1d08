"""The bus: one NATS connection of a process, and the typed subjects that go over it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import nats
import nats.errors
import nats.js.errors
import nkeys
from nats.aio.client import Client
from nats.js.api import DiscardPolicy, StorageType, StreamConfig
from pydantic import BaseModel, ValidationError
from sealwire.errors import BadRequest

from sealwire_chassis.logs import get_logger
from sealwire_chassis.replies import BusUnavailable, Replies
from sealwire_chassis.settings import BadSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nats.js import JetStreamContext

    from sealwire_chassis.settings import Settings

M = TypeVar("M", bound=BaseModel)

_CONNECT_S = 30.0
_REFUSAL = "Authorization Violation"
_PENDING_BYTES = 16 * 1024 * 1024  # most bytes waiting for the socket before publishers wait
_log = get_logger(__name__)


class MalformedMessage(BadRequest, code="malformed-message"):
    """The bytes are not a message of this subject."""


@dataclass(frozen=True, slots=True)
class Subject(Generic[M]):
    """An event subject, bound to the one message type that goes over it.

    Attributes:
        template: Subject; `{unit}` stands for a unit code.
        message_type: Pydantic model of the message.
        stream: JetStream stream that keeps it.
    """

    template: str
    message_type: type[M]
    stream: str

    def name(self, unit: str = "") -> str:
        """Return the subject to publish on."""
        return self.template.replace("{unit}", unit)

    def wildcard(self) -> str:
        """Return the subject that a subscriber to all units filters by."""
        return self.template.replace("{unit}", "*")

    def encode(self, message: M) -> bytes:
        """Return the JSON bytes of a message."""
        return message.model_dump_json().encode()

    def decode(self, data: bytes) -> M:
        """Return the message in some bytes.

        Raises:
            MalformedMessage: They hold none.
        """
        try:
            return self.message_type.model_validate_json(data)
        except ValidationError as error:
            raise MalformedMessage(f"Subject {self.template}.") from error


class Bus:
    """A connected NATS user: requests, plain publishes and durable publishes."""

    def __init__(self, nc: Client, *, user: str) -> None:
        """Wrap a connection; use `connect`."""
        self.nc = nc
        self.user = user
        self.js: JetStreamContext = nc.jetstream()
        self.replies = Replies(nc, prefix=f"_INBOX.{user}")
        self.closed = asyncio.Event()

    async def request(self, subject: str, payload: bytes, *, timeout_s: float) -> bytes:
        """Send a request and return the answer's bytes.

        Raises:
            BusUnavailable: Not connected, nobody listens, too much in flight, or the connection broke.
            DeadlineExceeded: No answer in time; whether it was done is not known.
            TooLarge: The server takes no payload of this size.
        """
        return await self.replies.request(subject, payload, timeout_s=timeout_s)

    async def publish(self, subject: str, payload: bytes) -> None:
        """Publish once, without any guarantee.

        Raises:
            BusUnavailable: The connection is down.
        """
        try:
            await self.nc.publish(subject, payload)
        except nats.errors.Error as error:
            raise BusUnavailable from error

    async def ping(self) -> None:
        """Ask the server for an answer.

        Raises:
            BusUnavailable: It gives none within two seconds.
        """
        if not self.nc.is_connected:
            raise BusUnavailable
        try:
            await self.nc.flush(timeout=2)
        except (nats.errors.Error, OSError) as error:
            raise BusUnavailable from error

    async def lost(self) -> None:
        """Wait until the connection is closed for good, then raise.

        nats-py gives up for ever on some server errors (expired or refused credentials); a process
        that lives on then would answer nothing, so its main task waits here and ends.

        Raises:
            BusUnavailable: Always.
        """
        await self.closed.wait()
        raise BusUnavailable("The server closed the connection for good.")

    async def ensure_stream(self, config: StreamConfig) -> None:
        """Create a stream, or bring an existing one to this configuration.

        Args:
            config: From `stream` or with its guarantees.

        Raises:
            BusUnavailable: The server refused or did not answer.
        """
        await ensure_stream(self, config)

    async def close(self) -> None:
        """Drain subscriptions, flush and close."""
        if self.nc.is_closed:
            return
        try:
            await self.nc.drain()
        except (nats.errors.Error, OSError):
            await self.nc.close()


def stream(name: str, subjects: Sequence[str], *, max_age_s: float, replicas: int = 1) -> StreamConfig:
    """Return the configuration of a durable stream with the guarantees that events rely on.

    Args:
        name: Stream name.
        subjects: Subjects it keeps.
        max_age_s: Seconds that a message is kept; consumers must not fall behind more.
        replicas: Copies in the NATS cluster; 3 in a region.
    """
    return StreamConfig(
        name=name,
        subjects=list(subjects),
        storage=StorageType.FILE,
        # A full stream refuses new messages, which stay in the outbox; the default drops old ones.
        discard=DiscardPolicy.NEW,
        max_age=max_age_s,
        num_replicas=replicas,
        duplicate_window=min(120.0, max_age_s),
    )


async def ensure_stream(bus: Bus, config: StreamConfig) -> None:
    """Create a stream, or bring an existing one to this configuration.

    Raises:
        BusUnavailable: The server refused or did not answer.
    """
    try:
        try:
            await bus.js.add_stream(config)
        except nats.js.errors.BadRequestError:
            await bus.js.update_stream(config)
    except (nats.errors.Error, OSError) as error:
        raise BusUnavailable(f"Stream {config.name}.") from error


async def connect(settings: Settings, *, user: str) -> Bus:
    """Connect to NATS and stay connected: reconnects for ever.

    Args:
        settings: Address and seed file.
        user: Name of the user, which is also its inbox prefix.

    Raises:
        BadSettings: The seed file cannot be read, holds no seed, or the server refuses it.
        BusUnavailable: No connection within 30 seconds.
    """
    bus = Bus(Client(), user=user)
    try:
        await _open_in_time(bus, settings)
    except BaseException:
        await bus.nc.close()
        raise
    return bus


async def _open_in_time(bus: Bus, settings: Settings) -> None:
    seed = settings.nats_seed()
    refused = asyncio.Event()
    opening = asyncio.create_task(_open(bus, settings.nats_url.split(","), seed, refused))
    refusal = asyncio.create_task(refused.wait())
    try:
        # nats-py itself would try a refused seed again for ever.
        await asyncio.wait({opening, refusal}, timeout=_CONNECT_S, return_when=asyncio.FIRST_COMPLETED)
        if refused.is_set():
            raise BadSettings(f"NATS refuses the seed of user {bus.user} in SEALWIRE_NATS_SEED_FILE.")
        if not opening.done():
            raise BusUnavailable(f"No connection as user {bus.user}.")
        await opening
    finally:
        refusal.cancel()
        opening.cancel()
        await asyncio.wait({opening})


async def _open(bus: Bus, servers: list[str], seed: str, refused: asyncio.Event) -> None:
    options = _callbacks(bus, refused)
    try:
        await bus.nc.connect(
            servers,
            name=bus.user,
            nkeys_seed_str=seed or None,
            inbox_prefix=f"_INBOX.{bus.user}",
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.2,  # type: ignore[arg-type] # it is slept, so a float is fine
            connect_timeout=2,
            ping_interval=5,
            max_outstanding_pings=2,
            drain_timeout=10,
            pending_size=_PENDING_BYTES,
            # Subjects are constants of ours or checked unit codes; checking again costs 2 us a message.
            skip_subject_validation=True,
            **options,
        )
        await bus.replies.start()
    except (ValueError, nkeys.NkeysError) as error:
        raise BadSettings("SEALWIRE_NATS_SEED_FILE holds no nkey seed.") from error
    except (nats.errors.Error, OSError) as error:
        raise BusUnavailable from error


def _callbacks(bus: Bus, refused: asyncio.Event) -> dict[str, Any]:
    last = ""

    async def on_error(error: Exception) -> None:
        # Permission violations carry the subject, which an operator needs; there is no payload in them.
        nonlocal last
        text = str(error)[:200] if isinstance(error, nats.errors.Error) else ""
        if _REFUSAL in text:
            refused.set()
        if text + type(error).__name__ != last:  # a server that is away fails five times a second
            last = text + type(error).__name__
            _log.warning("bus error", error=type(error).__name__, text=text)

    async def on_disconnect() -> None:
        bus.replies.fail_all()
        _log.warning("bus disconnected")

    async def on_reconnect() -> None:
        nonlocal last
        last = ""
        _log.info("bus reconnected")

    async def on_closed() -> None:
        bus.replies.fail_all()
        bus.closed.set()

    return {
        "error_cb": on_error,
        "disconnected_cb": on_disconnect,
        "reconnected_cb": on_reconnect,
        "closed_cb": on_closed,
    }


__all__ = ["Bus", "MalformedMessage", "Subject", "connect", "ensure_stream", "stream"]
