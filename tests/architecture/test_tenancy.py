"""No query of profiling forgets whose data it is about: the administration is a required argument."""

from __future__ import annotations

import ast
import re

import pytest
from architecture.source import python_files, tree

ADAPTERS = re.compile(r"services/profiling/sealwire_profiling/[a-z_]+/adapters/[a-z_/]+\.py")
# Jobs that no caller asks for, and that go through all administrations one after the other.
INTAKE = "services/profiling/sealwire_profiling/intake/adapters"
SELECTIONS = "services/profiling/sealwire_profiling/assessments/adapters/selections.py"
RESCREENINGS = "services/profiling/sealwire_profiling/assessments/adapters/rescreenings.py"
MODELS = "services/profiling/sealwire_profiling/model/adapters/models.py"
ACROSS = {
    f"{SELECTIONS}:claim": "gives a process what waits longest",
    f"{SELECTIONS}:give_up": "ends what no process could make",
    f"{RESCREENINGS}:notice": "finds the selections of all that a change of their lists left behind",
    f"{RESCREENINGS}:claim": "gives a process what waits longest",
    f"{RESCREENINGS}:give_up": "ends what no process could make",
    f"{MODELS}:claim": "gives a process what waits longest",
    f"{MODELS}:give_up": "ends what no process could train",
    f"{INTAKE}/reading.py:claim": "gives a worker what waits longest",
    f"{INTAKE}/parties.py:claim": "gives a process what waits longest",
    f"{INTAKE}/erasing.py:kept_days": "tells the sweep how long each administration keeps what",
}


def _queries(module: ast.Module) -> list[ast.AsyncFunctionDef]:
    """Return the public functions that are given a session."""
    return [
        node
        for node in module.body
        if isinstance(node, ast.AsyncFunctionDef)
        and not node.name.startswith("_")
        and any(arg.arg == "session" for arg in (*node.args.args, *node.args.kwonlyargs))
    ]


def _names_tenant(query: ast.AsyncFunctionDef) -> bool:
    """Tell whether a function has a parameter `tenant: Tenant` without a default."""
    args = query.args
    required = args.args[: len(args.args) - len(args.defaults)]
    required += [
        arg for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True) if default is None
    ]
    return any(
        arg.arg == "tenant" and isinstance(arg.annotation, ast.Name) and arg.annotation.id == "Tenant"
        for arg in required
    )


def _found() -> dict[str, ast.AsyncFunctionDef]:
    return {
        f"{name}:{query.name}": query
        for name in python_files(product_only=True)
        if ADAPTERS.fullmatch(name)
        for query in _queries(tree(name))
    }


def test_every_query_requires_the_administration() -> None:
    found = _found()
    assert len(found) >= 20
    assert [name for name, query in found.items() if not _names_tenant(query) and name not in ACROSS] == []


def test_every_exception_is_still_one() -> None:
    found = _found()
    assert [name for name in ACROSS if name not in found or _names_tenant(found[name])] == []


@pytest.mark.parametrize(
    ("signature", "names_it"),
    [
        ("session: AsyncSession, *, tenant: Tenant", True),
        ("session: AsyncSession, tenant: Tenant, limit: int = 5", True),
        ("session: AsyncSession", False),
        ("session: AsyncSession, *, tenant: Tenant | None", False),
        ("session: AsyncSession, *, tenant: Tenant = OWN", False),
        ("session: AsyncSession, tenant: Tenant = OWN", False),
        ("session: AsyncSession, *, tenant: str", False),
    ],
)
def test_a_query_that_could_forget_it_is_seen(signature: str, *, names_it: bool) -> None:
    [query] = _queries(ast.parse(f"async def find({signature}): ..."))
    assert _names_tenant(query) is names_it


def test_only_public_functions_with_a_session_are_queries() -> None:
    assert (
        _queries(ast.parse("async def _page(session): ...\nasync def read(data): ...\ndef of(session): ..."))
        == []
    )
