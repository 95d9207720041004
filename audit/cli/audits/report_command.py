"""`emotion-audit report`: the page of a saved audit, rendered again, or one page for several audits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.cli.command import audit_command, group_of_options
from audit.cli.options import REPORT, export_option
from audit.errors import UsageError

if TYPE_CHECKING:
    from audit.domain.results.audits import Audits

_UNREAD = 20
"""Files named on stderr as no audits; the page and audits.json name more."""


_EXAMPLES = (
    ("every audit of a folder side by side", "emotion-audit report reports --out together"),
    (
        "tables and charts of one as files",
        "emotion-audit report reports/mine/audit.json --out reports/mine --export csv,svg",
    ),
)


@audit_command("report", examples=_EXAMPLES)
@click.argument("audits", nargs=-1, required=True, metavar="AUDIT_JSON... | FOLDER...", type=click.Path(path_type=Path))
@group_of_options(
    REPORT,
    click.option("--out", type=click.Path(path_type=Path), metavar="DIR", required=True, help="Folder of the report."),
)
@export_option
def command(audits: tuple[Path, ...], out: Path, export: str) -> None:
    """Render a saved audit again, or set several side by side; exits 0 whatever their verdicts (use judge as a gate).

    One file gives the report of its audit. Several files, or a folder in which audit.json lie at any depth, give one
    page: answers, success rates, groups, limits and emotions side by side, and the trend of every model that was
    audited more than once alike.
    """
    if len(audits) == 1 and not audits[0].is_dir():
        _one(audits[0], out, export)
    elif export:
        raise UsageError("--export is about the tables and charts of one audit; name one audit.json")
    else:
        _several(audits, out)


def _one(audit_json: Path, out: Path, export: str) -> None:
    from audit.api import read_audit
    from audit.cli.audits.publish import write
    from audit.cli.progress import say
    from audit.report import export_kinds, refuse_foreign

    export_kinds(export)
    refuse_foreign(out)
    say(f"report: {write(read_audit(audit_json), out, export)}")


def _several(audits: tuple[Path, ...], out: Path) -> None:
    from audit.api import write_report
    from audit.cli.progress import say
    from audit.domain.wording.words import counted

    written = write_report(audits, out)
    _say_unread(written.audits)
    say(f"report of {counted(len(written.audits.results), 'audit')}: {written.index}")


def _say_unread(audits: Audits) -> None:
    from audit.cli.progress import say
    from audit.domain.wording.words import short, shown

    for each in audits.unread[:_UNREAD]:
        say(f"no audit: {shown(each.path)}: {short(each.reason)}")
    if audits.unread:
        say(f"{len(audits.unread)} of {len(audits.unread) + len(audits.results)} places could not be read as audits")
