"""What every audit ends with: files written, answers printed, exit status."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from audit.cli.github import address, annotate, quoted
from audit.cli.progress import say

if TYPE_CHECKING:
    from pathlib import Path

    from audit import Audit
    from audit.domain.decision.findings import ExitStatus
    from audit.domain.results.result import AuditResult


def publish(found: Audit, out: Path, *, as_json: bool = False, export: str = "") -> ExitStatus:
    """Write the report and what is exported of it, print the answers (or the JSON alone), return the exit status.

    Raises
    ------
    OutputError
        When the folder holds something that is not an audit, or cannot be written.
    """
    from audit.report import to_document

    index = write(found, out, export)
    if as_json:
        click.echo(to_document(found.result), nl=False)
    else:
        show(found.result)
        say(f"report: {index}")
    annotate(found.result, as_json=as_json)
    return found.decision.exit_status


def write(found: Audit, out: Path, export: str = "", *, beside: tuple[str, ...] = ()) -> Path:
    """Write the report and its exports, say what else was or could not be written, and return where the page is.

    Raises
    ------
    OutputError
        When a file cannot be written.
    """
    published = found.report(out, export=export, address=address(), beside=beside)
    for folder in published.exports:
        say(f"exported: {folder}")
    for note in published.notes:
        say(note)
    return published.report.index


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
