"""Tries every damage on random tables and writes docs/explanation/corruption.md: `make corruption`, many minutes."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from corruption.damage import Damage
from corruption.damages import DAMAGES, STANDING, UNNOTICEABLE, emotions, groups, numbers, rows, variants
from corruption.kept import NAMED, Kept, fingerprint
from corruption.trial import Ending, Trial, tried

from audit.files import write_whole

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "corruption.md"
TABLES = 200
PROCESSES = 2

ROUND = 10
"""Tables of each damage after which the page is written: a run that is stopped has a page of all that is done."""

KEPT = Path(__file__).resolve().parents[2] / "build" / "corruption"
"""Where trials are kept, so that a run that was stopped goes on, by the same code alone."""

_MUST = {damage.name for damage in DAMAGES}

BY_NAME = {damage.name: damage for damage in (*DAMAGES, *STANDING, *UNNOTICEABLE)}

_PARTS = {
    "Rows": rows.DAMAGES,
    "Emotions": emotions.DAMAGES,
    "Groups and people": groups.DAMAGES,
    "Other words, and one group alone": variants.DAMAGES,
    "Numbers and files": numbers.DAMAGES,
}
_COLUMNS = "| damage | in life | refused | named | read right | PASS | unnamed | |"
_RULE = "|---|---|---|---|---|---|---|---|"

_HEAD = """# What damaged tables do

An audit that misreads its tables and says PASS is worse than none. So audits with a proven FAIL (600 pictures, women
right in 50 to 60 %, men in 93 to 97 %) are damaged in {damages} ways that happen in life, each on {tables} random
tables (seeded; number of the emotions, answers, probabilities or decisions, which features are named), written to
files and read by `audit.run`. A damaged audit has to end in one of three ways:

* **refused**: exit status 2, and the message names the damage;
* **named**: FAIL or INCONCLUSIVE, and every channel names it: terminal, head of page one as a notebook shows it,
  `summary.md`, `junit.xml`, `audit.json`, Python, the annotation on GitHub, `model-card.md`;
* **read right**: damage to the form alone, and the counts are those of the undamaged tables.

Ending in **PASS**, named or not, or **unnamed** in any channel, is a miss. Undamaged tables end in FAIL with nothing
said beside it (that is tested too). Of {all} damaged audits **{missed}** were missed.
"""

_MAY_BE = """## Named, and the verdict stands

What is odd and may be so all the same: it is told beside the verdict in every channel, and keeps no gate shut.

| damage | in life | PASS | named in every channel |
|---|---|---|---|
"""

_SILENT = """
## What no reader of tables can notice

Nothing in these tables says that anything is wrong, and the audit says what they say. Tried on as many tables, and
listed here so that nobody takes silence for proof. What helps is named beside it.

| damage | in life | PASS | other verdicts | what helps |
|---|---|---|---|---|
"""

_HELP = (
    "a look at some pictures beside their groups (`--pictures shown`)",
    "the counts of every group held against those of the source",
    "joining by name, never by position",
    "labels that are final before the classifier has answered",
    "groups declared in `cohort.toml`: a group without a row is then named",
    "the hash of the table, which stands in every report",
    "`emotion-audit check --pictures`, which looks at the pictures",
    "labels that are final before the classifier has answered",
)


def main(tables: int = TABLES) -> None:
    """Try all damages on so many tables and write the page, which holds what is done after every few of them."""
    kept = Kept(KEPT / f"{fingerprint()}.jsonl")
    with ProcessPoolExecutor(PROCESSES) as pool:
        for first in range(0, tables, ROUND):
            seeds = range(first, min(first + ROUND, tables))
            todo = [(name, seed) for name in BY_NAME for seed in seeds if (name, seed) not in kept.trials]
            for (name, _), trial in zip(todo, pool.map(_trial_of, todo, chunksize=5), strict=True):
                kept.add(name, trial)
                if trial.ending.missed and name in _MUST:
                    sys.stderr.write(f"{name}, seed {trial.seed}: {trial.ending}: {trial.said}\n")
            write_whole(PAGE, page(kept.tallies(seeds.stop), seeds.stop).encode())
            sys.stderr.write(f"{seeds.stop} of {tables} tables for each damage\n")


def _trial_of(asked: tuple[str, int]) -> Trial:
    name, seed = asked
    return tried(BY_NAME[name], seed)


def page(tallies: dict[str, Counter[str]], tables: int) -> str:
    """Return the page of so many tables for each damage."""
    missed = sum(_missed(tallies[damage.name]) for damage in DAMAGES)
    head = _HEAD.format(damages=len(DAMAGES), tables=tables, all=f"{len(DAMAGES) * tables:,}", missed=missed)
    end = f"\nWritten by `make corruption TABLES={tables}`.\n"
    return "\n".join([head, *_sections(tallies), _standing(tallies), _silent(tallies), end])


def _standing(tallies: dict[str, Counter[str]]) -> str:
    lines = []
    for damage in STANDING:
        found = tallies[damage.name]
        lines.append(f"| {damage.name} | {damage.life} | {found[Ending.PASSED]} | {found[NAMED]} |")
    return _MAY_BE + "\n".join(lines) + "\n"


def tally(damage: Damage, seeds: Iterable[int]) -> Counter[str]:
    """Return how often a damage ended in which way."""
    return Counter(tried(damage, seed).ending for seed in seeds)


def _missed(found: Counter[str]) -> int:
    return sum(found[ending] for ending in Ending if ending.missed)


def _sections(tallies: dict[str, Counter[str]]) -> Iterator[str]:
    for title, damages in _PARTS.items():
        table = "\n".join(row(damage, tallies[damage.name]) for damage in damages)
        yield f"## {title}\n\n{_COLUMNS}\n{_RULE}\n{table}\n"


def row(damage: Damage, found: Counter[str]) -> str:
    """Return the line of a damage."""
    counts = " | ".join(str(found[ending]) for ending in Ending)
    return f"| {damage.name} | {damage.life} | {counts} | {'**missed**' if _missed(found) else ''} |"


def _silent(tallies: dict[str, Counter[str]]) -> str:
    lines = (
        f"| {damage.name} | {damage.life} | {tallies[damage.name][Ending.PASSED]} "
        f"| {tallies[damage.name].total() - tallies[damage.name][Ending.PASSED]} | {helps} |"
        for damage, helps in zip(UNNOTICEABLE, _HELP, strict=True)
    )
    return _SILENT + "\n".join(lines)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
