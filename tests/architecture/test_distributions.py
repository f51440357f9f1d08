"""Each deployable builds as a wheel and imports alone, with only what it declares."""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from architecture.source import ROOT
from packaging.requirements import Requirement

DISTRIBUTIONS = {
    "sealwire": ("shared/sdk", ["sealwire.envelope.format", "sealwire.directory.replica", "sealwire.client"]),
    "sealwire-chassis": ("shared/chassis", ["sealwire_chassis.process", "sealwire_chassis.http_over_nats"]),
    "sealwire-alerts": ("services/alerts", ["sealwire_alerts.__main__"]),
    "sealwire-directory": ("services/directory", ["sealwire_directory.__main__"]),
    "sealwire-profiling": ("services/profiling", ["sealwire_profiling.__main__"]),
    "sealwire-gateway": ("gateway", ["sealwire_gateway.__main__"]),
}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _closure(name: str, *, extras: frozenset[str] = frozenset()) -> set[str]:
    """Return the canonical names of everything that a distribution declares, transitively."""
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [(_canonical(name), extras)]
    while waiting:
        item = waiting.pop()
        if item in seen:
            continue
        seen.add(item)
        for line in importlib.metadata.requires(item[0]) or []:
            requirement = Requirement(line)
            marker = requirement.marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in {"", *item[1]}):
                waiting.append((_canonical(requirement.name), frozenset(requirement.extras)))
    return {name for name, _ in seen}


def _link_into(folder: Path, name: str) -> None:
    """Lay the files of an installed third-party distribution into a folder, as symbolic links."""
    for file in importlib.metadata.files(name) or []:
        top = file.parts[0]
        if top != ".." and not (folder / top).exists():
            (folder / top).symlink_to(Path(str(file.locate())).parents[len(file.parts) - 1] / top)


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("wheels")
    built = {}
    for name, (source, _) in DISTRIBUTIONS.items():
        command = [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(folder),
            source,
        ]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
        built[name] = next(folder.glob(f"{name.replace('-', '_')}-[0-9]*.whl"))
    return built


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_a_distribution_imports_alone_with_only_its_own_dependencies(
    name: str, wheels: dict[str, Path], tmp_path: Path
) -> None:
    wanted = _closure(name)
    for dependency in wanted:
        if dependency in DISTRIBUTIONS:
            zipfile.ZipFile(wheels[dependency]).extractall(tmp_path)
        else:
            _link_into(tmp_path, dependency)
    imports = "; ".join(f"import {module}" for module in DISTRIBUTIONS[name][1])
    code = f"import sys; sys.path.append({str(tmp_path)!r}); {imports}"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


def test_an_undeclared_dependency_would_be_noticed(wheels: dict[str, Path], tmp_path: Path) -> None:
    zipfile.ZipFile(wheels["sealwire"]).extractall(tmp_path)
    code = f"import sys; sys.path.append({str(tmp_path)!r}); import sealwire.cbor"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert "No module named 'cbor2'" in done.stderr


def _pinned(lock: Path) -> set[tuple[str, str]]:
    """Return name and version of each package of a lock; some have a version per Python."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return {(_canonical(name), version) for name, version in found}


@pytest.mark.parametrize(
    "name", ["sealwire-gateway", "sealwire-directory", "sealwire-profiling", "sealwire-alerts"]
)
def test_an_image_installs_what_its_distribution_needs_at_the_tested_versions(name: str) -> None:
    image = _pinned(ROOT / "deploy" / "images" / f"{name}.lock")
    assert image - _pinned(ROOT / "requirements.lock") == set()
    assert _closure(name) - set(DISTRIBUTIONS) - {package for package, _ in image} == set()


@pytest.mark.parametrize("name", ["sealwire-alerts", "sealwire-directory"])
def test_a_wheel_brings_its_migrations(name: str, wheels: dict[str, Path]) -> None:
    assert any("/migrations/versions/" in file for file in zipfile.ZipFile(wheels[name]).namelist())
