"""fer2013.csv, made small in the published format, with and without FER+'s votes beside it."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from audit.errors import InputError, UsageError
from audit.load.importers import import_cohort
from audit.load.manifest.manifest import load_cohort

GREYS = [" ".join([str(grey)] * 48 * 48) for grey in (0, 100, 255, 7)]
PICTURES = "emotion,pixels,Usage\n" + "".join(
    f"{code},{pixels},{usage}\n"
    for code, pixels, usage in zip(
        (0, 3, 6, 3), GREYS, ("Training", "Training", "PublicTest", "PublicTest"), strict=True
    )
)
HEADER = "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n"
VOTES = HEADER + (
    "Training,fer0000000.png,0,0,0,0,7,1,0,2,0,0\n"
    "Training,fer0000001.png,0,10,0,0,0,0,0,0,0,0\n"
    "PublicTest,fer0000002.png,1,0,0,0,0,0,0,9,0,0\n"
    "PublicTest,,0,0,0,0,0,0,0,0,0,10\n"
)


def imported(tmp_path, files, **chosen):
    source = tmp_path / "source"
    source.mkdir()
    for name, text in files.items():
        (source / name).write_text(text)
    return import_cohort("fer2013", source, tmp_path / "out", **chosen)


def test_rows_become_pictures_with_their_labels(tmp_path) -> None:
    imported(tmp_path, {"fer2013.csv": PICTURES})
    cohort = load_cohort(tmp_path / "out")
    assert cohort.images[2] == "PublicTest/fer0000002.png"
    assert [cohort.labels.emotions[code] for code in cohort.y_true] == ["angry", "happy", "neutral", "happy"]
    assert cohort.votes is None
    with Image.open(tmp_path / "out" / cohort.images[1]) as picture:
        assert np.array_equal(np.asarray(picture), np.full((48, 48), 100))


def test_votes_beside_it_are_read_and_those_for_contempt_are_for_none_of_the_seven(tmp_path) -> None:
    imported(tmp_path, {"fer2013.csv": PICTURES, "fer2013new.csv": VOTES})
    cohort = load_cohort(tmp_path / "out")
    assert cohort.votes.sum(axis=1).tolist() == [8, 10, 1, 0]
    assert cohort.votes_outside.tolist() == [2, 0, 9, 10]


def test_the_majority_of_the_votes_may_be_the_label(tmp_path) -> None:
    summary = imported(tmp_path, {"fer2013.csv": PICTURES, "fer2013new.csv": VOTES}, label="majority")
    cohort = load_cohort(tmp_path / "out")
    assert [cohort.labels.emotions[code] for code in cohort.y_true] == ["angry", "happy", "contempt"]
    assert [left.rows for left in summary.left_out] == [1]


def test_one_split_is_imported(tmp_path) -> None:
    assert imported(tmp_path, {"fer2013.csv": PICTURES}, split="Training").rows == 2


WRONG = [
    ({"fer2013.csv": PICTURES.replace("Usage", "usage")}, {}, InputError, "needs the columns emotion, pixels, Usage"),
    ({"fer2013.csv": PICTURES.replace("6,255", "7,255")}, {}, InputError, "line 4: the emotion '7' is none of 0 to 6"),
    ({"fer2013.csv": PICTURES.replace("255 255", "256 255")}, {}, InputError, "line 4: expected 2,304 grey values"),
    ({"fer2013.csv": PICTURES, "fer2013new.csv": HEADER}, {}, InputError, "is not of these pictures: 0 rows against 4"),
    (
        {"fer2013.csv": PICTURES, "fer2013new.csv": VOTES.replace(",10\n", ",x\n")},
        {},
        InputError,
        "line 5: expected 10",
    ),
    ({"fer2013.csv": PICTURES}, {"label": "majority"}, InputError, r"there is no fer2013new\.csv"),
    ({"fer2013.csv": PICTURES}, {"label": "most"}, UsageError, "unknown source of labels 'most'"),
    ({"fer2013.csv": PICTURES}, {"levels": "label"}, UsageError, "does nothing with --levels"),
]


@pytest.mark.parametrize(("files", "chosen", "kind", "words"), WRONG, ids=range(len(WRONG)))
def test_what_is_not_as_published_is_refused(tmp_path, files, chosen, kind, words) -> None:
    with pytest.raises(kind, match=words):
        imported(tmp_path, files, **chosen)
