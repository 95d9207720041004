"""`audit.audit`: whatever library the arrays are of, the same audit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import audit
from audit.report import to_document

TRUE = ["happy", "sad", "happy", "sad"] * 25
PRED = ["happy", "sad", "sad", "sad"] * 25
AGE = (["adult"] * 2 + ["senior"] * 2) * 25


class Stream:
    """A frame of some library that speaks nothing but Arrow's stream."""

    def __init__(self, table: pa.Table) -> None:
        self.columns = table.column_names
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


class Interchange:
    """A frame of some library that speaks nothing but the dataframe interchange protocol."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def __dataframe__(self, nan_as_null: bool = False, allow_copy: bool = True) -> object:
        return self._table.__dataframe__(nan_as_null, allow_copy)


FRAMES = {
    "a dictionary": {"age": AGE},
    "a dictionary of arrays": {"age": np.array(AGE)},
    "pandas": pd.DataFrame({"age": AGE}),
    "categories of pandas": pd.DataFrame({"age": pd.Categorical(AGE)}),
    "a series": pd.Series(AGE, name="age", index=range(100, 200)),
    "pyarrow": pa.table({"age": AGE}),
    "Arrow's stream": Stream(pa.table({"age": AGE})),
    "the interchange protocol": Interchange(pa.table({"age": AGE})),
}


@pytest.fixture(autouse=True)
def at_one_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772323200")


@pytest.fixture(scope="module")
def document() -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1772323200")
        return to_document(audit.audit(TRUE, PRED, sensitive_features={"age": AGE}).result)


@pytest.mark.parametrize("library", FRAMES)
def test_groups_of_any_library(library: str, document: str) -> None:
    assert to_document(audit.audit(TRUE, PRED, sensitive_features=FRAMES[library]).result) == document


ARRAYS = {
    "tuples": tuple,
    "arrays of text": np.array,
    "arrays of objects": lambda values: np.array(values, object),
    "series": pd.Series,
    "text of pandas": lambda values: pd.Series(values, dtype="string"),
    "columns of pyarrow": pa.array,
    "chunks of pyarrow": lambda values: pa.chunked_array([values[:3], values[3:]]),
    "a generator": iter,
}


@pytest.mark.parametrize("library", ARRAYS)
def test_labels_of_any_library(library: str, document: str) -> None:
    make = ARRAYS[library]
    assert to_document(audit.audit(make(TRUE), make(PRED), sensitive_features={"age": make(AGE)}).result) == document


def test_numbers_are_read_through_the_order_that_is_given() -> None:
    codes = {"sad": 0, "happy": 1}
    y_true, y_pred = ([codes[name] for name in names] for names in (TRUE, PRED))
    named = audit.audit(TRUE, PRED, sensitive_features={"age": AGE}, labels=["sad", "happy"])
    for make in (list, np.array, lambda values: np.array(values, float)):
        numbered = audit.audit(make(y_true), make(y_pred), sensitive_features={"age": AGE}, labels=["sad", "happy"])
        assert numbered.result.findings == named.result.findings
        assert numbered.result.labels == named.result.labels


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, pd.NaT, ""])
def test_a_missing_group_is_unknown(missing: object) -> None:
    found = audit.audit(TRUE, PRED, sensitive_features={"age": [missing, *AGE[1:]]})
    assert found.result.features[0].groups == ("adult", "senior", "unknown")
    assert found.by_group().set_index("group").loc["unknown", "images"] == 1


def test_features_without_a_name_are_called_as_in_fairlearn() -> None:
    plain = audit.audit(TRUE, PRED, sensitive_features=AGE)
    matrix = audit.audit(TRUE, PRED, sensitive_features=np.array([AGE, AGE]).T)
    rows = audit.audit(TRUE, PRED, sensitive_features=[[age, age] for age in AGE])
    assert [feature.name for feature in plain.result.features] == ["sensitive_feature_0"]
    for found in (matrix, rows):
        assert [feature.name for feature in found.result.features] == ["sensitive_feature_0", "sensitive_feature_1"]


def test_nothing_known_of_the_people_passes_nothing() -> None:
    found = audit.audit(TRUE, PRED, sensitive_features=None)
    assert found.verdict == audit.Verdict.INCONCLUSIVE
    assert found.findings == ()


SURE = np.array([[0.9, 0.1], [0.1, 0.9], [0.4, 0.6], [0.2, 0.8]] * 25)
PROBABILITIES = {
    "a matrix in the order of the labels": (SURE, ["happy", "sad"]),
    "a frame": (pd.DataFrame(SURE, columns=["happy", "sad"]), None),
    "a frame with our names": (pd.DataFrame(SURE, columns=["p_happy", "p_sad"]), None),
    "a frame in another order, by name": (pd.DataFrame(SURE[:, ::-1], columns=["sad", "happy"]), ["happy", "sad"]),
    "pyarrow": (pa.table({"happy": SURE[:, 0], "sad": SURE[:, 1]}), None),
    "texts": ({"happy": SURE[:, 0].astype(str), "sad": SURE[:, 1].astype(str)}, None),
}


@pytest.mark.parametrize("form", PROBABILITIES)
def test_probabilities_decide_where_no_prediction_is_given(form: str) -> None:
    probabilities, labels = PROBABILITIES[form]
    found = audit.audit(TRUE, probabilities=probabilities, labels=labels, sensitive_features={"age": AGE})
    assert found.result.counts.overall().cells.tolist() == [[25, 25], [0, 50]]  # every third picture: happy called sad
    assert found.result.mixed is not None


def test_pictures_of_one_person_count_for_less() -> None:
    alone = audit.audit(TRUE, PRED, sensitive_features={"age": AGE})
    people = audit.audit(TRUE, PRED, sensitive_features={"age": AGE}, subjects=[row // 4 for row in range(100)])
    assert people.result.people.total == 25
    assert alone.result.people is None


def test_a_policy_object_and_a_policy_file_judge_alike(tmp_path) -> None:
    rule = audit.Criterion(metric="recall", emotion="sad", features=("age",), limit=0.2)
    (tmp_path / "rules.toml").write_text(
        'title = "rules"\n[[criteria]]\nmetric = "recall"\nemotion = "sad"\nfeature = "age"\nlimit = 0.2\n'
    )
    policy = audit.Policy(title="rules", criteria=(rule,))
    found = [
        audit.audit(TRUE, PRED, sensitive_features={"age": AGE}, policy=given)
        for given in (policy, tmp_path / "rules.toml", str(tmp_path / "rules.toml"))
    ]
    assert found[0].findings == found[1].findings == found[2].findings
