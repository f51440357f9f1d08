"""A second replay of the directory log, written from docs/protocol/directory.md.

It shares no code with the first, is slow and keeps plain dictionaries. What it shows is that sections 2 to
7 say enough to come to the same log, the same roots and the same refusals.
"""

from __future__ import annotations

import copy
import hashlib
from typing import Any

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from simulators.second_forms import Refused, checked, decoded

Values = dict[str, Any]
Record = dict[str, Any]

UNIT_STATUS = {  # section 6: what the unit must be
    "unit.changed": "open suspended", "unit.suspended": "open", "unit.resumed": "suspended",
    "unit.closed": "open suspended", "unit.recovered": "open", "recovery.set": "open",
    "officer.enrolled": "open", "officer.left": "open suspended", "device.added": "open",
    "device.revoked": "open suspended", "epoch.opened": "open", "epoch.closed": "open",
}  # fmt: skip
NEW_KEYS = {  # section 6: fields that hold keys, and those that hold key ids
    "programme.founded": ["root"], "administrator.appointed": ["sign", "auth"], "log.appointed": ["key"],
    "recovery.set": ["sign", "seal"], "device.added": ["sign", "auth", "seal"], "epoch.opened": ["key"],
}  # fmt: skip
BY_ID = {("recovery.set", "seal"), ("device.added", "seal"), ("epoch.opened", "key")}
EPOCH_CLOSES = {"unit.suspended", "unit.closed", "unit.recovered", "officer.left", "device.revoked"}


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def need(code: str, *conditions: object) -> None:
    if not all(conditions):
        raise Refused(code)


