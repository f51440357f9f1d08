"""A report as CSV and as a page to print; the page has no scripts and asks for nothing from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from sealwire_chassis.table_files import csv_file

from sealwire_directory.onboarding.adapters.counts import NO_DONOR
from sealwire_directory.onboarding.entrypoints.report_words import WORDS

if TYPE_CHECKING:
    from sealwire.contract.onboarding import EquipmentLine, ReportOut, TrainingLine

    from sealwire_directory.onboarding.entrypoints.report_words import Language

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
HTML_HEADERS = {
    # Whatever slipped through the escaping would still not run.
    "content-security-policy": _POLICY,
    "content-disposition": 'inline; filename="report.html"',
}
CSV_HEADERS = {"content-disposition": 'attachment; filename="report.csv"'}
_PAGES = Environment(
    loader=PackageLoader("sealwire_directory.onboarding.entrypoints"),
    autoescape=True,
    undefined=StrictUndefined,
)


def as_csv(report: ReportOut, language: Language) -> bytes:
    """Return a report as one table: courses and items in the first column, counts in the last four."""
    words = WORDS[language]
    headings = [
        f"{words['kind']} / {words['item']}", words[report.asked.per.value], words["gender"],
        words["officers"], words["seats"], words["quantity"], words["handovers"],
    ]  # fmt: skip
    kinds, genders = words["kinds"], words["genders"]
    rows = [
        [kinds[line.kind], _group(line, words), genders[line.gender], line.officers, line.seats, "", ""]
        for line in report.training
    ]
    rows.append([words["training"], words["together"], "", report.officers, report.seats, "", ""])
    rows += [
        [line.item, _group(line, words), "", "", "", line.quantity, line.handovers]
        for line in report.equipment
    ]
    return csv_file.write(headings, [[str(cell) for cell in row] for row in rows])


def as_page(report: ReportOut, language: Language) -> str:
    """Return a report as an HTML page for a printer."""
    words, asked = WORDS[language], report.asked
    limits = {
        words["year"]: asked.year,
        words["unit"]: asked.unit,
        words["country"]: asked.country,
        words["donor"]: asked.donor,
    }
    return _PAGES.get_template("report.html").render(
        language=language.value,
        words=words,
        group=words[asked.per.value],
        group_of=lambda line: _group(line, words),
        asked=[(name, value) for name, value in limits.items() if value],
        report=report,
    )


def _group(line: TrainingLine | EquipmentLine, words: dict[str, Any]) -> str:
    # A lone minus would be guarded as the beginning of a formula, and says nothing on paper.
    return str(words["no_donor"]) if line.group == NO_DONOR else line.group
