"""`emotion-audit report`: the page of a saved audit, rendered again."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("report")
@click.argument("audit_json", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of the report.")
def command(audit_json: Path, out: Path) -> None:
    """Render a saved audit again; exits 0 whatever its verdict (use judge as a gate)."""
    from audit.cli.progress import say
    from audit.cli.publish import refuse_foreign
    from audit.load import load_result
    from audit.report import write_report

    refuse_foreign(out)
    written = write_report(load_result(audit_json), out)
    say(f"report: {written.index}")
