"""A sound manifest, in any dialect that people save, is the cohort it says."""

from __future__ import annotations

import csv
import hashlib
from io import StringIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.cohort.groups import LabelProvenance, spelling_key
from audit.domain.cohort.labels import LABEL_SETS
from audit.errors import InputError
from audit.load.manifest.manifest import load_cohort

PLAIN = "image,label,gender\nb.jpg,sad,male\na.jpg,happy,female\n"


def cohort(tmp_path, text, declaration=None, **options):
    (tmp_path / "manifest.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    if declaration is not None:
        (tmp_path / "cohort.toml").write_text(declaration, encoding="utf-8")
    return load_cohort(tmp_path, **options)


def groups_of(cohort, name):
    axis = [feature.name for feature in cohort.features].index(name)
    return [cohort.features[axis].groups[code] for code in cohort.codes[:, axis]]


def test_a_bare_csv_reads_its_label_set_off_the_labels(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(PLAIN, encoding="utf-8")
    found = load_cohort(path)
    assert (found.id, found.labels.emotions, found.declared) == ("people", ("happy", "sad"), False)
    assert found.images == ("b.jpg", "a.jpg")
    assert found.y_true.tolist() == [1, 0]
    assert groups_of(found, "gender") == ["male", "female"]
    assert (found.boxes, found.votes, found.votes_outside, found.subjects, found.split) == (None,) * 5
    assert found.sha256 == hashlib.sha256(PLAIN.encode()).hexdigest()
    assert found.root == tmp_path


def test_given_labels_are_for_a_cohort_that_declares_none(tmp_path):
    given = cohort(tmp_path, PLAIN, labels=LABEL_SETS["fer7"])
    assert given.declared
    assert given.labels == LABEL_SETS["fer7"]
    assert cohort(tmp_path, PLAIN, 'labels = "happy-sad"', labels=LABEL_SETS["fer7"]).labels == LABEL_SETS["happy-sad"]


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.replace("\n", "\n\n"),
        PLAIN.rstrip("\n"),
        PLAIN.replace(",", ", "),
        PLAIN.replace(",", " , "),
        PLAIN.replace("sad", '"sad"'),
        PLAIN.replace("sad", "SAD"),
    ],
    ids=["bom", "crlf", "cr", "blank lines", "no last newline", "spaces", "more spaces", "quotes", "capitals"],
)
def test_how_a_manifest_was_saved_makes_no_difference(tmp_path, text):
    found = cohort(tmp_path, text, 'labels = "happy-sad"')
    assert found.images == ("b.jpg", "a.jpg")
    assert found.y_true.tolist() == [1, 0]
    assert groups_of(found, "gender") == ["male", "female"]


