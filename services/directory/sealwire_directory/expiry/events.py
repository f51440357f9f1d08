"""What the directory announces of what ends."""

from __future__ import annotations

from sealwire.contract.events import DirectoryExpiring
from sealwire_chassis.bus import Subject

EXPIRING = Subject("directory.v1.expiring", DirectoryExpiring, stream="DIRECTORY")
