"""One audit as it was asked for: what is refused is refused before anything runs."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from audit.domain.cohort.choices import ModelRows, ReadingChoices
from audit.domain.cohort.emotions import LabelMap
from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.cohort.pictures import PictureMode, PictureWish
from audit.domain.decision.limits import Limits
from audit.domain.decision.monitoring import Monitoring
from audit.domain.decision.policy import Policy, one_limit_per_feature
from audit.errors import InputError, UsageError
from audit.pipeline.request import AuditRequest, audit_arrays, file_name_of, illustrated, in_silence, run_request


@pytest.fixture
def request_for(tmp_path):
    """A request over three people and a table of their answers; keywords change it."""
    (tmp_path / "people.csv").write_text("image,label,age\na,happy,old\nb,sad,young\nc,sad,old\n")
    (tmp_path / "said.csv").write_text("image,p_happy,p_sad,p_neutral\na,.8,.1,.1\nb,.3,.6,.1\nc,.5,.4,.1\n")

    def make(**changes: object) -> AuditRequest:
        asked = {"cohort": tmp_path / "people.csv", "answers": tmp_path / "said.csv", "command": "typed"}
        return AuditRequest(**asked | changes)

    return make


def test_every_stage_has_its_turn_and_long_ones_are_told(request_for) -> None:
    steps = []

    @contextmanager
    def noted(name: str):
        steps.append(name)
        yield lambda _done, _total: None

    found = run_request(request_for(), noted)
    assert steps == ["measuring"]
    assert found.result.counts.overall().total == 3
    assert found.result.provenance.command == "typed"
    assert found.gallery is None
    with in_silence("x") as progress:
        assert progress(1, 2) is None


def test_heat_maps_need_a_network(request_for) -> None:
    with pytest.raises(UsageError, match="--explain looks into a network; a table of predictions has none"):
        request_for(pictures=PictureWish(mode=PictureMode.SHOWN, explain=True))


def test_rules_that_name_what_is_not_there_are_refused_before_answers_are_read(request_for, tmp_path) -> None:
    asked = request_for(limits=Limits(features=(("gender",),)))
    (tmp_path / "said.csv").write_text("image,p_happy,p_hapy\na,.9,.1\n")
    with pytest.raises(UsageError, match="gender"):
        run_request(asked)
    within = replace(one_limit_per_feature((("age",),)).criteria[0], control=("gendr",))
    with pytest.raises(UsageError, match="gendr"):
        run_request(replace(asked, limits=Limits(policy=Policy(title="t", criteria=(within,)))))
    with pytest.raises(InputError, match="hapy"):
        run_request(replace(asked, limits=Limits()))


def test_a_policy_of_a_series_is_not_for_an_audit_by_itself(request_for) -> None:
    policy = replace(one_limit_per_feature((("age",),)), monitoring=Monitoring(looks=4))
    with pytest.raises(UsageError, match="series"):
        run_request(request_for(limits=Limits(policy=policy)))


def test_words_that_no_table_has_are_a_mistake(request_for) -> None:
    choices = ReadingChoices(label_map=LabelMap({"joy": "happy"}))
    with pytest.raises(UsageError, match="--label-map names 'joy', which no label, column or answer is"):
        run_request(request_for(choices=choices))


def test_a_table_is_narrowed_to_the_emotions_asked_for(request_for) -> None:
    found = run_request(request_for(narrow=LABEL_SETS["happy-sad"])).result
    assert found.labels == LabelSet(emotions=("happy", "sad"))
    assert len(run_request(request_for()).result.labels) == 3


def test_of_a_table_of_several_models_one_is_audited_under_its_name(request_for, tmp_path) -> None:
    (tmp_path / "said.csv").write_text(
        "image,net,predicted\na,org/one v2,happy\na,two,sad\nb,org/one v2,sad\nb,two,sad\nc,org/one v2,sad\nc,two,sad\n"
    )
    result = run_request(request_for(rows=ModelRows(column="net", model="org/one v2"))).result
    assert result.counts.overall().correct == 3
    assert result.provenance.model.id == "org-one-v2"
    assert result.provenance.model.title.startswith("org/one v2, ")


@pytest.mark.parametrize(
    ("name", "file"), [("net", "net"), ("a/b\\c:d", "a-b-c-d"), ("../up", "up"), ("...", "model"), ("né+1", "né+1")]
)
def test_a_name_may_stand_in_the_name_of_a_file(name: str, file: str) -> None:
    assert file_name_of(name) == file


def test_arrays_are_audited_under_the_names_they_are_given() -> None:
    found = audit_arrays(
        ["happy", "sad"] * 4,
        ["happy", "sad"] * 3 + ["sad", "sad"],
        sensitive_features={"age": ["old", "young"] * 4},
        limits=Limits(max_difference=0.3),
        names=("people", "net"),
        command="typed",
    )
    assert found.result.counts.overall().correct == 7
    assert (found.result.provenance.cohort.id, found.result.provenance.model.id) == ("people", "net")
    assert [finding.criterion.limit for finding in found.result.findings] == [0.3]
    assert found.result.provenance.command == "typed"


def test_no_pictures_are_chosen_where_none_were_asked_for(request_for) -> None:
    scored = run_request(request_for()).scored
    assert illustrated(scored, PictureWish()) is None
    steps = []

    @contextmanager
    def noted(name: str):
        steps.append(name)
        yield lambda _done, _total: None

    gallery = illustrated(scored, PictureWish(mode=PictureMode.BLURRED), None, noted)
    assert gallery is not None
    assert gallery.pictures == ()  # the files are not there
    assert steps == ["choosing pictures"]
    assert Path(scored.cohort.root).is_dir()
