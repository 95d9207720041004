"""`emotion-audit adapt`: two files written, a few lines filled in, trusted, audited."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from audit.cli.main import run

NETWORKS = """
import torch
from torch import nn


class Plain(nn.Module):
    def __init__(self, classes=3):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(2))
        self.fc = nn.Linear(16, classes)

    def forward(self, x):
        return self.fc(self.features(x).flatten(1))


class Normed(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(1, 6, 5), nn.BatchNorm2d(6), nn.ReLU(), nn.AdaptiveMaxPool2d(1))
        self.head = nn.Linear(6, 3)

    def forward(self, x):
        return torch.softmax(self.head(self.body(x).flatten(1)), 1)


class Recurrent(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.rnn = nn.GRU(16 * 3, width, batch_first=True)
        self.out = nn.Linear(width, 5)

    def forward(self, x):
        return self.out(self.rnn(x.permute(0, 2, 3, 1).flatten(2))[0][:, -1])
"""
FILLED = {
    "plain": ("Plain", "Network()", [], [('size = 224', 'size = 16')]),
    "normed": (
        "Normed", "Network()", [],
        [("size = 224", "size = 16"), ("channels = 3", 'channels = 1\ncolour = "grey"'), ('mean = "imagenet"', ""),
         ('std = "imagenet"', ""), ('kind = "logits"', 'kind = "softmax"')],
    ),
    "recurrent": (
        "Recurrent", "Network(7)", [],
        [("size = 224", "size = 16"), ('kind = "logits"', 'kind = "logits"\nslice = [0, 3]')],
    ),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    rng = np.random.default_rng(2)
    rows = ["image,label,group"]
    for number in range(12):
        cv2.imwrite(str(tmp_path / f"{number}.png"), rng.integers(0, 256, (16, 16, 3)).astype(np.uint8))
        rows.append(f"{number}.png,{('happy', 'sad', 'neutral')[number % 3]},{'ab'[number % 2]}")
    (tmp_path / "people.csv").write_text("\n".join(rows), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path


def call(*arguments: str) -> int:
    return run(list(arguments))


@pytest.mark.usefixtures("folder")
def test_files_are_written_once_and_a_stranger_is_told_what_is_next(capsys) -> None:
    import pickle
    import zipfile

    with zipfile.ZipFile("net.pth", "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({"fc.weight": [0]}))
    assert call("adapt", "net.pth") == 0
    printed = capsys.readouterr()
    assert printed.out.split() == ["net-adapted/adapter_of_net.py", "net-adapted/model.toml"]
    assert "emotion-audit trust net-adapted" in printed.err
    assert call("adapt", "net.pth") == 2
    assert "is there already; name another folder with --out" in capsys.readouterr().err
    assert call("predict", "--cohort", "people.csv", "--model", "net-adapted", "--out", "t.csv") == 2
    assert "FILL IN" in capsys.readouterr().err


@pytest.mark.torch
@pytest.mark.parametrize("name", list(FILLED))
def test_a_network_of_torch_in_under_ten_lines(folder, capsys, name) -> None:
    torch = pytest.importorskip("torch", reason="torch is an extra that is not in the lock; make soak installs it")
    module = f"networks_for_{name}"
    Path(f"{module}.py").write_text(NETWORKS, encoding="utf-8")
    scope: dict = {}
    exec(NETWORKS, scope)  # noqa: S102 - our own text, above
    kind, made, _, changes = FILLED[name]
    torch.manual_seed(1)
    network = scope[kind](7).eval() if "7" in made else scope[kind]().eval()
    torch.save({"state_dict": {f"module.{key}": value for key, value in network.state_dict().items()}}, "net.pth")
    assert call("adapt", "net.pth", "--out", name) == 0
    code, toml = Path(name, "adapter_of_net.py"), Path(name, "model.toml")
    unique = Path(name, f"adapter_of_{name}.py")
    before = code.read_text(encoding="utf-8"), toml.read_text(encoding="utf-8")
    after = (
        before[0].replace("from FILL_IN import Network", f"from {module} import {kind} as Network")
        .replace("Network()", made),
        before[1].replace('"FILL IN" ', '["happy", "sad", "neutral"]').replace('"detect"', '"whole"'),
    )  # fmt: skip
    for old, new in changes:
        after = after[0], after[1].replace(old, new)
    changed = sum(
        a != b for x, y in zip(before, after, strict=True) for a, b in zip(x.split("\n"), y.split("\n"), strict=False)
    )
    assert name != "plain" or changed < 10
    code.unlink()
    unique.write_text(after[0], encoding="utf-8")  # a process imports each name once
    toml.write_text(after[1].replace("adapter_of_net:", f"adapter_of_{name}:"), encoding="utf-8")
    assert call("trust", name, "--yes") == 0
    capsys.readouterr()
    assert call("run", "--cohort", "people.csv", "--model", name, "--out", "out", "--json") in (0, 1, 3)
    result = json.loads(capsys.readouterr().out)
    assert any("reads net.pth (SHA-256 " in note for note in result["notes"])
    assert call("predict", "--cohort", "people.csv", "--model", name, "--out", "t.csv") == 0
    with Path("t.csv").open(encoding="utf-8") as file:
        said = [[float(row[f"p_{e}"]) for e in ("happy", "sad", "neutral")] for row in csv.DictReader(file)]
    assert said == pytest.approx(expected(torch, network, name, folder), abs=1.1e-6)


def expected(torch, network, name: str, folder: Path) -> np.ndarray:
    """Ask the network as its author would."""
    rows = []
    for number in range(12):
        pixels = cv2.cvtColor(cv2.imread(str(folder / f"{number}.png")), cv2.COLOR_BGR2RGB)
        if name == "normed":
            seen = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)[None].astype(np.float32) / 255
        else:
            mean, std = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
            seen = (((pixels / 255.0) - mean) / std).astype(np.float32).transpose(2, 0, 1)
        with torch.inference_mode():
            out = network(torch.from_numpy(seen.copy())[None])[:, :3]
            rows.append((out if name == "normed" else torch.softmax(out, 1)).numpy()[0])
    return np.array(rows)
