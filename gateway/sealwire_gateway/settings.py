"""The gateway's settings: where it listens, what it is called from outside, and its limits."""

from __future__ import annotations

from limits import parse
from pydantic import Field, field_validator
from sealwire_chassis.settings import Settings


class GatewaySettings(Settings):
    """Settings of the gateway, read once from the environment (docs/operations/gateway.md)."""

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8080, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    public_url: str = Field(
        default="",
        pattern=r"^(https?://[^/?#\s]+)?$",
        description="What callers use before the path; signatures cover it. Empty: http://HOST:PORT.",
    )
    rate_envelopes: str = Field(default="600/minute", description="Envelopes per sending device.")
    rate_requests: str = Field(default="1200/minute", description="Signed requests per auth key.")
    max_waiting: int = Field(
        default=4096, ge=1, description="Envelopes that may wait to be stored; more are answered 503."
    )
    max_waiting_bytes: int = Field(default=67_108_864, ge=1_048_576, description="Bytes of those envelopes.")
    accept_timeout_s: float = Field(
        default=10.0, gt=0, le=60, description="How long alerts may take to store a batch."
    )
    in_flight: int = Field(default=2, ge=1, le=16, description="Batches sent to alerts at once.")

    @field_validator("rate_envelopes", "rate_requests")
    @classmethod
    def _is_a_rate(cls, value: str) -> str:
        parse(value)
        return value

    def base_url(self, port: int) -> str:
        """Return what stands before the path in the address that callers sign.

        Args:
            port: The port that was opened.
        """
        return self.public_url or f"http://{self.host}:{port}"
