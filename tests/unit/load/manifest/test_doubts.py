"""What speaks against a manifest is said, and nothing is said of one that is sound."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.cohort.groups import SensitiveFeature
from audit.load import load_cohort
from audit.load.manifest.doubts import doubted_copies, doubted_groups, doubted_people, splits_together

GENDER = (SensitiveFeature(name="gender", groups=("female", "male")),)


def sentences(remarks) -> list[str]:
    return [remark.sentence for remark in remarks]


@pytest.mark.parametrize(
    "copy",
    ["a/x (1).png", "a/x - Copy.png", "a/x - Kopie (2).png", "a/x_copy.png", "a/Copy of x.png", "a/x copy 2.png"],
)
def test_a_name_of_a_copy_beside_its_original_is_doubted(copy) -> None:
    (found,) = sentences(doubted_copies(["a/x.png", "b.png", copy]))
    assert f"('{copy}' of 'a/x.png')" in found


def test_a_name_of_a_copy_without_an_original_is_a_name() -> None:
    assert not sentences(doubted_copies(["a/x (1).png", "a/y.png", "copycat.png", "cat.png"]))


def test_splits_counted_together_are_named_with_their_rows() -> None:
    (found,) = sentences(splits_together(["train", "test", "train", ""]))
    assert "train (2 rows), test (1 row), without one (1 row); --split counts one of them" in found
    assert not sentences(splits_together(["test", "test"]))
    assert not sentences(splits_together(None))


def test_a_split_that_was_named_is_not_doubted(tmp_path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(
        "image,label,split\n" + "".join(f"{i},{'happy' if i % 2 else 'sad'},{'ab'[i % 3 % 2]}\n" for i in range(9))
    )
    assert any("counted together" in note for note in load_cohort(table).notes)
    assert not any("counted together" in note for note in load_cohort(table, split="a").notes)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"0": 3, "1": 4, "female": 5, "male": 9}, "numbers stand beside words: '0', '1' beside 'female', 'male'"),
        ({"f": 3, "female": 5, "m": 2, "male": 9}, "'f' (3 rows) may be 'female'"),
        ({"w": 3, "weiblich": 5, "männlich": 9}, "'w' (3 rows) may be 'weiblich'"),
        ({"weiblich": 3, "female": 5, "male": 9}, "'weiblich' (3 rows) may be 'female'"),
        ({"10–19": 3, "10-19": 5, "3-9": 9}, "'10–19' (3 rows) may be '10-19'"),
        ({"females": 3, "Female": 5, "male": 9}, "'females' (3 rows) may be 'Female'"),
        ({"male&nbsp;": 3, "male": 5, "female": 9}, "'male&nbsp;' (3 rows) may be 'male'"),
        ({"20–29 years": 3, "20-29": 5, "30-39": 9}, "'20–29 years' (3 rows) may be '20-29'"),
        ({"g_1": 3, "1": 5, "2": 9}, "'g_1' (3 rows) may be '1'"),
        ({"group A": 3, "A": 5, "B": 9}, "'group A' (3 rows) may be 'A'"),
        ({"1.000": 3, "1000": 5, "2000": 9}, "'1.000' (3 rows) may be '1000'"),
        ({"Caucasian": 3, "White": 5, "Black": 9}, "'Caucasian' (3 rows) may be 'White'"),
        ({"ja": 3, "yes": 5, "no": 9}, "'ja' (3 rows) may be 'yes'"),
        ({"True": 3, "1": 5, "0": 9}, "numbers stand beside words: '1', '0' beside 'True'"),
        ({"True": 3, "False": 4, "female": 5}, "numbers stand beside words: 'True', 'False' beside 'female'"),
        ({"happy": 3, "sad": 4, "unknown": 5}, "column 'g' holds emotions ('happy', 'sad'), compared as groups"),
    ],
)
def test_two_ways_of_writing_one_group_are_doubted(counts, said) -> None:
    assert any(said in sentence for sentence in sentences(doubted_groups("g", counts)))


@pytest.mark.parametrize(
    "names",
    [("I", "II", "III", "V", "VI"), ("0", "1", "unknown"), ("3-9", "10-19", "60+", "7"), ("a", "b"), ("f", "m")],
)
def test_other_groups_are_believed(names) -> None:
    assert not sentences(doubted_groups("g", dict.fromkeys(names, 5)))


def test_a_few_pictures_in_another_group_than_their_person_are_doubted() -> None:
    subjects = np.repeat(np.arange(20), 5)
    codes = (subjects % 2)[:, None].copy()
    assert not sentences(doubted_people(subjects, GENDER, codes))
    codes[[0, 7]] = 1 - codes[[0, 7]]
    (found,) = sentences(doubted_people(subjects, GENDER, codes))
    assert "2 of 20 people are in more than one group (2 rows unlike" in found


@pytest.mark.parametrize(
    "counts",
    [
        {"girl": 3, "boy": 4, "woman": 5, "man": 6},
        {"20": 3, "20+": 4, "<20": 5},
        {"3-9": 3, "39": 4, "10-19": 5},
        {"happy valley": 3, "sad": 4},
        {"East Asian": 3, "Southeast Asian": 4, "unknown": 5},
    ],
)
def test_groups_that_differ_are_no_doubt(counts) -> None:
    assert not sentences(doubted_groups("g", counts))


def test_a_trait_of_pictures_is_no_doubt() -> None:
    subjects = np.repeat(np.arange(20), 5)
    assert not sentences(doubted_people(subjects, GENDER, (np.arange(100) % 2)[:, None]))
    assert not sentences(doubted_people(None, GENDER, (np.arange(100) % 2)[:, None]))
