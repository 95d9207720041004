"""The wheel, installed alone and away from the checkout: what it holds, and that it works without TensorFlow."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built as it would be published."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a new environment that holds the wheel and its core dependencies at their pinned versions."""
    folder = tmp_path_factory.mktemp("installed")
    uv = str(BIN / "uv")
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(folder / "venv")], check=True)
    python = str(folder / "venv" / "bin" / "python")
    pins = str(ROOT / "requirements.lock")
    install = [uv, "pip", "install", "--quiet", "--python", python, "--constraint", pins, str(wheel)]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / "venv" / "bin" / "emotion-audit"


def call(command: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the installed command in a folder that is not the checkout."""
    return subprocess.run([str(command), *arguments], cwd=cwd, capture_output=True, text=True, check=False)


def test_it_ships_one_import_package_and_what_is_bundled(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"audit"}
    bundled = {name.removeprefix("audit/bundled/") for name in names if name.startswith("audit/bundled/")}
    for model in ("drawn-happy-sad", "cnn48", "emotion7", "ferplus8", "happy-sad"):
        assert {
            f"models/{model}/model.toml",
            f"models/{model}/weights.keras",
            f"models/{model}/weights.onnx",
        } <= bundled
    assert {"cohorts/first-study/manifest.csv", "cohorts/first-study/predictions.csv"} <= bundled
    assert not any("checkpoint" in name for name in bundled)


def test_it_holds_what_the_report_needs(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.startswith("audit/report/templates/") for name in names)
    assert any(name.startswith("audit/report/schema/") and name.endswith(".json") for name in names)
    assert "audit/py.typed" in names


def test_pytest_finds_its_plugin(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    entries = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
    assert "[pytest11]\nemotion_audit = audit.pytest_plugin" in archive.read(entries).decode()
    assert "audit/pytest_plugin.py" in archive.namelist()


def test_the_core_works_without_tensorflow(installed: Path, tmp_path: Path) -> None:
    assert call(installed, "check", "first-study", cwd=tmp_path).returncode == 0
    listed = call(installed, "list", "models", cwd=tmp_path)
    assert "cnn48" in listed.stdout
    assert "of 3,565 (FER2013 Valid, original labels)" in listed.stdout  # measured figures come along
    bundled = next((installed.parent.parent / "lib").glob("python*/site-packages/audit/bundled/cohorts/first-study"))
    table = str(bundled / "predictions.csv")
    audit = call(installed, "run", "--cohort", "first-study", "--predictions", table, "--out", "out", cwd=tmp_path)
    assert audit.returncode == 3, audit.stderr
    assert (tmp_path / "out" / "index.html").is_file()
    again = call(installed, "report", "out/audit.json", "--out", "out", "--export", "csv,svg", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "out" / "charts" / "groups-1-rates.svg").is_file()


def test_the_demo_runs_the_bundled_classifier_without_tensorflow(installed: Path, tmp_path: Path) -> None:
    demo = call(installed, "demo", "--out", "out", cwd=tmp_path)
    assert demo.returncode == 0, demo.stderr
    assert "FAIL" in demo.stdout
    assert "was run from weights.onnx" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_without_tensorflow_a_keras_file_says_what_to_install(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("image,label,group\na.png,happy,x\nb.png,sad,y\n")
    bundled = next((installed.parent.parent / "lib").glob("python*/site-packages/audit/bundled/models/cnn48"))
    shutil.copytree(bundled, tmp_path / "mine")
    declared = (bundled / "model.toml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in declared if not line.startswith("onnx")]
    (tmp_path / "mine" / "model.toml").write_text("\n".join(kept), encoding="utf-8")
    audit = call(installed, "run", "--cohort", "a.csv", "--model", "mine", cwd=tmp_path)
    assert audit.returncode == 2
    assert "pip install '.[keras]'" in audit.stderr


def test_the_core_holds_neither_plotly_nor_arrow_and_its_page_is_whole(installed: Path, tmp_path: Path) -> None:
    packages = next((installed.parent.parent / "lib").glob("python*/site-packages"))
    assert not any((packages / name).exists() for name in ("plotly", "pyarrow"))
    (tmp_path / "a.csv").write_text("image,label,group,predicted\na.png,happy,x,happy\nb.png,sad,y,sad\n")
    audit = call(installed, "run", "--cohort", "a.csv", "--predictions", "a.csv", "--out", "out", cwd=tmp_path)
    assert audit.returncode == 3, audit.stderr
    assert 'id="plotly"' in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_without_arrow_a_parquet_file_says_what_to_install(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    checked = call(installed, "check", "a.parquet", cwd=tmp_path)
    assert (checked.returncode, checked.stderr.count("\n")) == (2, 1)
    assert "a.parquet: reading Parquet needs the extra 'parquet'" in checked.stderr
    assert checked.stderr.endswith("pip install '.[parquet]'\n")
    predict = ("predict", "--cohort", "first-study", "--model", "cnn48", "--out", "p.parquet")
    written = call(installed, *predict, cwd=tmp_path)  # said before a classifier is even looked for
    assert "p.parquet: writing Parquet needs the extra 'parquet'" in written.stderr
    assert written.stderr.endswith("pip install '.[parquet]'\n")


def test_without_its_renderer_a_png_says_what_to_install(installed: Path, tmp_path: Path) -> None:
    done = call(installed, "report", "audit.json", "--out", "out", "--export", "png", cwd=tmp_path)
    assert done.returncode == 2
    assert "pip install '.[png]'" in done.stderr
