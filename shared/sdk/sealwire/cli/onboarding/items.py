"""The items of a handover as a table: item, quantity, serials, condition, no_serials_because."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from sealwire.cli.onboarding.forms import FieldRefused, filled, text_of
from sealwire.contract.onboarding import Condition, ItemHandedOver

if TYPE_CHECKING:
    from pathlib import Path

REQUIRED = ("item", "quantity")
COLUMNS = (*REQUIRED, "serials", "condition", "no_serials_because")
_SEPARATOR = ";"


def read_items(path: Path) -> list[ItemHandedOver]:
    """Return the items of a CSV file whose first line names the columns.

    Serial numbers of one line are separated by semicolons.

    Raises:
        FormUnreadable: The file cannot be read.
        FieldRefused: A column or a value is wrong; the detail names the line.
    """
    rows = csv.DictReader(io.StringIO(text_of(path)), strict=True)
    try:
        columns = list(rows.fieldnames or ())
        _check_columns(path, columns)
        return [_item(path, rows.line_num, row) for row in rows]
    except csv.Error as error:
        raise FieldRefused(f"{path.name}, line {rows.line_num}: {error}.") from error


def _check_columns(path: Path, columns: list[str]) -> None:
    absent = [each for each in REQUIRED if each not in columns]
    unknown = [each for each in columns if each not in COLUMNS]
    if absent or unknown:
        raise FieldRefused(
            f"{path.name}: the first line names the columns {', '.join(COLUMNS)};"
            f" missing: {', '.join(absent) or 'none'}; unknown: {', '.join(unknown) or 'none'}."
        )


def _item(path: Path, line: int, row: dict[str, str]) -> ItemHandedOver:
    if None in row or None in row.values():
        raise FieldRefused(f"{path.name}, line {line}: it has another number of cells than the first line.")
    serials = [each.strip() for each in row.get("serials", "").split(_SEPARATOR) if each.strip()]
    try:
        return filled(
            ItemHandedOver,
            item=row["item"],
            quantity=row["quantity"],
            serials=serials,
            condition=row.get("condition") or Condition.NEW,
            no_serials_because=row.get("no_serials_because", ""),
        )
    except FieldRefused as error:
        raise FieldRefused(f"{path.name}, line {line}: {error.detail}") from error
