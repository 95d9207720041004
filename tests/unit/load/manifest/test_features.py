"""Which columns make groups, and what their cells mean."""

from __future__ import annotations

import csv
from io import StringIO

import numpy as np
import pytest
from assets.manifests import cohort, groups_of
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.cohort.groups import LabelProvenance, spelling_key
from audit.domain.cohort.reading import Treatment
from audit.errors import FaultyFile, FaultyInput, UsageError
from audit.load.manifest.features import DeclaredFeature, FeatureColumns, read_features
from audit.load.manifest.manifest import load_cohort
from audit.load.tables.table import Table
from audit.load.text import Faults


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


@pytest.mark.parametrize("rows", [19, 20])
def test_a_column_without_repetition_is_no_feature_from_twenty_rows_on(tmp_path, rows):
    text = "image,label,file_id\n" + "".join(f"{i},{'happy' if i else 'sad'},id-{i}\n" for i in range(rows))
    found = cohort(tmp_path, text)
    assert len(found.features) == (1 if rows < 20 else 0)
    assert any("[features.file_id]" in note for note in found.notes) == (rows >= 20)


def test_an_identifier_that_is_declared_is_a_feature(tmp_path):
    text = "image,label,file_id\n" + "".join(f"{i},{'happy' if i else 'sad'},id-{i}\n" for i in range(30))
    assert len(cohort(tmp_path, text, "[features.file_id]").features[0].groups) == 30


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


def test_declared_groups_and_columns_are_held_against_the_manifest(tmp_path):
    (tmp_path / "manifest.csv").write_text("image,label,gender\na,happy,f\nb,sad,x\n", encoding="utf-8")
    (tmp_path / "cohort.toml").write_text('[features.gender]\ngroups = ["f", "m"]\n[features.age]', encoding="utf-8")
    with pytest.raises(FaultyFile) as raised:
        load_cohort(tmp_path)
    assert [(f.line, f.column) for f in raised.value.faults] == [(1, None), (3, "gender")]
    assert "'age'" in raised.value.faults[0].message
    assert "'x' is not a declared group; expected one of f, m" in raised.value.faults[1].message


def read(
    cells: dict[str, list[str]], declared: dict[str, DeclaredFeature] | None = None, **bins: tuple[float, ...]
) -> tuple[FeatureColumns, list[str]]:
    """Return the features of some columns, and what is faulty."""
    rows = len(next(iter(cells.values())))
    table = Table(path=None, header=tuple(cells), columns=tuple(cells.values()), lines=range(2, rows + 2))
    faults = Faults(None)
    found = read_features(table, declared or {}, faults, bins)
    return found, [fault.message for fault in faults]


def test_columns_with_a_meaning_of_their_own_make_no_groups():
    found, faults = read({"image": ["a", "b"], "label": ["x", "y"], "votes_happy": ["1", "2"], "split": ["s", "t"]})
    assert (found.features, found.codes.shape, faults) == ((), (2, 0), [])


@pytest.mark.parametrize(
    ("rows", "distinct", "left_out"),
    [
        (19, 19, ""),  # so few rows may well have as many groups
        (20, 20, "column 'who' has no value twice"),
        (20, 19, ""),
        (1002, 1001, "column 'who' has 1001 different values"),
        (1001, 1000, ""),
    ],
)
def test_what_looks_like_an_identifier_is_set_aside_and_said(rows: int, distinct: int, left_out: str):
    found, faults = read({"who": [f"x{min(i, distinct - 1)}y" for i in range(rows)]})
    assert faults == []
    assert len(found.features) == (not left_out)
    assert [remark.sentence for remark in found.remarks if remark.sentence.startswith(left_out)] != [] or not left_out
    assert all(r.treatment is Treatment.SET_ASIDE for r in found.remarks) or not left_out
    declared, _ = read({"who": [f"x{min(i, distinct - 1)}y" for i in range(rows)]}, {"who": DeclaredFeature()})
    assert len(declared.features[0].groups) == distinct


def test_empty_cells_are_no_values_of_an_identifier():
    found, _ = read({"who": [*(f"x{i}y" for i in range(19)), *[""] * 9]})
    assert len(found.features) == 1


def test_declared_features_come_first_and_their_groups_stay_without_a_row():
    columns = {"age": ["old", "young"], "gender": ["f", "m"]}
    found, _ = read(columns, {"Gender": DeclaredFeature(groups=("m", "f", "x"), provenance=LabelProvenance.ANNOTATED)})
    assert [feature.name for feature in found.features] == ["gender", "age"]
    assert found.features[0].groups == ("m", "f", "x")
    assert found.features[0].provenance is LabelProvenance.ANNOTATED
    assert found.codes.tolist() == [[1, 0], [0, 1]]
    assert "column 'gender': no row of the declared x" in [remark.sentence for remark in found.remarks]


def test_a_group_that_was_not_declared_is_a_fault():
    _, faults = read({"gender": ["f", "d", "unknown"]}, {"gender": DeclaredFeature(groups=("f", "m"))})
    assert len(faults) == 1  # unknown is always allowed
    assert faults[0].startswith("'d' is not a declared group; expected one of f, m")


def test_what_is_declared_of_no_column_is_a_fault():
    _, faults = read({"gender": ["f", "m"]}, {"gendr": DeclaredFeature()}, agee=(0, 10))
    assert faults[0].startswith(
        "cohort.toml declares the feature 'gendr', but there is no such column; expected one of"
    )
    assert faults[1].startswith("bins are given for 'agee', but there is no such column")
    _, faults = read({"image": ["a"]}, {"gender": DeclaredFeature()})
    assert faults[0].endswith("the manifest has no column for a feature")


def test_more_columns_than_anyone_compares_are_one_sentence():
    with pytest.raises(FaultyInput, match="501 columns make groups, more than 500; name those to compare"):
        read({f"c{place}": ["a", "b"] for place in range(501)})


def test_bins_make_groups_and_an_empty_cell_is_unknown():
    found, faults = read({"age": ["5", "13", "", "70"]}, age=(0, 13, 60))
    assert faults == []
    groups = found.features[0].groups
    assert groups[-1] == "unknown"
    assert [groups[code] for code in found.codes[:, 0]] == [groups[0], groups[1], "unknown", groups[2]]
    _, faults = read({"age": ["5", "old"]}, {"age": DeclaredFeature(groups=("young",))}, age=(0, 13, 60))
    assert faults == [
        "[features.age] names groups and bins make them; keep one of the two",
        "found 'old'; bins are of numbers",
    ]


@pytest.mark.parametrize(
    ("groups", "words"), [(("a", " "), "groups holds an empty name"), (("A", "b", "a"), "one group twice: A, b, a")]
)
def test_groups_that_cannot_be_declared_are_refused(groups: tuple[str, ...], words: str):
    with pytest.raises(UsageError, match=words):
        DeclaredFeature(groups=groups)
