"""The audits on show, and which of the models on show they are about."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from assets.audits import AUDITS
from assets.live import made_up

from audit.errors import InputError
from audit.report import to_document
from audit.serve.seeing.models import ShownModel
from audit.serve.whom.audits import About, beside, joined_by, load_shown_audits
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


def test_no_audit_is_said_and_a_folder_without_one_is_refused(tmp_path) -> None:
    assert audits_document(())["sentence"] == NONE_LOADED
    with pytest.raises(InputError, match="holds no audit"):
        load_shown_audits([tmp_path], [made_up()])


def made_on(day: str, name: str = "five-pictures", **source: object):
    """Return an audit made on a day of January."""
    result = AUDITS[name]()
    model = replace(result.provenance.model, **source)
    return replace(result, provenance=replace(result.provenance, model=model, created=f"2026-01-{day}T00:00:00Z"))


def test_weights_tell_before_names_do() -> None:
    one, two = made_up(name="one"), made_up(name="two")
    other = ShownModel.of(two.spec, "1" * 64, two.audited)
    models = [one, other]
    found = beside(made_on("01", id="one", sha256="1" * 64), models)
    assert (found.about, found.model) == (About.SAME, "two")  # renamed since
    found = beside(made_on("01", id="one", sha256="2" * 64), models)
    assert (found.about, found.model) == (About.OTHER_WEIGHTS, "one")
    found = beside(made_on("01", id="three", sha256=None), models)
    assert (found.about, found.model) == (About.OTHER_MODEL, None)


def test_a_newer_audit_takes_the_place_of_that_of_its_model_and_cohort_and_counts_it() -> None:
    models = [made_up()]
    shown = ()
    for day in ("01", "02", "03"):
        shown = joined_by(shown, made_on(day), models)
    (audit,) = shown
    assert (audit.result.provenance.created[8:10], audit.earlier) == ("03", 2)
    both = joined_by(shown, made_on("04", "drawn"), models)
    assert [each.earlier for each in both] == [2, 0]


def test_without_a_path_there_is_no_audit() -> None:
    assert load_shown_audits([], [made_up()]) == ()
