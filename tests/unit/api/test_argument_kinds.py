"""What is of no kind that an argument can be is said in a sentence, whoever asks the door for what."""

from __future__ import annotations

import inspect
from pathlib import Path

import numpy as np
import pytest

import audit
from audit.api import argument_kinds
from audit.api.argument_kinds import check_kinds

OF_ANY_KIND = {"object", "Steps", "AuditResult"}
"""Annotations that are not looked at: what is given is asked for what it can, where it is used."""

CASES = {
    "a text for a number": (lambda: audit.plan(groups=5, limit="0.1"), r"limit= is a number, found '0.1'"),
    "a fraction of a group": (lambda: audit.plan(groups=5.5, limit=0.1), r"groups= is a whole number, found 5.5"),
    "true is no number": (lambda: audit.plan(groups=5, limit=True), r"limit= is a number, found True"),
    "a number for a path": (lambda: audit.run(3, model="cnn48"), r"cohort= is a path, found 3"),
    "a number for a policy": (lambda: audit.rejudge("saved", 3), r"policy= is a path or a Policy, found 3"),
    "a number for features": (
        lambda: audit.run("first-study", model="cnn48", features=3),
        r"features= is a text or a list, found 3",
    ),
    "a text for a share": (lambda: audit.run("c", model="m", margin="wide"), r"margin= is a number, found 'wide'"),
    "a text for a count": (lambda: audit.run_many("c", models="m", batch="8"), r"batch= is a whole number, found '8'"),
    "a text for a function": (lambda: audit.train("mine", on_epoch="print"), r"on_epoch= is a function, found 'print'"),
    "edges that are words": (
        lambda: audit.audit(["a", "b"], ["a", "b"], sensitive_features=["x", "y"], bins={"age": ["low"]}),
        r"bins= of 'age' holds 'low'; give numbers",
    ),
    "means that are words": (
        lambda: audit.run("first-study", model="net.onnx", labels="fer7", size=48, mean=["low"]),
        r"mean= holds 'low'; give numbers",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_of_another_kind_is_said(case: str) -> None:
    action, words = CASES[case]
    with pytest.raises(audit.UsageError, match=f"^{words}$"):
        action()


def test_numbers_of_numpy_and_paths_are_numbers_and_paths() -> None:
    check_kinds(audit.plan, (), {"groups": np.int64(3), "limit": np.float32(0.1)})
    check_kinds(audit.run, (Path("people"),), {"model": "cnn48", "max_difference": None, "min_ratio": 1})


def test_an_argument_that_is_none_is_refused_as_python_does() -> None:
    with pytest.raises(TypeError, match=r"unexpected keyword argument 'sise'; .*did you mean 'size'"):
        audit.run("first-study", model="cnn48", sise=48)
    with pytest.raises(TypeError, match=r"unexpected keyword argument 'sise'"):
        audit.run_many("first-study", models="cnn48", sise=48)
    with pytest.raises(TypeError, match="groups"):
        audit.plan(limit=0.1)


def _annotations():
    for name in audit.__all__:
        function = getattr(audit, name)
        if inspect.isfunction(function):
            for each in inspect.signature(function).parameters.values():
                options = argument_kinds._options(str(each.annotation))
                yield from ((name, option, said) for option, said in options.items())
                if not options:
                    yield name, each.name, str(each.annotation)


def test_every_annotation_of_the_door_is_known_or_left_alone_on_purpose() -> None:
    unknown = {
        (function, argument, part)
        for function, argument, annotation in _annotations()
        for part in argument_kinds._parts(annotation)
        if part not in {*argument_kinds._KINDS, *OF_ANY_KIND}
    }
    assert unknown == set()
