"""Pictures asked for on the command line: refused before anything runs, or in the page and nowhere else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from audit.cli.main import run

ROWS = [("a.png", "happy", "old"), ("b.png", "sad", "old"), ("c.png", "happy", "young"), ("d.png", "sad", "young")]


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Four pictures of which the first two are answered wrongly; the second cannot be opened."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    for name, _, _ in ROWS:
        Image.fromarray(rng.integers(0, 256, (64, 64, 3)).astype(np.uint8)).save(tmp_path / name)
    (tmp_path / "b.png").unlink()
    (tmp_path / "manifest.csv").write_text("image,label,age\n" + "".join(",".join(row) + "\n" for row in ROWS))
    said = ["sad", "happy", "happy", "sad"]
    lines = [f"{name},{answer}\n" for (name, _, _), answer in zip(ROWS, said, strict=True)]
    (tmp_path / "p.csv").write_text("image,predicted\n" + "".join(lines))
    return tmp_path


COMMAND = ["run", "--cohort", "manifest.csv", "--predictions", "p.csv", "--out", "out"]

REFUSED = [
    (["--pictures", "on"], "'on' is not one of 'off', 'blurred', 'shown'"),
    (["--pictures", "shown", "--max-pictures", "0"], "1 to 1,000 pictures, found 0"),
    (["--pictures", "shown", "--max-pictures", "1001"], "found 1001"),
    (["--explain"], "add --pictures blurred or --pictures shown"),
    (["--pictures", "blurred", "--explain"], "a table of predictions has none"),
]


@pytest.mark.parametrize(("arguments", "words"), REFUSED)
def test_what_cannot_be_shown_is_refused_before_anything_is_written(table, capfd, arguments, words) -> None:
    assert run([*COMMAND, *arguments]) == 2
    printed = capfd.readouterr()
    assert words in printed.err
    assert printed.out == ""
    assert not (table / "out").exists()


def test_without_asking_there_is_no_picture_and_two_are_said_to_be_left_out(table) -> None:
    run(COMMAND)
    page = (table / "out" / "index.html").read_text(encoding="utf-8")
    assert "<img" not in page
    assert "2 wrongly answered pictures are left out" in page


@pytest.mark.parametrize("mode", ["blurred", "shown"])
def test_a_table_with_files_shows_what_can_be_opened_and_counts_the_rest(table, mode) -> None:
    run([*COMMAND, "--pictures", mode])
    page = (table / "out" / "index.html").read_text(encoding="utf-8")
    assert page.count("<img") == 3  # the first, and two right answers beside it
    assert "1 chosen picture could not be opened: 1 ended as “missing file”" in page
    assert "data:image" not in (table / "out" / "audit.json").read_text(encoding="utf-8")
    assert ("<bdi>a.png</bdi>" in page) == (mode == "shown")


def test_a_page_rendered_again_has_no_pictures_and_says_so(table) -> None:
    run([*COMMAND, "--pictures", "shown"])
    run(["report", "out/audit.json", "--out", "again"])
    page = (table / "again" / "index.html").read_text(encoding="utf-8")
    assert "<img" not in page
    assert "a page made from it has none either" in page
