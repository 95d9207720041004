"""A mapping says which columns of another tool's table are ours; what it does not name is not taken for anything."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import FaultyFile, UsageError
from audit.load.emotions import label_set
from audit.load.manifest.manifest import load_cohort
from audit.load.predictions.predictions import load_predictions
from audit.load.tables.columns import Columns
from audit.load.tables.mapping import parse_columns

FOREIGN = "id,sex,truth,guess,conf,x\n1,f,happy,happy,0.9,3\n2,m,sad,happy,0.4,4\n3,f,sad,sad,0.7,5\n"
MAPPED = {"image": "id", "label": "truth", "predicted": "guess"}


def table(tmp_path, text, name="table.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def one(mapped=MAPPED, features=("sex",)):
    return Columns(mapped=mapped, features=features, one_table=True)


def test_pairs_are_read_as_typed():
    assert parse_columns(["image=id, label = y"]) == {"image": "id", "label": "y"}
    assert parse_columns(["image=id", 'p_happy=a=b,"label=sex, age"']) == {
        "image": "id",
        "p_happy": "a=b",
        "label": "sex, age",
    }


@given(st.lists(st.sampled_from(["image", "label", "subject", "predicted", "logits", "p_happy"]), unique=True))
def test_as_many_pairs_come_back_as_were_typed(names):
    typed = ",".join(f"{name}=their {name}" for name in names)
    assert parse_columns([typed] if names else []) == {name: f"their {name}" for name in names}


WRONG = [
    ("image", "holds 'image'; write OURS=THEIRS"),
    ("image=", "write OURS=THEIRS"),
    ("=id", "write OURS=THEIRS"),
    ("image=id,,label=y", "write OURS=THEIRS"),
    ("lable=y", "unknown name 'lable'; expected one of .* \\(did you mean 'label'\\?\\)"),
    ("id=image", "the other way round\\? image=id"),
    ("p_=x", "unknown name 'p_'"),
    ("label=y,label=z", "names 'label' twice, as 'y' and as 'z'"),
    ('"image=id', "quotes do not close"),
]


@pytest.mark.parametrize(("typed", "words"), WRONG)
def test_what_cannot_be_a_mapping_is_refused(typed, words):
    with pytest.raises(UsageError, match=words):
        parse_columns([typed])


def test_a_target_given_twice_in_two_flags_is_refused_too():
    with pytest.raises(UsageError, match="twice"):
        parse_columns(["label=y", "label=z"])


def test_one_table_carries_labels_groups_and_predictions(tmp_path):
    path = table(tmp_path, FOREIGN)
    cohort = load_cohort(path, columns=one())
    predictions = load_predictions(path, cohort, columns=one())
    assert cohort.images == ("1", "2", "3")
    assert cohort.labels.emotions == ("happy", "sad")
    assert [feature.name for feature in cohort.features] == ["sex"]
    assert predictions.predicted.tolist() == [0, 0, 1]


def test_only_what_is_named_makes_groups_and_the_rest_is_said_not_to_be_read(tmp_path):
    """`x` alone would be a broken face box, `conf` a feature."""
    cohort = load_cohort(table(tmp_path, FOREIGN), columns=one())
    assert cohort.boxes is None
    assert cohort.notes == ("columns that were not named and not read: conf, x",)


def test_with_our_names_every_further_column_is_a_feature_but_no_prediction_is(tmp_path):
    path = table(tmp_path, "image,label,sex,p_happy,p_sad,predicted\na,sad,f,.4,.6,sad\nb,happy,m,1,0,happy\n")
    columns = Columns(one_table=True)
    cohort = load_cohort(path, columns=columns)
    assert [feature.name for feature in cohort.features] == ["sex"]
    assert load_predictions(path, cohort, columns=columns).probabilities.tolist() == [[0.4, 0.6], [1, 0]]


def test_a_part_that_is_not_mapped_is_read_by_our_names(tmp_path):
    """Only the labels have other names: the probabilities need not be named one by one."""
    path = table(tmp_path, "image,truth,sex,p_happy,p_sad\na,sad,f,.4,.6\nb,happy,m,1,0\n")
    columns = one({"label": "truth"})
    cohort = load_cohort(path, columns=columns)
    assert cohort.notes == ()
    assert load_predictions(path, cohort, columns=columns).probabilities.tolist() == [[0.4, 0.6], [1, 0]]


def test_a_mapped_prediction_silences_columns_that_look_like_probabilities(tmp_path):
    path = table(tmp_path, "id,truth,guess,sex,p_value\n1,happy,sad,f,0.03\n2,sad,sad,m,0.5\n")
    cohort = load_cohort(path, columns=one())
    assert load_predictions(path, cohort, columns=one()).probabilities is None


def test_a_subject_is_read_even_when_nobody_named_it(tmp_path):
    """Three pictures of two people: the bounds depend on it."""
    rows = "id,truth,guess,sex,subject\n1,happy,sad,f,A\n2,sad,sad,m,B\n3,sad,sad,m,B\n"
    assert load_cohort(table(tmp_path, rows), columns=one()).people == 2


def test_a_split_leaves_its_rows_out_of_the_predictions_too(tmp_path):
    path = table(tmp_path, "id,truth,guess,sex,split\n1,happy,sad,f,Train\n2,sad,sad,m,Test\n3,happy,sad,f,Test\n")
    cohort = load_cohort(path, split="Test", columns=one())
    assert load_predictions(path, cohort, columns=one()).predicted.tolist() == [1, 1]


def test_two_tables_of_another_tool_share_the_mapping_of_the_image(tmp_path):
    people = table(tmp_path, "file,truth,sex\na,happy,f\nb,sad,m\n", "people.csv")
    guesses = table(tmp_path, "file,guess\nb,sad\na,sad\n", "guesses.csv")
    columns = Columns(mapped={"image": "file", "label": "truth", "predicted": "guess"}, features=("sex",))
    cohort = load_cohort(people, columns=columns)
    assert load_predictions(guesses, cohort, columns=columns).predicted.tolist() == [1, 1]


def test_a_cohort_with_our_names_stays_as_it_is_beside_predictions_of_another_tool(tmp_path):
    people = table(tmp_path, "image,label,sex,age\na,happy,f,old\nb,sad,m,old\n", "people.csv")
    guesses = table(tmp_path, "file,guess\nb,sad\na,sad\n", "guesses.csv")
    columns = Columns(mapped={"image": "file", "predicted": "guess"})
    cohort = load_cohort(people, columns=columns)
    assert [feature.name for feature in cohort.features] == ["sex", "age"]
    assert load_predictions(guesses, cohort, columns=columns).predicted.tolist() == [1, 1]


MISSING = [
    ({**MAPPED, "label": "thruth"}, ("sex",), r"--columns label=thruth: there is no column 'thruth'; .*mean 'truth'\?"),
    ({**MAPPED, "image": "ident"}, ("sex",), "--columns image=ident: there is no column"),
    ({"image": "id", "subject": "conf"}, ("sex",), "there is no column 'label'; found"),
    (MAPPED, ("gender",), "there is no column for the feature 'gender'"),
]


@pytest.mark.parametrize(("mapped", "features", "words"), MISSING)
def test_a_column_that_is_not_there_is_named_with_the_closest(tmp_path, mapped, features, words):
    with pytest.raises(FaultyFile, match=words):
        load_cohort(table(tmp_path, FOREIGN), columns=one(mapped, features))


def test_a_label_column_beside_mapped_ones_must_be_named(tmp_path):
    path = table(tmp_path, "id,label,guess,sex\n1,happy,sad,f\n2,sad,sad,m\n")
    with pytest.raises(FaultyFile, match=r"not the one for 'label'; add label=COLUMN"):
        load_cohort(path, columns=one({"image": "id", "subject": "id2", "predicted": "guess"}))


def test_a_missing_column_of_predictions_is_told_by_the_predictions(tmp_path):
    path = table(tmp_path, FOREIGN)
    columns = one({**MAPPED, "predicted": "gess"})
    with pytest.raises(FaultyFile, match=r"--columns predicted=gess: .*did you mean 'guess'\?"):
        load_predictions(path, load_cohort(path, columns=columns), columns=columns)


REFUSED = [
    ({"mapped": {"label": "y", "predicted": "y"}, "one_table": True}, "'label' and 'predicted' from one column, 'y'"),
    ({"mapped": {"label": "y", "subject": "y"}}, "'label' and 'subject' from one column"),
    ({"mapped": {"predicted": "y"}, "predictions": False}, "a model makes its own"),
    ({"mapped": MAPPED, "one_table": True, "features": ()}, "name the columns that make groups"),
    ({"mapped": {"label": "y"}, "features": ()}, "name the columns that make groups"),
    ({"mapped": MAPPED, "one_table": True, "features": ("label",)}, "'label' is a column with a meaning of its own"),
]


@pytest.mark.parametrize(("layout", "words"), REFUSED)
def test_a_mapping_that_does_not_fit_its_tables_is_refused(layout, words):
    with pytest.raises(UsageError, match=words):
        Columns(**({"features": ("sex",)} | layout))


def test_two_tables_may_call_label_and_prediction_the_same():
    """`emotion` in the people's table is the label, in the classifier's table the prediction."""
    Columns(mapped={"label": "emotion", "predicted": "emotion"}, features=("sex",))


def test_a_named_feature_that_makes_no_groups_is_a_fault(tmp_path):
    rows = "".join(f"{i},f,happy,sad,0.{i:03},1\n" for i in range(30))
    path = table(tmp_path, "id,sex,truth,guess,conf,x\n99,f,sad,sad,0.5,1\n" + rows)
    with pytest.raises(FaultyFile, match="column 'conf': too many different values to make groups"):
        load_cohort(path, columns=one(features=("conf",)))


def test_a_fault_names_the_column_as_the_file_does(tmp_path):
    path = table(tmp_path, FOREIGN.replace("sad,happy", "sda,happy"))
    with pytest.raises(FaultyFile, match=r"table\.csv:3: column 'truth': emotion 'sda' is not a label"):
        load_cohort(path, labels=label_set("happy-sad"), columns=one())


def test_a_parquet_table_is_mapped_like_a_csv(tmp_path):
    path = tmp_path / "table.parquet"
    columns = {"id": ["a", "b"], "sex": ["f", "m"], "truth": [1, 0], "guess": [1, 1], "z": [[0.0, 1.0], [-1.0, 2.0]]}
    pq.write_table(pa.table(columns), path)
    layout = one({**MAPPED, "logits": "z"})
    labels = label_set("happy-sad")
    cohort = load_cohort(path, labels=labels, columns=layout)
    predictions = load_predictions(path, cohort, labels=labels, columns=layout)
    assert cohort.y_true.tolist() == [1, 0]
    # softmax of (0, 1): 1 / (1 + e) = 0.268941; of (−1, 2): 1 / (1 + e³) = 0.047426
    assert predictions.probabilities[:, 0].tolist() == pytest.approx([0.268941, 0.047426], abs=1e-6)
