"""`emotion-audit report`: the page of a saved audit, rendered again."""

from __future__ import annotations

from pathlib import Path

import click

from audit.cli.options import export_option


@click.command("report")
@click.argument("audit_json", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of the report.")
@export_option
def command(audit_json: Path, out: Path, export: str) -> None:
    """Render a saved audit again; exits 0 whatever its verdict (use judge as a gate)."""
    from audit.cli.progress import say
    from audit.cli.publish import export as write_exports
    from audit.cli.publish import refuse_foreign
    from audit.load import load_result
    from audit.report import export_kinds, write_report

    kinds = export_kinds(export)
    refuse_foreign(out)
    result = load_result(audit_json)
    write_exports(result, out, kinds)
    written = write_report(result, out)
    say(f"report: {written.index}")
