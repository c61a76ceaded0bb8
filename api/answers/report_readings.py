"""The doors to closed reports: which there are, and one of them as reported, as it stands now, and why they differ."""

from typing import Final

from api.answers.questions import Reading
from api.tables import report as report_tables
from projections.chapters import closed_report as reported_answers
from projections.chapters import reports as report_answers

REPORTS: Final = Reading(
    "reports",
    "Avslutade rapporter",
    (
        "Visa vilka rapporter som är avslutade: varje version, vilken dag och position den står för, och om den har "
        "öppnats igen."
    ),
    ("year", "name"),
    report_answers.RECIPE,
    report_answers.ReportsAnswer,
    report_answers.reports_answer,
    report_tables.reports_table,
    "reports",
)
REPORT: Final = Reading(
    "frames/report",
    "En rapport: som rapporterat, och som det står nu",
    (
        "Visa en avslutad rapport som den rapporterades, som det står nu för samma dag, och skillnaden uppdelad på "
        "orsaker, med varje post som kom efter rapporten på en egen rad. Med as_of jämförs med en senare dag."
    ),
    ("name", "version", "unit", "subtree", "line", "kind", "by", "tree_on"),
    reported_answers.RECIPE,
    reported_answers.ReportAnswer,
    reported_answers.report_answer,
    report_tables.report_tables,
    "report",
)

REPORT_READINGS: Final = (REPORTS, REPORT)
"""Every answer about reports, in the order in which they are listed."""
