"""Refusals through `import audit` name keyword arguments; the same refusals of the command line name options."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import audit
from audit import api
from audit.api.spoken import in_python
from audit.load import find_model, load_model

TRUE, SAID, AGE = ["happy", "sad"] * 10, ["happy", "sad"] * 10, ["old", "young"] * 10
CODES = [1, 2] * 10
TABLE = "image,label,predicted,p_happy,p_sad,age\n"
_OUTSIDE_A_SHELL = re.compile(r"(?:emotion-audit|pip install)(?: [^\s,;)`]+)+")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with tables that can be audited, and some that cannot."""
    monkeypatch.chdir(tmp_path)
    rows = [f"{i}.png,{'happy' if i % 2 else 'sad'},{'old' if i % 3 else 'young'}\n" for i in range(20)]
    Path("cohort.csv").write_text("image,label,age\n" + "".join(rows))
    Path("odd.csv").write_text("image,label,age\n" + "".join(rows) + "20.png,meh,old\n21.png,very sad,old\n")
    Path("codes.csv").write_text("image,label,age\n" + "".join(f"{i}.png,{i % 3},old\n" for i in range(20)))
    Path("said.csv").write_text("image,predicted\n" + "".join(f"{i}.png,happy\n" for i in range(20)))
    Path("numbers.csv").write_text("image,p_happy,p_sad\n" + "".join(f"{i}.png,3.1,-2\n" for i in range(20)))
    Path("theirs.csv").write_text("id,yhat\n" + "".join(f"{i}.png,happy\n" for i in range(20)))
    Path("net.onnx").write_bytes(b"no network")
    return tmp_path


def run(cohort: str = "cohort.csv", predictions: str | None = "said.csv", **more: object) -> object:
    return audit.run(cohort, predictions=predictions, **more)


CALLS = {
    "nothing to audit": (lambda: audit.run("cohort.csv"), "either model= or predictions="),
    "labels left over": (
        lambda: run("odd.csv", labels="happy-sad"),
        "label_map=\"meh=LABEL,'very sad=LABEL'\", or leave their rows out with leave_out=",
    ),
    "labels left over of arrays": (
        lambda: audit.audit(
            ["meh", *TRUE], ["happy", *SAID], sensitive_features=["old", *AGE], labels=["happy", "sad"]
        ),
        "label_map=",
    ),
    "codes without an order": (lambda: run("codes.csv"), 'with labels="A,B,…"'),
    "codes without an order in arrays": (lambda: audit.audit(CODES, CODES, sensitive_features=AGE), "labels="),
    "a bad codes_from": (lambda: run(codes_from=3), "codes_from= is 3"),
    "an idle codes_from": (lambda: run(codes_from=1), "codes_from= says where numbers begin"),
    "an idle label_map": (lambda: run(label_map={"joy": "happy"}), "label_map= names 'joy'"),
    "a label_map that is none": (lambda: run(label_map="joy"), "label_map= holds 'joy'"),
    "bins that are none": (lambda: run(bins="age"), "bins= holds 'age'"),
    "an unknown kind of scores": (lambda: run(scores="per cent"), "scores= is 'per cent'"),
    "idle scores": (lambda: run(scores="percent"), "scores= says what numbers are"),
    "numbers that are no probabilities": (lambda: run(predictions="numbers.csv"), 'scores="percent"'),
    "columns of another tool": (lambda: run(predictions="theirs.csv"), "columns="),
    "columns that are not there": (lambda: run(columns={"predicted": "yhat"}), "columns="),
    "columns without features": (lambda: run(columns={"image": "image", "label": "label"}), 'features="A,B"'),
    "columns that are no pair": (lambda: run(columns="yhat"), "columns= holds 'yhat'"),
    "idle flags of a model": (lambda: run(size=48, face="whole"), "size=, face= says how a model is run"),
    "a declared model told again": (
        lambda: run(predictions=None, model="happy-sad", output="softmax", labels="happy-sad"),
        "labels=, output= is declared by the model itself",
    ),
    "idle scores of a model": (lambda: run(predictions=None, model="happy-sad", scores="logits"), "scores= is about"),
    "a bare model": (lambda: run(predictions=None, model="net.onnx"), "needs labels= and size="),
    "an emotion that is not there": (lambda: run(narrow=["happy", "fear"]), "narrow="),
    "no pictures to explain": (lambda: run(explain=True), 'add pictures="blurred" or pictures="shown"'),
    "too many pictures": (lambda: run(pictures="shown", max_pictures=9999), 'write pictures="off"'),
    "a table explained": (lambda: run(pictures="shown", explain=True), "explain=True looks into a network"),
    "a number of no pictures": (lambda: run(max_pictures=3), 'add pictures="blurred"'),
    "a spec told what it knows": (
        lambda: run(predictions=None, model=load_model(find_model("happy-sad")), narrow="happy-sad", trust="0" * 64),
        "narrow=, trust= is what a ModelSpec has for itself",
    ),
    "a policy and a limit": (lambda: run(policy="policy.toml", max_difference=0.1), "policy"),
    "no model to serve": (lambda: audit.serve("nothing"), "nothing"),
}


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(("call", "words"), CALLS.values(), ids=CALLS)
def test_a_refusal_names_arguments_and_no_option(call, words) -> None:
    with pytest.raises(audit.AuditError) as refused:
        call()
    assert words in str(refused.value)
    assert "--" not in _OUTSIDE_A_SHELL.sub("", str(refused.value))


