"""What the architecture tests look at: the files of the repository, parsed once."""

from __future__ import annotations

import ast
import functools
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Made here and in no commit; only looked at where git cannot be asked.
MADE = {"__pycache__", "dist", "results", "uv.lock"}
KEPT_DOT_NAMES = {".ci", ".dockerignore", ".gitignore", ".importlinter"}
PRODUCT = ("shared/", "services/", "gateway/", "deploy/")


@functools.cache
def tracked() -> tuple[str, ...]:
    """Return the paths that git knows, or, in an export without git, all but what is made here."""
    return tuple(name for name in _asked_of_git() or walked(ROOT) if (ROOT / name).is_file())


def _asked_of_git() -> list[str]:
    if not (ROOT / ".git").exists():
        return []
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):  # not installed, or the checkout is another user's
        return []
    return listed.stdout.rstrip("\0").split("\0")


def walked(root: Path) -> list[str]:
    """Return the relative paths of all files under a folder but those that tools make."""
    found = []
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if _is_ours(name)]
        found += [str((Path(folder) / name).relative_to(root)) for name in files if _is_ours(name)]
    return sorted(found)


def _is_ours(name: str) -> bool:
    if name.startswith("."):
        return name in KEPT_DOT_NAMES
    return name not in MADE and not name.endswith(".egg-info")


def python_files(*, product_only: bool = False) -> list[str]:
    return [n for n in tracked() if n.endswith(".py") and (not product_only or n.startswith(PRODUCT))]


@functools.cache
def tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"))


def functions(name: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [n for n in ast.walk(tree(name)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
