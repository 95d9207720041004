"""Small inputs that once went wrong in silence: each does what its kind asks, in the exit status and in words."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from audit.cli.main import run

CASES = Path(__file__).resolve().parents[1] / "assets" / "cases"
FER2013 = "angry,disgust,fear,happy,sad,surprise,neutral"
FER7 = "angry,disgust,fear,happy,neutral,sad,surprise"
ONE_TABLE = ["--columns", "image=image,label=label,predicted=pred", "--features", "g"]
PERCENT = ",".join(["image=image", *(f"p_{emotion}={emotion}" for emotion in FER7.split(","))])


@pytest.fixture
def audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    """Return a function that runs an audit in an empty folder: exit status, what was printed, audit.json."""
    monkeypatch.chdir(tmp_path)

    def call(cohort: Path, predictions: Path, *arguments: str) -> tuple[int, str, dict]:
        status = run(["run", "--cohort", str(cohort), "--predictions", str(predictions), "--out", "out", *arguments])
        printed = capfd.readouterr()
        document = tmp_path / "out" / "audit.json"
        stored = json.loads(document.read_text(encoding="utf-8")) if document.exists() else {}
        return status, printed.out + printed.err, stored

    return call


def twice(case: str) -> tuple[Path, Path]:
    return (CASES / case / "t.csv",) * 2


def accuracy(stored: dict, group: str) -> float:
    (found,) = (
        estimate["rate"]
        for estimate in stored["estimates"]
        if estimate["metric"] == "accuracy" and estimate["group"] and estimate["group"]["pairs"][0][1] == group
    )
    return found["numerator"] / found["denominator"]


def synonyms(folder: Path) -> tuple[Path, Path]:
    """Write a cohort in nouns and a table in adjectives; women are right less often where the words differ."""
    rng, n = np.random.default_rng(7), 4000
    nouns = np.array(["anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"])
    adjectives = np.array(FER7.split(","))
    true, female = rng.integers(7, size=n), np.arange(n) % 2 == 0
    right = rng.random(n) < np.where(female & np.isin(true, [0, 3, 5]), 0.6, 0.95)
    said = np.where(right, true, (true + 1) % 7)
    cohort = folder / "cohort"
    cohort.mkdir()
    (cohort / "cohort.toml").write_text(f"labels = {json.dumps(nouns.tolist())}\n", encoding="utf-8")
    rows = zip(range(n), nouns[true], np.where(female, "female", "male"), strict=True)
    (cohort / "manifest.csv").write_text("image,label,gender\n" + "".join(f"{i},{a},{b}\n" for i, a, b in rows))
    table = folder / "pred.csv"
    table.write_text("image,predicted\n" + "".join(f"{i},{w}\n" for i, w in enumerate(adjectives[said])))
    return cohort, table


def test_words_of_another_form_are_matched_and_named(audit, tmp_path) -> None:
    status, text, stored = audit(*synonyms(tmp_path), "--labels", FER7)
    assert status == 1
    assert accuracy(stored, "male") > 0.93
    assert accuracy(stored, "female") < 0.85
    assert "'anger' as 'angry'" in text
    assert "'sadness' as 'sad'" in text


def test_labels_that_fit_nothing_end_the_run_with_the_flags_that_settle_them(audit, tmp_path) -> None:
    table = tmp_path / "t.csv"
    rows = ["happy,happy", "sad,sad", "sad,happy", "none,sad", "uncertain,sad"] * 20
    table.write_text("image,label,predicted,g\n" + "".join(f"{i},{r},{'ab'[i % 2]}\n" for i, r in enumerate(rows)))
    status, text, _ = audit(table, table, "--labels", "happy,sad")
    assert status == 2
    assert "--label-map none=LABEL,uncertain=LABEL" in text
    assert "--leave-out none,uncertain" in text
    status, text, stored = audit(table, table, "--labels", "happy,sad", "--leave-out", "none,uncertain")
    assert status == 3
    assert "60 of 100 rows are counted." in text
    assert "40 of 100 rows are not counted: label left out." in text
    assert sum(r["rows"] for r in stored["reading"]["remarks"] if "not counted" in r["sentence"]) == 40
    status, text, _ = audit(table, table, "--labels", "happy,sad", "--label-map", "none=sad,uncertain=sad")
    assert status == 3
    assert "'none' as 'sad' (20 rows)" in text


@pytest.mark.parametrize(
    ("flags", "words"),
    [(["--leave-out", "contempt"], "contempt"), (["--label-map", "smiling=happy"], "'smiling', which no label")],
)
def test_words_that_stand_nowhere_are_refused(audit, flags, words) -> None:
    status, text, _ = audit(*twice("number-spellings"), "--features", "race", *flags)
    assert status == 2
    assert words in text


def test_a_wrong_order_ends_open_and_says_which_order_fits(audit) -> None:
    status, text, stored = audit(*twice("wrong-order"), *ONE_TABLE, "--labels", FER2013)
    assert status == 3
    assert f"if the order is {FER7}, declare it so" in text
    assert any(remark["blocks"] for remark in stored["reading"]["remarks"])
    for name in ("index.html", "summary.md", "junit.xml"):
        assert "order of the emotions is in doubt" in Path("out", name).read_text(encoding="utf-8")
    status, text, _ = audit(*twice("wrong-order"), *ONE_TABLE, "--labels", FER2013, "--order-confirmed")
    assert status == 0
    assert "audited as declared, as --order-confirmed asks" in text
    assert audit(*twice("wrong-order"), *ONE_TABLE, "--labels", FER7)[0] == 0


def test_codes_that_count_from_one_are_never_read_one_too_far(audit) -> None:
    hand = ["--labels", "surprise,fear,disgust,happiness,sadness,anger,neutral"]
    other = ["--labels", "neutral,fear,disgust,happiness,sadness,anger,surprise"]
    for order, more in ((hand, []), (["--labels", "rafdb"], []), (other, ["--codes-from", "1"])):
        status, text, _ = audit(*twice("codes-from-1"), *ONE_TABLE, *order, *more)
        assert status in (0, 3)
        assert "they count from 1" in text
        assert "most frequent label" in text
        assert "“happ" in text.split("most frequent label")[0].rsplit("always answering", 1)[1]
    status, text, _ = audit(*twice("codes-from-1"), *ONE_TABLE, *other)
    assert status == 2
    assert "write --codes-from 1 or --codes-from 0" in text


def test_percent_is_found_by_itself_and_said(audit) -> None:
    cohort, table = CASES / "percent" / "cohort.csv", CASES / "percent" / "pred.csv"
    status, text, stored = audit(cohort, table, "--columns", PERCENT, "--features", "g")
    assert status in (0, 1, 3)
    assert "Every row sums to 100, so the numbers are percent" in text
    status, asked, again = audit(cohort, table, "--columns", PERCENT, "--features", "g", "--scores", "percent")
    assert again["counts"] == stored["counts"]
    assert "percent, as --scores says" in asked


def test_percent_called_logits_is_refused_with_the_right_flag(audit) -> None:
    cohort, table = CASES / "percent" / "cohort.csv", CASES / "percent" / "pred.csv"
    mapped = PERCENT.replace("p_", "logit_")
    status, text, _ = audit(cohort, table, "--columns", mapped, "--features", "g")
    assert status == 2
    assert "every row sums to 100" in text
    assert "--scores percent" in text


def test_rounded_probabilities_are_rescaled_and_said(audit) -> None:
    cohort, table = CASES / "percent" / "cohort.csv", CASES / "rounded-probabilities" / "pred.csv"
    status, text, _ = audit(cohort, table, "--features", "g")
    assert status in (0, 1, 3)
    assert "Probabilities rounded to 3 decimals" in text


def test_narrow_narrows_a_table(audit) -> None:
    flags = (*ONE_TABLE, "--labels", "happy,sad,none", "--narrow", "happy,sad")
    status, text, stored = audit(*twice("narrow-ignored"), *flags)
    assert status in (0, 1, 3)
    assert "Narrowed to happy, sad" in text
    labels = [line.split(",")[1] for line in (CASES / "narrow-ignored" / "t.csv").read_text().splitlines()[1:]]
    counted = sum(count for count in stored["counts"]["cells"]["counts"])
    assert counted == sum(label != "2" for label in labels)
    assert f"{labels.count('2')} of {len(labels)} rows are not counted" in text


def test_narrow_divides_the_probabilities_of_a_table(audit) -> None:
    cohort, table = CASES / "percent" / "cohort.csv", CASES / "rounded-probabilities" / "pred.csv"
    status, text, stored = audit(cohort, table, "--features", "g", "--narrow", "happiness,sad")
    assert status in (0, 1, 3)
    assert stored["labels"]["emotions"] == ["happy", "sad"]
    labels = [line.split(",")[1] for line in cohort.read_text().splitlines()[1:]]
    assert f"{sum(label in ('happy', 'sad') for label in labels)} of {len(labels)} rows are counted." in text


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--size", "48"], "--size says how a model is run"),
        (["--codes-from", "1"], "neither labels nor answers are numbers"),
        (["--scores", "percent"], "the table has none of the emotions"),
        (["--colour", "rgb", "--scale", "raw"], "--colour, --scale says how"),
        (["--split", "a", "--split", "b"], "--split is given 2 times"),
    ],
)
def test_flags_that_would_do_nothing_end_the_run(audit, flags, words) -> None:
    status, text, _ = audit(*twice("number-spellings"), "--features", "race", *flags)
    assert status == 2
    assert words in text


def test_what_a_model_toml_declares_is_not_said_again(capfd) -> None:
    status = run(["run", "--cohort", str(CASES / "percent" / "cohort.csv"), "--model", "cnn48", "--labels", "fer7"])
    assert status == 2
    assert "--labels is declared by the model itself" in capfd.readouterr().err


def test_check_takes_the_flags_that_its_faults_name(tmp_path, capfd) -> None:
    table = tmp_path / "t.csv"
    rows = ["happy,4", "sad,30", "none,71", "sadness,15"] * 6
    table.write_text("image,label,age\n" + "".join(f"{i},{row}\n" for i, row in enumerate(rows)), encoding="utf-8")
    assert run(["check", str(table), "--labels", "happy,sad"]) == 2
    assert "--leave-out none" in capfd.readouterr().err
    flags = ["--labels", "happy,sad", "--leave-out", "none", "--bins", "age=0,18"]
    assert run(["check", str(table), *flags]) == 0
    printed = capfd.readouterr().out
    assert "labels left out as asked: 'none' (6 rows)" in printed
    assert "age: 0 to under 18 12, 18 and over 12" in printed
    assert run(["check", str(table), *flags, "--label-map", "awe=happy"]) == 2
