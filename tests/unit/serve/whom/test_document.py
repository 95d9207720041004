"""What loaded audits say about a group: rates as the report has them, groups without pictures, audits of others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from assets.audits import AUDITS
from assets.live import made_up

from audit.errors import InputError
from audit.report import to_document
from audit.serve.whom.audits import About, ShownAudit, load_shown_audits
from audit.serve.whom.document import NONE_LOADED, audits_document


def saved(folder: Path, name: str, **source: object) -> Path:
    result = AUDITS[name]()
    provenance = replace(result.provenance, model=replace(result.provenance.model, **source))
    folder.mkdir(parents=True)
    (folder / "audit.json").write_text(to_document(replace(result, provenance=provenance)), encoding="utf-8")
    return folder


def test_the_audit_of_the_very_weights_comes_first_and_the_others_say_that_they_do_not_speak_for_the_answers(tmp_path):
    model = made_up()
    saved(tmp_path / "a", "drawn", id="somebody-else", sha256="1" * 64)
    saved(tmp_path / "b", "drawn", id="brightness", sha256="2" * 64)
    saved(tmp_path / "c", "drawn", id="renamed", sha256=model.sha256)
    shown = load_shown_audits([tmp_path], [model])
    assert [each.about for each in shown] == [About.SAME, About.OTHER_WEIGHTS, About.OTHER_MODEL]
    cautions = [each["caution"] for each in audits_document(shown)["audits"]]
    assert cautions[0] == ""
    assert "with other weights" in cautions[1]
    assert "“somebody-else”, which is not on show" in cautions[2]


def test_of_several_audits_of_one_model_and_cohort_the_newest_is_shown_and_the_others_are_counted(tmp_path) -> None:
    model, result = made_up(), AUDITS["drawn"]()
    for day in ("03", "01", "02"):
        made = replace(result, provenance=replace(result.provenance, created=f"2026-01-{day}T00:00:00Z"))
        (tmp_path / day).mkdir()
        (tmp_path / day / "audit.json").write_text(to_document(made), encoding="utf-8")
    (shown,) = load_shown_audits([tmp_path], [model])
    assert (shown.result.provenance.created, shown.earlier) == ("2026-01-03T00:00:00Z", 2)
    (document,) = audits_document([shown])["audits"]
    assert document["earlier"] == "2 earlier audits of this model and cohort stand on the page Audits."


@pytest.mark.parametrize("name", AUDITS)
def test_every_group_of_every_audit_has_its_counts_and_a_sentence(name) -> None:
    result = AUDITS[name]()
    (found,) = audits_document([ShownAudit(result=result, about=About.SAME, model="m")])["audits"]
    for axis, feature in enumerate(result.features):
        assert [group["name"] for group in found["features"][axis]["groups"]] == list(feature.groups)
        pictures = sum(group["pictures"] for group in found["features"][axis]["groups"])
        assert pictures == found["overall"]["pictures"]
        for group in found["features"][axis]["groups"]:
            assert group["sentence"].startswith("Right for " if group["pictures"] else "No picture")


def test_five_of_eight_are_said_with_their_interval() -> None:
    result = AUDITS["five-pictures"]()
    (found,) = audits_document([ShownAudit(result=result, about=About.SAME, model="m")])["audits"]
    group = next(group for feature in found["features"] for group in feature["groups"] if group["pictures"])
    share = f"{100 * group['right'] / group['pictures']:.1f}\xa0%"
    assert (
        f"{share} of such pictures here ({group['right']} of {group['pictures']}; 95\xa0% interval "
        in group["sentence"]
    )


def test_no_audit_is_said_and_a_folder_without_one_is_refused(tmp_path) -> None:
    assert audits_document(())["sentence"] == NONE_LOADED
    with pytest.raises(InputError, match="holds no audit"):
        load_shown_audits([tmp_path], [made_up()])
