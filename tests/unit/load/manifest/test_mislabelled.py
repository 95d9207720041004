"""Rates and tables of cohort.toml find their groups, or are refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.domain.cohort.groups import SensitiveFeature
from audit.errors import FaultyFile
from audit.load.manifest.manifest import load_cohort
from audit.load.manifest.mislabelled import with_errors
from audit.load.text import Faults

ROWS = "image,label,gender\na.png,happy,Female\nb.png,sad,male\nc.png,sad,\n"
VOTED = "image,label,gender,votes_happy,votes_sad\na.png,happy,female,9,1\nb.png,sad,male,0,10\n"
BY_VOTES = '[features.gender]\nlabel_error = "votes"\n'
PREDICTED = '[features.gender]\nprovenance = "predicted"\n'


def feature(folder: Path, declared: str, rows: str = ROWS) -> SensitiveFeature:
    (folder / "manifest.csv").write_text(rows, encoding="utf-8")
    (folder / "cohort.toml").write_text(declared, encoding="utf-8")
    return load_cohort(folder).features[0]


def test_rates_and_rows_go_by_the_groups_however_they_are_written(tmp_path: Path) -> None:
    found = feature(
        tmp_path,
        PREDICTED
        + 'label_error = { female = 0.1, "*" = 0.02 }\n[features.gender.confusion]\n'
        + 'FEMALE = { female = 90, male = 10 }\nmale = { male = 8, "*" = 2 }\n',
    )
    assert [(each.group, each.share) for each in found.label_error] == [("Female", 0.1), ("*", 0.02)]
    assert [(row.group, row.right) for row in found.assignment] == [("Female", 0.9), ("male", 0.8)]


def test_nothing_declared_changes_nothing() -> None:
    plain = SensitiveFeature(name="gender", groups=("female", "male"))
    assert with_errors(plain, {}, {}, Faults(None)) == plain


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        (
            "[features.gender]\nlabel_error = { female = 0.5 }",
            "the label error of 'female' is a share of 0 to below 0.5",
        ),
        ("[features.gender]\nlabel_error = { femal = 0.1 }", "says how often 'femal' is wrong, which is no group"),
        (
            "[features.gender]\nlabel_error = { female = 0.1 }",
            r"label_error says nothing of male; name every group, or",
        ),
        (
            PREDICTED + "[features.gender.confusion]\nfemale = { female = 1 }",
            "confusion says nothing of male; name every",
        ),
        (
            PREDICTED + "[features.gender.confusion]\nfemale = { female = 0 }",
            "the row 'female' of confusion holds counts",
        ),
        ("[features.gender.confusion]\nfemale = { female = 1 }", "declare provenance = 'predicted'"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, declared: str, words: str) -> None:
    with pytest.raises(FaultyFile, match=words):
        feature(tmp_path, declared)


def test_votes_in_place_of_rates_are_asked_later(tmp_path: Path) -> None:
    found = feature(tmp_path, BY_VOTES, VOTED)
    assert found.label_error_from_votes
    assert found.label_error == ()
    assert not feature(tmp_path, "[features.gender]\nlabel_error = { '*' = 0.1 }\n").label_error_from_votes


def test_any_other_word_in_place_of_rates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FaultyFile, match="label_error is a table of shares by group, or 'votes'"):
        feature(tmp_path, '[features.gender]\nlabel_error = "vote"\n')


def test_votes_are_refused_where_the_table_has_none(tmp_path: Path) -> None:
    with pytest.raises(
        FaultyFile, match=r"manifest.csv:1: column 'gender': cohort.toml has label_error = 'votes', but there are no"
    ):
        feature(tmp_path, BY_VOTES)
    annotated = "image,label,gender,annotator\na.png,happy,female,x\na.png,sad,female,y\nb.png,sad,male,x\n"
    assert feature(tmp_path, BY_VOTES, annotated).label_error_from_votes
