"""Bad input through Python: one sentence that says where, what and what to do; never a traceback from inside."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import audit

TRUE = ["happy", "sad", "happy", "sad"]
PRED = ["happy", "sad", "sad", "sad"]
AGE = ["adult", "adult", "senior", "senior"]
SURE = {"happy": [0.9, 0.1, 0.4, 0.2], "sad": [0.1, 0.9, 0.6, 0.8]}
MATRIX = np.array([[0.9, 0.1], [0.1, 0.9], [0.4, 0.6], [0.2, 0.8]])


def call(
    y_true: object = TRUE, y_pred: object = PRED, *, sensitive_features: object = AGE, **more: object
) -> audit.Audit:
    return audit.audit(y_true, y_pred, sensitive_features=sensitive_features, **more)


CASES: dict[str, tuple[Callable[[], object], str]] = {
    "fewer predictions": (lambda: call(y_pred=PRED[:3]), "y_pred has 3 values for 4 pictures; give one for each"),
    "fewer groups": (
        lambda: call(sensitive_features={"age": AGE[:2]}),
        "sensitive_features['age'] has 2 values for 4 pictures",
    ),
    "fewer names": (lambda: call(images=["a"]), "images has 1 value for 4 pictures; give one for each"),
    "more people": (lambda: call(subjects=[1, 2, 3, 4, 5]), "subjects has 5 values for 4 pictures"),
    "fewer probabilities": (
        lambda: call(probabilities={name: values[:1] for name, values in SURE.items()}),
        "probabilities['happy'] has 1 value for 4 pictures",
    ),
    "nothing at all": (lambda: call([], []), "y_true is empty; an audit needs at least one picture"),
    "an empty array": (lambda: call(np.array([]), np.array([])), "y_true is empty"),
    "an unknown predicted label": (
        lambda: call(y_pred=["happy", "sad", "hapy", "sad"]),
        "y_pred, row 2: emotion 'hapy' is not a label of the model; expected one of happy, sad (did you mean 'happy'?)",
    ),
    "an unknown label": (
        lambda: call(["happy", "sad", "hapy", "sad"], labels="happy-sad"),
        "y_true, row 2: emotion 'hapy' is not a label of this cohort (1 row); expected one of happy, sad (did you m",
    ),
    "a missing label": (
        lambda: call(["happy", np.nan, "sad", None]),
        "y_true, row 1: the cell is empty; write the emo",
    ),
    "a missing prediction beside probabilities": (
        lambda: call(y_pred=["happy", pd.NA, "sad", "sad"], probabilities=SURE),
        "y_pred, row 1: the cell is empty; write the predicted emotion; where there is no answer",
    ),
    "one emotion alone": (lambda: call(["happy"] * 4), "y_true: 'happy' is the only emotion that occurs"),
    "numbers without an order": (
        lambda: call([0, 1, 0, 1], [0, 1, 1, 1]),
        "y_true: the labels are numbers, and no order says what they mean; give the emotions in the order of the num",
    ),
    "a number outside the order": (
        lambda: call([0, 1, 2, 1], [0, 1, 1, 1], labels=["happy", "sad"]),
        "y_true, row 2: 2 is no code of the declared order: 0 = happy, 1 = sad",
    ),
    "a matrix of labels": (lambda: call(np.array([TRUE, PRED])), "y_true has the shape (2, 4); give one dimension"),
    "one-hot predictions": (lambda: call(y_pred=MATRIX), "y_pred has the shape (4, 2); give one dimension"),
    "a frame of labels": (lambda: call(pd.DataFrame({"y": TRUE})), "y_true has the shape (4, 1); give one dimension"),
    "a list of lists": (lambda: call([["happy"], ["sad"], ["happy"], ["sad"]]), "y_true, row 0: found ['happy']; a v"),
    "an object": (lambda: call([object(), *TRUE[1:]]), "y_true, row 0: found <object object"),
    "a text": (lambda: call("happy"), "y_true is a str; give a list, an array or a series"),
    "nothing": (lambda: call(None), "y_true is None; give a list, an array or a series"),
    "a number": (lambda: call(y_pred=3), "y_pred is an int; give a list, an array or a series"),
    "a mapping of predictions": (lambda: call(y_pred=SURE), "y_pred is a dict; give a list"),
    "a set": (lambda: call(y_pred=set(PRED)), "y_pred is a set; give a list"),
    "no answers": (lambda: call(y_pred=None), "name what to audit: y_pred, probabilities, or both"),
    "probabilities that do not sum to one": (
        lambda: call(probabilities={**SURE, "sad": [0.1, 0.9, 0.1, 0.8]}),
        "row 2: the probabilities sum to 0.5; they sum to 1, within 0.001",
    ),
    "a probability above one": (
        lambda: call(probabilities={**SURE, "happy": [1.9, 0.1, 0.4, 0.2]}),
        "probabilities['happy'], row 0: found '1.9'; a probability is a number from 0 to 1",
    ),
    "a missing probability": (
        lambda: call(probabilities={**SURE, "happy": [np.nan, 0.1, 0.4, 0.2]}),
        "probabilities['happy'], row 0: the cell is empty; a probability is a number from 0 to 1",
    ),
    "a word for a probability": (
        lambda: call(probabilities={**SURE, "happy": ["much", 0.1, 0.4, 0.2]}),
        "probabilities['happy'], row 0: found 'much'; a probability is a number from 0 to 1",
    ),
    "a matrix without an order": (
        lambda: call(probabilities=MATRIX),
        "probabilities has no names of columns, so nothing says which is of which emotion; give labels=[…]",
    ),
    "a matrix too narrow": (
        lambda: call(probabilities=MATRIX, labels=["happy", "sad", "fear"]),
        "probabilities has 2 columns, and there are 3 labels: happy, sad, fear",
    ),
    "a missing column": (
        lambda: call(probabilities=pd.DataFrame({"happy": [1, 1, 1, 1]})),
        "probabilities has no column for the label 'sad'; expected one of happy",
    ),
    "a column too many": (
        lambda: call(probabilities={**SURE, "fear": [0, 0, 0, 0]}, labels="happy-sad"),
        "probabilities has a column 'fear', no label; expected one of happy, sad",
    ),
    "an answer less probable than another": (
        lambda: call(y_pred=["sad", "sad", "sad", "sad"], probabilities=SURE),
        "y_pred, row 0: 'sad' is less probable than 'happy' in the same row",
    ),
    "duplicate columns": (
        lambda: call(sensitive_features=pd.DataFrame([[a, a] for a in AGE], columns=["age", "Age"])),
        "sensitive_features: the header names one column 2 times: 'age' and 'Age'; keep one of them",
    ),
    "a column without a name": (
        lambda: call(sensitive_features=pd.DataFrame({"": AGE})),
        "sensitive_features: column 1 has no name",
    ),
    "rows of different length": (
        lambda: call(sensitive_features=[["a", "b"], ["a"], ["a", "b"], ["a", "b"]]),
        "sensitive_features has rows of different length (1, 2)",
    ),
    "a feature with a name of ours": (
        lambda: call(sensitive_features={"subject": AGE}),
        "sensitive_features: 'subject' is a name with a meaning of its own; rename the column",
    ),
    "a list for a group": (
        lambda: call(sensitive_features={"age": [["adult"], "adult", "senior", "senior"]}),
        "sensitive_features['age'], row 0: found ['adult']; a value is a text or a number",
    ),
    "an identifier for a feature": (
        lambda: call(TRUE * 10, PRED * 10, sensitive_features={"id": range(40)}),
        "sensitive_features['id']: too many different values to make groups, or it is called like people; name ano",
    ),
    "a feature of the limits that is not there": (
        lambda: call(sensitive_features={"age": AGE}, features="agee"),
        "unknown feature 'agee'; expected one of age (did you mean 'age'?)",
    ),
    "images listed twice": (
        lambda: call(images=["a.png", "a.png", "b.png", "c.png"]),
        "images, row 1: 'a.png' is alread",
    ),
    "one label for a label set": (lambda: call(labels=["happy"]), "a label set needs at least two emotions"),
    "a metric that is none": (lambda: call(metric="accurcy"), "unknown metric 'accurcy'; expected one of accuracy"),
    "a limit that is none": (
        lambda: call(max_difference=float("nan")),
        "the limit of a criterion is a number from 0 to 1",
    ),
    "a limit that is a text": (lambda: call(max_difference="0.1"), "max_difference= is a number, found '0.1'"),
    "two limits": (lambda: call(max_difference=0.1, min_ratio=0.8), "max_difference= and min_ratio= are two limits"),
    "a policy and a limit": (
        lambda: call(policy="nowhere.toml", max_difference=0.1),
        "a policy holds all rules; remove max_difference=",
    ),
    "a policy that is not there": (lambda: call(policy="nowhere.toml"), "nowhere.toml: no such file"),
    "an outcome that is none": (
        lambda: call(on_inconclusive="stop"),
        "on_inconclusive is 'stop'; expected one of block, w",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_is_said_in_a_sentence(case: str) -> None:
    action, words = CASES[case]
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - that it is one is half of the point
        action()
    assert isinstance(caught.value, audit.AuditError)
    assert str(caught.value).startswith(words), str(caught.value)
    assert caught.value.exit_status == 2


def test_every_fault_comes_at_once() -> None:
    with pytest.raises(audit.InputError) as caught:
        call(["happy", None, "hapy", "sad"], labels="happy-sad")
    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == ["y_true, row 1", "y_true, row 2"]