def counted_together() -> dict[str, object]:
    """A table with two splits, ages in years, a column of people, another of labels, and answers in another order."""
    rng = np.random.default_rng(3)
    label = np.repeat(np.arange(4), 100)
    emotions = np.array(["angry", "fear", "happy", "sad"])
    return {
        "image": [f"{i}.png" for i in range(400)],
        "label": emotions[label].tolist(),
        "predicted": np.where(rng.random(400) < 0.9, (label + 1) % 4, label).tolist(),
        "split": ["train", "test"] * 200,
        "age": rng.integers(18, 80, 400).tolist(),
        "participant_id": [f"P{i // 2:03}" for i in range(400)],
        "annotator_2": emotions[np.where(rng.random(400) < 0.7, label, 0)].tolist(),
        "site": ["a", "b"] * 200,
    }


@pytest.fixture
def odd_table(tmp_path: Path) -> Path:
    table = counted_together()
    path = tmp_path / "odd-table.csv"
    lines = [",".join(table), *(",".join(map(str, row)) for row in zip(*table.values(), strict=True))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


SAYS = (
    "split= counts one of them",
    "declare it so (labels=)",
    'bins="age=',
    'columns="subject=participant_id"',
    'columns="label=annotator_2"',
)


def test_a_reading_names_arguments_and_no_option_in_whatever_is_made_of_it(odd_table, tmp_path) -> None:
    order = "angry,fear,happy,sad"
    found = audit.run(odd_table, predictions=odd_table, labels=order)
    (one,) = audit.run_many(odd_table, tables=odd_table, labels=order)
    texts = {
        "told": "\n".join(found.result.told.sentences),
        "many": "\n".join(one.audit.result.told.sentences),
        "judged again": "\n".join(audit.rejudge(found, found.result.policy).result.told.sentences),
        "checked": "\n".join(audit.check(odd_table).summary()["notes"]),
    }
    found.report(tmp_path / "out")
    texts |= {name: (tmp_path / "out" / name).read_text(encoding="utf-8") for name in ("summary.md", "junit.xml")}
    for channel, text in texts.items():
        said = _OUTSIDE_A_SHELL.sub("", text)
        assert not re.search(r"--[a-z]", said), channel
    for words in SAYS:
        assert words in texts["told"], words
    stored = audit.read_audit(tmp_path / "out").result
    assert stored.reading == found.result.reading


def test_the_same_reading_names_options_to_the_command_line(odd_table) -> None:
    found = api.run(odd_table, predictions=odd_table, labels="angry,fear,happy,sad")
    said = "\n".join(found.result.told.sentences)
    assert [in_python(sentence) for sentence in found.result.told.sentences] == list(
        audit.run(odd_table, predictions=odd_table, labels="angry,fear,happy,sad").result.told.sentences
    )
    assert "--split counts one of them" in said


def test_what_could_not_run_among_several_is_told_in_arguments() -> None:
    (one,) = audit.run_many("first-study", models="drawn-happy-sad", size=48)
    assert "size=" in str(one.error)
    assert "--" not in str(one.error)


@pytest.mark.usefixtures("here")
def test_the_command_line_is_told_its_options() -> None:
    with pytest.raises(audit.UsageError, match="either --model or --predictions"):
        api.run("cohort.csv")


def test_every_option_that_any_message_names_becomes_an_argument() -> None:
    """Each piece of text in the package that names an option, whoever says it."""
    package = Path(audit.__file__).parent
    spoken = [path for path in package.rglob("*.py") if not {"cli", "report"} & set(path.parts)]
    sources = [path.read_text(encoding="utf-8") for path in spoken]
    texts = [text for source in sources for text in re.findall(r'"([^"\n]*--[a-z][^"\n]*)"', source)]
    assert len(texts) > 50
    for text in texts:
        assert "--" not in _OUTSIDE_A_SHELL.sub("", in_python(text)), text


def test_a_function_stays_what_it_is() -> None:
    assert (audit.run.__name__, audit.run.__doc__) == (api.run.__name__, api.run.__doc__)
    assert audit.Audit is api.Audit
