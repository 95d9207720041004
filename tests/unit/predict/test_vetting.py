"""Model files that are refused while they are still only bytes; TensorFlow has no part in it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import InputContract
from audit.domain.model.model import ModelSpec
from audit.errors import ModelRefused
from audit.predict.vetting import vet

SAFE = {"module": "keras", "class_name": "Sequential", "config": {"layers": []}}


def spec_of(path: Path, sha256: str | None = None) -> ModelSpec:
    return ModelSpec(
        id="m",
        title="m",
        labels=LABEL_SETS["happy-sad"],
        contract=InputContract(size=48),
        weights=path,
        sha256=sha256,
    )


@pytest.fixture
def archive(tmp_path):
    """Write a .keras file with a config."""

    def write(config: object) -> Path:
        path = tmp_path / "weights.keras"
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("config.json", json.dumps(config))
            packed.writestr("model.weights.h5", bytes(500))
        return path

    return write


def test_a_whole_file_that_is_what_it_says_passes(archive):
    path = archive(SAFE)
    vet(spec_of(path, hashlib.sha256(path.read_bytes()).hexdigest()))


@pytest.mark.parametrize("path", ["hf://owner/model", "https://example.org/weights.keras", "s3://bucket/weights.keras"])
def test_a_remote_path_is_refused_without_reaching_out(path):
    with pytest.raises(ModelRefused, match="from this machine only"):
        vet(spec_of(Path(path)))


def test_an_absent_file_is_refused(tmp_path):
    with pytest.raises(ModelRefused, match="there is no such file"):
        vet(spec_of(tmp_path / "weights.keras"))


def test_a_folder_is_not_a_model(tmp_path):
    with pytest.raises(ModelRefused, match=r"no saved_model\.pb"):
        vet(spec_of(tmp_path))


def test_a_changed_file_is_refused_with_both_hashes(archive):
    path = archive(SAFE)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(ModelRefused, match=rf"has SHA-256 {found}, declared is {'ab' * 32}"):
        vet(spec_of(path, "ab" * 32))


def test_a_misnamed_file_is_refused_by_its_first_bytes(archive, tmp_path):
    misnamed = archive(SAFE).rename(tmp_path / "weights.h5")
    with pytest.raises(ModelRefused, match=r"holds a zip file \(\.keras, \.skops\), not an \.h5 \(HDF5\) file"):
        vet(spec_of(misnamed))


def test_a_file_of_another_kind_is_refused(tmp_path):
    page = tmp_path / "weights.keras"
    page.write_text("<html>not found</html>")
    with pytest.raises(ModelRefused, match="begins with b'<html>no'"):
        vet(spec_of(page))
    pickled = tmp_path / "weights.pkl"
    pickled.write_bytes(b"\x80\x04")
    with pytest.raises(ModelRefused, match=r"a pickle runs code when it is read, so it is never loaded.*skops"):
        vet(spec_of(pickled))


def test_a_truncated_file_is_refused(archive):
    path = archive(SAFE)
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(ModelRefused, match="cut short or damaged"):
        vet(spec_of(path))


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (
            {"module": "keras.layers", "class_name": "Lambda", "config": {}},
            "a layer or part .Lambda., which is none of the layers",
        ),
        (
            {"module": "keras.layers", "class_name": "TFSMLayer", "config": {}},
            "a layer or part .TFSMLayer., which is none",
        ),
        (
            {"module": "os", "class_name": "function", "config": "system"},
            "a layer or part .function. of .os.",
        ),
        (
            {"module": "keras_extra.layers", "class_name": "Dense", "config": {}},
            "a layer or part .Dense. of .keras_extra",
        ),
    ],
    ids=["lambda", "saved model", "function of the system", "somebody's layer"],
)
def test_an_object_that_runs_code_is_refused_however_deep_it_lies(archive, layer, message):
    wrapped = {"module": "keras.layers", "class_name": "TimeDistributed", "config": {"layer": layer}}
    with pytest.raises(ModelRefused, match=message):
        vet(spec_of(archive({**SAFE, "config": {"layers": [wrapped]}})))


def test_refusing_does_not_load_tensorflow(archive):
    path = archive(SAFE)
    path.write_bytes(path.read_bytes()[:300])
    program = f"""
import sys
from pathlib import Path
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import InputContract
from audit.domain.model.model import ModelSpec
from audit.errors import ModelRefused
from audit.predict import load_here
try:
    load_here(ModelSpec(id="m", title="m", labels=LABEL_SETS["happy-sad"],
                              contract=InputContract(size=48), weights=Path({str(path)!r})))
except ModelRefused:
    print(sorted({{"keras", "tensorflow"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"


def test_a_hash_may_be_written_in_capitals(archive):
    path = archive(SAFE)
    vet(replace(spec_of(path), sha256=hashlib.sha256(path.read_bytes()).hexdigest().upper()))
