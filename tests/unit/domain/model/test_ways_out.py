"""Each kind of file that is not run has its own way out."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from audit.domain.model.ways_out import way_out


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("svm.pkl", "skops.io.dump(joblib.load('svm.pkl'), 'svm.skops')"),
        ("svm.joblib", "never loaded"),
        ("net.safetensors", "emotion-audit adapt net.safetensors"),
        ("net.ckpt", "emotion-audit adapt net.ckpt"),
        ("net.pmml", "pypmml"),
        ("net.pb", "tf2onnx.convert --graphdef net.pb"),
        ("net.caffemodel", "cv2.dnn.readNetFromCaffe"),
        ("net.mlmodel", "coremltools"),
        ("net.pdmodel", "paddle2onnx"),
        ("net.plan", "the ONNX file it was built from"),
        ("net.yaml", "model.to_json()"),
        ("mine.py", "--model mine.py:FUNCTION"),
        ("answers.csv", "--predictions"),
        ("NET.ZIP", "unpack it"),
        ("net.xyz", "unknown kind of model file '.xyz'; expected one of .keras"),
    ],
)
def test_the_sentence_says_what_it_is_and_what_to_do(name, words):
    said = way_out(PurePath(name))
    assert words in said
    assert "{" not in said
