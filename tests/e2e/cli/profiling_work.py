"""What the tests of profiling's commands start from: a manifest, two profiles, a list and a selection."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.cli.conftest import Scene
    from simulators.desks import Desk

TODAY = datetime.now(UTC).date()
NEXT_YEAR = str(TODAY + timedelta(days=365))
WANTED = "MSKU1234565"
ADOPTED = ("vague-description", "first-time-consignee")
BUDGET = 3
SOON_S = 60
HEADINGS = (
    "reference;direction;mode;shipper;consignee;container;seal;description;hs;gross weight;declaration date"
)

RULE = "gross_kg > 25000.0"
HEAVY = {
    "title": {"en": "Heavy goods", "ru": "Тяжёлый груз"},
    "rule": RULE,
    "weight": 10,
    "commodity": "other",
    "lane": "yellow",
    "why": {"en": "Few goods weigh so much.", "ru": "Немногие товары столько весят."},
}


def row(number: int, rest: str) -> str:
    return f"BL-{number};import;road;Guangzhou Tools {number};{rest};20000;{TODAY}"


MANIFEST = "\n".join(
    [
        HEADINGS,
        row(1, f"Ak-Jol LLC;{WANTED};S-1;Machine tools for metal;845811"),
        row(2, "Bishkek Foods;TGHU7654321;S-2;General cargo;"),
        *(
            row(n, f"Flour Trader {n};MSCU{600000 + n}3;S-{n};Wheat flour in sacks;110100")
            for n in range(3, 9)
        ),
        "BL-9;import;road;;;;;;;not a weight;yesterday",
    ]
)


@dataclass
class Work:
    """What the analyst and the head have done, as the commands answered it."""

    analyst: Desk
    head: Desk
    uploaded: dict[str, Any]
    entry: dict[str, Any]
    selection: dict[str, Any]

    def ranked(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.analyst.run("profile", "ranked", self.selection["id"])["rows"]
        return rows

    def row(self, reference: str) -> dict[str, Any]:
        return next(each for each in self.ranked() if each["reference"] == reference)


def begun(scene: Scene, unit: str, folder: Path) -> Work:
    """An uploaded file, two live profiles, a watch list, and a selection of three."""
    analyst, head = (
        scene.office.enrolled(unit, handle, voucher=scene.osh, role=role)
        for handle, role in (("profiler-1", "analyst"), ("chief-1", "unit_head"))
    )
    file = folder / "manifest.csv"
    file.write_text(MANIFEST, encoding="utf-8")
    uploaded = json.loads(analyst.result("profile", "upload", file, "--source", "manifests", "--json").stdout)
    analyst.run("profile", "ready", *(word for code in ADOPTED for word in ("--adopt", code)))
    for code in ADOPTED:
        for step in ("shadow", "approve", "go-live"):
            head.run("profile", "rule-step", code, "1", step)
    analyst.run(
        "profile", "list-make", "seized", "--title", "en=Seized before", "--kind", "container",
        "--owner", unit, "--effect", "mandatory",
    )  # fmt: skip
    entry = analyst.run(
        "profile", "list-add", "seized", "--container", WANTED, "--reason", "Seizure of 2024",
        "--expires", NEXT_YEAR,
    )  # fmt: skip
    upload = uploaded["upload"]["id"]
    selection = analyst.run("profile", "select", "--upload", upload, "--budget", str(BUDGET))
    return Work(analyst, head, uploaded, entry, selection)
