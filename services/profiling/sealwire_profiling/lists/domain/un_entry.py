"""One entry of the UN's list: an INDIVIDUAL or an ENTITY to what is screened and shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from pydantic import ValidationError
from sealwire.contract.profiling.lists import (
    MAX_IDENTIFIERS,
    MAX_NAMES,
    Confidence,
    EntryContent,
    EntryKind,
    IdentifierKind,
    ListedIdentifier,
    ListedName,
    Quality,
    Source,
    UnFault,
    UnParticulars,
)

from sealwire_profiling.lists.domain.identifiers import canonical, imo_checks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from xml.etree.ElementTree import Element

TAGS = {"INDIVIDUAL": EntryKind.PERSON, "ENTITY": EntryKind.COMPANY}
_NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME", "FIFTH_NAME", "SIXTH_NAME")
_MAX_NAME = 512
_MAX_TEXT = 512
_MAX_COMMENTS = 20_000
_MAX_TEXTS = 64
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_LETTER = re.compile(r"[^\W_]")
# Ships of the regime on the Democratic People's Republic of Korea are entities; the number is in the comment.
_IMO = re.compile(r"\bIMO\b[^0-9]{0,20}([0-9]{7})\b", re.IGNORECASE)
_ISO_DAY = 10


@dataclass(slots=True)
class _Faults:
    """What is wrong with one entry."""

    position: int
    data_id: str
    reference: str
    found: list[UnFault] = field(default_factory=list)

    def add(self, code: str, message: str, *, kept: bool) -> None:
        """Note a fault."""
        self.found.append(
            UnFault(
                position=self.position,
                data_id=self.data_id,
                reference=self.reference,
                code=code,
                message=message,
                kept=kept,
            )
        )


def read_entry(element: Element, position: int) -> tuple[EntryContent | None, list[UnFault]]:
    """Return what an element says, or None where it cannot be used, and what is wrong with it.

    Args:
        element: INDIVIDUAL or ENTITY, whole.
        position: Which entry of the file it is, from 1.
    """
    data_id, reference = _text(element, "DATAID")[:70], _text(element, "REFERENCE_NUMBER")[:70]
    faults = _Faults(position, data_id, reference)
    if not data_id:
        faults.add("no-data-id", "DATAID is missing; without it no other file can be compared.", kept=False)
        return None, faults.found
    try:
        names = _names(element, faults)
        if names:
            return _content(element, names, faults), faults.found
        faults.add("no-name", "No name has a letter or digit.", kept=False)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        faults.add("invalid-value", f"{place}: {error.errors()[0]['type']}.", kept=False)
    return None, faults.found


def moment(text: str) -> datetime | None:
    """Return a point in time of the list, if it is one."""
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def _content(element: Element, names: tuple[ListedName, ...], faults: _Faults) -> EntryContent:
    comments = _text(element, "COMMENTS1")[:_MAX_COMMENTS]
    regime = _text(element, "UN_LIST_TYPE")[:_MAX_TEXT]
    un = UnParticulars(
        data_id=faults.data_id,
        reference=faults.reference or None,
        revision=_text(element, "VERSIONNUM")[:32],
        regime=regime,
        listed_on=_day(element, faults),
        nationalities=_bounded(each.text for each in element.iterfind("NATIONALITY/VALUE")),
        born=_bounded(map(_born, element.iterfind("INDIVIDUAL_DATE_OF_BIRTH"))),
        addresses=_bounded(_joined(each) for tag in TAGS for each in element.iterfind(f"{tag}_ADDRESS")),
        documents=_bounded(map(_joined, element.iterfind("INDIVIDUAL_DOCUMENT"))),
        comments=comments,
    )
    return EntryContent(
        kind=TAGS[element.tag],
        names=names,
        identifiers=_identifiers(element, comments),
        reason=f"UN Security Council consolidated list: {regime or 'regime not given'}",
        source=Source.IMPORT,
        reference=un.reference or f"DATAID {un.data_id}",
        confidence=Confidence.HIGH,
        un=un,
    )


def _names(element: Element, faults: _Faults) -> tuple[ListedName, ...]:
    """Return the main name, the name in its own script, and the aliases; each once."""
    main = " ".join(filter(None, (_text(element, part) for part in _NAME_PARTS)))
    found: dict[str, Quality] = {}
    for text, quality in (
        (main, Quality.GOOD),
        *((each, Quality.GOOD) for each in _text(element, "NAME_ORIGINAL_SCRIPT").split(";")),
        *_aliases(element),
    ):
        name = text.strip()
        if len(name) > _MAX_NAME:
            faults.add("name-too-long", f"A name has more than {_MAX_NAME} signs; it is cut.", kept=True)
            name = name[:_MAX_NAME].strip()
        if _LETTER.search(name) and found.get(name) is not Quality.GOOD:
            found[name] = quality
    if len(found) > MAX_NAMES:
        faults.add("too-many-names", f"Only the first {MAX_NAMES} names are used.", kept=True)
    kept = list(found.items())[:MAX_NAMES]
    return tuple(ListedName(text=text, quality=quality) for text, quality in kept)


def _aliases(element: Element) -> Iterator[tuple[str, Quality]]:
    for tag in TAGS:
        for alias in element.iterfind(f"{tag}_ALIAS"):
            weak = _text(alias, "QUALITY").casefold() == Quality.LOW
            for text in _text(alias, "ALIAS_NAME").split(";"):
                yield text, Quality.LOW if weak else Quality.GOOD


def _identifiers(element: Element, comments: str) -> tuple[ListedIdentifier, ...]:
    """Return the numbers of documents, and of ships that the comment names."""
    numbers = (_text(each, "NUMBER") for each in element.iterfind("INDIVIDUAL_DOCUMENT"))
    found = [
        (IdentifierKind.NUMBER, number[:70])
        for number in numbers
        if canonical(IdentifierKind.NUMBER, number[:70])
    ]
    ships = [(IdentifierKind.IMO, number) for number in _IMO.findall(comments) if imo_checks(number)]
    unique = list(dict.fromkeys([*found, *ships]))[:MAX_IDENTIFIERS]
    return tuple(ListedIdentifier(kind=kind, value=value) for kind, value in unique)


def _day(element: Element, faults: _Faults) -> date | None:
    text = _text(element, "LISTED_ON")
    if not text:
        return None
    try:
        return date.fromisoformat(text[:_ISO_DAY])
    except ValueError:
        faults.add("wrong-date", "LISTED_ON is no date.", kept=True)
        return None


def _born(element: Element) -> str:
    exact = _text(element, "DATE") or _text(element, "YEAR")
    between = "-".join(filter(None, (_text(element, "FROM_YEAR"), _text(element, "TO_YEAR"))))
    return " ".join(filter(None, (_text(element, "TYPE_OF_DATE"), exact or between)))


def _joined(element: Element) -> str:
    return ", ".join(filter(None, (_clean(child.text) for child in element)))


def _bounded(texts: Iterable[str | None]) -> tuple[str, ...]:
    told = filter(None, (_clean(text)[:_MAX_TEXT].strip() for text in texts))
    return tuple(dict.fromkeys(told))[:_MAX_TEXTS]


def _text(element: Element, tag: str) -> str:
    return _clean(element.findtext(tag))


def _clean(text: str | None) -> str:
    return " ".join(_CONTROL.sub(" ", text or "").split())
