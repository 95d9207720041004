"""`emotion-audit judge`: saved audits under another policy, from their counts alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.cli.command import audit_command
from audit.cli.options import json_option
from audit.errors import UsageError

if TYPE_CHECKING:
    from audit.domain.results.result import AuditResult
    from audit.exit_status import ExitStatus


_EXAMPLES = (("a saved audit as a gate", "emotion-audit judge reports/release/audit.json --policy policy.toml"),)


@audit_command("judge", examples=_EXAMPLES)
@click.argument("audits", metavar="AUDIT_JSON…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--policy", type=click.Path(path_type=Path), required=True, help="Rules in a policy.toml.")
@click.option("--junit", type=click.Path(path_type=Path), metavar="FILE", help="Write the findings as JUnit XML.")
@json_option
def command(audits: tuple[Path, ...], policy: Path, junit: Path | None, as_json: bool) -> ExitStatus:  # noqa: FBT001 - click passes by keyword
    """Judge a saved audit under another policy; prints the verdict, writes nothing but what --junit asks for.

    Of several audits the gravest verdict counts: a limit exceeded, then data that cannot tell.
    """
    from audit.api import rejudge
    from audit.cli.github import annotate
    from audit.exit_status import gravest
    from audit.files import write_whole
    from audit.load import load_policy
    from audit.report import to_junit

    if len(audits) > 1 and (as_json or junit is not None):
        raise UsageError("--json and --junit are about one audit; name one")
    rules = load_policy(policy)
    results = [rejudge(path, rules).result for path in audits]
    for path, result in zip(audits, results, strict=True):
        if junit is not None:
            write_whole(junit, to_junit(result))
        _show(result, as_json=as_json, title=str(path) if len(audits) > 1 else "")
        annotate(result, as_json=as_json)
    return gravest(result.decision.exit_status for result in results)


def _show(result: AuditResult, *, as_json: bool, title: str) -> None:
    from audit.cli.audits.publish import show
    from audit.report import to_document

    if as_json:
        click.echo(to_document(result), nl=False)
        return
    if title:
        click.echo(f"== {title} ==\n")
    show(result)
    if title:
        click.echo("")
