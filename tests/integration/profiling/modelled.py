"""The real service as a model is compared with it: one process over a database, called without a socket."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx
from integration.profiling.conftest import NOW, Profiling, officer
from sealwire_chassis import migrate
from sealwire_chassis.database import Database
from sealwire_profiling import working
from sealwire_profiling.app import create_app
from sealwire_profiling.assessments.adapters.forgetting import forget
from sealwire_profiling.intake import retention
from sealwire_profiling.intake.worker import new_worker
from simulators.profiling_model import KEPT_DAYS, Line

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterable, Mapping

    from sealwire_chassis.caller import Caller
    from simulators.profiling_model import ProfilingModel

LONG_AGO = "2026-01-01"
_RULES = {False: ("goods_count > 0", 35, "yellow"), True: ("goods_count >= 1", 100, "red")}


@dataclass(frozen=True)
class Staff:
    """Officers of one administration."""

    analyst: Caller
    second: Caller
    head: Caller
    searcher: Caller
    keeper: Caller
    viewer: Caller


def file_of(documents: Mapping[str, tuple[Any, ...]]) -> bytes:
    """Return a file of consignments: weight, consignee and post by reference."""
    return "\n".join(
        json.dumps(
            {
                "reference": name, "office": office, "parties": [{"role": "consignee", "name": consignee}],
                "goods": [{"description": "Gate valves", "gross_kg": weight}],
            }
        )
        for name, (weight, consignee, office) in documents.items()
    ).encode()  # fmt: skip


def profile(*, compels: bool) -> dict[str, Any]:
    """Return a profile that every consignment hits; its hits compel, or send to the papers."""
    text, weight, lane = _RULES[compels]
    said = {"en": "Goods are declared", "ru": "Товары указаны"}
    return {"title": said, "rule": text, "weight": weight, "commodity": "drugs", "lane": lane, "why": said}


def entry(until: str) -> dict[str, Any]:
    return {
        "kind": "company", "names": [{"text": "Silver Poplar LLC"}], "reason": "Named in a seizure",
        "source": "notice", "confidence": "medium", "expires_on": until, "version": 0,
    }  # fmt: skip


def inspection(consignment: str, outcome: str, on: str) -> dict[str, Any]:
    body: dict[str, Any] = {"consignment": consignment, "outcome": outcome, "inspected_on": on}
    if outcome != "not-controlled":
        body["kinds"] = ["physical"]
    if outcome in {"not-controlled", "forwarded"}:
        body["reason"] = "no means here"
    if outcome == "seizure":
        body["findings"] = [{"commodity_group": "drugs", "description": "heroin"}]
    return body


STRANGE: list[tuple[str, str, str, dict[str, Any]]] = [
    ("viewer", "POST", "selections", {}),
    ("searcher", "POST", "selections", {}),
    ("keeper", "PUT", f"inspections/{uuid4()}", inspection(str(uuid4()), "seizure", LONG_AGO)),
    ("analyst", "PUT", "capacity", {"version": 0, "usual": 1}),
    ("searcher", "POST", "lists/suspects/entries", entry("2026-12-01")),
    ("keeper", "POST", "profiles/always/versions", {"after": 0, "profile": profile(compels=False)}),
    ("keeper", "POST", "profiles/always/versions/1/steps", {"step": "retire"}),
    ("analyst", "POST", "models", {}),
]
"""What an officer of a role may not do, each as it would be accepted from another."""


class World:
    """One process of profiling, its workers' steps, and a clock that moves when it is told to.

    Attributes:
        answered: How often there was which refusal, and None for what was accepted.
    """

    def __init__(self, runner: asyncio.Runner, dsn: str) -> None:
        self._runner = runner
        runner.run(migrate.upgrade("sealwire_profiling", dsn))
        database, clock = Database(dsn, pool_size=5), [NOW]
        transport = httpx.ASGITransport(app=create_app(database, clock=lambda: clock[0]))
        http = httpx.AsyncClient(transport=transport, base_url="http://profiling")
        self._profiling = Profiling(database, http, clock)
        self.answered: Counter[str | None] = Counter()

    def close(self) -> None:
        self._runner.run(self._profiling.http.aclose())
        self._runner.run(self._profiling.database.close())

    @property
    def now(self) -> int:
        return self._profiling.clock[0]

    def day(self, ahead: int) -> str:
        return (datetime.fromtimestamp(self.now, UTC).date() + timedelta(days=ahead)).isoformat()

    def passes(self, seconds: int) -> None:
        self._profiling.clock[0] += seconds

    def staff(self, number: int) -> tuple[Staff, Staff]:
        """Return the officers of two administrations that nobody has been before."""
        ours, theirs = (
            f"{chr(65 + each // 26 % 26)}{chr(65 + each % 26)}" for each in (number, number + 338)
        )
        return self._of(ours), self._of(theirs)

    def _of(self, country: str) -> Staff:
        unit = f"{country}-OSH"
        return Staff(
            officer(unit, "analyst"), officer(unit, "unit_head", "analyst"), officer(unit, "unit_head"),
            officer(unit, "search_team"), officer(unit, "key_officer"), officer(unit, "viewer"),
        )  # fmt: skip

    def ask(self, who: Caller, method: str, path: str, **more: Any) -> tuple[str | None, Any]:
        """Return the code of a refusal, or None and the answer; every refusal is a problem document."""
        answer = self._runner.run(self._profiling.call(who, method, f"/v1/profiling/{path}", **more))
        code = None
        if not answer.is_success:
            assert 400 <= answer.status_code < 500, answer.text
            assert answer.headers["content-type"] == "application/problem+json", answer.text
            code = answer.json()["code"]
            assert code
        self.answered[code] += 1
        return code, answer.json()

    def read(self, who: Caller, path: str, **query: Any) -> dict[str, Any]:
        """Return what is answered to someone who may read it."""
        code, told = self.ask(who, "GET", path, params=query)
        assert code is None, told
        value: dict[str, Any] = told
        return value

    def uploaded(self, who: Caller, file: bytes) -> dict[str, Any]:
        """Send a file, let it be read, and return what came of it."""
        query = {"source": "manifests", "name": "m.json"}
        code, told = self.ask(who, "POST", "files", params=query, content=file)
        assert code is None, told
        self._runner.run(new_worker(self._profiling.database, lambda: self.now).read_next())
        upload = self.read(who, f"uploads/{told['id']}")
        assert upload["state"] == "done", upload
        return upload

    def work(self) -> None:
        """Do all the work that waits."""
        while self._runner.run(working.once(self._profiling.database, clock=lambda: self.now)):
            pass

    def forget(self) -> None:
        """Erase what is past its retention."""
        sweep = retention.erase_due(
            self._profiling.database, usual_days=KEPT_DAYS, now=self.now, forget=forget
        )
        self._runner.run(sweep)

    def check_made(self, told: dict[str, Any], rows: list[dict[str, Any]], capacity: int) -> None:
        """Check what holds of every selection: its counts add up, and each post has what it can open."""
        assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
        slots = [row["slot"] for row in rows if row.get("slot")]
        assert told["counts"] == Counter(row["lane"] for row in rows) + Counter(slots)
        assert all((row["lane"] == "red") is bool(row.get("slot")) for row in rows)
        assert told["overflow"] == sum(row["overflow"] for row in rows)
        groups = defaultdict(list)
        for row in rows:
            groups[None if told["budget"] is not None else row["office"]].append(row)
        for group in groups.values():
            _check_group(group, capacity)

    @staticmethod
    def lines(rows: Iterable[dict[str, Any]], model: ProfilingModel) -> dict[str, Line]:
        """Return the rows of a selection as the model keeps them."""
        lines = {}
        for row in rows:
            document = model.kept(row["consignment"])
            assert document is not None
            codes = tuple(each["code"] for each in row["reasons"] if each["kind"] == "profile")
            lines[row["consignment"]] = Line(document.version, row["lane"], row.get("slot"), codes)
        return lines


def _check_group(group: list[dict[str, Any]], capacity: int) -> None:
    """Check the rows of a post and day."""
    by_slot = Counter(row.get("slot") for row in group)
    mandatory = by_slot["mandatory"]
    opened = len(group) - by_slot[None]
    assert opened <= max(capacity, mandatory)
    assert sum(row["overflow"] for row in group) == max(0, mandatory - capacity)
    assert sorted(row["place"] for row in group) == list(range(1, len(group) + 1))
    assert all(0 <= row["propensity"] <= 1 for row in group)
    chance = [row["propensity"] for row in group if row.get("slot") in {None, "random"}]
    assert abs(sum(chance) - by_slot["random"]) < 1e-9
    assert all(row["propensity"] == 1 for row in group if row.get("slot") not in {None, "random"})
