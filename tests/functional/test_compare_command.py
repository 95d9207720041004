"""Two audits run and compared on the command line: what it says and what it tells the shell."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from audit.cli.main import run

EMOTIONS = ("happy", "sad")


def tables(groups: dict[str, tuple[int, int]], *, column: str = "age_group") -> tuple[str, str]:
    """Return a manifest and predictions: of each group's images, in order, how many are right."""
    rows, predictions = [f"image,label,{column}"], ["image,predicted"]
    for group, (right, images) in groups.items():
        for i in range(images):
            rows.append(f"{group}-{i}.png,{EMOTIONS[i % 2]},{group}")
            predictions.append(f"{group}-{i}.png,{EMOTIONS[i % 2 if i < right else 1 - i % 2]}")
    return "\n".join(rows) + "\n", "\n".join(predictions) + "\n"


@pytest.fixture
def audited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    """Return a function that audits tables into a folder of this name."""
    monkeypatch.chdir(tmp_path)

    def call(name: str, groups: dict[str, tuple[int, int]], *arguments: str, column: str = "age_group") -> None:
        manifest, predictions = tables(groups, column=column)
        Path("people.csv").write_text(manifest)
        Path(f"{name}.csv").write_text(predictions)
        assert run(["run", "--cohort", "people.csv", "--predictions", f"{name}.csv", "--out", name, *arguments]) != 2
        capfd.readouterr()

    return call


