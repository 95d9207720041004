"""Tables with many traits: pandas counts the same groups; in every channel scored and named make all rows, and every
reading is named."""

from __future__ import annotations

import os
import re
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from assets.channels import CHANNELS, COMPARED, PAGE_ONE, TOGETHER, plain
from corruption.cases import FER7, Case, drawn, joined, kept
from corruption.trial import counts_of

import audit
from audit.domain.cohort.predictions import OUTCOMES, Outcome
from audit.domain.results.audits import Audits

SEEDS = range(int(os.environ.get("CORRUPTION_TABLES", "4")))
"""200 under `make corruption`."""

_NOUNS = dict(
    zip(FER7, ("anger", "disgusted", "fearful", "happiness", "neutrality", "sadness", "surprised"), strict=True)
)
_OUTCOMES = ("no face found", "missing file", "unreadable", "corrupt", "too small")


def with_traits(seed: int) -> Case:
    """Return a case with rows that got no answer for several reasons, and cells written in several ways."""
    rng = np.random.default_rng([seed, 7])
    case = drawn(rng, ("scores", "decided")[seed % 2], (("age_group",), (), ("subject",))[seed % 3])
    case.options = {"labels": ",".join(case.emotions)}
    n = len(case)
    _written_otherwise(case, rng)
    case.said["outcome"] = ["scored"] * n
    for row in rng.choice(n, 50, replace=False):
        case.said["outcome"][row] = str(rng.choice(_OUTCOMES))
        for name in set(case.said) - {"image", "outcome"}:
            case.said[name][row] = ""
    if seed % 4 == 0:
        for name in case.scores:
            case.said[name] = [cell and f"{float(cell) * 100:.4f}" for cell in case.said[name]]
    case.said = kept(case.said, rng.permutation(np.flatnonzero(rng.random(n) < 0.9)))
    for row in rng.choice(n, 40, replace=False):
        case.cohort["label"][row] = str(rng.choice(["none", "Uncertain"]))
    case.options["leave_out"] = ["none", "uncertain"]
    more = kept(case.cohort, rng.choice(n, 20, replace=False))
    more["image"] = [f"never/{i}.png" for i in range(20)]
    case.cohort = joined(case.cohort, more)
    return case


def _written_otherwise(case: Case, rng: np.random.Generator) -> None:
    forms = ("{}", "{} ", " {}", "{}\u00a0", "{}\u200b")
    for name in [name for name in ("gender", "age_group", "label") if name in case.cohort]:
        cells = [str(rng.choice(forms)).format(cell) for cell in case.cohort[name]]
        case.cohort[name] = [cell.upper() if rng.random() < 0.2 else cell for cell in cells]
    for row in rng.choice(len(case), 90, replace=False):
        case.cohort["gender"][row] = str(rng.choice(["", "f\u0435male", "Male"]))
    for row in rng.choice(len(case), 90, replace=False):
        label = case.cohort["label"][row].strip(" \u00a0\u200b").lower()
        case.cohort["label"][row] = _NOUNS.get(label, label)
    case.cohort["weight"] = [f"{weight:.4f}" for weight in rng.uniform(0.5, 2, len(case))]
    if "age_group" not in case.cohort:
        case.cohort["site"] = [str(rng.choice(["1", "1.0", "2", "2.0", "3"])) for _ in range(len(case))]


def recounted(cohort: Path, said: Path, emotions: tuple[str, ...]) -> tuple[Counter, Counter]:
    """Return pictures by groups, label and answer, and rows by outcome, from the files, by pandas alone."""
    table = pd.read_csv(cohort, dtype=str, keep_default_na=False)
    answers = pd.read_csv(said, dtype=str, keep_default_na=False)
    words = {noun: emotion for emotion, noun in _NOUNS.items()}

    def plain(cells: pd.Series) -> pd.Series:
        return (
            cells.str.replace("\u200b", "")
            .str.replace("\u0435", "e")
            .str.replace("\u00a0", " ")
            .str.strip()
            .str.lower()
        )

    table["label"] = plain(table["label"]).replace(words)
    features = [name for name in ("gender", "age_group", "site") if name in table]
    for name in {"gender", "age_group"} & set(features):
        table[name] = plain(table[name]).replace("", "unknown")
    if "site" in table:
        table["site"] = table["site"].astype(float).astype(int).astype(str)
    if "predicted" not in answers:
        numbers = answers[[f"p_{e}" for e in emotions]].replace("", "nan").astype(float)
        answers["predicted"] = [emotions[i] for i in numbers.fillna(0).to_numpy().argmax(axis=1)]
    both = table.merge(answers[["image", "predicted", "outcome"]], on="image", how="left", validate="1:1")
    both["outcome"] = both["outcome"].fillna("no prediction in the table")
    both.loc[both["label"].isin(["none", "uncertain"]), "outcome"] = "label left out"
    scored = both[both["outcome"] == "scored"]
    sizes = scored.groupby([*features, "label", "predicted"]).size()
    counts = Counter(
        {
            (frozenset(zip(features, key[: len(features)], strict=True)), *key[len(features) :]): n
            for key, n in sizes.items()
        }
    )
    return counts, Counter(both["outcome"])


