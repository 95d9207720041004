"""What every audit ends with: files written, answers printed, exit status."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from audit.cli.github import address, annotate, quoted
from audit.cli.progress import say
from audit.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path

    from audit.domain.cohort.pictures import Gallery
    from audit.domain.decision.findings import ExitStatus
    from audit.domain.results.result import AuditResult
    from audit.pipeline import Scored
    from audit.report import ExportKind, WrittenReport


def publish(
    result: AuditResult,
    scored: Scored,
    out: Path,
    *,
    gallery: Gallery | None = None,
    as_json: bool = False,
    exports: frozenset[ExportKind] = frozenset(),
) -> ExitStatus:
    """Write the report and what is exported of it, print the answers (or the JSON alone), return the exit status.

    Raises
    ------
    OutputError
        When the folder holds something that is not an audit, or cannot be written.
    """
    from audit.report import to_document

    refuse_foreign(out)
    written = write(result, scored, out, exports, gallery=gallery)
    if as_json:
        click.echo(to_document(result), nl=False)
    else:
        show(result)
        say(f"report: {written.index}")
    annotate(result, as_json=as_json)
    return result.decision.exit_status


def write(
    result: AuditResult,
    scored: Scored,
    out: Path,
    exports: frozenset[ExportKind] = frozenset(),
    *,
    gallery: Gallery | None = None,
) -> WrittenReport:
    """Write the report, its exports and the table of images that `compare` pairs; say so where that cannot be written.

    Raises
    ------
    OutputError
        When a file cannot be written.
    """
    from audit.domain.results.image_rows import IMAGES_TABLE
    from audit.report import images_table, taken_column, write_report

    export(result, out, exports)
    taken = taken_column(scored.cohort)
    if taken is None:
        images = images_table(scored.cohort, scored.audited)
        return write_report(result, out, images=images, gallery=gallery, address=address())
    (out / IMAGES_TABLE).unlink(missing_ok=True)
    say(f"{IMAGES_TABLE} is not written, so `compare` cannot read this audit: rename the manifest's column '{taken}'")
    return write_report(result, out, gallery=gallery, address=address())


def export(result: AuditResult, out: Path, kinds: frozenset[ExportKind]) -> None:
    """Write tables and charts into the folder of a report, say where, and leave none of an earlier audit there.

    Raises
    ------
    OutputError
        When a folder of exports holds files no export wrote, or cannot be written.
    """
    from audit.report import write_exports

    written = write_exports(result, out, kinds)
    for folder in (written.tables, written.charts):
        if folder is not None:
            say(f"exported: {folder}")


def refuse_foreign(out: Path, *, ours: tuple[str, ...] = ()) -> None:
    """Raise OutputError when a folder holds files, but no audit of ours and nothing beside `ours`.

    So it does when a folder in it, where tables or charts would be exported, holds files no export wrote.
    """
    from audit.report import refuse_foreign_exports

    if not out.exists():
        return
    names = {path.name for path in out.iterdir()} if out.is_dir() else {out.name}
    if "audit.json" not in names and not names <= set(ours):
        raise OutputError(f"{out}: holds files that are not an audit; name another folder with --out")
    refuse_foreign_exports(out)


def show(result: AuditResult) -> None:
    """Print the three answers, each finding, the verdict and what was read otherwise than written on stdout."""
    with quoted():
        _show(result)


def _show(result: AuditResult) -> None:
    from audit.report import READING_TITLE, answers, reading_lines

    for answer in answers(result):
        click.echo(f"{answer.question}\n  {answer.status}: {answer.sentence}")
    click.echo("")
    for finding in result.findings:
        verdict = f"{finding.verdict}{', waived' if finding.accepted else ''}"
        click.echo(f"{verdict:<12} {finding.code}: {finding.reason}")
    decision = result.decision
    click.echo(f"\n{decision.verdict}: {decision.sentence} (exit status {int(decision.exit_status)})")
    lines = reading_lines(result)
    click.echo("\n".join([f"{READING_TITLE}:", *(f"  {line}" for line in lines)]) if lines else "", nl=bool(lines))
