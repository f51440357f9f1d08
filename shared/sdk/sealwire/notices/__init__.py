"""Notices: what units tell each other, sealed inside envelopes.

Read with `parse(kind, schema, content)` what an envelope holds, with `from_json(text_or_path)` a file, with
`from_answers(kind, answers)` what was typed at the questions of `prompts(kind, language)`. Each gives a
WarningNotice, FeedbackNotice, SeizureNotice or SeizureNominalNotice, checked, or raises NoticeInvalid with
every field and the reason in plain words. A notice has `kind`, `schema_version` and `content()`, the plain
map for `sealwire.cbor.encode`; `render(notice, language)` gives the lines to print, in `en` or `ru`.

`check_audience` is called before sealing. Fields, codelists, their sources and rules: docs/notices.md.
"""

from sealwire.notices.audience import check_audience
from sealwire.notices.codelists import LANGUAGES, Codelist, codelist, codelists
from sealwire.notices.errors import (
    AudienceTooWide,
    NoticeInvalid,
    NoticeUnreadable,
    Refusal,
    UnknownCodelist,
    UnknownKind,
    ValueNotValid,
)
from sealwire.notices.feedback import FeedbackNotice
from sealwire.notices.goods import quantities_by_unit
from sealwire.notices.json_schema import json_schema
from sealwire.notices.notice import Notice
from sealwire.notices.prompts import Prompt, from_answers, prompts
from sealwire.notices.reading import KINDS, from_json, parse, to_json
from sealwire.notices.render import Row, Section, render
from sealwire.notices.seizure import SeizureNominalNotice, SeizureNotice
from sealwire.notices.warning import WarningNotice

__all__ = [
    "KINDS",
    "LANGUAGES",
    "AudienceTooWide",
    "Codelist",
    "FeedbackNotice",
    "Notice",
    "NoticeInvalid",
    "NoticeUnreadable",
    "Prompt",
    "Refusal",
    "Row",
    "Section",
    "SeizureNominalNotice",
    "SeizureNotice",
    "UnknownCodelist",
    "UnknownKind",
    "ValueNotValid",
    "WarningNotice",
    "check_audience",
    "codelist",
    "codelists",
    "from_answers",
    "from_json",
    "json_schema",
    "parse",
    "prompts",
    "quantities_by_unit",
    "render",
    "to_json",
]
