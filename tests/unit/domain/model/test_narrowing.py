"""A classifier narrowed to fewer emotions, and what a report must say of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.contract.input_contract import InputContract
from audit.domain.model.kinds import Kind
from audit.domain.model.model import Member, ModelSpec
from audit.domain.model.narrowing import made_of, narrow, narrowed, seen_in
from audit.domain.model.outputs import softmax
from audit.domain.uncertainty.mixed import Temperature
from audit.errors import UsageError

HAPPY_SAD = LABEL_SETS["happy-sad"]


def spec_of(name="m", labels=LABEL_SETS["fer7"], **changes):
    said = {"id": name, "title": name, "contract": InputContract(size=48), "weights": Path("m.keras")}
    return ModelSpec(**{**said, "labels": labels, **changes})


def test_the_columns_kept_are_divided_by_their_sum():
    """Of angry .1, disgust 0, fear .1, happy .3, neutral .3, sad .1, surprise .1: happy .3/.4, sad .1/.4."""
    row = np.array([[0.1, 0, 0.1, 0.3, 0.3, 0.1, 0.1]])
    assert narrowed(row, LABEL_SETS["fer7"], HAPPY_SAD)[0] == pytest.approx([0.75, 0.25])
    turned = LabelSet(emotions=("sad", "happy"))
    assert narrowed(row, LABEL_SETS["fer7"], turned)[0] == pytest.approx([0.25, 0.75])
    assert narrowed(row, LABEL_SETS["fer7"], LABEL_SETS["fer7"]) is row


@given(st.lists(st.floats(-20, 20), min_size=7, max_size=7))
def test_it_is_the_softmax_of_the_logits_kept(logits):
    z = np.array([logits])
    keep = [LABEL_SETS["fer7"].code(emotion) for emotion in HAPPY_SAD.emotions]
    assert narrowed(softmax(z), LABEL_SETS["fer7"], HAPPY_SAD) == pytest.approx(softmax(z[:, keep]), abs=1e-9)


def test_a_picture_that_is_surely_something_else_gives_no_undefined_row():
    row = np.array([[0, 0, 0, 0, 1.0, 0, 0]])
    assert narrowed(row, LABEL_SETS["fer7"], HAPPY_SAD).tolist() == [[0.5, 0.5]]


def test_a_narrowed_declaration_says_what_it_was():
    spec = spec_of(temperature=Temperature(value=1.5, fitted_on="these"))
    small = narrow(spec, HAPPY_SAD)
    assert (small.id, small.labels, small.kind, small.temperature) == ("m", HAPPY_SAD, Kind.ENSEMBLE, spec.temperature)
    assert made_of(small) == (
        "the probabilities of model 'm' were narrowed from 7 emotions (angry, disgust, fear, happy, neutral, sad, "
        "surprise) to happy, sad: these columns, divided by their sum",
    )
    assert narrow(spec, LABEL_SETS["fer7"]) is spec
    with pytest.raises(UsageError, match="does not have the emotion 'joy'"):
        narrow(spec, LabelSet(emotions=("joy", "sad")))


def test_an_ensemble_says_its_members_and_their_shares_and_code_is_said_plainly():
    code = spec_of("code", HAPPY_SAD, function="their.net:predict", weights=Path("net.py"))
    both = spec_of("both", HAPPY_SAD, members=(Member(spec=spec_of(), share=0.25), Member(spec=code, share=0.75)))
    said = made_of(both)
    assert said[0] == "model 'both' is an ensemble: the mean of the probabilities of m (25.0%), code (75.0%)"
    assert "narrowed from 7 emotions" in said[1]
    assert "is the Python function their.net:predict: somebody's code was run" in said[2]
    assert made_of(spec_of()) == ()


@pytest.mark.parametrize(
    ("weights", "changes", "kind", "packages"),
    [
        ("m.keras", {}, Kind.KERAS, ("keras", "tensorflow")),
        ("m.hdf5", {}, Kind.KERAS, ("keras", "tensorflow")),
        ("m.onnx", {}, Kind.ONNX, ("onnxruntime",)),
        ("m.skops", {}, Kind.SKLEARN, ("skops",)),
        ("exported.v2", {}, Kind.SAVED_MODEL, ("tensorflow",)),
        ("net.py", {"function": "net:predict"}, Kind.CALLABLE, ()),
        ("m", {"members": (Member(spec=spec_of()),)}, Kind.ENSEMBLE, ("keras", "tensorflow")),
    ],
)
def test_the_kind_follows_from_the_declaration(weights, changes, kind, packages):
    spec = spec_of(weights=Path(weights), **changes)
    assert (spec.kind, spec.packages) == (kind, packages)


@pytest.mark.parametrize("share", [0.0, -1.0, 1.5])
def test_a_share_is_a_part_of_a_mean(share):
    with pytest.raises(UsageError, match="share of a member"):
        Member(spec=spec_of(), share=share)


def test_views_are_said_and_take_what_was_fitted_in_others_away():
    spec = spec_of(temperature=Temperature(value=1.5, fitted_on="these"))
    assert seen_in(spec, 1) is spec
    ten = seen_in(spec, 10)
    assert (ten.views, ten.temperature, ten.figures) == (10, None, None)
    (sentence,) = made_of(ten)
    assert sentence.startswith("model 'm' was asked about each face in ten views, as it is and moved towards each")
    with pytest.raises(UsageError, match="views = 3: expected 1"):
        seen_in(spec, 3)


def test_views_of_an_ensemble_are_those_of_its_members():
    both = spec_of("both", members=(Member(spec=spec_of("a"), share=0.5), Member(spec=spec_of("b"), share=0.5)))
    mirrored = seen_in(both, 2)
    assert [member.spec.views for member in mirrored.members] == [2, 2]
    assert mirrored.views == 1
    with pytest.raises(UsageError, match="model 'both': views are those of its members"):
        spec_of("both", members=both.members, views=2)
