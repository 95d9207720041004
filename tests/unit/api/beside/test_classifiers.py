"""A classifier named in Python: a spec, a bundled id, or what is said of a file; `test_front_door` holds the rest."""

from __future__ import annotations

import pytest

import audit
from audit.api.beside.classifiers import spec_of
from audit.load import load_model
from audit.load.find import find_model


def test_a_spec_is_taken_as_it_is() -> None:
    spec = load_model(find_model("cnn48"))
    assert spec_of(spec, None, {}) is spec
    assert spec_of("cnn48", None, {}).id == spec.id


def test_a_model_that_is_not_there_is_refused() -> None:
    with pytest.raises(audit.UsageError, match="nowhere"):
        audit.classify("first-study", model="nowhere")


def test_a_folder_without_pictures_is_refused(tmp_path) -> None:
    with pytest.raises(audit.InputError, match=str(tmp_path)):
        audit.classify(tmp_path, model="cnn48")