def tree_hash(leaves: list[bytes]) -> bytes:
    """RFC 9162 section 2.1.1, as it is written there."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0])
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + tree_hash(leaves[:split]) + tree_hash(leaves[split:]))


class SecondDirectory:
    """The directory as far as it was taken in; a refused statement leaves it as it was."""

    def __init__(self, founding: bytes) -> None:
        self.pinned = founding
        self.leaves: list[bytes] = []
        self.founding: Values = {}
        self.heads: dict[str, tuple[bytes, int]] = {}
        self.signers: dict[bytes, Record] = {}
        self.keys: set[bytes] = set()
        self.units: dict[str, Record] = {}

    def root(self) -> bytes:
        return tree_hash(self.leaves)

    def take(self, raw: bytes) -> None:
        """Add a statement, or raise Refused with the code of the first check that fails."""
        after = copy.deepcopy(self)
        after._take(raw)
        vars(self).update(vars(after))

    def _take(self, raw: bytes) -> None:
        payload, key_id, signature = decoded(raw)
        values = checked(payload)
        kind, subject = values["kind"], values.get("unit", "")
        if kind == "programme.founded":
            need("already-founded", not self.leaves)
            need("wrong-founding", sha256(raw) == self.pinned, key_id == sha256(values["root"]))
            self.founding = values
            self.signers[key_id] = {"is": "root", "sign": values["root"]}
        else:
            self._check_place(values, subject)
        need("unknown-signer", key_id in self.signers)
        signer = self.signers[key_id]
        self._check_signature(signer["sign"], signature, cbor2.dumps(["sealwire/statement/1", payload]))
        need("signer-expired", values["ts"] <= signer.get("until", values["ts"]))
        need("wrong-authority", self._may_say(signer, values))
        self._check_end(values)
        self._do(signer, values)
        self._add_keys(values)
        self.leaves.append(raw)
        self.heads[subject] = sha256(raw), values["ts"]

    def _check_place(self, values: Values, subject: str) -> None:
        need("not-founded", self.leaves)
        last, ts = self.heads.get(subject, (self.pinned, 0))
        need("out-of-order", values["prev"] == last)
        need("time-went-back", values["ts"] >= ts)

    def _check_signature(self, public: bytes, signature: bytes, message: bytes) -> None:
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except InvalidSignature as error:
            raise Refused("bad-signature") from error

    # Section 5.

    def _may_say(self, signer: Record, values: Values) -> bool:
        kind = values["kind"]
        if signer["is"] == "root":
            return str(kind).split(".")[0] in {"programme", "administrator", "log"}
        if not signer["active"]:
            return False
        if signer["is"] == "administrator":
            return self._administrator_may(signer, values)
        unit = self.units[signer["unit"]]
        if values.get("unit") != signer["unit"] or unit["status"] != "open":
            return False
        return self._member_may(signer, unit, values)

    def _member_may(self, signer: Record, unit: Record, values: Values) -> bool:
        kind, roles = values["kind"], signer.get("roles", [])
        if signer["is"] == "recovery":
            restart = unit["recovering"] and self._about_key_officer(unit, values)
            return kind == "unit.recovered" or bool(restart)
        if kind in {"epoch.opened", "epoch.closed"}:
            return bool(roles != ["viewer"])
        vouching = {"recovery.set", "officer.enrolled", "officer.left", "device.added", "device.revoked"}
        return kind in vouching and "key_officer" in roles

    def _administrator_may(self, signer: Record, values: Values) -> bool:
        kind = values["kind"]
        if kind == "administrator.appointed":
            return bool(signer["scope"] == "*" != values["scope"])
        if kind == "administrator.removed":
            removed = self._administrator(values["administrator"])
            return signer["scope"] == "*" and removed is not None and removed["scope"] != "*"
        if "unit" not in values or signer["scope"] not in ("*", values["unit"][:2]):
            return False
        if kind in {"officer.enrolled", "device.added"}:
            unit = self.units.get(values["unit"])
            return unit is not None and self._has_none_yet(unit) and self._about_key_officer(unit, values)
        return kind not in {"unit.recovered", "recovery.set", "epoch.opened", "epoch.closed"}

    def _has_none_yet(self, unit: Record) -> bool:
        return not any("key_officer" in device["roles"] for device in self._active(unit))

    def _about_key_officer(self, unit: Record, values: Values) -> bool:
        if values["kind"] == "officer.enrolled":
            return "key_officer" in values["roles"]
        officers = unit["officers"]
        return values["kind"] == "device.added" and "key_officer" in officers.get(values["officer"], [])

    # Section 6.

    def _check_end(self, values: Values) -> None:
        lasts = values.get("until", 0) - values["ts"]
        if values["kind"] == "epoch.opened":
            need("epoch-too-long", 0 < lasts <= 86_400 * self.founding["epoch_days"])
        elif "until" in values:
            need("ends-before-it-begins", lasts > 0)

    def _do(self, signer: Record, values: Values) -> None:
        kind = values["kind"]
        if kind == "unit.opened":
            need("already-in-directory", values["unit"] not in self.units)
            fresh: Record = {
                "officers": {},
                "epochs": [],
                "open": None,
                "recovery": None,
                "recovering": False,
            }
            self.units[values["unit"]] = {"status": "open", **fresh}
        elif kind in UNIT_STATUS:
            need("not-in-directory", values["unit"] in self.units)
            unit = self.units[values["unit"]]
            need("wrong-unit-status", unit["status"] in UNIT_STATUS[kind].split())
            getattr(self, "_" + kind.replace(".", "_"))(unit, values, signer)
            if kind in EPOCH_CLOSES:
                unit["open"] = None
        elif kind == "administrator.appointed":
            need("already-in-directory", self._administrator(values["administrator"]) is None)
            self._add_signer("administrator", values)
        elif kind == "administrator.removed":
            removed = self._administrator(values["administrator"])
            need("not-in-directory", removed)
            (removed or {})["active"] = False

    def _unit_changed(self, unit: Record, values: Values, _: Record) -> None:
        unit["name"] = values["name"]

    def _unit_suspended(self, unit: Record, _: Values, _signer: Record) -> None:
        unit["status"] = "suspended"

    def _unit_resumed(self, unit: Record, _: Values, _signer: Record) -> None:
        unit["status"] = "open"

    def _unit_closed(self, unit: Record, _: Values, _signer: Record) -> None:
        self._revoke(self._active(unit))
        unit["status"] = "closed"

    def _unit_recovered(self, unit: Record, _: Values, _signer: Record) -> None:
        self._revoke(self._active(unit))
        unit["officers"], unit["recovering"] = {}, True

    def _recovery_set(self, unit: Record, values: Values, _: Record) -> None:
        self._revoke([unit["recovery"]] if unit["recovery"] else [])
        unit["recovery"] = self._add_signer("recovery", values)

    def _officer_enrolled(self, unit: Record, values: Values, _: Record) -> None:
        need("already-in-directory", values["officer"] not in unit["officers"])
        unit["officers"][values["officer"]] = values["roles"]

    def _officer_left(self, unit: Record, values: Values, _: Record) -> None:
        need("not-in-directory", values["officer"] in unit["officers"])
        del unit["officers"][values["officer"]]
        self._revoke([each for each in self._active(unit) if each["officer"] == values["officer"]])

    def _device_added(self, unit: Record, values: Values, signer: Record) -> None:
        need("not-in-directory", values["officer"] in unit["officers"])
        need("too-many-devices", len(self._active(unit)) < 1_024)
        roles = unit["officers"][values["officer"]]
        if values["epoch"] is not None:
            need("wrong-epoch", unit["open"], values["epoch"] == len(unit["epochs"]), roles != ["viewer"])
            need("wrong-epoch", signer["is"] == "device", sha256(signer["sign"]) in unit["open"])
            unit["open"].append(sha256(values["sign"]))
        self._add_signer("device", values | {"roles": roles})
        unit["recovering"] = False

    def _device_revoked(self, unit: Record, values: Values, _: Record) -> None:
        revoked = [each for each in self._active(unit) if sha256(each["sign"]) == values["device"]]
        need("not-in-directory", revoked)
        self._revoke(revoked)

    def _epoch_opened(self, unit: Record, values: Values, _: Record) -> None:
        need("wrong-epoch", unit["open"] is None, values["number"] == len(unit["epochs"]) + 1)
        devices = self._active(unit)
        reading = [each for each in devices if each["roles"] != ["viewer"] and values["ts"] <= each["until"]]
        need("wrong-epoch-devices", values["devices"] == sorted(sha256(each["sign"]) for each in reading))
        unit["open"] = list(values["devices"])
        unit["epochs"].append(values["key"])

    def _epoch_closed(self, unit: Record, values: Values, _: Record) -> None:
        need("wrong-epoch", unit["open"] is not None, values["number"] == len(unit["epochs"]))
        unit["open"] = None

    def _active(self, unit: Record) -> list[Record]:
        code = next(code for code, each in self.units.items() if each is unit)
        devices = [each for each in self.signers.values() if each["is"] == "device" and each["active"]]
        return [each for each in devices if each["unit"] == code]

    def _revoke(self, signers: list[Record]) -> None:
        for signer in signers:
            signer["active"] = False

    def _administrator(self, handle: str) -> Record | None:
        known = [each for each in self.signers.values() if each.get("administrator") == handle]
        return next((each for each in known if each["active"]), None)

    def _add_signer(self, what: str, values: Values) -> Record:
        need("key-reused", sha256(values["sign"]) not in self.keys)
        signer = {**values, "is": what, "active": True}
        self.signers[sha256(values["sign"])] = signer
        return signer

    def _add_keys(self, values: Values) -> None:
        kind = values["kind"]
        for name in NEW_KEYS.get(kind, []):
            identifier = values[name] if (kind, name) in BY_ID else sha256(values[name])
            need("key-reused", identifier not in self.keys)
            self.keys.add(identifier)
