"""What callers write, as the values of the package: several spellings of one thing are one value."""

from __future__ import annotations

import pytest

from audit.api import arguments
from audit.domain.cohort.choices import ScoreKind
from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.cohort.pictures import MOST_PICTURES, PictureMode
from audit.domain.decision.choices import OnInconclusive
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.policy import Policy
from audit.errors import UsageError

POLICY = Policy(title="t", criteria=(Criterion(metric="accuracy", features=("age",), limit=0.1),))


def test_a_word_is_the_member_that_has_it_and_others_are_refused_with_the_known_ones() -> None:
    assert arguments.word(OnInconclusive, "warn", "on_inconclusive") is OnInconclusive.WARN
    assert arguments.word(OnInconclusive, OnInconclusive.WARN, "x") is OnInconclusive.WARN
    with pytest.raises(
        UsageError, match=r"on_inconclusive is 'wran'; expected one of block, warn .*did you mean 'warn'"
    ):
        arguments.word(OnInconclusive, "wran", "on_inconclusive")
    with pytest.raises(UsageError, match="WARN"):
        arguments.word(OnInconclusive, "WARN", "on_inconclusive")


def test_a_policy_is_taken_or_read_from_its_file(tmp_path) -> None:
    assert arguments.policy_of(None) is None
    assert arguments.policy_of(POLICY) is POLICY
    path = tmp_path / "policy.toml"
    path.write_text('[[criteria]]\nmetric = "accuracy"\nfeature = "age"\nlimit = 0.1\n')
    assert arguments.policy_of(str(path)).criteria == arguments.policy_of(path).criteria == POLICY.criteria


@pytest.mark.parametrize(
    "labels", ["happy-sad", "happy,sad", ["happy", "sad"], ("happy", "sad"), LABEL_SETS["happy-sad"]]
)
def test_labels_in_every_spelling(labels: object) -> None:
    assert arguments.labels_of(labels) == LabelSet(emotions=("happy", "sad"))
    assert arguments.labels_of(None) is None


@pytest.mark.parametrize(
    ("features", "found"),
    [
        (None, None),
        ("age,gender,age*gender", (("age",), ("gender",), ("age", "gender"))),
        (["age", ("age", "gender")], (("age",), ("age", "gender"))),
        ([], ()),
    ],
)
def test_features_in_every_spelling(features: object, found: object) -> None:
    assert arguments.features_of(features) == found


def test_limits_are_a_policy_or_single_ones_and_not_both() -> None:
    single = arguments.limits_of(None, features="age", metric="recall", min_ratio=0.8, on_inconclusive="warn")
    assert (single.features, single.metric, single.min_ratio) == ((("age",),), "recall", 0.8)
    assert single.on_inconclusive is OnInconclusive.WARN
    assert arguments.limits_of(POLICY).policy is POLICY
    with pytest.raises(UsageError, match=r"max.difference"):
        arguments.limits_of(POLICY, max_difference=0.1)


def test_choices_in_every_spelling_are_one_choice() -> None:
    typed = arguments.choices_of("sadness=sad", "none, 'very sad'", 1, "percent", ["age=0,13,20"])
    said = arguments.choices_of({"sadness": "sad"}, ["none", "very sad"], 1, "percent", {"age": [0, 13, 20]})
    assert (typed.leave_out, typed.codes_from, typed.scores, typed.bins) == (
        ("none", "very sad"),
        1,
        ScoreKind.PERCENT,
        {"age": (0.0, 13.0, 20.0)},
    )
    for name in ("leave_out", "codes_from", "scores", "bins"):
        assert getattr(typed, name) == getattr(said, name)
    assert typed.label_map.of("sadness") == said.label_map.of("sadness") == "sad"
    nothing = arguments.choices_of(None, None, None, None, None)
    assert (nothing.leave_out, nothing.codes_from, nothing.scores, dict(nothing.bins)) == ((), None, None, {})


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((None, None, 2, None, None), "--codes-from is 2: the number of the first emotion, 0 or 1"),
        ((None, None, None, "shares", None), "--scores is 'shares'"),
        ((None, None, None, None, {"age": [13, 0]}), "bins of 'age'"),
        (("sadness", None, None, None, None), "write it as sadness=sad"),
    ],
)
def test_choices_that_cannot_be_are_refused(given: tuple, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        arguments.choices_of(*given)


def test_one_text_is_as_good_as_a_list_of_one() -> None:
    assert list(arguments.texts("a")) == list(arguments.texts(["a"])) == ["a"]
    assert list(arguments.texts(None)) == []


def test_a_number_of_no_pictures_is_a_mistake() -> None:
    assert arguments.pictures_of("off", None, explain=False).mode is PictureMode.OFF
    shown = arguments.pictures_of("shown", 3, explain=True)
    assert (shown.mode, shown.most, shown.explain) == (PictureMode.SHOWN, 3, True)
    assert arguments.pictures_of("blurred", None, explain=False).most == MOST_PICTURES
    with pytest.raises(UsageError, match="add --pictures blurred or --pictures shown"):
        arguments.pictures_of("off", 3, explain=False)


def test_columns_are_pairs_a_mapping_or_a_tool() -> None:
    mapped = {"image": "id", "label": "y"}
    assert arguments.columns_of(mapped) == arguments.columns_of("image=id,label=y") == mapped
    assert arguments.columns_of(["image=id", "label=y"]) == mapped
    assert arguments.columns_of(None) == {}
    deepface = arguments.columns_of("deepface")
    assert arguments.columns_of(["deepface", "label=y"]) == {**deepface, "label": "y"}
    with pytest.raises(UsageError, match="did you mean 'image'"):
        arguments.columns_of({"imag": "id"})
