"""Classifiers side by side on mixed emotions: a Markdown table from saved audits of one cohort with votes.

python tests/benchmark/mixed_table.py NAME=reports/…/audit.json … > tests/benchmark/MIXED.md
"""

from __future__ import annotations

import sys
from pathlib import Path

from audit.domain.counts.rates import Interval
from audit.domain.results.result import AuditResult
from audit.domain.uncertainty.mixed import MixedEmotions, VoteMeasure
from audit.domain.uncertainty.votes import MEASURES
from audit.load import load_result
from audit.report import answers

HEAD = """# Mixed emotions: classifiers side by side

Faces of FER2013Valid with the votes of about ten annotators each (FER+). Square brackets hold 95 % intervals over
pictures; *of* is the best that is possible with so many votes, *panel* what half of the annotators reach against the
other half. Success rates are against the original FER2013 labels. `ferplus8-majority` and `ferplus8-votes` are one
network, trained on the same faces for the same epochs; one learned the annotators' majority, the other their vote
shares. `ferplus8` is larger and learned the shares for longer. Columns marked *T* had their temperature fitted on faces
held out of training (`emotion-audit calibrate`). Ceilings and panels depend on which emotions a classifier
knows, so each column has its own.
"""

FOOT = """
`happy-sad` knows two emotions: its faces are those labelled happy or sad, and its votes those for these two.

How this table is made, with [FER+](https://github.com/microsoft/FERPlus) in `cohorts/ferplus-valid`:

```console
$ emotion-audit import ferplus SOURCE cohorts/ferplus-valid --split Valid
$ emotion-audit run --cohort cohorts/ferplus-valid --model models/ferplus8-votes --out reports/votes    # and so on
$ emotion-audit import ferplus SOURCE cohorts/ferplus          # what the recipe held out, for the columns marked T
$ cp -r models/ferplus8-votes calibrated && emotion-audit calibrate calibrated
$ emotion-audit run --cohort cohorts/ferplus-valid --model calibrated --out reports/votes-t    # also ferplus8-majority
$ python tests/benchmark/mixed_table.py ferplus8-votes=reports/votes/audit.json … > tests/benchmark/MIXED.md
```
"""


def main(arguments: list[str]) -> None:
    """Print the table of the audits named."""
    audits = {name: load_result(Path(path)) for name, path in (argument.split("=", 1) for argument in arguments)}
    sys.stdout.write(f"{HEAD}\n{_table(audits)}\n{FOOT}")


def _table(audits: dict[str, AuditResult]) -> str:
    rows = [["", *audits], ["---", *("---:" for _ in audits)]]
    columns = [_column(result) for result in audits.values()]
    for name in columns[0]:
        rows.append([name, *(column.get(name, "–") for column in columns)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _column(result: AuditResult) -> dict[str, str]:
    mixed = result.mixed
    if mixed is None or mixed.votes is None:
        raise SystemExit(f"{result.provenance.model.id}: the audit has no probabilities or no votes")
    overall = next(e for e in result.estimates if e.metric == "accuracy" and e.group is None)
    mixed_rate = next(e for e in result.estimates if e.metric == "mixed_rate" and e.group is None)
    found = {
        "faces": f"{overall.support:,}",
        "success rate": _with(overall.value, overall.interval),
        "read as mixed": _with(mixed_rate.value, mixed_rate.interval),
    }
    for measure in mixed.votes.measures:
        if measure.group is None:
            found[MEASURES[measure.name].title] = _measure(measure)
    found["success rate at up to 90 % coverage"] = _abstaining(mixed)
    found["over-confident against votes, points"] = _gap(mixed)
    found["can it detect mixed emotions?"] = answers(result)[2].status
    return found


def _measure(measure: VoteMeasure) -> str:
    beside = "" if measure.ceiling is None else f"; of {measure.ceiling:.2f}"
    panel = "" if measure.panel is None else f", panel {measure.panel:.2f}"
    return f"{_with(measure.value, measure.interval)}{beside}{panel}"


def _with(value: float | None, interval: Interval | None) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" + ("" if interval is None else f" [{interval.lower:.3f}, {interval.upper:.3f}]")


def _abstaining(mixed: MixedEmotions) -> str:
    answered = mixed.abstention.overall if mixed.abstention else None
    return "–" if answered is None or answered.kept is None else _with(answered.kept.value, answered.interval)


def _gap(mixed: MixedEmotions) -> str:
    against = next((r for r in mixed.reliability if r.group is None and r.truth == "votes"), None)
    if against is None or against.gap is None or against.gap_interval is None:
        return "–"
    bounds = against.gap_interval
    return f"{100 * against.gap:.1f} [{100 * bounds.lower:.1f}, {100 * bounds.upper:.1f}]"


if __name__ == "__main__":
    main(sys.argv[1:])
