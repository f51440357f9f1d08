"""Rules of CONTRIBUTING.md that are about the text of the repository."""

from __future__ import annotations

import ast
import re

import pytest
from architecture.source import ROOT, python_files, tracked, tree

# Spelled apart, so that this file does not break its own rule.
INDEX_HOSTS = ("pypi" + ".org", "files.python" + "hosted", "registry.npm" + "js", "deb.deb" + "ian.org")
NOT_TEXT = (".png", ".woff2", ".ico")


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


def _commits(name: str) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]


def test_only_the_chassis_commits_on_a_server() -> None:
    servers = [n for n in python_files(product_only=True) if not n.startswith("shared/sdk/")]
    found = {name: lines for name in servers if (lines := _commits(name))}
    assert set(found) <= {"shared/chassis/sealwire_chassis/database.py"}


def test_the_commit_rule_sees_a_commit() -> None:
    calls = [n for n in ast.walk(ast.parse("session.commit()")) if isinstance(n, ast.Call)]
    assert [n.func.attr for n in calls if isinstance(n.func, ast.Attribute)] == ["commit"]


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
    rows = [line for line in _text("CONTRIBUTING.md").splitlines() if line.startswith("| ") and "](" in line]
    assert len(rows) >= 10
    for link in re.findall(r"\]\(([^)#]+)", "\n".join(rows)):
        assert (ROOT / link).exists(), link


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
