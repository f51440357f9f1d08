"""A gathered consignment becomes a Consignment, or the list of what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from sealwire.contract.profiling.consignments import (
    MAX_DOCUMENTS,
    MAX_EQUIPMENT,
    MAX_GOODS,
    MAX_LEGS,
    MAX_PARTIES,
    MAX_SEALS,
    Consignment,
)

from sealwire_profiling.intake.domain.edifact import codes
from sealwire_profiling.intake.domain.edifact.cells import without_tare
from sealwire_profiling.intake.domain.edifact.drafts import MAX_FAULTS, MAX_TEXT, Level, Node
from sealwire_profiling.intake.domain.edifact.faults import fault
from sealwire_profiling.intake.domain.edifact.naming import reference_of
from sealwire_profiling.intake.domain.edifact.route import arrival, legs, main_transport
from sealwire_profiling.intake.domain.parsed import LineError, Parsed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sealwire_profiling.intake.domain.edifact.route import Leg
    from sealwire_profiling.intake.domain.edifact.state import State

_PARTY = ("role", "name", "country", "address", "identifier", "phone")
_GOODS = (
    "description",
    "hs",
    "packages",
    "package_kind",
    "gross_kg",
    "net_kg",
    "value",
    "origin",
    "un_number",
    "marks",
)
_EQUIPMENT = ("kind", "number", "size_type", "empty", "gross_kg", "tare_kg")
_WHOLE = {"value", "value_currency", "gross_kg", "net_kg"}
_TEXTS = {"name", "address", "description", "marks", "vessel"}
_LIMITS = {
    "parties": MAX_PARTIES, "goods": MAX_GOODS, "equipment": MAX_EQUIPMENT,
    "legs": MAX_LEGS, "documents": MAX_DOCUMENTS,
}  # fmt: skip


@dataclass(slots=True)
class _Assembly:
    """The values of a consignment as the contract names them, and the nodes that they came from."""

    level: Level
    transport: Node
    values: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, Sequence[Node | Leg]] = field(default_factory=dict)

    def many(self, name: str, nodes: Sequence[Node | Leg], made: list[dict[str, Any]]) -> None:
        """Keep a list of parts, as many as the contract allows; tell where there are more."""
        limit = _LIMITS[name]
        if len(made) > limit:
            number = nodes[limit].number
            self.level.faults.append(fault("too-many", number, "", limit=limit))
        self.values[name] = made[:limit]
        self.sources[name] = nodes


def assemble(state: State, *, alone: bool = False) -> Parsed:
    """Return the consignment that was read last, or what is wrong with it.

    Args:
        state: The message, with the consignment in `current`.
        alone: It is the message's only one, so that all equipment of the message is its own.
    """
    level = state.current or state.header
    made = _Assembly(level, main_transport(level, state.header))
    _head(made, state)
    _parties(made, state)
    _goods(made, level)
    _equipment(made, state, alone=alone)
    along = legs(level, state.header)
    made.many("legs", along, [each.values() for each in along])
    reference = reference_of(state)
    _documents(made, state, reference)
    if reference:
        made.values["reference"] = reference
        if reference in state.seen:
            level.faults.append(fault("reference-repeated", level.number))
        state.seen.add(reference)
    elif not level.worst:
        level.worst = True
        level.faults.append(fault("reference-missing", level.number, _WHERE[state.kind]))
    return _validated(made)


_WHERE = {"CUSCAR": "CNI 1004", "IFTMIN": "BGM 1004", "BAPLIE": "EQD 8260"}


def _validated(made: _Assembly) -> Parsed:
    level = made.level
    if level.worst:
        return Parsed(level.number, None, tuple(level.faults))
    try:
        consignment = Consignment.model_validate(made.values)
    except ValidationError as error:
        where = [each["loc"] for each in error.errors(include_url=False, include_input=False)]
        # The number comes from a document, at whose segment the same is told.
        wrong = [_located(made, each) for each in where if each != ("reference",) or len(where) == 1]
        return Parsed(level.number, None, (*level.faults, *wrong)[:MAX_FAULTS])
    return Parsed(level.number, consignment, tuple(level.faults))


def _located(made: _Assembly, where: tuple[int | str, ...]) -> LineError:
    """Return the error of a value at the segment and element that it came from."""
    source: Any = made.level.head
    name = str(where[-1])
    if len(where) > 1:
        source = made.sources[str(where[0])][int(where[1])]
        if where[2:3] == ("seals",):
            source = source.seals[int(where[3])]
    elif name in {"vessel", "voyage", "imo_number"}:
        source = made.transport
    segment, element = source.at.get(name, (None, ""))
    if segment is None:
        return fault("value", source.number)
    return fault("value", segment.number, f"{segment.tag} {element}".strip())


def _cut(level: Level, node: Node, name: str) -> Any:
    """Return a value, a text no longer than the contract allows; tell where its end was left out."""
    value = node.values.get(name)
    if name in _TEXTS and value is not None and len(value) > MAX_TEXT:
        segment, element = node.at[name]
        level.warn("text-cut", segment, element, limit=MAX_TEXT)
        return value[:MAX_TEXT]
    return value


def _picked(level: Level, node: Node, names: Sequence[str]) -> dict[str, Any]:
    return {name: _cut(level, node, name) for name in names if name in node.values}


def _head(made: _Assembly, state: State) -> None:
    level, header, values = made.level, state.header, made.values
    for name in ("direction", "office", "declared_on"):
        values[name] = level.head.values.get(name, header.head.values.get(name))
    values["freight"] = level.head.values.get("freight")
    values["currency"] = (
        level.head.values.get("currency")
        or level.head.values.get("default_currency")
        or header.head.values.get("default_currency")
    )
    transport = made.transport
    mode = transport.values.get("mode")
    vessel = transport.values.get("vessel")
    if not vessel and mode == "rail":
        vessel = transport.values.get("vehicle")
    values["mode"] = mode
    values["vessel"] = _cut(level, transport, "vessel") if "vessel" in transport.values else vessel
    values["imo_number"] = transport.values.get("imo_number")
    voyage = level.head.values.get("voyage", header.head.values.get("voyage"))
    values["voyage"] = transport.values.get("voyage", voyage)
    values["arrives_on"] = arrival(level, header)


def _parties(made: _Assembly, state: State) -> None:
    """Keep the consignment's own parties, and those of the message in roles that it names nobody for."""
    level, header = made.level, state.header
    nodes = list(level.parties)
    own = {each.values["role"] for each in nodes}
    nodes += [each for each in header.parties if each.values["role"] not in own and level is not header]
    transport = made.transport
    carrier = transport.values.get("carrier") or transport.values.get("carrier_code")
    if carrier and all(each.values["role"] != "carrier" for each in nodes):
        node = Node(transport.number, {"role": "carrier", "name": carrier}, transport.at)
        if "carrier_code" in transport.values:
            node.values["identifier"] = transport.values["carrier_code"]
        nodes.append(node)
    made.many("parties", nodes, [{"name": "", **_picked(level, each, _PARTY)} for each in nodes])


