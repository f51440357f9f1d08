"""The route of reports, in three forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Response
from sealwire.authorisation import NotAllowed
from sealwire.contract import paths
from sealwire.contract.onboarding import Form, ReportFilter, ReportOut
from sealwire_chassis.caller import NoCaller
from sealwire_chassis.problems import problems

from sealwire_directory.onboarding import service_reports
from sealwire_directory.onboarding.entrypoints.asking import COUNTRY_OR_NONE, UNIT_OR_NONE, ActingDep
from sealwire_directory.onboarding.entrypoints.printing import CSV_HEADERS, HTML_HEADERS, as_csv, as_page
from sealwire_directory.onboarding.entrypoints.report_words import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

router = APIRouter(tags=["onboarding"])


def _json(report: ReportOut, _language: Language) -> Response:
    return Response(report.model_dump_json(), media_type="application/json")


def _csv(report: ReportOut, language: Language) -> Response:
    return Response(as_csv(report, language), media_type="text/csv", headers=CSV_HEADERS)


def _html(report: ReportOut, language: Language) -> Response:
    return Response(as_page(report, language), media_type="text/html", headers=HTML_HEADERS)


_FORMS: Mapping[Form, Callable[[ReportOut, Language], Response]] = {
    Form.JSON: _json,
    Form.CSV: _csv,
    Form.HTML: _html,
}


class ReportQuery(ReportFilter):
    """A report's limits and form, as the query says them."""

    year: Annotated[int | None, Query(ge=1990, le=2200)] = None
    unit: Annotated[str, Query(pattern=UNIT_OR_NONE)] = ""
    country: Annotated[str, Query(pattern=COUNTRY_OR_NONE)] = ""
    donor: Annotated[str, Query(pattern=r"^([a-z0-9][a-z0-9-]{0,31})?$")] = ""
    form: Form = Form.JSON
    language: Language = Language.ENGLISH


@router.get(
    paths.REPORTS,
    response_model=ReportOut,
    responses={
        200: {"content": {"text/csv": {}, "text/html": {}}},
        **problems(NoCaller, NotAllowed),
    },
)
async def read_report(acting: ActingDep, asked: Annotated[ReportQuery, Query()]) -> Response:
    """Return officers trained and equipment handed over, as JSON, CSV or a page to print."""
    wanted = ReportFilter.model_validate(asked.model_dump())
    report = await service_reports.report(acting, wanted)
    return _FORMS[asked.form](report, asked.language)
