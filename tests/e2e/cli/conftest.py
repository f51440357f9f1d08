"""A real exchange for the command line: founded, and with three units that have a key officer each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from e2e.cli.profiling_work import Work, begun
from sealwire_local.stack import Stack
from simulators.desks import Desk, Office

if TYPE_CHECKING:
    from collections.abc import Iterator

OSH, BATKEN, BISHKEK = "KG-OSH", "KG-BAT", "KG-BIS"


@dataclass
class Scene:
    """A running exchange and who works in it."""

    stack: Stack
    office: Office
    administrator: Desk
    osh: Desk
    batken: Desk
    bishkek: Desk


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("exchange")
    founded = Desk(folder / "none").run("admin", "found", folder / "root", "--name", "Container Control")
    with Stack(folder / "state", founded["founding"]) as stack:
        office = Office(folder, stack.gateway_url, founded["founding"])
        administrator = office.administrator("admin-1")
        desks = []
        for unit in (OSH, BATKEN, BISHKEK):
            administrator.open_unit(unit)
            desks.append(office.enrolled(unit, "key-1", voucher=administrator))
        yield Scene(stack, office, administrator, *desks)


@pytest.fixture(scope="session")
def work(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Work:
    """An uploaded file, two live profiles, a watch list, and a selection of three."""
    return begun(scene, OSH, tmp_path_factory.mktemp("manifest"))
