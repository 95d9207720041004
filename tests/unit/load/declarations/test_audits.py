"""The audits of a repository: every key as the option it is, every fault with its line."""

from __future__ import annotations

import pytest

from audit.errors import FaultyFile
from audit.load.declarations.audits import load_audits_file

SOUND = """
out = "built"
[[audit]]
cohort = ["a", "b"]
model = "net.onnx"
labels = ["happy", "sad"]
size = 48
columns = { image = "id" }
bins = { age = [0, 13.5, 20] }
"""


def test_one_place_or_several(tmp_path) -> None:
    path = tmp_path / "emotion-audit.toml"
    path.write_text(SOUND)
    found = load_audits_file(path)
    (audit,) = found.audit
    assert (found.out, audit.cohort, audit.model) == ("built", ("a", "b"), "net.onnx")
    assert (audit.columns, audit.bins) == ({"image": "id"}, {"age": (0.0, 13.5, 20.0)})


WRONG = {
    "": "the key 'audit' is missing",
    "audit = []": "no audit is declared; write one as",
    '[[audit]]\ncohort = "a"': "an audit needs either the key 'model' or the key 'predictions'",
    '[[audit]]\ncohort = "a"\nmodel = "m"\npredictions = "p"': "either the key 'model' or the key 'predictions'",
    '[[audit]]\ncohort = "a"\nmodel = "m"\nmodel_column = "c"': "'model_column' is about 'predictions'",
    '[[audit]]\ncohort = "a"\nmodel = "m"\ntrust = "x"': r"toml:4: key 'audit\.1\.trust': unknown key",
    '[[audit]]\ncohort = 3\nmodel = "m"': r"toml:2: key 'audit\.1\.cohort': found 3, expected text",
}


@pytest.mark.parametrize(("text", "words"), WRONG.items(), ids=range(len(WRONG)))
def test_what_is_wrong_is_told_with_its_key(tmp_path, text, words) -> None:
    path = tmp_path / "emotion-audit.toml"
    path.write_text(text)
    with pytest.raises(FaultyFile, match=words):
        load_audits_file(path)
