"""A flag that would do nothing ends the run: every option of every command either always does something, or is tried.

`DOES` lists the options that do something whatever stands beside them; `IDLE` has a command for every other one, in
which it would do nothing. An option in neither list fails by name.
"""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from audit.cli.main import _PACKAGES, emotion_audit, run

TABLE = ["run", "--cohort", "cohort.csv", "--predictions", "said.csv", "--out", "out"]
DECLARED = ["run", "--cohort", "cohort.csv", "--model", "happy-sad", "--out", "out"]
BARE = ["run", "--cohort", "cohort.csv", "--model", "net.onnx", "--labels", "happy,sad", "--size", "48", "--out", "out"]
PREDICT = ["predict", "--cohort", "cohort.csv", "--model", "happy-sad", "--out", "answers.csv"]
OF_A_FUNCTION = {"--weights": "said.csv", "--batch": "4", "--retries": "1"}
OF_A_SERVICE = {
    "--concurrency": "2",
    "--timeout": "9",
    "--rate": "5",
    "--budget": "100",
    "--header": "Authorization=MY_KEY",
}
OF_A_MODEL = {
    "--size": "48",
    "--channels": "1",
    "--colour": "bgr",
    "--scale": "signed",
    "--face": "whole",
    "--output": "logits",
    "--positive": "happy",
    "--layout": "nhwc",
    "--preset": "mini-xception",
    "--mean": "0.5",
    "--std": "0.5",
    "--standardise": "picture",
    "--resize": "pil-bicubic",
    "--margin": "0.1",
    "--output-index": "0",
    "--output-name": "answers",
    "--output-slice": "0:2",
    "--architecture": "net.json",
    **OF_A_FUNCTION,
    **OF_A_SERVICE,
}
"""Options that say how a model is run, which a table was already and a declared model says itself."""

OF_FACES = {
    "--detector": "yunet",
    "--face-threshold": "0.9",
    "--smallest-face": "40",
    "--which-face": "centre",
    "--box-rule": "found",
    "--align": "eyes",
}
"""How a face is looked for: of a model that is shown faces as they are, nothing of it."""

OF_THIS_MACHINE = {"--limit-memory": "1G", "--limit-seconds-per-picture": "5"}
"""Bounds of a process of this machine, in which no service runs."""

SHA = "0" * 64
BOTH_LIMITS = ["--min-ratio", "0.8", "--max-difference", "0.1"]
POLICY = ["--policy", "policy.toml"]

