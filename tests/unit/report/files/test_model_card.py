"""model-card.md: a metadata block that Hugging Face reads, and sections that say what is known."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml
from assets.audits import AUDITS, HOSTILE_NAMES, drawn, hostile, nothing, voted, waived

from audit.report import to_model_card
from audit.report.files.model_card import metadata

SECTIONS = [  # Mitchell et al. 2019, in their order
    "Model details",
    "Intended use",
    "Factors",
    "Metrics",
    "Evaluation data",
    "Training data",
    "Quantitative analyses",
    "Ethical considerations",
    "Caveats and recommendations",
]


def block(card: str) -> dict:
    before, text, _ = card.split("---\n", 2)
    assert before == ""
    return yaml.safe_load(text)


@pytest.mark.parametrize("name", AUDITS)
def test_the_block_is_yaml_and_says_what_was_meant(name) -> None:
    result = AUDITS[name]()
    found = block(to_model_card(result))
    assert found == metadata(result)
    (entry,) = found["model-index"]
    assert isinstance(entry["name"], str)
    for measured in entry["results"]:
        assert measured["task"]["type"] == "image-classification"
        assert {"type", "name"} <= set(measured["dataset"])
        assert measured["metrics"]
        assert all({"type", "value"} <= set(metric) and 0 <= metric["value"] <= 1 for metric in measured["metrics"])


@pytest.mark.parametrize("name", AUDITS)
def test_the_card_has_the_sections_of_a_model_card(name) -> None:
    card = to_model_card(AUDITS[name]())
    assert [line[3:] for line in card.splitlines() if line.startswith("## ")] == SECTIONS
    for part in card.split("\n\n"):
        columns = {line.replace("\\|", "").count("|") for line in part.splitlines() if line.startswith("|")}
        assert len(columns) <= 1


def test_values_are_those_of_the_audit_and_the_worst_group_is_named() -> None:
    (entry,) = block(to_model_card(drawn()))["model-index"]
    metrics = entry["results"][0]["metrics"]
    assert metrics[0] == {"type": "accuracy", "value": 0.8971, "name": "success rate, all pictures (n = 2945)"}
    # 294 of 435 seniors
    worst = {
        "type": "accuracy",
        "value": 0.6759,
        "name": "success rate, age group “senior”, the lowest by age group (n = 435)",
    }
    assert worst in metrics
    assert "| senior | 435 | 67.6 % | 63.1 to 71.8 % |" in to_model_card(drawn()).replace("\xa0", " ")


def test_nothing_measured_is_no_value() -> None:
    (entry,) = metadata(nothing())["model-index"]
    assert entry["results"] == []
    assert "– (0 of 0)" in to_model_card(nothing())


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("MIT", {"license": "mit"}),
        ("Apache-2.0", {"license": "apache-2.0"}),
        ("", {"license": "unknown"}),
        ("ask me: yes", {"license": "other", "license_name": "ask me: yes"}),
    ],
)
def test_a_licence_is_an_id_of_hugging_face_or_other(said, read) -> None:
    result = drawn()
    model = replace(result.provenance.model, licence=said)
    found = block(to_model_card(replace(result, provenance=replace(result.provenance, model=model))))
    assert {key: value for key, value in found.items() if key.startswith("license")} == read


@pytest.mark.parametrize(
    "name",
    [*HOSTILE_NAMES, "---\nlicense: evil", "yes", "1e3", "null", "a: b # c", "\u2028x\x85y", "𝔘nicode 😀", "- x"],
)
def test_a_name_stays_a_text_of_the_block(name) -> None:
    result = drawn()
    model = replace(result.provenance.model, id=name, licence=name)
    found = block(to_model_card(replace(result, provenance=replace(result.provenance, model=model))))
    assert set(found) == {"license", "license_name", "pipeline_tag", "tags", "metrics", "model-index"}
    assert found["model-index"][0]["name"] == found["license_name"]
    assert isinstance(found["license_name"], str)


def test_names_cannot_act_in_the_text() -> None:
    text = to_model_card(hostile()).split("---\n", 2)[2]
    assert "<" not in text
    assert "@someone" not in text
    assert "](http" not in text


def test_what_nobody_declared_is_said_to_be_undeclared() -> None:
    result = drawn()
    bare = replace(result.provenance.model, intended_use="", licence="")
    card = to_model_card(replace(result, provenance=replace(result.provenance, model=bare)))
    assert "## Intended use\n\nNot declared." in card
    assert "| Licence | Not declared. |" in card


def test_a_card_never_calls_a_model_fair_and_shows_waivers() -> None:
    for audit in (voted, waived):
        assert "A PASS is not proof of fairness." in to_model_card(audit())
    assert "| FAIL, waived |" in to_model_card(waived())
