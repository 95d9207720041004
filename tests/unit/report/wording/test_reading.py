"""Whatever is not counted, or was read otherwise than written, stands beside the verdict in every channel."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest
from assets.audits import HAPPY_SAD, audited, cohort, drawn
from assets.channels import CHANNELS, PAGE_ONE, plain
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.predictions import OUTCOMES, Predictions
from audit.domain.cohort.reading import INDEPENDENT, Account, Reader, Reading, Remark, Treatment
from audit.domain.decision.findings import Verdict
from audit.domain.decision.policy import one_limit_per_feature
from audit.domain.results.result import AuditResult
from audit.exit_status import ExitStatus
from audit.report import in_short, reading_lines, to_junit, workflow_commands
from audit.report.sections.front.limits import cannot_tell
from audit.report.wording.reading import MOST, MOST_SHORT, SHORT, joint_lines, lines_of

REMARKS = tuple(
    Remark(treatment=treatment, sentence=f"a remark that is {treatment.value}", by=Reader.MANIFEST)
    for treatment in Treatment
)
DOUBT = Remark(treatment=Treatment.DOUBTED, sentence="the order is in doubt", by=Reader.AUDIT, blocks=True)


EVERY = CHANNELS | PAGE_ONE


@pytest.mark.parametrize("channel", EVERY)
def test_every_remark_stands_beside_the_verdict(channel) -> None:
    text = plain(EVERY[channel](replace(drawn(), reading=Reading(remarks=REMARKS))))
    for remark in REMARKS:
        assert remark.sentence in text


def test_nothing_is_said_where_all_was_read_as_written() -> None:
    assert "Not counted" not in CHANNELS["terminal"](scored([0] * 40))


def scored(outcomes: list[int]) -> AuditResult:
    """Return the audit of rows that ended so."""
    n, ended = len(outcomes), np.array(outcomes)
    people = cohort(
        HAPPY_SAD, np.arange(n) % 2, [SensitiveFeature(name="g", groups=("a", "b"))], (np.arange(n) // 2 % 2)[:, None]
    )
    predicted = np.where(ended == 0, np.arange(n) % 2, -1)
    predictions = Predictions(labels=HAPPY_SAD, predicted=predicted, outcomes=ended)
    result = audited(people, predictions, one_limit_per_feature((("g",),)))
    return replace(result, reading=result.told)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, len(OUTCOMES) - 1), min_size=8, max_size=60))
def test_scored_and_named_outcomes_make_all_rows_in_every_channel(outcomes) -> None:
    result = scored([0, 0, 0, 0, *outcomes])
    rows = result.coverage.rows
    for channel, say in CHANNELS.items():
        text = plain(say(result))
        named = [int(n) for n in re.findall(rf"(\d+) of {rows} rows are not counted", text)]
        assert sum(named) + result.counts.overall().total == rows, channel


def test_a_doubt_keeps_the_gate_shut_whatever_the_limits_say() -> None:
    kept = scored([0] * 2000)
    assert kept.decision.exit_status is ExitStatus.PASSED
    doubted = replace(kept, reading=Reading.of(DOUBT))
    assert (doubted.decision.verdict, doubted.decision.exit_status) == (Verdict.INCONCLUSIVE, ExitStatus.INCONCLUSIVE)
    assert DOUBT.sentence in doubted.decision.sentence
    assert fromstring(to_junit(doubted)).get("failures") == "1"
    assert [line for line in workflow_commands(doubted) if line.startswith("::error")]


def test_independent_probabilities_are_marked_as_not_comparable() -> None:
    remark = Remark(treatment=Treatment.RESCALED, sentence=INDEPENDENT, by=Reader.PREDICTIONS)
    marked = cannot_tell(replace(drawn(), reading=Reading.of(remark)))
    assert [text for text in marked if "beside other classifiers" in text]
    assert not [text for text in cannot_tell(drawn()) if "beside other classifiers" in text]


def account(*sentences: str, treatment: Treatment = Treatment.MERGED) -> Account:
    remarks = [Remark(treatment=treatment, sentence=sentence, by=Reader.MANIFEST) for sentence in sentences]
    return Account(rows=10, counted=10, reading=Reading.of(*remarks))


def test_what_audits_share_is_said_once_and_what_they_do_not_with_their_names() -> None:
    accounts = (account("both", "first alone"), account("second alone", "both"))
    assert joint_lines(accounts, ("baseline", "candidate")) == (
        "Baseline and candidate: Both.",
        "Baseline: First alone.",
        "Candidate: Second alone.",
    )
    assert next((line.text, line.audits) for line in lines_of(accounts)) == ("Both.", (0, 1))


def test_the_gravest_of_several_audits_stands_first() -> None:
    lines = lines_of((account("merged"), account("doubted", treatment=Treatment.DOUBTED)))
    assert [line.text for line in lines] == ["Doubted.", "Merged."]


def test_of_very_many_remarks_every_kind_is_told_whole_and_the_others_in_short() -> None:
    long = ["word " * 60 + str(i) for i in range(MOST + MOST_SHORT + 5)]
    remarks = [Remark(treatment=Treatment.MERGED, sentence=text, by=Reader.MANIFEST) for text in long]
    percent = Remark(treatment=Treatment.RESCALED, sentence="percent", by=Reader.PREDICTIONS)
    lines = reading_lines(replace(drawn(), reading=Reading.of(*remarks, percent)))
    assert "Percent." in lines
    assert sum("…" in line and len(line) <= SHORT + 3 for line in lines) == MOST_SHORT
    assert all(any(line.endswith(f" {i}.") for line in lines) for i in range(MOST + MOST_SHORT - 1))
    assert lines[-1].startswith("And 6 more remarks in audit.json")
    assert len(reading_lines(replace(drawn(), reading=Reading.of(*remarks)), most=None)) == len(long) + 2


def test_in_a_few_words_it_says_how_many_rows_and_remarks() -> None:
    assert in_short(account("merged")) == "10 of 10 rows counted, 1 remark on the reading"
    assert in_short(account()) == ""