IDLE: dict[str, list[list[str]]] = {
    **{f"run {flag}": [[*command, flag, value] for command in (TABLE, DECLARED)] for flag, value in OF_A_MODEL.items()},
    **{
        f"{name} {flag}": [[*command, flag, value]]
        for flag, value in {**OF_A_MODEL, "--labels": "happy,sad"}.items()
        for name, command in {
            "predict": PREDICT,
            "blend": ["blend", "--drawn", "--model", "happy-sad", "--out", "out"],
            "serve": ["serve", "--model", "happy-sad", "--no-open"],
        }.items()
    },
    **{
        f"run {flag}": [[*BARE, flag, value], [*TABLE, flag, value], [*DECLARED, flag, value]]
        for flag, value in {**OF_A_FUNCTION, **OF_A_SERVICE, "--architecture": "net.json"}.items()
    },
    "run --positive": [[*BARE, "--positive", "happy"]],
    "run --colour": [[*BARE, "--channels", "1", "--colour", "bgr"]],
    "run --layout": [[*BARE[:4], "net.keras", *BARE[5:], "--layout", "nchw"]],
    **{
        f"run {flag}": [[*TABLE, flag, value], [*BARE, "--face", "whole", flag, value]]
        for flag, value in OF_FACES.items()
    },
    **{
        f"{name} {flag}": [
            *([[*TABLE, flag, value]] if name == "run" else []),
            [*command, "--model", "http+json://127.0.0.1/", "--labels", "happy,sad", "--size", "48", flag, value],
        ]
        for flag, value in OF_THIS_MACHINE.items()
        for name, command in {
            "run": [*TABLE[:3], "--out", "out"],
            "predict": ["predict", "--cohort", "cohort.csv", "--out", "out.csv"],
            "blend": ["blend", "--drawn", "--out", "out"],
            "serve": ["serve", "--no-open"],
        }.items()
    },
    "run --views": [[*TABLE, "--views", "2"]],
    "run --against-boxes": [
        [*TABLE, "--against-boxes"],
        [*BARE, "--face", "whole", "--against-boxes"],
        [*DECLARED, "--against-boxes"],
    ],
    "run --trust": [[*TABLE, "--trust", SHA], [*DECLARED, "--trust", SHA]],
    "run --labels": [[*DECLARED, "--labels", "happy,sad"]],
    "run --scores": [[*TABLE, "--scores", "percent"], [*DECLARED, "--scores", "percent"]],
    "run --codes-from": [[*TABLE, "--codes-from", "1"]],
    "run --label-map": [[*TABLE, "--label-map", "joy=happy"]],
    "run --leave-out": [[*TABLE, "--leave-out", "none"]],
    "run --bins": [[*TABLE, "--bins", "weight=0,50,90"]],
    "run --columns": [[*TABLE, "--columns", "predicted=yhat"]],
    "run --split": [[*TABLE, "--split", "test"]],
    "run --max-pictures": [[*TABLE, "--max-pictures", "9"]],
    "run --explain": [[*TABLE, "--explain"], [*TABLE, "--pictures", "shown", "--explain"]],
    "run --features": [[*TABLE, *POLICY, "--features", "age"]],
    "run --metric": [[*TABLE, *POLICY, "--metric", "recall"]],
    "run --max-difference": [[*TABLE, *POLICY, "--max-difference", "0.1"]],
    "run --min-ratio": [
        [*TABLE, *POLICY, "--min-ratio", "0.8"],
        [*TABLE, "--min-ratio", ".8", "--max-difference", ".1"],
    ],
    "run --on-inconclusive": [[*TABLE, *POLICY, "--on-inconclusive", "warn"]],
    "run --model-column": [[*DECLARED, "--model-column", "model"]],
    "run --series": [[*TABLE, "--cohort", "cohort2.csv", "--series", "kept"]],
    "run --journal": [[*TABLE, "--journal", "kept"], [*TABLE, "--cohort", "cohort2.csv", "--journal", "kept"]],
    "run --fresh": [[*TABLE, "--fresh"], [*DECLARED, "--journal", "off", "--fresh"]],
    "run --journal-size": [[*TABLE, "--journal-size", "9"], [*DECLARED, "--journal", "off", "--journal-size", "9"]],
    "run --engine": [[*TABLE, "--engine", "ray"], [*TABLE, "--cohort", "cohort2.csv", "--engine", "ray"]],
    "run --address": [[*DECLARED, "--address", "10.0.0.1:6379"]],
    "run --worker-cpus": [[*DECLARED, "--worker-cpus", "0.5"]],
    "predict --address": [[*PREDICT, "--address", "10.0.0.1:6379"]],
    "predict --worker-cpus": [[*PREDICT, "--worker-cpus", "0.5"]],
    "predict --engine": [[*PREDICT, "--every-face", "--engine", "ray"]],
    "predict --fresh": [[*PREDICT, "--journal", "off", "--fresh"]],
    "predict --journal-size": [[*PREDICT, "--journal", "off", "--journal-size", "9"]],
    "run --quiet": [[*TABLE, "--quiet", "--verbose"]],
    "run --verbose": [["-q", *TABLE, "--verbose"]],
    "predict --columns": [[*PREDICT, "--columns", "image=nowhere"]],
    "predict --split": [[*PREDICT, "--split", "test"]],
    "predict --trust": [[*PREDICT, "--trust", SHA]],
    **{
        f"predict {flag}": [
            [*PREDICT[:3], "--model", "net.onnx", *BARE[5:9], "--face", "box", flag, value, *PREDICT[5:]]
        ]
        for flag, value in OF_FACES.items()
    },
    "serve --trust": [["serve", "--model", "happy-sad", "--trust", SHA]],
    "serve --keeper": [["serve", "--model", "happy-sad", "--keeper", "Ada", "--no-open"]],
    "blend --trust": [["blend", "--drawn", "--model", "happy-sad", "--trust", SHA]],
    "blend --people": [["blend", "cohort.csv", "--model", "happy-sad", "--people", "3"]],
    "blend --drawn": [["blend", "cohort.csv", "--drawn", "--model", "happy-sad"]],
    "calibrate --trust": [["calibrate", "happy-sad", "--trust", SHA]],
    "power --metric": [["power", "--groups", "2", "--limit", "0.1", "--metric", "macro_f1"]],
    "check --split": [["check", "cohort.csv", "--split", "test"]],
    "check --columns": [["check", "cohort.csv", "--columns", "image=nowhere"]],
    "check --features": [["check", "cohort.csv", "--features", "age"]],
    "check --label-map": [["check", "cohort.csv", "--label-map", "joy=happy"]],
    "check --leave-out": [["check", "cohort.csv", "--leave-out", "none"]],
    "check --codes-from": [["check", "cohort.csv", "--codes-from", "1"]],
    "check --bins": [["check", "cohort.csv", "--bins", "weight=0,50,90"]],
    "check --out": [["check", "cohort.csv", "--out", "found.csv"]],
    "check --strict": [["check", "cohort.csv", "--strict"]],
    "check --json": [["check", "cohort.csv", "cohort2.csv", "--json"]],
    "check --predictions": [["check", "cohort.csv", "cohort2.csv", "--predictions", "said.csv"]],
    "import --split": [["import", "folders", "tree", "new", "--split", "Test"]],
    "import --label": [["import", "folders", "tree", "new", "--label", "majority"]],
    "import --levels": [["import", "ferplus", "tree", "new", "--levels", "label"]],
    "import --labels": [["import", "london", "tree", "new", "--labels", "happy,sad"]],
    "import --codes-from": [["import", "folders", "tree", "new", "--codes-from", "1"]],
    "detector --from": [["detector", "--from", "net.onnx"]],
    "detector --version": [["detector", "--version", "2023mar"]],
    "compare --features": [["compare", "a.json", "b.json", *POLICY, "--features", "age"]],
    "compare --max-worse": [["compare", "a.json", "b.json", *POLICY, "--max-worse", "0.1"]],
    "report --export": [["report", "a.json", "b.json", "--out", "out", "--export", "csv"]],
    "judge --json": [["judge", "a.json", "b.json", *POLICY, "--json"]],
    "judge --junit": [["judge", "a.json", "b.json", *POLICY, "--junit", "junit.xml"]],
    "demo --max-pictures": [["demo", "--out", "out", "--pictures", "off", "--max-pictures", "9"]],
    "demo --explain": [["demo", "--out", "out", "--pictures", "off", "--explain"]],
}

