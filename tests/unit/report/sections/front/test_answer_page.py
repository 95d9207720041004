"""Page one of random small audits says what audit.json holds: gaps, verdicts, counts, and no group beside itself."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from assets.audits import cohort, drawn, nothing, right_with, sixty, softmax

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import Outcome, Predictions
from audit.domain.decision.choices import DecideOn, OnInconclusive
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.policy import Policy
from audit.domain.wording.words import number, percent, points
from audit.pipeline.stages.measuring import run_audit
from audit.pipeline.stages.scoring import Scored
from audit.report.files.audit_json import to_document
from audit.report.sections.front import answer_page, limits
from audit.report.sections.front.answer_page import view
from audit.report.sections.front.header import view as header

EMOTIONS = ("anger", "contempt", "disgust", "fear", "happiness", "neutral", "sadness", "surprise")
AUDITS = 24
GAP = re.compile(r"([\d.]+) points (?:less|more) often for (?:[^“]*)(“[^”]+”) than for (“[^”]+”)")


def features(rng: np.random.Generator, n: int) -> tuple[list[SensitiveFeature], np.ndarray]:
    names = ("gender", "age_group", "ethnicity")[: rng.integers(1, 4)]
    groups = [tuple(f"{name} {i}" for i in range(rng.integers(2, 5))) for name in names]
    weights = [rng.dirichlet(np.full(len(each), 2.0)) for each in groups]
    codes = [rng.choice(len(each), n, p=w) for each, w in zip(groups, weights, strict=True)]
    made = [SensitiveFeature(name=name, groups=each) for name, each in zip(names, groups, strict=True)]
    return made, np.column_stack(codes)


def policy(rng: np.random.Generator, made: list[SensitiveFeature]) -> Policy:
    warn = OnInconclusive.WARN if rng.random() < 0.4 else OnInconclusive.BLOCK
    comparisons = (Comparison.DIFFERENCE, Comparison.DIFFERENCE, Comparison.RATIO, Comparison.WORST_TO_OVERALL)
    criteria = []
    for feature in made:
        comparison = comparisons[rng.integers(len(comparisons))]
        limit = 0.8 if comparison.limit_is_minimum else float(rng.choice([0.05, 0.1, 0.3]))
        metric = "recall" if rng.random() < 0.3 else "accuracy"
        names = (feature.name,)
        criteria.append(
            Criterion(metric=metric, features=names, limit=limit, comparison=comparison, on_inconclusive=warn)
        )
    return Policy(title="made at random", criteria=tuple(criteria))


@cache
def made(seed: int):
    """Return an audit of 20 to 700 pictures, 2 to 8 emotions and 1 to 3 features; some equal, some unequal by group."""
    rng = np.random.default_rng(seed)
    n, k = int(rng.choice([20, 60, 200, 700])), int(rng.integers(2, 9))
    labels = LabelSet(emotions=EMOTIONS[:k])
    found, codes = features(rng, n)
    y_true = rng.choice(k, n)
    unequal = 0.6 * (codes[:, 0] == 0) * (rng.random() < 0.6)
    skill = 1.0 if rng.random() < 0.15 else 0.9
    predicted = right_with(y_true, np.clip(skill - unequal, 0, 1), k, rng)
    lost = (rng.random(n) < 0.5 * (codes[:, 0] == 1)) & (rng.random() < 0.4)
    probabilities = softmax(labels, predicted, rng.exponential(1.0, n), rng) * ~lost[:, None]
    given = Predictions(
        labels=labels,
        predicted=np.where(lost, -1, predicted),
        outcomes=np.where(lost, Outcome.NO_FACE.code, 0),
        probabilities=None if rng.random() < 0.3 else probabilities,
    )
    votes = rng.multinomial(8, np.full(k, 1 / k), n) if rng.random() < 0.3 else None
    people = cohort(labels, y_true, found, codes, votes=votes)
    scored = Scored(answered=AnsweredCohort.as_counted(people, given), source=drawn().provenance.model)
    result = run_audit(scored, policy(rng, found), "test", order_confirmed=True)
    return result, json.loads(to_document(result)) | {"verdict": result.decision.verdict.value}


@pytest.fixture(params=range(AUDITS), ids=lambda seed: f"seed-{seed}")
def page(request):
    result, saved = made(request.param)
    return view(result), header(result), saved


def values(saved: dict, comparison: str) -> list[float]:
    found = [finding["disparity"] for finding in saved["findings"]]
    return [each["value"] for each in found if each["comparison"] == comparison and each["value"] is not None]


def test_what_is_called_largest_gap_is_the_largest(page) -> None:
    """On the card by name or in its sentence; else the largest stands in the sentence."""
    first, _, saved = page
    card = first.cards[1].answer
    gaps = values(saved, "difference")
    if card.measure.startswith("largest gap") and gaps:
        assert card.number.split()[0] == points(max(gaps))
    told = re.search(r"The largest gap, ([\d.]+) point", card.sentence)
    if told:
        assert told[1] == points(max(gaps))
    if card.measure.startswith("difference"):
        assert told or "that is the largest gap" in card.sentence
    if "that is the largest gap" in card.sentence:
        assert f"Pictures get an answer {points(max(gaps))} point" in card.sentence


def test_every_gap_named_on_page_one_is_a_gap_of_the_groups_it_names(page) -> None:
    first, _, saved = page
    rows = [row for table in (first.gate, first.more) if table for row in table.rows]
    texts = [first.cards[1].answer.sentence, *(row.cells[-1].text for row in rows)]
    gaps = {
        points(each["value"])
        for each in (finding["disparity"] for finding in saved["findings"])
        if each["value"] is not None and each["comparison"] in ("difference", "worst_to_overall")
    }
    for text in texts:
        for value, low, high in GAP.findall(text):
            assert value in gaps, text
            assert low != high, text
        assert "None" not in text


def test_the_status_agrees_with_the_verdicts(page) -> None:
    first, head, saved = page
    verdicts = {finding["verdict"] for finding in saved["findings"]}
    card = first.cards[1].answer
    assert (card.status == "no") == ("FAIL" in verdicts)
    assert (card.status == "yes") == (verdicts == {"PASS"})
    assert head.verdict.word.split(",")[0] == saved["verdict"]
    counts = {word: sum(finding["verdict"] == word for finding in saved["findings"]) for word in verdicts}
    words = {"FAIL": "exceeded", "INCONCLUSIVE": "undecided", "PASS": "kept"}
    for verdict, n in counts.items():
        assert f"{number(n)} {words[verdict]}" in first.summary
    if saved["verdict"] == "PASS":
        assert verdicts == {"PASS"}


def test_a_proven_gap_is_said_so_and_never_settled_by_equal_groups(page) -> None:
    first, _, saved = page
    rows = [row for table in (first.gate, first.more) if table for row in table.rows]
    assert len(rows) == len(saved["findings"])
    for row in rows:
        text, bounds = row.cells[-1].text, row.cells[2].text
        lower = re.match(r"([\d.]+) to .* points?$", bounds)
        proven = lower is not None and lower[1] != "0" and row.head.text == "INCONCLUSIVE"
        if proven and "stays open until" not in text:
            assert f" {bounds}; whether" in text
            assert "the groups are equal" not in text


def test_the_share_read_as_mixed_is_that_of_the_counts(page) -> None:
    first, _, saved = page
    rates = [e for e in saved["estimates"] if e["metric"] == "mixed_rate" and e["group"] is None]
    told = re.search(
        r"reads (\S+\s%) \(([\d,]+) of ([\d,]+)\) of the pictures as mixed", first.cards[2].answer.sentence
    )
    assert bool(told) == (saved["mixed"] is not None)
    if told:
        share = rates[0]["share"] if "share" in rates[0] else rates[0]["rate"]
        x, n = share["numerator"], share["denominator"]
        assert told.groups() == (percent(x / n), number(x), number(n))


def test_an_emotion_that_is_missed_is_never_part_of_a_plain_yes(page) -> None:
    first, _, saved = page
    card = first.cards[0].answer
    recalls = [e for e in saved["estimates"] if e["metric"] == "recall" and e["group"] is None and e["interval"]]
    failed = {e["emotion"] for e in recalls if e["interval"]["upper"] < 0.5}
    if card.status == "yes":
        assert not failed
    assert ("It fails on" in card.sentence) == bool(failed)


def test_the_random_audits_differ() -> None:
    """Every verdict, groups without answers, votes and their lack occur; else the tests above hold of little."""
    audits = [made(seed)[0] for seed in range(AUDITS)]
    assert {result.decision.verdict.value for result in audits} == {"PASS", "FAIL", "INCONCLUSIVE"}
    assert any(f.criterion.metric == "scored_rate" for result in audits for f in result.findings)
    assert any(result.mixed and result.mixed.votes for result in audits)
    assert any(result.mixed is None for result in audits)


def test_a_title_and_a_sentence_stand_for_every_finding() -> None:
    """Ties: every group equally right, so no group is held against itself."""
    result = drawn()
    tied = replace(result.findings[0].disparity, value=0.0, highest=result.findings[0].disparity.lowest)
    equal = replace(result, findings=(replace(result.findings[0], disparity=tied),))
    sentence = view(equal).cards[1].answer.sentence
    assert "equally often in every age group compared" in sentence
    assert not GAP.search(sentence)


def test_no_group_is_hit_hardest_where_all_lost_as_much() -> None:
    """All twelve pictures of both genders are missing."""
    assert "Hit hardest" not in " ".join(caveat.text for caveat in view(nothing()).cannot_tell)
    assert "Hit hardest: age group “toddler”" in " ".join(caveat.text for caveat in view(drawn()).cannot_tell)


def test_limits_are_listed_failed_first_then_inconclusive_then_kept() -> None:
    view = answer_page.view(drawn())
    assert [row.head.text for row in view.gate.rows] == ["FAIL", "INCONCLUSIVE", "PASS"]
    assert "3 limits: 1 exceeded, 1 undecided, 1 kept" in view.summary


def test_every_limit_is_listed_exactly_once_also_when_some_are_folded() -> None:
    view = answer_page.view(sixty())
    listed = [row.cells[0].text for table in (view.gate, view.more) for row in table.rows]
    assert len(listed) == len(set(listed)) == len(sixty().findings) == 15
    assert view.more_title == "10 more limits: 10 undecided"


def test_a_limit_decided_on_the_point_says_so() -> None:
    result = drawn()
    first = result.findings[0]
    point = replace(first, criterion=replace(first.criterion, decide_on=DecideOn.POINT))
    view = answer_page.view(replace(result, findings=(point,)))
    assert view.gate.rows[0].cells[0].note == "at most 10 points, by the observed value alone"


def test_three_doubts_stand_open_the_gravest_first_and_the_others_folded() -> None:
    page = answer_page.view(drawn())
    assert [doubt.place for doubt in page.cannot_tell] == ["coverage", "annex", "groups"]
    assert "got no answer" in page.cannot_tell[0].text
    assert tuple(d.text for d in (*page.cannot_tell, *page.cannot_tell_more)) == limits.cannot_tell(drawn())


def test_the_verdicts_are_explained_where_there_are_limits() -> None:
    page = answer_page.view(drawn())
    assert [entry.sign.word for entry in page.key] == ["FAIL", "INCONCLUSIVE", "PASS"]
    assert page.units.endswith("each is wrong in at most 5\xa0% of audits.")
    bare = answer_page.view(replace(drawn(), findings=()))
    assert (bare.key, bare.units, bare.gate) == ((), "", None)
