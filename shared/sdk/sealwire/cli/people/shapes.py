"""What the commands print of units, officers and changes: rows of tables, and lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sealwire.cli.output import when

if TYPE_CHECKING:
    from sealwire.contract.people import ChangeRecord, Contact, FieldChange, OfficerRecord, UnitRecord

_OPEN = {True: "yes", False: "no", None: "-"}


def unit_row(unit: UnitRecord) -> list[str]:
    """Return a unit as cells: code, name, kind, place, status, open now, on duty."""
    filed = unit.particulars
    name = next(iter(unit.names.values()), "-")
    kind, place = (filed.kind.value, filed.place) if filed is not None else ("-", "")
    return [unit.code, name, kind, place, unit.status, _OPEN[unit.open_now], ", ".join(unit.on_duty)]


def unit_lines(unit: UnitRecord) -> list[str]:
    """Return a unit, a line for each thing that is filed."""
    names = ", ".join(f"{name} ({language})" for language, name in unit.names.items())
    lines = [f"Unit       {unit.code}, {unit.status}", f"Name       {names or '-'}"]
    filed = unit.particulars
    if filed is None:
        return [*lines, "Nothing is filed yet: sealwire unit set"]
    point = "" if filed.latitude is None else f"{filed.latitude}, {filed.longitude}"
    place = ", ".join(filter(None, (filed.unlocode, filed.local_code, filed.place, point)))
    return [
        *lines,
        f"Kind       {filed.kind}",
        f"Place      {place}",
        f"Agencies   {', '.join(filed.agencies) or '-'}",
        f"Languages  {', '.join(filed.languages) or '-'}",
        f"Hours      {filed.hours or 'not stated'} ({filed.time_zone}); open now: {_OPEN[unit.open_now]}",
        f"Segment    {filed.segment or '-'}",
        f"On duty    {', '.join(unit.on_duty) or 'nobody'}",
        *(f"Contact    {_contact(each)}" for each in filed.contacts),
        f"Version    {unit.version}",
    ]


def officer_row(officer: OfficerRecord) -> list[str]:
    """Return an officer as cells: handle, name, rank, agency, roles, languages, contacts, status."""
    filed, hidden = officer.particulars, "withheld"
    shown = [
        hidden if field in officer.withheld else text
        for field, text in (("name", filed.name), ("rank", filed.rank), ("agency", filed.agency))
    ]
    reached = hidden if "contacts" in officer.withheld else ", ".join(map(_contact, filed.contacts))
    languages = ", ".join(filed.languages)
    return [officer.handle, *shown, ", ".join(officer.roles), languages, reached, officer.status]


def change_row(change: ChangeRecord) -> list[str]:
    """Return a change as cells: number, when, who, what, fields."""
    what = f"{change.subject} {change.name}, version {change.version}"
    fields = "; ".join(map(_field, change.fields))
    return [str(change.id), when(change.at), change.handle, what, fields]


def _field(change: FieldChange) -> str:
    if change.personal:
        return f"{change.field} (personal)"
    return f"{change.field}: {change.before} -> {change.after}"


def _contact(contact: Contact) -> str:
    return f"{contact.kind} {contact.value}" + (f" ({contact.label})" if contact.label else "")
