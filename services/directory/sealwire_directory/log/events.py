"""What the directory tells the others: that its log grew. They fetch and verify what is new."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from sealwire_chassis.bus import Subject


class DirectoryAppended(BaseModel):
    """Statements were appended; the log has `size` of them now."""

    model_config = ConfigDict(frozen=True)

    size: int


APPENDED = Subject("directory.v1.appended", DirectoryAppended, stream="DIRECTORY")
