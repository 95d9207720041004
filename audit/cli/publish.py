"""What every audit ends with: files written, answers printed, exit status."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from audit.cli.progress import say
from audit.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path

    from audit.domain.findings import ExitStatus
    from audit.domain.result import AuditResult


def publish(result: AuditResult, out: Path, *, as_json: bool = False) -> ExitStatus:
    """Write the report, print the answers (or the JSON alone), and return the exit status.

    Raises
    ------
    OutputError
        When the folder holds something that is not an audit, or cannot be written.
    """
    from audit.report import to_document, write_report

    refuse_foreign(out)
    written = write_report(result, out)
    if as_json:
        click.echo(to_document(result), nl=False)
    else:
        show(result)
        say(f"report: {written.index}")
    return result.decision.exit_status


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
