"""What every audit ends with: files written, answers printed, exit status."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from audit.cli.progress import say
from audit.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path

    from audit.domain.findings import ExitStatus
    from audit.domain.pictures import Gallery
    from audit.domain.result import AuditResult
    from audit.pipeline import Scored
    from audit.report import WrittenReport


def publish(
    result: AuditResult, scored: Scored, out: Path, *, gallery: Gallery | None = None, as_json: bool = False
) -> ExitStatus:
    """Write the report, print the answers (or the JSON alone), and return the exit status.

    Raises
    ------
    OutputError
        When the folder holds something that is not an audit, or cannot be written.
    """
    from audit.report import to_document

    refuse_foreign(out)
    written = write(result, scored, out, gallery=gallery)
    if as_json:
        click.echo(to_document(result), nl=False)
    else:
        show(result)
        say(f"report: {written.index}")
    return result.decision.exit_status


def write(result: AuditResult, scored: Scored, out: Path, *, gallery: Gallery | None = None) -> WrittenReport:
    """Write the report and, beside it, the table of images that `compare` pairs; say so where that cannot be written.

    Raises
    ------
    OutputError
        When a file cannot be written.
    """
    from audit.domain.rows import IMAGES_TABLE
    from audit.report import images_table, taken_column, write_report

    taken = taken_column(scored.cohort)
    if taken is None:
        return write_report(result, out, images=images_table(scored.cohort, scored.audited), gallery=gallery)
    (out / IMAGES_TABLE).unlink(missing_ok=True)
    say(f"{IMAGES_TABLE} is not written, so `compare` cannot read this audit: rename the manifest's column '{taken}'")
    return write_report(result, out, gallery=gallery)


def refuse_foreign(out: Path, *, ours: tuple[str, ...] = ()) -> None:
    """Raise OutputError when a folder holds files, but no audit of ours and nothing beside `ours`."""
    if not out.exists():
        return
    names = {path.name for path in out.iterdir()} if out.is_dir() else {out.name}
    if "audit.json" not in names and not names <= set(ours):
        raise OutputError(f"{out}: holds files that are not an audit; name another folder with --out")


def show(result: AuditResult) -> None:
    """Print the three answers, each finding, and the verdict on stdout."""
    from audit.report import answers

    for answer in answers(result):
        click.echo(f"{answer.question}\n  {answer.status}: {answer.sentence}")
    click.echo("")
    for finding in result.findings:
        verdict = f"{finding.verdict}{', waived' if finding.accepted else ''}"
        click.echo(f"{verdict:<12} {finding.code}: {finding.reason}")
    decision = result.decision
    click.echo(f"\n{decision.verdict}: {decision.sentence} (exit status {int(decision.exit_status)})")
