"""A predictions table is joined to its cohort row by row; what cannot be joined or believed is refused by line."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from assets.tables import load, outcomes_of

from audit.domain.cohort.predictions import Outcome
from audit.errors import FaultyFile, InputError
from audit.load.predictions.predictions import load_predictions

P = "image,p_happy,p_sad\n"


def test_rows_come_in_the_order_of_the_manifest(tmp_path, cohort):
    found = load(tmp_path, cohort, P + "c,.25,.75\na,1,0\n./b,0.6,0.4\n")
    assert found.labels.emotions == ("happy", "sad")
    assert found.probabilities.tolist() == [[1, 0], [0.6, 0.4], [0.25, 0.75]]
    assert found.predicted.tolist() == [0, 0, 1]
    assert found.scored.all()


def test_an_image_without_row_is_counted_as_such(tmp_path, cohort):
    found = load(tmp_path, cohort, P + "b,.25,.75\n")
    assert outcomes_of(found) == [Outcome.NO_PREDICTION, Outcome.SCORED, Outcome.NO_PREDICTION]
    assert found.predicted.tolist() == [-1, 1, -1]
    assert found.probabilities.tolist() == [[0, 0], [0.25, 0.75], [0, 0]]


FAULTS = [
    ("strange image", P + "a,1,0\nz,1,0\n", (3, "image"), "no image of cohort 'people'"),
    ("image twice", P + "a,1,0\na,1,0\n", (3, "image"), "already listed in line 2"),
    ("no number", P + "a,x,0\n", (2, "p_happy"), "'x'"),
    ("empty", P + "a,,1\n", (2, "p_happy"), "the cell is empty; a probability is a number"),
    ("nan", P + "a,nan,1\n", (2, "p_happy"), "'nan'"),
    ("infinite", P + "a,inf,1\n", (2, "p_happy"), "'inf'"),
    ("underscore", P + "a,0_1,0\n", (2, "p_happy"), "'0_1'"),
    ("negative", P + "a,-.5,1\n", (2, "p_happy"), "'-.5'"),
    ("logits", P + "a,4.2,1\n", (2, "p_happy"), "logits"),
    ("sum", P + "a,.5,.4\n", (2, None), "sum to 0.9"),
    ("a cell too many", P + "a,.5,.5,1\n", (2, None), "4 cells"),
    ("unknown emotion", "image,p_happy,p_hapy\na,.5,.5\n", (1, "p_hapy"), "did you mean 'happy'"),
    ("two columns of one emotion", P[:-1] + ",p_joy\na,.5,.5,0\n", (1, "p_joy"), "of one emotion"),
    ("one emotion", "image,p_happy\na,1\n", (1, None), "each emotion needs its own"),
    ("no prediction", "image,label\na,happy\n", (1, None), "neither a column 'predicted' nor"),
    ("no image", "file,predicted\na,happy\n", (1, None), "there is no column 'image'"),
    ("unknown decision", "image,predicted\na,hapy\n", (2, "predicted"), "did you mean 'happy'"),
    ("empty decision", "image,predicted\na,\n", (2, "predicted"), "empty"),
    ("unknown outcome", P[:-1] + ",outcome\na,1,0,lost\n", (2, "outcome"), "expected one of scored"),
    ("unscored with numbers", P[:-1] + ",outcome\na,1,0,corrupt\n", (2, None), "empty its other cells"),
]


@pytest.mark.parametrize(("text", "place", "words"), [f[1:] for f in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_each_fault_has_its_line_and_column(tmp_path, cohort, text, place, words):
    with pytest.raises(FaultyFile) as raised:
        load(tmp_path, cohort, text)
    (fault,) = raised.value.faults
    assert (fault.line, fault.column) == place
    assert words in fault.message


def test_sums_within_a_thousandth_are_rounding(tmp_path, cohort):
    assert load(tmp_path, cohort, P + "a,.5004,.5005\n").scored[0]  # 1.0009
    with pytest.raises(FaultyFile, match="sum to"):
        load(tmp_path, cohort, P + "a,.5005,.5006\n")  # 1.0011


def test_a_missing_table_is_an_input_error(tmp_path, cohort):
    for name in ("absent.csv", "absent.parquet"):
        with pytest.raises(InputError, match="no such file"):
            load_predictions(tmp_path / name, cohort)


def test_parquet_holds_the_same_table(tmp_path, cohort):
    """Numbers as float32, images as a dictionary column, further columns of any type: the same as the CSV."""
    csv = load(tmp_path, cohort, P + "c,.25,.75\na,1,0\n")
    table = pa.table(
        {
            "image": pa.array(["c", "a"]).dictionary_encode(),
            "p_happy": pa.array([0.25, 1], pa.float32()),
            "p_sad": pa.array([0.75, 0], pa.float32()),
            "embedding": pa.array([[1, 2], [3]]),
        }
    )
    pq.write_table(table, tmp_path / "table.bin")
    found = load_predictions(tmp_path / "table.bin", cohort)
    assert found.labels == csv.labels
    np.testing.assert_array_equal(found.predicted, csv.predicted)
    np.testing.assert_array_equal(found.probabilities, csv.probabilities)
    np.testing.assert_array_equal(found.outcomes, csv.outcomes)


def test_faults_of_parquet_have_the_number_of_the_row(tmp_path, cohort):
    table = pa.table({"image": ["a", "b"], "p_happy": [1.0, None], "p_sad": [0.0, 0.5]})
    pq.write_table(table, tmp_path / "table.parquet")
    with pytest.raises(FaultyFile, match=r"table\.parquet:2: column 'p_happy': the cell is empty"):
        load_predictions(tmp_path / "table.parquet", cohort)


def test_parquet_decisions_are_read(tmp_path, cohort):
    pq.write_table(pa.table({"image": ["a"], "predicted": ["sad"]}), tmp_path / "table.parquet")
    assert load_predictions(tmp_path / "table.parquet", cohort).predicted.tolist() == [1, -1, -1]


@pytest.mark.parametrize("keep", [4, 60])
def test_parquet_that_is_cut_off_is_refused(tmp_path, cohort, keep):
    pq.write_table(pa.table({"image": ["a"], "predicted": ["sad"]}), tmp_path / "whole.parquet")
    (tmp_path / "cut.parquet").write_bytes((tmp_path / "whole.parquet").read_bytes()[:keep])
    with pytest.raises(FaultyFile, match="not a sound Parquet file"):
        load_predictions(tmp_path / "cut.parquet", cohort)


def test_parquet_without_rows_or_image_is_refused(tmp_path, cohort):
    pq.write_table(pa.table({"image": pa.array([], pa.string()), "predicted": []}), tmp_path / "a.parquet")
    with pytest.raises(FaultyFile, match="no row"):
        load_predictions(tmp_path / "a.parquet", cohort)
    pq.write_table(pa.table({"file": ["a"]}), tmp_path / "b.parquet")
    with pytest.raises(FaultyFile, match="there is no column 'image'"):
        load_predictions(tmp_path / "b.parquet", cohort)
