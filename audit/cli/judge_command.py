"""`emotion-audit judge`: a saved audit under another policy, from its counts alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.cli.options import json_option

if TYPE_CHECKING:
    from audit.domain.findings import ExitStatus


@click.command("judge")
@click.argument("audit_json", type=click.Path(path_type=Path))
@click.option("--policy", "policy_file", type=click.Path(path_type=Path), required=True, help="Rules in a policy.toml.")
@json_option
def command(audit_json: Path, policy_file: Path, as_json: bool) -> ExitStatus:  # noqa: FBT001 - click passes by keyword
    """Judge a saved audit under another policy; prints the verdict, writes nothing."""
    from audit.cli.publish import show
    from audit.load import load_policy, load_result
    from audit.pipeline import rejudge
    from audit.report import to_document

    result = rejudge(load_result(audit_json), load_policy(policy_file))
    if as_json:
        click.echo(to_document(result), nl=False)
    else:
        show(result)
    return result.decision.exit_status
