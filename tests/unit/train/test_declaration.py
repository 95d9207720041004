"""What a training writes into a model.toml; every other character stays."""

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


def test_only_the_hash_changes_in_a_declaration(kit, tmp_path):
    path = tmp_path / "model.toml"
    path.write_text(BEFORE)
    kit.declare_sha256(path, "ab" * 32)
    assert path.read_text() == BEFORE.replace('sha256 = ""', f'sha256 = "{"ab" * 32}"')
    kit.declare_sha256(path, "cd" * 32)
    assert path.read_text() == BEFORE.replace('sha256 = ""', f'sha256 = "{"cd" * 32}"')


def test_a_declaration_without_hash_gets_one_after_its_weights(kit, tmp_path):
    path = tmp_path / "model.toml"
    path.write_text(BEFORE.replace('sha256 = ""  # of the weights\n', ""))
    kit.declare_sha256(path, "ab" * 32)
    assert path.read_text().splitlines()[2:4] == ['weights = "weights.keras"', f'sha256 = "{"ab" * 32}"']


def test_a_declaration_with_neither_is_refused(kit, tmp_path):
    path = tmp_path / "model.toml"
    path.write_text('title = "Tiny"\n')
    with pytest.raises(UsageError, match="has neither a line"):
        kit.declare_sha256(path, "ab" * 32)


def test_a_short_run_is_told_beside_the_weights_and_told_anew(kit, tmp_path):
    path = tmp_path / "model.toml"
    path.write_text(BEFORE)
    kit.declare_short_run(path, "1 of 4 epochs")
    assert path.read_text() == BEFORE.replace('"weights.keras"\n', '"weights.keras"\ntrial = "1 of 4 epochs"\n')
    kit.declare_short_run(path, "2 of 4 epochs")
    assert path.read_text().count("trial = ") == 1
    assert 'trial = "2 of 4 epochs"' in path.read_text()


def test_what_a_search_chose_is_written_into_the_recipe_and_nowhere_else(kit, spec_for, tmp_path):
    path = tmp_path / "model.toml"
    before = (
        BEFORE + "learning_rate = 0.1  # found\n\n[recipe.search]\nfilters = [[1, 2]]\nlearning_rate = [0.1, 0.5]\n"
    )
    path.write_text(before)
    chosen = spec_for(architecture="stacked", filters=(2,), dense=(8, 4), learning_rate=0.5).recipe
    for _ in range(2):  # a second search replaces what the first wrote
        kit.declare_search(path, chosen)
    found = 'architecture = "cnn48"\nfilters = [2]\ndense = [8, 4]\nlearning_rate = 0.5  # found\n'
    expected = before.replace('architecture = "cnn48"\nlearning_rate = 0.1  # found\n', found)
    assert path.read_text() == expected
