"""The weights file and its declaration."""

from __future__ import annotations

import pytest

from audit.errors import UsageError

pytestmark = pytest.mark.keras

BEFORE = """# a model
title = "Tiny"   # for people
weights = "weights.keras"
sha256 = ""  # of the weights

[recipe]
architecture = "cnn48"
"""


def test_only_the_hash_changes_in_a_declaration(room, tmp_path):
    path = tmp_path / "model.toml"
    path.write_text(BEFORE)
    room.declare_sha256(path, "ab" * 32)
    assert path.read_text() == BEFORE.replace('sha256 = ""', f'sha256 = "{"ab" * 32}"')
    room.declare_sha256(path, "cd" * 32)
    assert path.read_text() == BEFORE.replace('sha256 = ""', f'sha256 = "{"cd" * 32}"')


def test_a_declaration_without_hash_gets_one_after_its_weights(room, tmp_path):
    path = tmp_path / "model.toml"
    path.write_text(BEFORE.replace('sha256 = ""  # of the weights\n', ""))
    room.declare_sha256(path, "ab" * 32)
    assert path.read_text().splitlines()[2:4] == ['weights = "weights.keras"', f'sha256 = "{"ab" * 32}"']


def test_a_declaration_with_neither_is_refused(room, tmp_path):
    path = tmp_path / "model.toml"
    path.write_text('title = "Tiny"\n')
    with pytest.raises(UsageError, match="has neither a line"):
        room.declare_sha256(path, "ab" * 32)


def test_a_trained_model_is_written_as_keras(room, spec_for, tmp_path):
    spec = spec_for()
    with pytest.raises(UsageError, match=r"written as \.keras, found weights = 'weights.h5'"):
        room.weights.publish_weights(spec, spec.recipe, [], tmp_path / "weights.h5")
