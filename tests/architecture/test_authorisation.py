"""The authorisation table is what the code asks: no right stands in it that nothing checks."""

from __future__ import annotations

import ast

from architecture.source import ROOT, python_files, tree
from sealwire.authorisation import MATRIX, Action, Actor

TABLE = "shared/sdk/sealwire/authorisation.py"
# Rights that the protocol fixes itself: the word that its rule goes by, and where it is asked. That it says
# the same as the table is tested with the log's rules.
BY_PROTOCOL = {Action.SEND_NOTICES: ("takes_part", "shared/sdk/sealwire/envelope/verify.py")}


def _asked(module: ast.Module) -> set[str]:
    return {
        node.attr
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Action"
    }


def test_every_right_of_the_table_is_asked_for_somewhere() -> None:
    asked = {name for file in python_files(product_only=True) if file != TABLE for name in _asked(tree(file))}
    assert {action.name for action in Action} == asked | {action.name for action in BY_PROTOCOL}


def test_a_right_of_the_protocol_is_asked_for_where_it_should_be() -> None:
    for word, file in BY_PROTOCOL.values():
        assert f".{word}" in (ROOT / file).read_text(encoding="utf-8")


def test_a_right_that_nobody_asks_for_is_seen() -> None:
    assert _asked(ast.parse("check(who, Action.READ_UNITS)\nOther.EDIT")) == {"READ_UNITS"}


def test_the_table_has_a_cell_for_every_right_and_role() -> None:
    assert set(MATRIX) == set(Action)
    assert all(set(cells) == set(Actor) for cells in MATRIX.values())
