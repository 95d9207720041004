"""A Python function as a classifier: vouched for, found where it was vouched for, and believed after one question."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import count

import numpy as np
import pytest
from assets.models import CONTRACT, LABELS, declared, pictures

from audit.domain.cohort.predictions import Outcome
from audit.domain.contract.input_contract import Colour, Scale
from audit.domain.model.asking import Asking
from audit.domain.model.kinds import Kind, Layout
from audit.errors import ModelRefused
from audit.files import content_sha256
from audit.load import model_from_function
from audit.load.models.bare_model import Told
from audit.predict import load_here

SHARES = "    seen = b.mean(axis=(1, 2))\n    return seen / seen.sum(axis=1, keepdims=True)\n"
_NUMBERS = count()


@pytest.fixture
def function(tmp_path):
    """Write a module of a name never used before whose function `predict` has this body, and declare it."""

    def write(body, head=""):
        module = f"made_for_a_test_{next(_NUMBERS)}"
        path = tmp_path / f"{module}.py"
        path.write_text(f"{head}\ndef predict(b):\n{body}", encoding="utf-8")
        return declared(path, function=f"{module}:predict")

    return write


def test_a_function_is_a_classifier(function):
    spec, batch = function(SHARES), pictures(5)
    seen = batch.mean(axis=(1, 2))
    said = load_here(spec).probabilities(batch)
    assert said == pytest.approx(seen / seen.sum(axis=1, keepdims=True), abs=1e-6)
    assert spec.kind is Kind.CALLABLE


def test_nobody_vouching_no_line_of_it_runs(function, tmp_path):
    spec = function(SHARES, head=f"open({str(tmp_path / 'ran')!r}, 'w').close()")
    with pytest.raises(ModelRefused, match="Python code can do on this machine whatever you can"):
        load_here(replace(spec, trusted=None))
    assert not (tmp_path / "ran").exists()
    load_here(spec)
    assert (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("head", "body", "message"),
    [
        ("", "    s = b.mean((1, 2)) + b.mean()\n    return s / s.sum(1, keepdims=True)\n", "depends on the others"),
        (
            "import random",
            "    s = b.mean((1, 2)) + random.random()\n    return s / s.sum(1, keepdims=True)\n",
            "or on chance",
        ),
        ("", "    return b.mean((1, 2))[:, :2]\n", "puts out 2 numbers for each picture"),
        ("", "    return b.mean((1, 2))[:2]\n", "gave 2 rows for 3 pictures"),
        ("", "    return b.mean((1, 2))\n", "rows that sum to"),
        ("", "    return [['a']] * len(b)\n", "gave something that is not one number for each emotion"),
        ("", "    raise KeyError\n", "raised KeyError: without a word"),
        ("import no_such_module_at_all", SHARES, "importing it raised ModuleNotFoundError"),
    ],
    ids=["whole batch", "chance", "width", "rows", "sums", "text", "raises", "import"],
)
def test_a_function_that_is_no_classifier_is_refused(function, head, body, message):
    with pytest.raises(ModelRefused, match=message):
        load_here(function(body, head))


def test_another_module_of_that_name_is_not_run_in_its_place(function, tmp_path):
    spec = function(SHARES)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "json.py").write_text("def loads(b):\n" + SHARES, encoding="utf-8")
    with pytest.raises(ModelRefused, match=r"Python imports 'json' from .*; rename the module"):
        load_here(declared(elsewhere / "json.py", function="json:loads"))
    with pytest.raises(ModelRefused, match="has no function 'absent'"):
        load_here(replace(spec, function=spec.function.replace("predict", "absent")))


def test_on_the_command_line_naming_it_is_vouching_for_it(tmp_path, monkeypatch):
    package = tmp_path / "made_package_for_a_test" / "inner"
    package.mkdir(parents=True)
    (package.parent / "__init__.py").write_text("raise SystemExit('imported before it was hashed')", encoding="utf-8")
    (package / "__init__.py").touch()
    (package / "net.py").write_text("def predict(b):\n" + SHARES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    spec = model_from_function("made_package_for_a_test.inner.net:predict", Told(labels=LABELS, contract=CONTRACT))
    assert spec.weights == (package / "net.py").resolve()
    assert spec.id == "made_package_for_a_test.inner.net.predict"
    (package.parent / "__init__.py").write_text("", encoding="utf-8")
    assert load_here(spec).probabilities(np.ones((1, *CONTRACT.shape), np.float32)) == pytest.approx(1 / 3)


# --- pictures about which it has nothing to say ---------------------------------------------------------------------


def dark_ones(body):
    """Return the body of a function that answers each picture by `body`, given `p`, its mean and the shares `s`."""
    return (
        "    def one(p):\n        m, s = p.mean(), p.mean(axis=(0, 1))\n        s = s / max(s.sum(), 1e-9)\n"
        f"        {body}\n        return s\n    return [one(p) for p in b]\n"
    )


def some(*brightness):
    return np.stack([np.full(CONTRACT.shape, value, np.float32) for value in brightness])


@pytest.mark.parametrize(
    ("body", "outcome", "reason"),
    [
        ("if m < .2: return None", Outcome.NO_ANSWER, "no reason given"),
        ("if m < .2: return 'too dark'", Outcome.NO_ANSWER, "too dark"),
        ("if m < .2: raise audit.AnswerFailed('too dark')", Outcome.FAILED, "too dark"),
        ("if m < .2: return audit.AnswerFailed('too dark')", Outcome.FAILED, "too dark"),
        ("if m < .2: raise ValueError('no\\n face')", Outcome.FAILED, "ValueError: no face"),
        ("if m < .2: raise TimeoutError", Outcome.FAILED, "TimeoutError"),
    ],
)
def test_it_may_have_nothing_to_say_of_a_picture_or_fail_over_it(function, body, outcome, reason):
    found = load_here(function(dark_ones(body), head="import audit")).answers(some(0.5, 0.1, 0.6))
    assert found.outcomes == (Outcome.SCORED, outcome, Outcome.SCORED)
    assert found.reasons == ("", reason, "")
    assert found.probabilities[1].tolist() == [0, 0, 0]
    assert found.probabilities[0] == pytest.approx([1 / 3] * 3)


def test_it_may_answer_in_words(function):
    body = "    return [{'Happiness': .5, 'sadness': .25, 'neutral': .25, 'age': 3}] * len(b)\n"
    assert load_here(function(body)).probabilities(some(0.5))[0].tolist() == [0.5, 0.25, 0.25]
    with pytest.raises(ModelRefused, match="its answer has no number for neutral"):
        load_here(function("    return [{'happy': .5, 'sad': .5}] * len(b)\n"))


def test_numbers_that_are_none_are_refused_with_what_to_write_instead(function):
    body = "    r = b.mean((1, 2))\n    r[b.mean((1, 2, 3)) < .2] = np.nan\n    return r / r.sum(1, keepdims=True)\n"
    classifier = load_here(function(body, head="import numpy as np"))
    with pytest.raises(ModelRefused, match=r"not finite numbers; for a picture without an answer give None"):
        classifier.answers(some(0.5, 0.1))


def test_it_is_asked_again_where_that_is_asked(function, monkeypatch):
    monkeypatch.setattr("audit.predict.adapters.python._FIRST_WAIT", 0)
    body = "    global n\n    n += len(b) == 1\n    if b.mean() < .2 and n % 3: raise OSError('503')\n" + SHARES
    for retries, outcome in ((0, Outcome.FAILED), (2, Outcome.SCORED)):
        spec = replace(function(body, head="n = 0"), asking=Asking(retries=retries))
        assert load_here(spec).answers(some(0.1)).outcomes == (outcome,)


def test_the_self_check_is_a_handful_of_calls_on_pictures_as_they_will_be(function, tmp_path):
    told = f"    with open({str(tmp_path / 'calls')!r}, 'a') as f: f.write(f'{{len(b)}} {{b.max():.0f}} ')\n"
    body = told + SHARES
    spec = function(body)
    load_here(replace(spec, contract=replace(CONTRACT, scale=Scale.RAW)))
    assert (tmp_path / "calls").read_text(encoding="utf-8") == "3 255 1 255 "


def test_a_function_that_finds_no_face_in_noise_is_loaded_and_given_up_late(function, monkeypatch):
    body = dark_ones("if m < .2: raise ValueError('no face')")
    found = load_here(function(body)).answers(some(*[0.1] * 300, 0.5))  # a whole group without a face first
    assert found.outcomes == (Outcome.FAILED,) * 300 + (Outcome.SCORED,)
    monkeypatch.setattr("audit.predict.adapters.python._HOPELESS", 20)
    classifier = load_here(function("    raise ValueError('Face could not be detected')\n"))
    with pytest.raises(ModelRefused, match="failed for each of the first 20 pictures: ValueError: Face could not"):
        classifier.answers(some(*[0.5] * 25))


@pytest.mark.parametrize(
    ("layout", "channels", "shape"), [(Layout.NCHW, 3, "(3, 3, 16, 16)"), (Layout.NHW, 1, "(3, 16, 16)")]
)
def test_it_may_take_its_axes_in_another_order(function, layout, channels, shape):
    body = f"    assert str(b.shape)[2:] == {shape!r}[2:], b.shape\n    return [[.5, .25, .25]] * len(b)\n"
    contract = replace(CONTRACT, channels=channels, colour=Colour.GREY if channels == 1 else Colour.RGB)
    spec = replace(function(body), layout=layout, contract=contract)
    assert load_here(spec).probabilities(np.zeros((2, 16, 16, channels), np.float32)).shape == (2, 3)


def test_an_asynchronous_function_is_asked_about_several_pictures_at_once(function):
    head = "import asyncio\nnow = most = 0"
    body = (
        "    global now, most\n    now += 1\n    most = max(most, now)\n    await asyncio.sleep(.02)\n    now -= 1\n"
        "    if b.mean() < .2: raise OSError('503')\n" + SHARES
    )
    spec = function(body, head=head)
    text = spec.weights.read_text(encoding="utf-8").replace("def predict", "async def predict")
    spec.weights.write_text(text, encoding="utf-8")
    sha256 = content_sha256(spec.weights)
    classifier = load_here(replace(spec, sha256=sha256, trusted=sha256, asking=Asking(concurrency=4)))
    found = classifier.answers(some(*[0.5] * 11, 0.1))
    assert found.outcomes == (Outcome.SCORED,) * 11 + (Outcome.FAILED,)
    assert sys.modules[spec.function.partition(":")[0]].most == 4
    slow = replace(spec, sha256=sha256, trusted=sha256, asking=Asking(timeout=0.001))
    assert load_here(slow).answers(some(0.5)).reasons == ("no answer within 0.001 s",)
