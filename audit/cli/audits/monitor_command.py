"""`emotion-audit monitor`: where a series of audits stands, and the page with its running bounds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.cli.command import audit_command
from audit.cli.options import json_option

if TYPE_CHECKING:
    from audit import MonitoredSeries

_BELOW = " " * 8
_LINE = "  {:>4}  {:<19}  {:<12}  {:>7}  {:>7}  {}"


_EXAMPLES = (
    ("the series that a weekly gate keeps", "emotion-audit monitor reports/series"),
    ("its page elsewhere", "emotion-audit monitor reports/series --out public"),
)


@audit_command("monitor", examples=_EXAMPLES)
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the page.  [default: that of the series]"
)
@json_option
def command(*, folder: Path, out: Path | None, as_json: bool) -> None:
    """Show a series of audits (run --series): every look, and a page with the running bounds of every limit.

    Exits 0 whatever its verdicts are; the gate is `run`.
    """
    from audit import monitor
    from audit.cli.progress import say
    from audit.domain.results.serialization import to_data

    found = monitor(folder)
    page = found.report(out)
    if as_json:
        looks = [to_data(look) for look in found.looks]
        click.echo(
            json.dumps(
                {"promise": found.state.look(fresh=0, seen=0).promise, "looks": looks}, indent=2, ensure_ascii=False
            )
        )
    else:
        _print(found)
    say(f"page: {page}")


def _print(monitored_series: MonitoredSeries) -> None:
    from audit.cli.terminal import echo
    from audit.domain.wording.words import number, shown
    from audit.report import READING_TITLE, look_reading, series_line, series_sentences

    click.echo(_LINE.format("look", "made (UTC)", "verdict", "fresh", "seen", "cohort"))
    for place, look in enumerate(monitored_series.looks, start=1):
        made = shown(look.created[:19]).replace("T", " ")
        cells = (number(place), made, look.verdict.value, number(look.fresh), number(look.seen), shown(look.cohort))
        click.echo(_LINE.format(*cells))
        if said := look_reading(look):
            echo("", f"{READING_TITLE}: {said}", indent=_BELOW, hang=len(_BELOW))
    click.echo("")
    for line in (series_line(monitored_series.state), *series_sentences(monitored_series.state)):
        echo("", line)
