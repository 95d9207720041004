"""FER+: original labels or the majority of the votes, and what is not as expected."""

from __future__ import annotations

import pytest
from assets.datasets import tar, tree

from audit.domain.cohort.labels import LABEL_SETS
from audit.errors import InputError, UsageError
from audit.load.importers import import_cohort
from audit.load.manifest.manifest import load_cohort

VALID = "FER2013Valid/label.csv"
FERPLUS = {
    # votes: neutral, happy, surprise, sad, angry, disgust, fear, contempt, unknown, not a face
    VALID: b'1.png,"(0, 0, 48, 48)",6,4,0,0,0,0,0,0,0,0\n'
    b'2.png,"(2, 4, 40, 44)",5,5,0,0,0,0,0,0,0,0\n'
    b'3.png,"(0, 0, 48, 48)",1,1,1,1,0,0,0,0,6,0\n'
    b'4.png,"(0, 0, 48, 48)",1,0,0,0,0,0,0,0,0,9\n'
    b'5.png,"(0, 0, 48, 48)",0,0,0,0,0,0,0,10,0,0\n'
    b'6.png,"(0, 0, 48, 48)",0,0,0,0,0,10,0,0,0,0\n',
    **{f"FER2013Valid/{i}.png": b"BMpicture%d" % i for i in (1, 2, 3, 4, 5, 7)},
    "FER2013Train/label.csv": b'8.png,"(0, 0, 48, 48)",0,10,0,0,0,0,0,0,0,0\n',
    "FER2013Train/8.png": b"BMpicture8",
    "fer2013_labels.csv": b"image,split,label\n"
    b"1.png,FER2013Valid,sad\n2.png,FER2013Valid,happy\n8.png,FER2013Train,happy\n",
}


def test_ferplus_with_original_labels(tmp_path):
    source = tree(tmp_path / "ferplus", FERPLUS)
    summary = import_cohort("ferplus", source, tmp_path / "out", split="Valid")
    assert summary.rows == 2
    assert {(left.rows, left.reason) for left in summary.left_out} == {
        (3, "no label in fer2013_labels.csv"),  # 3, 4 and 5
        (1, "a line in label.csv without its picture"),  # 6
        (1, "a picture without a line in label.csv"),  # 7
    }
    found = load_cohort(tmp_path / "out")
    assert found.labels == LABEL_SETS["ferplus8"]
    assert found.images == ("FER2013Valid/1.png", "FER2013Valid/2.png")
    assert [found.labels.emotions[code] for code in found.y_true] == ["sad", "happy"]
    assert found.boxes.tolist() == [[0, 0, 48, 48], [2, 4, 38, 40]]  # right and bottom become width and height
    assert found.votes.tolist() == [[6, 4, 0, 0, 0, 0, 0, 0], [5, 5, 0, 0, 0, 0, 0, 0]]
    assert found.votes_outside.tolist() == [0, 0]
    assert found.split == ("Valid", "Valid")


def test_ferplus_with_the_majority_of_the_votes(tmp_path):
    source = tar(tmp_path / "ferplus.tar.gz", {k: v for k, v in FERPLUS.items() if not k.endswith("labels.csv")})
    summary = import_cohort("ferplus", source, tmp_path / "out", label="majority")
    found = load_cohort(tmp_path / "out")
    assert found.images == ("FER2013Train/8.png", "FER2013Valid/1.png", "FER2013Valid/5.png")
    assert [found.labels.emotions[code] for code in found.y_true] == ["happy", "neutral", "contempt"]
    assert found.split == ("Train", "Valid", "Valid")
    reasons = {left.reason: left.rows for left in summary.left_out}
    assert reasons["two answers share the most votes"] == 1
    assert reasons["more annotators answered unknown than anything else"] == 1
    assert reasons["more annotators answered not a face than anything else"] == 1
    assert summary.rows + sum(reasons.values()) == 8, "seven lines and one picture without a line"


def test_the_original_labels_may_lie_beside_the_archive(tmp_path):
    source = tar(tmp_path / "ferplus.tar.gz", {k: v for k, v in FERPLUS.items() if not k.endswith("labels.csv")})
    with pytest.raises(InputError, match="--label majority"):
        import_cohort("ferplus", source, tmp_path / "out")
    (tmp_path / "fer2013_labels.csv").write_bytes(FERPLUS["fer2013_labels.csv"])
    assert import_cohort("ferplus", source, tmp_path / "out").rows == 3


@pytest.mark.parametrize(
    ("files", "options", "error", "words"),
    [
        ({}, {"split": "valid"}, UsageError, "did you mean 'Valid'"),
        ({}, {"split": "Test"}, InputError, "FER2013Test/label.csv"),
        ({}, {"label": "vote"}, UsageError, "expected one of original, majority"),
        ({VALID: b"1.png,box,1,2,3,4,5,6,7,8,9,10\n"}, {}, InputError, "line 1"),
        ({VALID: b'1.png,"(0, 0, 4, 4)",1,2,3\n'}, {}, InputError, "line 1"),
        ({VALID: b'1.png,"(0, 0, 4, 4)",-1,2,3,4,5,6,7,8,9,10\n'}, {}, InputError, "line 1"),
        ({"fer2013_labels.csv": b"image,label\n1.png,rage\n"}, {}, InputError, "'rage'"),
        ({"fer2013_labels.csv": b"a,b\n1,2\n"}, {}, InputError, "image and label"),
    ],
)
def test_ferplus_that_is_not_as_expected_is_refused(tmp_path, files, options, error, words):
    source = tree(tmp_path / "ferplus", FERPLUS | files)
    with pytest.raises(error, match=words):
        import_cohort("ferplus", source, tmp_path / "out", **options)
    assert not (tmp_path / "out").exists()
