"""The events that alerts publishes, each subject bound to its message."""

from __future__ import annotations

from sealwire.contract.events import EnvelopesAccepted
from sealwire_chassis.bus import Subject

ENVELOPES_ACCEPTED = Subject("alerts.v1.accepted", EnvelopesAccepted, stream="ALERTS")
