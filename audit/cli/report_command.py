"""`emotion-audit report`: the page of a saved audit, rendered again, or one page for several audits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.errors import OutputError

if TYPE_CHECKING:
    from audit.domain.audits import Audits

_UNREAD = 20
"""Files named on stderr as no audits; the page and audits.json name more."""


@click.command("report")
@click.argument("audits", nargs=-1, required=True, metavar="AUDIT_JSON... | FOLDER...", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of the report.")
def command(audits: tuple[Path, ...], out: Path) -> None:
    """Render a saved audit again, or set several side by side; exits 0 whatever their verdicts (use judge as a gate).

    One file gives the report of its audit. Several files, or a folder in which audit.json lie at any depth, give one
    page: answers, success rates, groups, limits and emotions side by side, and the trend of every model that was
    audited more than once alike.
    """
    from audit.cli.progress import say
    from audit.cli.publish import refuse_foreign
    from audit.load import load_audits, load_result
    from audit.report import write_audits, write_report
    from audit.report.words import counted

    if len(audits) == 1 and not audits[0].is_dir():
        refuse_foreign(out)
        say(f"report: {write_report(load_result(audits[0]), out).index}")
        return
    _refuse_taken(out)
    found = load_audits(audits)
    _say_unread(found)
    say(f"report of {counted(len(found.results), 'audit')}: {write_audits(found, out).index}")


def _refuse_taken(out: Path) -> None:
    """Raise OutputError where a page of several audits would replace something else, the page of one audit included."""
    if not out.exists():
        return
    names = {path.name for path in out.iterdir()} if out.is_dir() else {out.name}
    if "audit.json" in names:
        raise OutputError(f"{out}: holds the report of one audit; name another folder with --out")
    if names and "audits.json" not in names:
        raise OutputError(f"{out}: holds files that are no page of several audits; name another folder with --out")


def _say_unread(found: Audits) -> None:
    from audit.cli.progress import say
    from audit.report.words import short, shown

    for each in found.unread[:_UNREAD]:
        say(f"no audit: {shown(each.path)}: {short(each.reason)}")
    if found.unread:
        say(f"{len(found.unread)} of {len(found.unread) + len(found.results)} places could not be read as audits")
