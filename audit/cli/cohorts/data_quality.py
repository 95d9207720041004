"""What `check` says of pictures and labels: counts first, then the first of each finding by name."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from audit.domain.cohort.data_quality import Likeness
from audit.domain.wording.words import decimal, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.domain.cohort.data_quality import CopyCluster, DataQuality, LabelDoubts

NAMED = 20
"""Findings of a kind that are named; all are in `--json` and `--out`."""


def picture_lines(quality: DataQuality) -> Iterator[str]:
    """Yield the lines about files and copies."""
    yield f"pictures: {number(quality.images)} looked for, {number(quality.images - len(quality.unusable))} opened"
    for outcome, count in Counter(each.outcome.value for each in quality.unusable).items():
        yield f"unusable: {number(count)} ({outcome})"
    yield from _named(
        [f"{_plain(each.image)}: {each.outcome.value}, {_plain(each.reason)}" for each in quality.unusable]
    )
    rows = Counter(copy.likeness for cluster in quality.clusters for copy in cluster.copies)
    counts = ", ".join(f"{number(rows[kind])} {kind.value}" for kind in Likeness)
    clusters = f"{number(rows.total())} pictures in {number(len(quality.clusters))} clusters"
    yield f"copies: {clusters} show a photograph again ({counts})"
    yield from _about(quality.across_splits, "splits", "stand in more than one split")
    yield from _about(quality.conflicts, "labels", "have different labels")
    if quality.across_people:
        yield from _about(quality.across_people, "people", "name different subjects")
    if quality.people_in_splits is not None:
        yield f"people: {number(quality.people_in_splits)} have pictures in more than one split"
    if not quality.across_splits and not quality.conflicts and not quality.across_people:
        yield from _named([_cluster(cluster) for cluster in quality.clusters])


def doubt_lines(found: LabelDoubts) -> Iterator[str]:
    """Yield the lines about labels, how good the judge is beside them."""
    yield f"labels judged by {_plain(found.judge)}: {number(found.judged)} pictures, {number(found.left_out)} left out"
    if found.accuracy is not None and found.majority is not None:
        most = f"the most frequent label has {decimal(found.majority, 3)}"
        yield f"the judge agrees with {decimal(found.accuracy, 3)} of them; {most}"
    if found.refused:
        yield f"no picture is named: {_plain(found.refused)}"
        return
    wrong = number(None if found.estimated is None else round(found.estimated))
    estimated = f"about {wrong} wrong labels in all; a judge that errs often estimates too many"
    yield f"likely mislabelled: {number(len(found.doubts))} pictures, the likeliest first ({estimated})"
    yield from _named(
        [
            f"{_plain(each.image)}: {each.label} {decimal(each.of_label)}, "
            f"rather {each.suggested} {decimal(each.of_suggested)}"
            for each in found.doubts
        ]
    )
    yield "a judge that was trained on these pictures has learned their labels and finds too few"


def _about(clusters: Sequence[CopyCluster], what: str, words: str) -> Iterator[str]:
    kinds = Counter(getattr(cluster, what) for cluster in clusters)
    counts = ", ".join(f"{number(kinds[kind])} {kind.value}" for kind in Likeness if kinds[kind])
    yield f"copies that {words}: {number(len(clusters))} clusters" + (f" ({counts})" if counts else "")
    yield from _named([_cluster(cluster) for cluster in clusters])


def _cluster(cluster: CopyCluster) -> str:
    shown = cluster.copies[:4]
    left = len(cluster.copies) - len(shown)
    names = (_plain(", ".join(part for part in (copy.split, copy.label) if part)) for copy in shown)
    text = " = ".join(f"{_plain(copy.image)} [{name}]" for copy, name in zip(shown, names, strict=True))
    return f"{text}{f' and {number(left)} more' if left else ''} ({cluster.likeness.value})"


def _named(lines: Sequence[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:NAMED])
    if len(lines) > NAMED:
        yield f"  … and {number(len(lines) - NAMED)} more; --out FILE.csv writes all"


def _plain(text: str) -> str:
    """Return a text of the cohort without anything that a terminal would act on or that would turn a line about."""
    return "".join(
        repr(sign)[1:-1] if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") else sign for sign in text
    )
