"""The budgets of CONTRIBUTING.md: small files, small functions, no banned names."""

from __future__ import annotations

import ast

import pytest
from architecture.source import ROOT, functions, python_files, tracked, tree, walked

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 50
BANNED = {"utils", "helpers", "common", "manager", "base"}
DOCUMENTED = 0.95


def test_there_are_files_to_look_at() -> None:
    assert len(python_files(product_only=True)) > 50


def test_an_export_without_git_has_the_same_code_to_look_at() -> None:
    assert set(tracked()) <= set(walked(ROOT))
    assert not any("__pycache__" in name or name.startswith((".venv", ".git/")) for name in walked(ROOT))


@pytest.mark.parametrize("name", python_files())
def test_a_file_keeps_its_budget(name: str) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= MAX_FILE_LINES


@pytest.mark.parametrize("name", python_files())
def test_functions_keep_their_budget(name: str) -> None:
    long = [
        f"{f.name} ({f.end_lineno - f.lineno + 1} lines)"
        for f in functions(name)
        if f.end_lineno is not None and f.end_lineno - f.lineno + 1 > MAX_FUNCTION_LINES
    ]
    assert long == []


def test_the_median_file_and_the_95th_percentile_function_are_small() -> None:
    product = python_files(product_only=True)
    files = sorted(len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in product)
    lengths = sorted((f.end_lineno or 0) - f.lineno + 1 for name in product for f in functions(name))
    assert files[len(files) // 2] <= 120
    assert files[int(len(files) * 0.95)] <= 300
    assert lengths[int(len(lengths) * 0.95)] <= 30


def test_no_module_has_a_name_that_says_nothing() -> None:
    stems = {name: set(name.removesuffix(".py").split("/")) for name in python_files(product_only=True)}
    assert [name for name, parts in stems.items() if parts & BANNED] == []


def _is_public(node: ast.AST) -> bool:
    return isinstance(
        node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    ) and not node.name.startswith("_")


def test_public_names_say_what_they_do() -> None:
    nodes = [n for name in python_files(product_only=True) for n in tree(name).body if _is_public(n)]
    documented = [n for n in nodes if ast.get_docstring(n)]  # type: ignore[arg-type]  # filtered above
    assert len(documented) / len(nodes) > DOCUMENTED
