"""A table of another tool, as it lies there: what people type over it, and what it tells the shell."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from audit.cli.main import run

LOGITS = {"happy": "[2.0, -1.0]", "sad": "[-1.0, 2.0]"}


def rows(groups: dict[str, tuple[int, int]]) -> str:
    """Return a table of another tool: per group, how many faces are right and how many are wrong."""
    lines = ["id,sex,name,y_true,y_pred,logits,conf"]
    for group, (right, wrong) in groups.items():
        for i in range(right + wrong):
            truth = ("sad", "happy")[i % 2]
            said = truth if i < right else ("happy", "sad")[i % 2]
            codes = [("happy", "sad").index(name) for name in (truth, said)]
            lines.append(f'{group}{i},{group},{truth},{codes[0]},{codes[1]},"{LOGITS[said]}",tensor(0.9526)')
    return "\n".join(lines) + "\n"


FAILS = rows({"f": (190, 10), "m": (100, 100)})
PASSES = rows({"f": (1900, 100), "m": (1900, 100)})
ONE_TABLE = ["--cohort", "t.csv.gz", "--predictions", "t.csv.gz"]
CODES = "image=id,label=y_true,predicted=y_pred"
WHOLE = "image=id,label=name,label_code=y_true,predicted=y_pred,logits=logits"
ORDER = ["--labels", "happy,sad"]
SEX = ["--features", "sex"]


@pytest.fixture
def audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    """Return a function that audits a table in an empty folder: exit status, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def call(text: str, arguments: list[str]) -> tuple[int, str, str]:
        (tmp_path / "t.csv.gz").write_bytes(gzip.compress(text.encode()))
        status = run(["run", *ONE_TABLE, *arguments])
        printed = capfd.readouterr()
        return status, printed.out, printed.err

    return call


VERDICTS = [
    (FAILS, ["--columns", CODES, *ORDER, *SEX], 1, "FAIL"),
    (FAILS, ["--columns", WHOLE, *ORDER, *SEX], 1, "FAIL"),
    (FAILS, ["--columns", "image=id,label=name,logits=logits", *ORDER, *SEX], 1, "FAIL"),
    (FAILS, ["--columns", "image=id", "--columns", "label=y_true,predicted=y_pred", *ORDER, *SEX], 1, "FAIL"),
    (PASSES, ["--columns", WHOLE, *ORDER, *SEX], 0, "PASS"),
]


@pytest.mark.parametrize(("text", "arguments", "status", "words"), VERDICTS)
def test_a_verdict_is_an_exit_status(audit, text, arguments, status, words) -> None:
    found, out, err = audit(text, arguments)
    assert (found, err.splitlines()[-1]) == (status, "report: reports/t--t/index.html")
    assert words in out


def test_the_audit_holds_the_named_feature_and_the_emotions_by_name(audit) -> None:
    _, out, _ = audit(FAILS, ["--columns", CODES, *ORDER, *SEX, "--json"])
    document = json.loads(out)
    assert [feature["name"] for feature in document["features"]] == ["sex"]
    assert document["labels"]["emotions"] == ["happy", "sad"]
    assert document["provenance"]["model"]["id"] == "t"


def test_codes_and_names_give_the_same_counts(audit) -> None:
    """The order of the codes is only proven by the names beside them; here both say the same."""
    counts = [
        json.loads(audit(FAILS, ["--columns", mapping, *ORDER, *SEX, "--json"])[1])["counts"]
        for mapping in (CODES, "image=id,label=name,predicted=y_pred")
    ]
    assert counts[0] == counts[1]


def test_a_policy_names_the_features_too(audit, tmp_path) -> None:
    (tmp_path / "policy.toml").write_text(
        'title = "gate"\n[[criteria]]\nmetric = "recall"\nfeature = "sex"\nlimit = 0.1\n'
    )
    status, out, _ = audit(FAILS, ["--columns", CODES, *ORDER, "--policy", "policy.toml"])
    assert status == 1
    assert "recall[happy]/sex/difference" in out


REFUSALS = [
    (FAILS, ["--columns", CODES, *SEX], "the labels are numbers, and no order says what they mean"),
    (FAILS, ["--columns", CODES, *ORDER], "name the columns that make groups: --features A,B"),
    (FAILS, ["--columns", CODES, *ORDER, "--features", "sxe"], "for the feature 'sxe'; expected one of"),
    (FAILS, ["--columns", CODES, *ORDER, "--features", "id"], "too many different values to make groups"),
    (FAILS, ["--columns", "image=id,label=y_ture,predicted=y_pred", *ORDER, *SEX], "(did you mean 'y_true'?)"),
    (FAILS, ["--columns", "image=id,label=y_true,predicted=y_perd", *ORDER, *SEX], "(did you mean 'y_pred'?)"),
    (FAILS, ["--columns", "image=id,label=y_true,label=name", *ORDER, *SEX], "names 'label' twice"),
    (FAILS, ["--columns", CODES + ",predictd=conf", *ORDER, *SEX], "unknown name 'predictd'; expected one of"),
    (FAILS, ["--columns", "image=id,label=y_true,predicted=y_true", *ORDER, *SEX], "a column stands for one thing"),
    (FAILS, ["--columns", "image:id", *ORDER, *SEX], "write OURS=THEIRS"),
    (FAILS, ["--columns", "image=id,label=y_true", *ORDER, *SEX], "--columns predicted=COLUMN"),
    (FAILS, ["--columns", WHOLE, "--labels", "sad,happy", *SEX], "give --labels in the order of the codes"),
    (FAILS, ["--columns", WHOLE, "--labels", "happy,sad,fear", *SEX], "which has 2 values; a cell is a JSON list of 3"),
    (FAILS, ["--columns", WHOLE, "--labels", "hungry,sad", *SEX], "emotion 'happy' is not a label of this cohort"),
    (FAILS, ["--columns", "image=id,label=name,logits=logits", *SEX], "does not say which emotion is which"),
    (FAILS, ["--columns", "image=id,label=name,logits=conf", *ORDER, *SEX], "which is no JSON list"),
    (FAILS, ["--columns", "image=id,label=name,p_happy=conf,p_sad=y_true", *ORDER, *SEX], "a probability is a number"),
    (FAILS, [*ORDER, *SEX], "there is no column 'image'; found"),
    (FAILS + "x,f,sad,2,0,,\n", ["--columns", CODES, *ORDER, *SEX], "2 is no code of the declared order"),
    (FAILS + 'x,f,sad,1,0,"[NaN, 1]",\n', ["--columns", WHOLE, *ORDER, *SEX], "a value is no finite number"),
    (FAILS + 'x,f,sad,1,0,"[0, 1]",\n', ["--columns", WHOLE, *ORDER, *SEX], "is less probable than 'sad'"),
]


@pytest.mark.parametrize(("text", "arguments", "words"), REFUSALS)
def test_a_mistake_is_one_clear_sentence(audit, text, arguments, words, tmp_path) -> None:
    found, out, err = audit(text, arguments)
    assert found == 2
    assert words in err
    assert "Traceback" not in err
    assert out == ""
    assert not (tmp_path / "reports").exists()


def test_a_model_makes_its_own_predictions(tmp_path, capfd) -> None:
    (tmp_path / "people.csv").write_text(rows({"f": (1, 1), "m": (1, 1)}))
    arguments = ["--cohort", str(tmp_path / "people.csv"), "--model", "drawn-happy-sad", "--columns", CODES, *SEX]
    assert run(["run", *arguments]) == 2
    assert "a model makes its own" in capfd.readouterr().err
