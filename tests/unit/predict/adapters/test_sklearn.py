"""scikit-learn models in skops files: safe to read, classes by name or number, features by name."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest
from assets.models import CONTRACT, LABELS, declared, fitted, pictures, write_skops

from audit.domain.cohort.labels import LabelSet
from audit.errors import MissingExtra, ModelRefused, UsageError
from audit.images import extracted
from audit.predict import load_here

pytest.importorskip("skops", reason="skops is an extra that is not installed")


def flat(batch):
    return batch.reshape(len(batch), -1).astype(np.float64)


@pytest.mark.parametrize("kind", ["linear", "forest", "boosted"])
def test_it_says_what_the_estimator_says_in_the_order_of_the_labels(kind, tmp_path):
    estimator, batch = fitted(kind), pictures(20)
    said = load_here(declared(write_skops(tmp_path / "m.skops", estimator))).probabilities(batch)
    order = [estimator.classes_.tolist().index(emotion) for emotion in LABELS.emotions]
    assert order == [0, 2, 1]  # scikit-learn sorts them: happy, neutral, sad
    assert said == pytest.approx(estimator.predict_proba(flat(batch))[:, order], abs=1e-9)


def test_classes_may_be_the_numbers_of_the_labels(tmp_path):
    from sklearn.naive_bayes import GaussianNB

    estimator = GaussianNB().fit(flat(pictures(30)), np.arange(30) % 3)
    said = load_here(declared(write_skops(tmp_path / "m.skops", estimator))).probabilities(pictures(4))
    assert said == pytest.approx(estimator.predict_proba(flat(pictures(4))), abs=1e-9)


@pytest.mark.parametrize("kind", ["forest", "boosted"])
def test_trees_are_followed_only_when_somebody_vouches_for_them(kind, tmp_path):
    spec = declared(write_skops(tmp_path / "m.skops", fitted(kind)))
    with pytest.raises(ModelRefused, match=rf"its trees are followed unchecked.* --trust {spec.sha256}"):
        load_here(replace(spec, trusted=None))


def test_a_linear_model_needs_nobody_to_vouch(tmp_path):
    spec = declared(write_skops(tmp_path / "m.skops", fitted("linear")), trusted=None)
    assert load_here(spec).probabilities(pictures(2)).shape == (2, 3)


def test_what_is_not_of_scikit_learn_is_refused_even_when_vouched_for(tmp_path):
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer

    pipeline = make_pipeline(FunctionTransformer(extracted), fitted("linear"))
    with pytest.raises(ModelRefused, match=r"holds audit\.images\.features\.extracted, which is not of scikit-learn"):
        load_here(declared(write_skops(tmp_path / "m.skops", pipeline)))


def test_a_model_without_probabilities_or_with_other_classes_is_refused(tmp_path):
    from sklearn.linear_model import RidgeClassifier

    ridge = RidgeClassifier().fit(flat(pictures(30)), np.arange(30) % 3)
    with pytest.raises(ModelRefused, match="RidgeClassifier, which gives no probabilities"):
        load_here(declared(write_skops(tmp_path / "r.skops", ridge)))
    spec = declared(write_skops(tmp_path / "m.skops", fitted("linear")))
    with pytest.raises(ModelRefused, match="its classes are happy, neutral, sad, the labels happy, sad, angry"):
        load_here(replace(spec, labels=LabelSet(emotions=("happy", "sad", "angry"))))


def test_features_are_computed_by_a_named_extractor(tmp_path):
    from sklearn.naive_bayes import GaussianNB

    seen = extracted(pictures(60), "hog", CONTRACT.scale)
    estimator = GaussianNB().fit(seen, np.repeat(LABELS.emotions, 20))
    spec = declared(write_skops(tmp_path / "m.skops", estimator), features="hog")
    expected = estimator.predict_proba(extracted(pictures(5), "hog", CONTRACT.scale).astype(np.float64))[:, [0, 2, 1]]
    assert load_here(spec).probabilities(pictures(5)) == pytest.approx(expected, abs=1e-9)
    with pytest.raises(ModelRefused, match=r"X has 768 features, but GaussianNB is expecting 36"):
        load_here(replace(spec, features=None))
    with pytest.raises(UsageError, match=r"unknown features 'hogg'; .*did you mean 'hog'"):
        load_here(replace(spec, features="hogg"))


def test_a_pickle_in_disguise_is_refused(tmp_path):
    path = tmp_path / "m.skops"
    path.write_bytes(b"\x80\x04K\x01.")
    with pytest.raises(ModelRefused, match="it was misnamed, or the file is damaged"):
        load_here(declared(path))


def test_without_skops_the_error_says_what_to_type(tmp_path, monkeypatch):
    spec = declared(write_skops(tmp_path / "m.skops", fitted("linear")))
    monkeypatch.setitem(sys.modules, "skops", None)
    with pytest.raises(MissingExtra, match=r"type: pip install '\.\[skops\]'"):
        load_here(spec)
