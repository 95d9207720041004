"""An audit's result as something to read: `audit.json`, the HTML page, a Markdown summary, a test report, a model card.

Words: a *section* of the page is one module of `sections`, which turns an `AuditResult` into a *view*: a frozen value
of ready-made text and geometry. A template lays a view out and decides nothing. The *answers* are the three research
questions with a *status* each; the page, the summary and the command line print the same ones. Nothing here measures:
rates come from counts through `audit.domain.counts.rates`, intervals, disparities and verdicts from the result.
"""

from typing import TYPE_CHECKING

from audit.deferred import when_asked

if TYPE_CHECKING:
    from audit.report.exports import ExportKind, WrittenExports, export_kinds, write_exports
    from audit.report.files.audit_json import to_document
    from audit.report.files.data_quality import data_quality_table
    from audit.report.files.frames import findings_frame, group_frame
    from audit.report.files.github import STEP_SUMMARY_LIMIT, workflow_commands
    from audit.report.files.images_table import taken_column, write_images_table
    from audit.report.files.json_schema import published_schema
    from audit.report.files.junit import to_junit
    from audit.report.files.model_card import to_model_card
    from audit.report.files.summary import to_summary
    from audit.report.files.tables import check_table, write_predictions
    from audit.report.pages.audits import WrittenAudits, audits_document, write_audits
    from audit.report.pages.blends import WrittenBlends, blends_document, write_blends
    from audit.report.pages.comparison import COMPARISON_FILES, WrittenComparison, comparison_document, write_comparison
    from audit.report.pages.html import style_sheet, to_html
    from audit.report.pages.notebook import to_notebook
    from audit.report.pages.series import write_series
    from audit.report.pages.shared import WrittenShare, write_shared
    from audit.report.publishing import Published, publish, refuse_foreign, refuse_index, refuse_taken
    from audit.report.questions.answers import answers
    from audit.report.questions.rules import Answer, Status
    from audit.report.sections.other_pages.blends import blend_sentences, turning_text
    from audit.report.sections.other_pages.comparison import comparison_lines, promise
    from audit.report.sections.other_pages.series import look_reading, series_line, series_sentences
    from audit.report.wording.brief import audited_lines, in_a_line
    from audit.report.wording.reading import TITLE as READING_TITLE
    from audit.report.wording.reading import in_short, reading_lines
    from audit.report.write import WrittenReport, write_report
else:
    __getattr__ = when_asked(__name__, __file__)

__all__ = [
    "COMPARISON_FILES",
    "READING_TITLE",
    "STEP_SUMMARY_LIMIT",
    "Answer",
    "ExportKind",
    "Published",
    "Status",
    "WrittenAudits",
    "WrittenBlends",
    "WrittenComparison",
    "WrittenExports",
    "WrittenReport",
    "WrittenShare",
    "answers",
    "audited_lines",
    "audits_document",
    "blend_sentences",
    "blends_document",
    "check_table",
    "comparison_document",
    "comparison_lines",
    "data_quality_table",
    "export_kinds",
    "findings_frame",
    "group_frame",
    "in_a_line",
    "in_short",
    "look_reading",
    "promise",
    "publish",
    "published_schema",
    "reading_lines",
    "refuse_foreign",
    "refuse_index",
    "refuse_taken",
    "series_line",
    "series_sentences",
    "style_sheet",
    "taken_column",
    "to_document",
    "to_html",
    "to_junit",
    "to_model_card",
    "to_notebook",
    "to_summary",
    "turning_text",
    "workflow_commands",
    "write_audits",
    "write_blends",
    "write_comparison",
    "write_exports",
    "write_images_table",
    "write_predictions",
    "write_report",
    "write_series",
    "write_shared",
]
