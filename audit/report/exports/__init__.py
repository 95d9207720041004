"""Tables and charts of the page as files of their own: CSV for spreadsheets, SVG and PNG for slides and papers.

Words: a *table* is any `Table` in the view of the page; a *chart* is any figure of the page with a picture, or a table
that is a heat map. Both are found in the page, not listed here, so that a new section is exported without a word.
"""

from audit.report.exports.kinds import ExportKind, export_kinds
from audit.report.exports.write import WrittenExports, refuse_foreign_exports, write_exports

__all__ = ["ExportKind", "WrittenExports", "export_kinds", "refuse_foreign_exports", "write_exports"]
