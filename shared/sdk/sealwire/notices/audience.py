"""Who may receive which kind: persons and companies of a seizure stay with the own administration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.identifiers import check_unit_code, country_of
from sealwire.notices.errors import AudienceTooWide
from sealwire.notices.reading import model_of

if TYPE_CHECKING:
    from collections.abc import Iterable


def check_audience(kind: str, sender: str, recipients: Iterable[str]) -> None:
    """Refuse recipients that a kind must not reach; clients call it before sealing.

    Args:
        kind: One of KINDS.
        sender: Code of the sending unit.
        recipients: Codes of the units addressed.

    Raises:
        AudienceTooWide: A kind for the own administration is addressed to a unit of another country.
        UnknownKind: This release does not know the kind.
    """
    if model_of(kind).AUDIENCE == "exchange":
        return
    home = country_of(check_unit_code(sender))
    abroad = [unit for unit in recipients if country_of(check_unit_code(unit)) != home]
    if abroad:
        raise AudienceTooWide(f"{', '.join(abroad)} lies outside {home}.", units=abroad)
