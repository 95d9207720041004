"""Publishing a finished audit: the report, what is exported of it, and the table of images that `compare` pairs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from audit.domain.results.image_rows import IMAGES_TABLE, IMAGES_TABLES
from audit.errors import OutputError
from audit.files import publication
from audit.report.exports.write import refuse_foreign_exports, write_exports
from audit.report.files.images_table import taken_column, write_images_table
from audit.report.write import WrittenReport, write_report

if TYPE_CHECKING:
    from audit.domain.answers.answered import AnsweredCohort
    from audit.domain.cohort.pictures import Gallery
    from audit.domain.results.result import AuditResult
    from audit.report.exports import ExportKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What was written.

    Attributes
    ----------
    report
        The page and the files beside it.
    exports
        Folders of exported tables and charts.
    notes
        What could not be written and why, one sentence each.
    """

    report: WrittenReport
    exports: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()

    def moved(self, old: Path, new: Path) -> Published:
        """Return the same with the folder `old` known as `new`."""
        return replace(
            self,
            report=self.report.moved(old, new),
            exports=tuple(new / folder.relative_to(old) for folder in self.exports),
        )


def publish(
    result: AuditResult,
    folder: Path,
    *,
    rows: AnsweredCohort | None = None,
    gallery: Gallery | None = None,
    exports: frozenset[ExportKind] = frozenset(),
    address: str | None = None,
) -> Published:
    """Write an audit into a folder: the report, its exports, and the table of its images where they are known.

    All of it appears in one step; until then, and after any failure, the folder holds what it held before.

    Parameters
    ----------
    result
        The audit.
    folder
        Where; created if need be. Exports of an earlier audit that are not asked for now are removed.
    rows
        Its images as they were counted; None where only the result is known.
    gallery, address
        As for `write_report`.
    exports
        What to export.

    Raises
    ------
    OutputError
        When a file cannot be written, or a folder of exports holds files that no export wrote.
    """
    with publication(folder) as staging:
        published = _fill(staging, result, rows, gallery, exports=exports, address=address)
    return published.moved(staging, folder)


def _fill(
    folder: Path,
    result: AuditResult,
    rows: AnsweredCohort | None,
    gallery: Gallery | None,
    *,
    exports: frozenset[ExportKind],
    address: str | None,
) -> Published:
    written = write_exports(result, folder, exports)
    taken = None if rows is None else taken_column(rows.cohort)
    if rows is not None:  # no table of an earlier audit stays beside this one
        for name in IMAGES_TABLES:
            (folder / name).unlink(missing_ok=True)
        if not taken:
            write_images_table(rows, folder)
    return Published(
        report=write_report(result, folder, gallery=gallery, address=address),
        exports=tuple(place for place in (written.tables, written.charts) if place is not None),
        notes=() if taken is None else (_not_paired(taken),),
    )


def refuse_foreign(out: Path, *, ours: tuple[str, ...] = ()) -> None:
    """Raise OutputError when a folder holds files, but no audit of ours and nothing beside `ours`.

    So it does when a folder in it, where tables or charts would be exported, holds files no export wrote.
    """
    if not out.exists():
        return
    names = {path.name for path in out.iterdir()} if out.is_dir() else {out.name}
    if "audit.json" not in names and not names <= set(ours):
        raise OutputError(f"{out}: holds files that are not an audit; name another folder")
    refuse_foreign_exports(out)


def refuse_taken(out: Path) -> None:
    """Raise OutputError where a page of several audits would replace something else, the page of one audit included."""
    if not out.exists():
        return
    names = {path.name for path in out.iterdir()} if out.is_dir() else {out.name}
    if "audit.json" in names:
        raise OutputError(f"{out}: holds the report of one audit; name another folder")
    if names and "audits.json" not in names:
        raise OutputError(f"{out}: holds files that are no page of several audits; name another folder")


def refuse_index(out: Path) -> None:
    """Raise OutputError where a page beside the folders of several audits would replace something else."""
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out}: not a folder; name another one")
    if (out / "audit.json").exists():
        raise OutputError(f"{out}: holds the report of one audit; name another folder")
    if (out / "index.html").exists() and not (out / "audits.json").exists():
        raise OutputError(f"{out}: its index.html is no page of several audits; name another folder")


def _not_paired(column: str) -> str:
    return (
        f"{IMAGES_TABLE} is not written, so `compare` cannot read this audit: rename the manifest's column '{column}'"
    )