NAMED = {
    "labels mapped": "'(anger|disgusted|fearful|happiness|neutrality|sadness|surprised)' as '",
    "labels left out": "labels left out as asked: '(none|uncertain)'",
    "spellings merged": "column 'gender': .*counted as 'female'",
    "a look-alike letter": "column 'gender': .*cyrillic small letter ie",
    "empty cells": "column 'gender': .*empty cell make the group 'unknown'",
    "a column set aside": "column 'weight'",
}
"""How the traits of every case are named."""

OWN = {
    "age_group": ("age groups merged", "column 'age_group': .*counted as"),
    "site": ("numbers merged", "column 'site': two spellings of one number"),
}
"""How a trait is named that only cases with this column have."""

PERCENT = ("percent read", "every row sums to 100")


def readings_of(case: Case) -> dict[str, str]:
    """Return how everything is named that was done to a case."""
    own = [OWN[name] for name in OWN if name in case.cohort]
    return {**NAMED, **dict(own), **dict([PERCENT] if in_percent(case) else [])}


def in_percent(case: Case) -> bool:
    return bool(case.scores) and max(float(cell or 0) for cell in case.said[case.scores[0]]) > 1


def audited_with(case: Case, folder: Path, said: dict[str, list[str]] | None = None) -> audit.Audit:
    """Return the audit of a case, or of its cohort with another table."""
    other = case if said is None else replace(case, said=said)
    cohort, table = other.written(folder)
    return audit.run(cohort, predictions=table, **case.options)


def rows_named(text: str, rows: int) -> Counter[str]:
    """Return the rows of each outcome that a text names; a text about two audits that share a line names it once."""
    return Counter({what: int(n) for n, what in re.findall(rf"(\d+) of {rows} rows are not counted: ([a-z ]+)", text)})


@pytest.mark.parametrize("seed", SEEDS)
def test_pandas_counts_the_same_and_every_channel_accounts_for_every_row(seed) -> None:
    case = with_traits(seed)
    with tempfile.TemporaryDirectory() as folder:
        result = audited_with(case, Path(folder)).result
        counts, outcomes = recounted(Path(folder) / "cohort.csv", Path(folder) / "said.csv", case.emotions)
    found = {(frozenset((f, g.lower()) for f, g in key[0]), *key[1:]): n for key, n in counts_of(result).items()}
    assert found == counts
    assert {outcome: n for outcome, n in outcomes.items() if outcome != "scored"} == {
        outcome.value: result.coverage.of(outcome)
        for outcome in OUTCOMES
        if outcome is not Outcome.SCORED and result.coverage.of(outcome)
    }
    texts = {channel: plain(say(result)) for channel, say in (CHANNELS | PAGE_ONE).items()}
    for channel, text in texts.items():
        assert sum(rows_named(text, len(case)).values()) + outcomes["scored"] == len(case), channel
        for trait, named in readings_of(case).items():
            assert re.search(named, text), f"{channel}: {trait}"
    assert texts["page one"] == texts["notebook"]


@pytest.mark.parametrize("seed", SEEDS[::6])
def test_where_two_audits_are_read_each_accounts_for_every_row(seed) -> None:
    case = with_traits(seed)
    rng = np.random.default_rng([seed, 8])
    fewer = kept(case.said, np.flatnonzero(rng.random(len(case.said["image"])) < 0.9))
    with tempfile.TemporaryDirectory() as folder:
        before, after = audited_with(case, Path(folder)), audited_with(case, Path(folder), fewer)
    compared, both = audit.compare(before, after), Audits(results=(before.result, after.result))
    texts = {channel: plain(say(compared)) for channel, say in COMPARED.items()}
    texts |= {channel: plain(say(both)) for channel, say in TOGETHER.items()}
    for channel, text in texts.items():
        for trait, named in readings_of(case).items():
            assert re.search(named, text), f"{channel}: {trait}"
        for found in (before, after):
            for remark in found.result.told.uncounted:
                assert plain(remark.sentence) in text, f"{channel}: {remark.sentence}"
    for found in (before, after):
        told = "\n".join(found.result.told.sentences)
        assert sum(rows_named(told, len(case)).values()) + found.result.account.counted == len(case)
