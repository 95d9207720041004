"""What makes audits comparable, and what does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assets.audits import drawn, five_each, nothing, voted
from assets.side_by_side import made, page_of


def respects(*results) -> dict[str, tuple[str, str]]:
    """Return what the table of likeness says: respect → sign and sentence."""
    return {row.cells[0].text: (row.head.text, row.cells[1].text) for row in page_of(*results).likeness.rows}


def test_audits_alike_in_everything_are_said_to_be() -> None:
    said = respects(drawn(), made(drawn(), id="other"))
    assert {sign for sign, _ in said.values()} == {"the same"}
    assert list(said) == ["Pictures", "Emotions", "Groups", "Rules", "Confidence"]
    assert "emotion-audit compare" in said["Pictures"][1]


OTHER = [
    ("Pictures", made(drawn(), cohort="99" * 32), "they are not paired"),
    ("Emotions", voted(), "easier task than among many"),
    ("Groups", voted(), "“ethnicity” (6 groups) and “gender” (2 groups)"),
    ("Rules", voted(), "four limits"),
    ("Confidence", replace(drawn(), policy=replace(drawn().policy, confidence=0.9)), "90\xa0%"),
]


@pytest.mark.parametrize(("respect", "other", "words"), OTHER)
def test_what_is_not_alike_is_said(respect, other, words) -> None:
    sign, sentence = respects(drawn(), made(other, id="other"))[respect]
    assert sign == "not the same"
    assert words in sentence


def test_a_manifest_without_a_hash_is_like_no_other() -> None:
    unknown = replace(
        drawn(), provenance=replace(drawn().provenance, cohort=replace(drawn().provenance.cohort, sha256=None))
    )
    sign, sentence = respects(unknown, made(unknown, id="other"))["Pictures"]
    assert sign == "not known"
    assert "nobody can tell" in sentence
    assert page_of(unknown, made(unknown, id="other")).rates.rows[1].cells[-1].note == "not paired: other pictures"


def test_another_version_of_the_software_is_named() -> None:
    versions = tuple(replace(v, version="9.9") for v in drawn().provenance.versions)
    newer = made(replace(drawn(), provenance=replace(drawn().provenance, versions=versions)), id="newer")
    assert "emotion-audit 9.9" in respects(drawn(), newer)["Software"][1]


def test_a_difference_says_whether_it_is_paired() -> None:
    fewer = five_each("gender", {"female": 3, "male": 2})
    page = page_of(
        fewer,
        made(five_each("gender", {"female": 4, "male": 2}), id="same"),
        made(fewer, id="other", cohort="99" * 32),
        made(nothing(), id="none"),
    )
    last = [row.cells[-1] for row in page.rates.rows]
    assert [cell.text for cell in last] == ["–", "+10", "0", "–"]
    assert [cell.note for cell in last[:3]] == [
        "the first",
        "same pictures: compare has bounds",
        "not paired: other pictures",
    ]


def test_models_that_scored_other_pictures_of_one_cohort_are_not_paired() -> None:
    first = five_each("gender", {"female": 3, "male": 2})
    half = five_each("gender", {"female": 3})
    half = made(replace(half, coverage=first.coverage), id="half")
    sign, sentence = respects(first, half)["Pictures"]
    assert sign == "partly"
    assert "10 by made-model and 5 by half" in sentence
    assert page_of(first, half).rates.rows[1].cells[-1].note == "not paired: other pictures of the cohort scored"
