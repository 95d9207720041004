"""An audit's result as something to read: `audit.json`, the HTML page, a Markdown summary, a test report, a model card.

Words: a *section* of the page is one module of `sections`, which turns an `AuditResult` into a *view*: a frozen value
of ready-made text and geometry. A template lays a view out and decides nothing. The *answers* are the three research
questions with a *status* each; the page, the summary and the command line print the same ones. Nothing here measures:
rates come from counts through `audit.domain.rates`, intervals, disparities and verdicts from the result.
"""

from audit.report.answers import answers
from audit.report.audit_json import to_document
from audit.report.audits import WrittenAudits, write_audits
from audit.report.blends import WrittenBlends, blends_document, write_blends
from audit.report.care import care_table
from audit.report.comparison import COMPARISON_FILES, WrittenComparison, comparison_document, write_comparison
from audit.report.exports import ExportKind, WrittenExports, export_kinds, refuse_foreign_exports, write_exports
from audit.report.github import STEP_SUMMARY_LIMIT, workflow_commands
from audit.report.html import to_html
from audit.report.json_schema import published_schema
from audit.report.junit import to_junit
from audit.report.model_card import to_model_card
from audit.report.questions.rules import Answer, Status
from audit.report.sections.blends import findings, turning_text
from audit.report.sections.comparison import promise
from audit.report.summary import to_summary
from audit.report.tables import images_table, taken_column, write_predictions
from audit.report.write import WrittenReport, write_report

__all__ = [
    "COMPARISON_FILES",
    "STEP_SUMMARY_LIMIT",
    "Answer",
    "ExportKind",
    "Status",
    "WrittenAudits",
    "WrittenBlends",
    "WrittenComparison",
    "WrittenExports",
    "WrittenReport",
    "answers",
    "blends_document",
    "care_table",
    "comparison_document",
    "export_kinds",
    "findings",
    "images_table",
    "promise",
    "published_schema",
    "refuse_foreign_exports",
    "taken_column",
    "to_document",
    "to_html",
    "to_junit",
    "to_model_card",
    "to_summary",
    "turning_text",
    "workflow_commands",
    "write_audits",
    "write_blends",
    "write_comparison",
    "write_exports",
    "write_predictions",
    "write_report",
]