def _goods(made: _Assembly, level: Level) -> None:
    nodes = [each for each in level.goods if each.values]
    shared = level.head.values
    if not nodes and ("description" in shared or "value" in shared):
        nodes = [Node(level.number)]
    for name in ("description", "origin"):
        for each in nodes:
            if name in shared and name not in each.values:
                each.values[name], each.at[name] = shared[name], level.head.at[name]
    _spread(level, nodes)
    rows = []
    for each in nodes:
        row = {"description": "", **_picked(level, each, _GOODS)}
        if "gross_kg" not in row and "placed_kg" in each.values:
            row["gross_kg"] = each.values["placed_kg"]
        currency = each.values.get("value_currency")
        default = shared.get("default_currency")
        row["currency"] = currency or (
            default if "value" in row and default != made.values["currency"] else None
        )
        rows.append(row)
    made.many("goods", nodes, rows)


def _spread(level: Level, nodes: list[Node]) -> None:
    """Give values and weights of the whole to the only goods item; of several, none can be told."""
    head, priced = level.head, any("value" in each.values for each in nodes)
    if len(nodes) == 1:
        for source in (level.weights, *(() if priced else (head,))):
            for name in _WHOLE & source.values.keys():
                nodes[0].values.setdefault(name, source.values[name])
                nodes[0].at.setdefault(name, source.at[name])
    elif "value" in head.values and not priced:
        level.warn("value-of-several", *head.at["value"])


def _equipment(made: _Assembly, state: State, *, alone: bool) -> None:
    level, header = made.level, state.header
    nodes = list(level.units.values())
    if not nodes and alone:
        nodes = list(header.units.values())
    rows = []
    for index, each in enumerate(nodes):
        listed = header.units.get(each.values["number"]) if level is not header else None
        whole = nodes[index] = _merged(each, listed)
        state.used.update([each.values["number"]] if listed else ())
        row = {"kind": "container", **_picked(level, whole, _EQUIPMENT)}
        if "gross_kg" not in row and (load := _load(whole)) is not None:
            row["gross_kg"] = load
        row["seals"] = [dict(seal.values) for seal in whole.seals[:MAX_SEALS]]
        rows.append(row)
    transport = made.transport
    if transport.values.get("mode") == "road" and "vehicle" in transport.values:
        nodes.append(Node(transport.number, {}, {"number": transport.at["vehicle"]}))
        rows.append({"kind": "truck", "number": transport.values["vehicle"]})
    made.many("equipment", nodes, rows)


def _load(unit: Node) -> float | None:
    """Return the load of equipment: of the goods placed in it, or what is verified without the tare."""
    values = unit.values
    load: float | None = values.get("loaded_kg")
    if load is None and "verified_kg" in values and not values.get("empty"):
        load = without_tare(values["verified_kg"], values.get("tare_kg"))
    return load


def _merged(own: Node, listed: Node | None) -> Node:
    """Return the equipment of a consignment with what the message says of it."""
    if listed is None or listed is own:
        return own
    return Node(
        own.number, {**listed.values, **own.values}, {**listed.at, **own.at}, listed.seals + own.seals
    )


def _documents(made: _Assembly, state: State, reference: str) -> None:
    """Keep the documents; a number of CNI beside the one that counts is that of the bill above it."""
    level, header = made.level, state.header
    nodes = list(level.documents)
    if level is not header:
        nodes = [*header.documents, *nodes]
    above = level.head.values.get("consignment")
    if above and above != reference and all(each.values["number"] != above for each in nodes):
        nodes.append(Node(level.number, {"kind": "master-bill", "number": above}))
    mode = made.values["mode"]
    rows = []
    for each in nodes:
        kind = each.values["kind"]
        if kind == "waybill":
            kind = codes.WAYBILLS.get(mode, "other")
        rows.append(
            {"kind": kind, "number": each.values["number"], "issued_on": each.values.get("issued_on")}
        )
    made.many("documents", nodes, rows)