@pytest.fixture
def compare(capfd: pytest.CaptureFixture[str]):
    """Return a function that compares `before` with `after`: exit status, stdout, stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        status = run(["compare", "before/audit.json", "after/audit.json", *arguments])
        printed = capfd.readouterr()
        return status, printed.out, printed.err

    return call


BEFORE = {"adult": (180, 200), "senior": (120, 200)}

VERDICTS = [
    ({"adult": (180, 200), "senior": (120, 200)}, [], 0, "PASS: 1 limit kept, with evidence (exit status 0)"),
    (
        {"adult": (180, 200), "senior": (160, 200)},
        [],
        0,
        "senior: 60.0\xa0% → 80.0\xa0% (0 lost, 40 won of 200), proven better",
    ),
    (
        {"adult": (120, 200), "senior": (120, 200)},
        [],
        1,
        "adult: 90.0\xa0% → 60.0\xa0% (60 lost, 0 won of 200), proven worse",
    ),
    ({"adult": (120, 200), "senior": (120, 200)}, [], 1, "FAIL: 1 of 1 limit exceeded, with evidence (exit status 1)"),
    ({"adult": (120, 200), "senior": (120, 200)}, ["--max-worse", "0.9"], 0, "PASS: 1 limit kept"),
    (
        {"adult": (120, 200), "senior": (120, 200)},
        [],
        1,
        "levelling down: the gap in success rate by age_group narrowed",
    ),
    ({"adult": (174, 200), "senior": (120, 200)}, [], 3, "INCONCLUSIVE: this data cannot tell for 1 of 1 limit"),
    ({"adult": (180, 200), "senior": (120, 200)}, ["--max-worse", "0"], 3, "the limit 0 points"),
]


@pytest.mark.parametrize("case", VERDICTS)
def test_a_comparison_is_an_exit_status(audited, compare, case) -> None:
    after, arguments, status, words = case
    audited("before", BEFORE)
    audited("after", after)
    found, out, err = compare(*arguments)
    assert (found, err) == (status, "")
    assert words in out


def test_json_alone_goes_to_stdout(audited, compare) -> None:
    audited("before", BEFORE)
    audited("after", {"adult": (120, 200), "senior": (120, 200)})
    status, out, _ = compare("--json")
    document = json.loads(out)
    assert status == 1
    (finding,) = document["findings"]
    assert finding["verdict"] == "FAIL"
    assert finding["levelling_down"]["by_loss"] == pytest.approx(0.3)
    assert [change["standing"] for change in finding["changes"]] == ["proven worse", "neither proven"]


WRITTEN = ["comparison.html", "comparison.json", "comparison.md"]


@pytest.mark.parametrize(
    ("after", "status"),
    [({"adult": (120, 200), "senior": (120, 200)}, 1), (BEFORE, 0), ({"adult": (174, 200), "senior": (120, 200)}, 3)],
)
def test_out_writes_page_result_and_comment_and_changes_no_exit_status(audited, compare, after, status) -> None:
    audited("before", BEFORE)
    audited("after", after)
    plain = compare()
    told = compare("--out", "change")
    assert (told[0], told[1]) == (status, plain[1])
    assert told[2] == "report: change/comparison.html\n"
    assert sorted(path.name for path in Path("change").iterdir()) == WRITTEN
    assert compare("--out", "change")[0] == status  # what is ours is written again
    assert compare("--json")[1] == Path("change/comparison.json").read_text()


def test_out_can_be_the_folder_of_the_candidate_and_no_folder_of_others(audited, compare) -> None:
    audited("before", BEFORE)
    audited("after", BEFORE)
    page = Path("after/index.html").read_bytes()
    assert compare("--out", "after")[0] == 0
    assert Path("after/index.html").read_bytes() == page
    Path("mine").mkdir()
    Path("mine/notes.txt").write_text("mine")
    status, out, err = compare("--out", "mine")
    assert (status, out) == (2, "")
    assert "mine: holds files that are not an audit" in err


POLICY = """title = "gate"
[[criteria]]
metric = "accuracy"
feature = "age_group"
limit = 0.1
"""
REGRESSIONS = """[[regressions]]
feature = "age_group"
limit = 0.1
metric = "recall"
"""


def test_a_policy_sets_the_limits(audited, compare, tmp_path) -> None:
    audited("before", BEFORE)
    audited("after", {"adult": (110, 200), "senior": (120, 200)})
    (tmp_path / "policy.toml").write_text(POLICY + REGRESSIONS)
    status, out, _ = compare("--policy", "policy.toml")
    assert status == 1
    assert "FAIL         recall[happy]/age_group/loss: recall of “happy” of “adult” fell" in out
    assert "FAIL         recall[sad]/age_group/loss" in out


def test_a_policy_without_a_limit_of_losses_is_refused(audited, compare, tmp_path) -> None:
    audited("before", BEFORE)
    audited("after", BEFORE)
    (tmp_path / "policy.toml").write_text(POLICY)
    status, out, err = compare("--policy", "policy.toml")
    assert (status, out) == (2, "")
    assert err == (
        "emotion-audit: the policy 'gate' limits no loss: add [[regressions]] with feature and limit, or take "
        "--max-worse instead\n"
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--policy", "x.toml", "--max-worse", "0.1"], "a policy holds all rules; remove --max-worse"),
        (["--max-worse", "nan"], "the limit of a regression is a number from 0 to 1, found nan"),
        (["--features", "gender"], "unknown feature 'gender'; expected one of age_group"),
    ],
)
def test_what_cannot_be_meant_is_refused(audited, compare, arguments, words) -> None:
    audited("before", BEFORE)
    audited("after", BEFORE)
    status, out, err = compare(*arguments)
    assert (status, out) == (2, "")
    assert words in err


def test_audits_of_other_people_are_refused(audited, compare) -> None:
    audited("before", BEFORE)
    audited("after", {"adult": (180, 200), "senior": (120, 201)})
    status, _, err = compare()
    assert status == 2
    assert "only audits of one and the same manifest can be compared" in err


def test_without_the_images_nothing_is_paired(audited, compare, tmp_path) -> None:
    audited("before", BEFORE)
    audited("after", BEFORE)
    (tmp_path / "after" / "images.csv.gz").unlink()
    status, _, err = compare()
    assert status == 2
    assert err == (
        "emotion-audit: after/images.csv.gz: not there, and without it images cannot be paired; `emotion-audit run` "
        "writes it beside audit.json: run that audit again\n"
    )


def test_images_of_another_audit_are_refused(audited, compare, tmp_path) -> None:
    audited("before", BEFORE)
    audited("after", {"adult": (170, 200), "senior": (120, 200)})
    (tmp_path / "after" / "images.csv.gz").write_bytes((tmp_path / "before" / "images.csv.gz").read_bytes())
    status, _, err = compare()
    assert status == 2
    assert "its images do not add up to the counts of after/audit.json; the two are not of one audit" in err


@pytest.mark.parametrize(
    "case",
    [
        ("adult-1.png", "adult-0.png", "'adult-0.png' is already listed in line 2; each picture has one row"),
        (
            "adult-1.png,sad,adult",
            "adult-1.png,sad,adlt",
            "column 'age_group': found 'adlt'; expected one of adult, senior",
        ),
        ("sad,adult,scored,sad", "sad,adult,scored,", "column 'predicted': found ''; expected one of happy, sad"),
        ("sad,adult,scored,sad", "sad,adult,lost,sad", "column 'outcome': found 'lost'; expected one of scored"),
    ],
)
def test_a_table_of_images_that_was_changed_is_refused(audited, compare, tmp_path, case) -> None:
    old, new, words = case
    audited("before", BEFORE)
    audited("after", BEFORE)
    path = tmp_path / "after" / "images.csv.gz"
    text = gzip.decompress(path.read_bytes()).decode()
    assert old in text
    path.write_bytes(gzip.compress(text.replace(old, new, 1).encode()))
    status, _, err = compare()
    assert status == 2
    assert words in err
    assert "Traceback" not in err


def test_the_table_of_images_is_a_cohort_with_its_predictions(audited, tmp_path) -> None:
    audited("before", BEFORE)
    table = "before/images.csv.gz"
    assert run(["run", "--cohort", table, "--predictions", table, "--out", "again"]) == 1
    before, again = (json.loads((tmp_path / name / "audit.json").read_text()) for name in ("before", "again"))
    assert (again["counts"], again["coverage"]) == (before["counts"], before["coverage"])


def test_the_table_of_images_has_the_same_bytes_each_time(audited, tmp_path) -> None:
    written = []
    for _ in range(2):
        audited("before", BEFORE)
        written.append((tmp_path / "before" / "images.csv.gz").read_bytes())
    assert written[0] == written[1]


def test_a_feature_named_like_a_column_of_the_table_keeps_it_from_being_written(tmp_path, monkeypatch, capfd) -> None:
    monkeypatch.chdir(tmp_path)
    manifest, predictions = tables(BEFORE, column="Outcome")
    Path("people.csv").write_text(manifest)
    Path("before.csv").write_text(predictions)
    for _ in range(2):
        assert run(["run", "--cohort", "people.csv", "--predictions", "before.csv", "--out", "before"]) == 1
        assert "images.csv.gz is not written" in capfd.readouterr().err
        assert not Path("before/images.csv.gz").exists()
        Path("before/images.csv.gz").write_text("of an earlier audit")


def test_a_cohort_without_groups_has_nothing_to_compare(tmp_path, monkeypatch, compare) -> None:
    monkeypatch.chdir(tmp_path)
    Path("people.csv").write_text("image,label\n1.png,happy\n2.png,sad\n")
    Path("said.csv").write_text("image,predicted\n1.png,happy\n2.png,happy\n")
    for name in ("before", "after"):
        assert run(["run", "--cohort", "people.csv", "--predictions", "said.csv", "--out", name]) == 3
    status, out, _ = compare()
    assert status == 3
    assert "nothing could be compared: the cohort has no sensitive feature" in out


COHORT = """title = "made"
labels = ["happy", "sad", "bored"]
leave_out = ["bored"]
"""
MANIFEST = """image,label,subject,age_group
./faces/1.png,happy,anna,adult
"a ""b"", c.png",sad,anna,
3.png,bored,ben,senior
4.png,sad,,senior
"""
SAID = """image,p_happy,p_sad
faces/1.png,0.9,0.1
"a ""b"", c.png",0.9,0.1
3.png,0.9,0.1
"""


def test_people_unknown_groups_and_rows_without_answer_come_back(tmp_path, monkeypatch, compare) -> None:
    """Anna has two pictures, one of unknown group; 'bored' is left out; 4.png has no answer."""
    monkeypatch.chdir(tmp_path)
    Path("people").mkdir()
    Path("people/cohort.toml").write_text(COHORT)
    Path("people/manifest.csv").write_text(MANIFEST)
    Path("said.csv").write_text(SAID)
    for name in ("before", "after"):
        assert run(["run", "--cohort", "people", "--predictions", "said.csv", "--out", name]) == 3
    assert gzip.decompress(Path("before/images.csv.gz").read_bytes()).decode() == (
        "image,label,subject,age_group,outcome,predicted\n"
        "./faces/1.png,happy,0,adult,scored,happy\n"
        '"a ""b"", c.png",sad,0,unknown,scored,happy\n'
        "3.png,bored,1,senior,label left out,\n"
        "4.png,sad,4,senior,no prediction in the table,\n"
    )
    status, out, _ = compare()
    assert status == 3
    assert "over the same 2 images of made; 2 neither scored, left out" in out
    assert "unknown: 1 picture, not compared: group unknown in the manifest" in out
    assert "senior: 0 pictures, not compared: no scored picture" in out


@pytest.mark.parametrize("name", ["before", "after"])
def test_a_table_of_images_in_parquet_is_paired_like_one_in_csv(audited, compare, tmp_path, monkeypatch, name) -> None:
    right = {"before": BEFORE, "after": {"adult": (170, 200), "senior": (125, 200)}}
    for each, groups in right.items():
        audited(each, groups)
    expected = compare()
    monkeypatch.setattr("audit.report.files.images_table.MANY_ROWS", 1)
    audited(name, right[name])
    assert not (tmp_path / name / "images.csv.gz").exists()
    assert (tmp_path / name / "images.parquet").is_file()
    assert compare() == expected