@pytest.mark.parametrize(("delimiter", "word"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_delimiter_is_detected_and_reported(tmp_path, delimiter, word):
    found = cohort(tmp_path, PLAIN.replace(",", delimiter))
    assert groups_of(found, "gender") == ["male", "female"]
    assert any(word in note for note in found.notes)


def test_a_comma_in_a_semicolon_file_stays_in_its_cell(tmp_path):
    found = cohort(tmp_path, "image;label;origin\na;happy;Bath, UK\nb;sad;Bath, UK\n")
    assert groups_of(found, "origin") == ["Bath, UK", "Bath, UK"]


def test_an_empty_group_cell_is_the_group_unknown_and_comes_last(tmp_path):
    found = cohort(tmp_path, "image,label,gender\na,happy,\nb,sad,zebra\nc,sad,Unknown\n")
    assert found.features[0].groups == ("zebra", "unknown")
    assert groups_of(found, "gender") == ["unknown", "zebra", "unknown"]
    assert any("1 row" in note and "empty cell" in note for note in found.notes)


def test_cells_that_look_missing_stay_groups_and_are_pointed_out(tmp_path):
    found = cohort(tmp_path, "image,label,gender\na,happy,NA\nb,sad,None\n")
    assert set(groups_of(found, "gender")) == {"NA", "None"}
    assert any("'NA' is a group of its own" in note for note in found.notes)


def test_spelling_variants_merge_into_the_most_frequent_and_the_merge_is_said(tmp_path):
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    rows = [("Female", 2), ("female", 3), ("FEMALE\u00a0", 1), (composed, 2), (decomposed, 1)]
    cells = [cell for cell, times in rows for _ in range(times)]
    text = "image,label,group\n" + "".join(f"{i},{'happy' if i else 'sad'},{c}\n" for i, c in enumerate(cells))
    found = cohort(tmp_path, text)
    assert found.features[0].groups == (composed, "female")
    assert groups_of(found, "group") == ["female"] * 6 + [composed] * 3
    # 2 'Female' and 1 'FEMALE ' join 3 'female': 6 rows
    note = next(note for note in found.notes if "counted as 'female'" in note)
    assert "'Female' (2 rows), 'FEMALE\u00a0' (1 row)" in note
    assert note.endswith("6 rows")


def test_groups_are_in_natural_order_unless_declared(tmp_path):
    text = "image,label,age\na,happy,10 to 19\nb,sad,5 to 9\nc,sad,20 to 29\n"
    assert cohort(tmp_path, text).features[0].groups == ("5 to 9", "10 to 19", "20 to 29")


def test_a_declaration_orders_features_and_groups_and_keeps_absent_groups(tmp_path):
    declaration = """
        title = "People"
        licence = "internal"
        labels = ["sad", "happy"]
        [features.age]
        groups = ["Young", "old", "ancient"]
        provenance = "self-reported"
    """
    text = "image,label,gender,age\na,happy,f,young\nb,sad,m,old\n"
    found = cohort(tmp_path, text, declaration)
    assert (found.title, found.licence, found.declared) == ("People", "internal", True)
    assert found.y_true.tolist() == [1, 0]
    assert [feature.name for feature in found.features] == ["age", "gender"]
    assert found.features[0].groups == ("Young", "old", "ancient")
    assert [f.provenance for f in found.features] == [LabelProvenance.SELF_REPORTED, LabelProvenance.UNDECLARED]
    assert any("no row of the declared ancient" in note for note in found.notes)


def test_the_manifest_of_a_folder_stands_for_the_folder(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    found = cohort(folder, "image,label\na,happy\nb,happy\n", 'labels = "happy-sad"')
    assert load_cohort(folder / "manifest.csv").labels == found.labels
    assert found.id == "mine"


def test_boxes_votes_and_people_are_read(tmp_path):
    text = (
        "image,label,subject,x,y,width,height,votes_sad,votes_happy,votes_unknown,votes_not_a_face\n"
        "a,happy,p7,1,2,30,40,3,6,1,0\n"
        "b,sad,p7,1.0,2,30,40,10.0,0,0,2\n"
        "c,sad,,,,,,,,,\n"
        "d,sad,,0,0,1,1,1,1,1,1\n"
    )
    found = cohort(tmp_path, text)
    assert found.boxes.tolist() == [[1, 2, 30, 40], [1, 2, 30, 40], [-1] * 4, [0, 0, 1, 1]]
    assert found.votes.tolist() == [[6, 3], [0, 10], [0, 0], [1, 1]]  # label order: happy, sad
    assert found.votes_outside.tolist() == [1, 2, 0, 2]
    people = found.subjects.tolist()
    assert people[0] == people[1]
    assert len(set(people)) == 3, "each empty cell is a person of its own"
    assert any("subject" in note for note in found.notes)
    assert found.features == ()


@pytest.mark.parametrize("rows", [19, 20])
def test_a_column_without_repetition_is_no_feature_from_twenty_rows_on(tmp_path, rows):
    text = "image,label,file_id\n" + "".join(f"{i},{'happy' if i else 'sad'},id-{i}\n" for i in range(rows))
    found = cohort(tmp_path, text)
    assert len(found.features) == (1 if rows < 20 else 0)
    assert any("[features.file_id]" in note for note in found.notes) == (rows >= 20)


def test_an_identifier_that_is_declared_is_a_feature(tmp_path):
    text = "image,label,file_id\n" + "".join(f"{i},{'happy' if i else 'sad'},id-{i}\n" for i in range(30))
    assert len(cohort(tmp_path, text, "[features.file_id]").features[0].groups) == 30


SPLITS = "image,label,split,age\na,happy,Train,old\nb,sad,valid,young\nc,sad,Train,young\n"


def test_a_split_keeps_its_rows_and_the_groups_of_the_whole(tmp_path):
    found = cohort(tmp_path, SPLITS, split="Valid")
    assert found.images == ("b",)
    assert found.labels.emotions == ("happy", "sad")
    assert found.features[0].groups == ("old", "young")
    assert any("1 of 3 rows" in note for note in found.notes)


@pytest.mark.parametrize("text", [SPLITS, PLAIN])
def test_a_split_that_is_not_there_is_refused(tmp_path, text):
    with pytest.raises(InputError, match="split"):
        cohort(tmp_path, text, split="Test")


CELL = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=8)


@given(
    cells=st.lists(st.tuples(CELL, st.sampled_from(["happy", "sad"])), min_size=2, max_size=15),
    delimiter=st.sampled_from([",", ";", "\t"]),
    newline=st.sampled_from(["\n", "\r\n"]),
)
def test_any_text_comes_back_as_the_group_it_is(tmp_path_factory, cells, delimiter, newline):
    """Whatever a cell holds, its row keeps its image, its label and a group of the same spelling."""
    text = StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline)
    writer.writerow(["image", "label", "group"])
    writer.writerows([f"{i}.jpg", label, cell] for i, (cell, label) in enumerate(cells))
    path = tmp_path_factory.mktemp("any")
    found = cohort(path, text.getvalue(), 'labels = "happy-sad"\n[features.group]')
    assert found.images == tuple(f"{i}.jpg" for i in range(len(cells)))
    assert [found.labels.emotions[code] for code in found.y_true] == [label for _, label in cells]
    expected = [spelling_key(cell) or "unknown" for cell, _ in cells]
    assert [spelling_key(group) for group in groups_of(found, "group")] == expected
    counts = np.bincount(found.codes[:, 0], minlength=len(found.features[0].groups))
    assert counts.sum() == len(cells)
