"""What is said of one audit becomes its request, with the defaults of `audit.run` where nothing is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.api.requests import RunArguments, choices_in, request_of
from audit.domain.cohort.choices import ModelRows
from audit.domain.cohort.pictures import PictureMode
from audit.errors import UsageError


@pytest.fixture
def cohort(tmp_path):
    (tmp_path / "t.csv").write_text("image,label\na,happy\nb,sad\n")
    return tmp_path / "t.csv"


def test_nothing_said_is_as_the_defaults(cohort) -> None:
    said = RunArguments(predictions="p.csv")
    request = request_of(cohort, said, choices_in(said))
    assert (request.cohort, request.answers, request.columns) == (cohort, Path("p.csv"), {})
    assert (request.pictures.mode, request.order_confirmed, request.rows) == (PictureMode.OFF, False, None)


def test_what_is_said_arrives(cohort, tmp_path) -> None:
    said = RunArguments(
        predictions="p.csv", labels="happy-sad", columns="image=id", images_root=tmp_path, scores="percent"
    )
    rows = ModelRows(column="net", model="one")
    request = request_of(cohort, said, choices_in(said), rows)
    assert request.labels.emotions == ("happy", "sad")
    assert (request.columns, request.images_root, request.rows) == ({"image": "id"}, tmp_path, rows)
    assert request.choices.scores == "percent"


@pytest.mark.parametrize("name", ["max_diference", "treshold", "threshold"])
def test_an_argument_that_is_none_is_refused_whatever_is_audited(cohort, name) -> None:
    said = RunArguments(predictions="p.csv", **{name: 0.02})
    with pytest.raises(TypeError, match=f"unexpected keyword argument '{name}'"):
        request_of(cohort, said, choices_in(said))


def test_a_table_and_a_model_are_one_too_many(cohort) -> None:
    said = RunArguments(predictions="p.csv", model="cnn48")
    with pytest.raises(UsageError, match="either --model or --predictions"):
        request_of(cohort, said, choices_in(said))
