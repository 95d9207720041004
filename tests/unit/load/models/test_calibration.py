"""The table [calibration]: put in, replaced, taken out; nothing else of the file changes."""

from __future__ import annotations

import pytest

from audit.domain.uncertainty.mixed import Temperature
from audit.errors import FaultyFile, UsageError
from audit.load import declare_calibration, load_model

SHA = "ab" * 32
BEFORE = f"""# a model
title = "Tiny"   # for people
labels = "happy-sad"
weights = "weights.keras"
sha256 = "{SHA}"

[input]
size = 16

[recipe]
architecture = "tiny"
data = "drawn"
"""
FITTED = Temperature(value=1.43, fitted_on='made "here", Größe', split="Valid", pictures_sha256="cd" * 32)


@pytest.fixture
def declaration(tmp_path):
    path = tmp_path / "model.toml"
    path.write_text(BEFORE, encoding="utf-8")
    return path


def test_what_is_declared_is_what_is_loaded(declaration):
    declare_calibration(declaration, FITTED, SHA)
    assert load_model(declaration).temperature == FITTED
    assert declaration.read_text(encoding="utf-8").startswith(BEFORE)


def test_a_second_temperature_takes_the_place_of_the_first_and_comments_stay(declaration):
    declare_calibration(declaration, FITTED, SHA)
    text = declaration.read_text(encoding="utf-8").replace("[calibration]", "[calibration]  # ours")
    declaration.write_text(f"{text}# kept\n\n[output]  # last\nkind = 'softmax'\n", encoding="utf-8")
    again = Temperature(value=0.9, fitted_on="elsewhere")
    declare_calibration(declaration, again, None)
    after = declaration.read_text(encoding="utf-8")
    assert load_model(declaration).temperature == again
    assert after.count("temperature") == 1
    assert "[calibration]  # ours\n" in after
    assert after.endswith("# kept\n\n[output]  # last\nkind = 'softmax'\n")


def test_taken_out_again_nothing_of_it_is_left(declaration):
    declare_calibration(declaration, FITTED, SHA)
    declare_calibration(declaration, None, None)
    assert load_model(declaration).temperature is None
    assert declaration.read_text().rstrip() == BEFORE.rstrip()


def test_taking_out_what_is_not_there_changes_nothing(declaration):
    declare_calibration(declaration, None, None)
    assert declaration.read_text() == BEFORE


def test_a_file_without_a_last_line_end_gets_one(declaration):
    declaration.write_text(BEFORE.rstrip())
    declare_calibration(declaration, FITTED, SHA)
    assert load_model(declaration).temperature == FITTED


@pytest.mark.parametrize(
    "line", ['calibration = {temperature = 2.0, fitted_on = "x"}', "calibration.temperature = 2.0"]
)
def test_another_form_is_refused_and_left_alone(declaration, line):
    declaration.write_text(text := BEFORE.replace("[input]", f"{line}\n\n[input]"))
    with pytest.raises(UsageError, match="not a table with a key to a line"):
        declare_calibration(declaration, FITTED, SHA)
    assert declaration.read_text() == text


FAULTS = [
    ("temperature = 0", "temperature = 0.0: expected a finite number above 0", (14, "calibration")),
    ("temperature = nan", "expected a finite number", (15, "calibration.temperature")),
    ("temperature = -2", "temperature = -2.0: expected", (14, "calibration")),
    ('temperature = "hot"', "expected a number", (15, "calibration.temperature")),
    ("temprature = 2", "did you mean 'temperature'", (15, "calibration.temprature")),
]


@pytest.mark.parametrize(("line", "message", "place"), FAULTS)
def test_a_temperature_that_cannot_be_is_a_fault_with_its_place(declaration, line, message, place):
    declaration.write_text(f'{BEFORE}\n[calibration]\n{line}\nfitted_on = "x"\n')
    with pytest.raises(FaultyFile, match="calibration") as caught:
        load_model(declaration)
    assert [(f.line, f.column) for f in caught.value.faults if message in f.message] == [place]


def test_a_temperature_fitted_for_other_weights_is_refused(declaration):
    declare_calibration(declaration, FITTED, "ef" * 32)
    with pytest.raises(FaultyFile, match="fitted for weights with SHA-256 efef"):
        load_model(declaration)