_ALWAYS = {
    "run": "--cohort --counts --images-root --model --predictions --order-confirmed --policy --out --export --json "
    "--pictures --narrow",
    "predict": "--cohort --images-root --model --out --narrow --views --every-face --journal",
    "blend": "--model --from --to --steps --seed --out --json --narrow --views " + " ".join(OF_FACES),
    "serve": "--model --audit --cohort --label --host --port --no-open --narrow --views " + " ".join(OF_FACES),
    "calibrate": "--cohort --split --target --json --limit-memory --limit-seconds-per-picture",
    "check": "--counts --images-root --labels --pictures --out-of-fold",
    "compare": "--policy --out --json",
    "report": "--out",
    "adapt": "--out",
    "share": "--out --fewest",
    "judge": "--policy",
    "demo": "--out --pictures",
    "train": "--data --out --epochs --images --tensorboard",
    "trust": "--yes",
    "monitor": "--json --out",
    "power": "--emotions --strata --looks --groups --limit --limits --per-person --rate --confidence --comparison "
    "--per-group --json",
    "selftest": "--looks --policy --gap --repeats --seed --json",
}
DOES = {f"{command} {flag}" for command, flags in _ALWAYS.items() for flag in flags.split()}
IN_WORDS = {
    "leave-out": ("is to be left out",),
    **{flag.removeprefix("--"): ("--batch, --retries and the like",) for flag in OF_A_SERVICE},
}
"""What a refusal calls a flag that a declaration may say as well, or one of many of a kind."""

_OF_ALL = ("--quiet", "--verbose")
"""Options that every command has; tried with `run`."""


def options() -> list[str]:
    context = click.Context(emotion_audit)
    commands = {name: emotion_audit.get_command(context, name) for name in _PACKAGES}
    return [
        f"{name} {param.opts[-1]}"
        for name, command in commands.items()
        for param in command.params
        if isinstance(param, click.Option) and param.opts[-1] not in _OF_ALL
    ]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [(i, "happy" if i % 2 else "sad", "old" if i % 3 else "young") for i in range(40)]
    text = "image,label,age\n" + "".join(f"{i}.png,{label},{age}\n" for i, label, age in rows)
    for name in ("cohort.csv", "cohort2.csv"):
        Path(name).write_text(text)
    Path("said.csv").write_text("image,predicted\n" + "".join(f"{i}.png,{label}\n" for i, label, _ in rows))
    Path("net.json").write_text("{}")
    Path("net.keras").write_bytes(b"nor here")
    Path("net.onnx").write_bytes(b"no network is read before its flags are")
    Path("policy.toml").write_text('[[criteria]]\nmetric = "accuracy"\nfeature = "age"\nlimit = 0.1\n')
    for emotion in ("happy", "sad"):
        Path("tree", emotion).mkdir(parents=True)
        Path("tree", emotion, "1.png").write_bytes(b"")


def test_every_option_does_something_or_is_tried_where_it_would_not() -> None:
    listed = set(options())
    assert sorted(listed - set(IDLE) - DOES) == []
    assert sorted((set(IDLE) | DOES) - listed - {"run --quiet", "run --verbose"}) == []
    assert not set(IDLE) & DOES


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("flag", "command"), [(flag, command) for flag, commands in IDLE.items() for command in commands]
)
def test_a_flag_that_would_do_nothing_ends_the_run(flag: str, command: list[str], capfd) -> None:
    assert run(command) == 2
    said = " ".join(capfd.readouterr().err.split())
    assert "Invalid value" not in said
    name = flag.split("--")[1]
    assert any(text in said.replace("_", "-") for text in (name, *IN_WORDS.get(name, ()))), said
    assert not Path("out").exists()
