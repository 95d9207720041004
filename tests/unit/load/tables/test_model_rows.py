"""Tables with the answers of several models: one model's rows at a time, and none is lost in silence."""

from __future__ import annotations

import pytest

from audit.domain.cohort.choices import ModelRows
from audit.errors import FaultyFile, InputError
from audit.load.manifest.manifest import load_cohort
from audit.load.predictions.predictions import load_predictions
from audit.load.tables.columns import Columns
from audit.load.tables.model_rows import models_in

LONG = "image,net,label,g,predicted\na,one,happy,f,sad\nb,one,sad,m,sad\na,two,happy,f,happy\nb,two,sad,m,sad\n"


@pytest.fixture
def path(tmp_path):
    (tmp_path / "t.csv").write_text(LONG)
    return tmp_path / "t.csv"


def test_models_come_in_the_order_of_their_rows(path) -> None:
    assert models_in(path, "net") == ("one", "two")


def test_the_rows_of_one_model_are_read_and_its_name_is_no_group(path) -> None:
    rows, layout = ModelRows(column="net", model="two"), Columns(one_table=True)
    cohort = load_cohort(path, columns=layout, rows=rows)
    assert (cohort.images, [feature.name for feature in cohort.features]) == (("a", "b"), ["g"])
    assert load_predictions(path, cohort, columns=layout, rows=rows).predicted.tolist() == [0, 1]


def test_faults_keep_their_lines(path) -> None:
    path.write_text(LONG.replace("b,two,sad,m,sad", "b,two,sad,m,glum"))
    rows, layout = ModelRows(column="net", model="two"), Columns(one_table=True)
    cohort = load_cohort(path, columns=layout, rows=rows)
    with pytest.raises(FaultyFile, match=r"t\.csv:5: column 'predicted'"):
        load_predictions(path, cohort, columns=layout, rows=rows)


def test_a_model_without_rows_and_rows_without_a_model_are_refused(path) -> None:
    with pytest.raises(InputError, match="no row is of model 'three'; expected one of one, two"):
        load_cohort(path, rows=ModelRows(column="net", model="three"))
    path.write_text("image,net\na,one\nb,\n")
    with pytest.raises(FaultyFile, match=r"t\.csv:3: column 'net': the cell names no model"):
        models_in(path, "net")
