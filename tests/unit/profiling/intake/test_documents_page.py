"""The page about documents shows a mapping that is one."""

from __future__ import annotations

import json
import re
from pathlib import Path

from sealwire.contract.profiling.intake import SourceFiling
from sealwire_profiling.intake.domain.mapping import check_mapping

PAGE = Path(__file__).parents[4] / "docs" / "profiling" / "documents.md"


def test_the_mapping_that_the_page_shows_can_be_filed() -> None:
    shown = re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(shown) == 1
    filing = SourceFiling.model_validate({**json.loads(shown[0])})
    check_mapping(filing.mapping)
    assert set(filing.mapping.fields) == {"reference", "goods.gross_kg", "declared_on", "direction"}
