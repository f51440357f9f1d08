"""The page about documents shows a mapping that is one, and names the bounds."""

from __future__ import annotations

import json
import re
from pathlib import Path

from sealwire.contract.profiling.intake import SourceFiling
from sealwire_profiling.intake.domain.mapping import check_mapping
from sealwire_profiling.names.domain.grouping import ALIKE_AT_MOST, MOST_COMPARED

PAGE = Path(__file__).parents[4] / "docs" / "profiling" / "documents.md"


def test_the_mapping_that_the_page_shows_can_be_filed() -> None:
    shown = re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(shown) == 1
    filing = SourceFiling.model_validate({**json.loads(shown[0])})
    check_mapping(filing.mapping)
    assert set(filing.mapping.fields) == {"reference", "goods.gross_kg", "declared_on", "direction"}


def test_the_page_names_the_bounds_of_the_comparison_of_names() -> None:
    assert ALIKE_AT_MOST == 100
    page = PAGE.read_text("utf-8")
    assert f"until the compared pairs have {MOST_COMPARED:,} letters, and at most a hundred names" in page
