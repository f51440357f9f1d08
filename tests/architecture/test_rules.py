"""Rules of CONTRIBUTING.md that are about the text of the repository."""

from __future__ import annotations

import ast
import re

import pytest
from architecture.source import ROOT, python_files, tracked, tree

# Spelled apart, so that this file does not break its own rule.
INDEX_HOSTS = ("pypi" + ".org", "files.python" + "hosted", "registry.npm" + "js", "deb.deb" + "ian.org")
COMMITTING = {"commit", "begin"}
MAY_COMMIT = {"shared/chassis/sealwire_chassis/database.py", "shared/chassis/sealwire_chassis/migrate.py"}
NOT_TEXT = (".png", ".woff2", ".ico")


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


def _commits(module: ast.Module) -> list[int]:
    """Return the lines that commit, or open a block of the driver that commits at its end."""
    return [
        node.lineno
        for node in ast.walk(module)
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in COMMITTING
        )
        or (isinstance(node, ast.Constant) and str(node.value).strip().upper() in {"COMMIT", "AUTOCOMMIT"})
    ]


def test_only_the_chassis_commits_on_a_server() -> None:
    servers = [n for n in python_files(product_only=True) if not n.startswith("shared/sdk/")]
    assert {name for name in servers if _commits(tree(name))} == MAY_COMMIT


@pytest.mark.parametrize(
    "code",
    ["await session.commit()", "with engine.begin() as c: ...", "execute('COMMIT')"],
)
def test_the_commit_rule_sees_a_commit(code: str) -> None:
    assert _commits(ast.parse(f"async def f():\n  {code}")) == [2]


def test_no_file_names_a_package_index() -> None:
    assert [
        n for n in tracked() if not n.endswith(NOT_TEXT) and any(h in _text(n) for h in INDEX_HOSTS)
    ] == []


def test_the_lock_holds_hashes_and_no_addresses() -> None:
    lock = _text("requirements.lock")
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|file:", lock)
    entries = re.split(r"\n(?=[a-zA-Z0-9])", lock.strip())
    assert len(entries) > 40
    assert [e.splitlines()[0] for e in entries if "--hash=sha256:" not in e] == []


@pytest.mark.parametrize("name", python_files(product_only=True))
def test_no_code_is_left_unfinished(name: str) -> None:
    assert not re.search(r"raise NotImplementedError|#\s*(TODO|FIXME|XXX|HACK)\b", _text(name))


def test_every_suppression_says_why() -> None:
    bare = re.compile(r"#\s*(noqa(: [A-Z0-9, ]+)?|type: ignore(\[[a-z, -]+\])?)\s*$")
    found = [
        f"{name}:{number}"
        for name in python_files()
        for number, line in enumerate(_text(name).splitlines(), 1)
        if bare.search(line)
    ]
    assert found == []


def test_every_rule_of_contributing_links_to_its_check() -> None:
    table = [line for line in _text("CONTRIBUTING.md").splitlines() if line.startswith("| ")][1:]
    assert len(table) >= 10
    for row in table:
        links = re.findall(r"\]\(([^)#]+)", row.split("|")[2])
        assert links, row
        assert all((ROOT / link).exists() for link in links), row


def test_the_map_of_the_tree_names_every_folder() -> None:
    readme = _text("README.md")
    folders = {name.split("/")[0] for name in tracked() if "/" in name and not name.startswith(".")}
    assert [folder for folder in sorted(folders) if f"`{folder}/" not in readme] == []


def test_every_command_that_the_readme_names_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", _text("Makefile"), re.MULTILINE))
    named = set(re.findall(r"make ([a-z]+)", _text("README.md") + _text("CONTRIBUTING.md")))
    assert {"demo", "test"} <= named <= targets


def test_relative_links_of_the_docs_lead_somewhere() -> None:
    link = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
    broken = [
        f"{name}: {target}"
        for name in tracked()
        if name.endswith(".md")
        for target in link.findall(_text(name))
        if not ((ROOT / name).parent / target).exists()
    ]
    assert broken == []
