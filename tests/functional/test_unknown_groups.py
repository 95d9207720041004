"""Groups of which only the size is known: said in the report, never judged, and refused where a column tells them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from audit.cli.main import run
from audit.exit_status import ExitStatus

SHARES = "[group_shares.age]\nsenior = 0.3\nadult = 0.7\n"


def audited(folder: Path, declared: str, column: str = "") -> tuple[int, Path]:
    """Of 100 pictures 80 are answered right."""
    rows = ["image,label,predicted" + (f",{column}" if column else "")]
    for i in range(100):
        label, other = ("happy", "sad") if i % 2 else ("sad", "happy")
        rows.append(f"{i}.png,{label},{label if i < 80 else other}" + (",adult" if column else ""))
    (folder / "manifest.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "cohort.toml").write_text('labels = ["happy", "sad"]\n' + declared, encoding="utf-8")
    manifest, out = str(folder / "manifest.csv"), folder / "report"
    return run(["run", "--cohort", manifest, "--predictions", manifest, "--out", str(out)]), out


def test_the_report_says_which_gaps_are_possible_and_judges_nothing(tmp_path: Path) -> None:
    status, out = audited(tmp_path, SHARES)
    assert status == ExitStatus.INCONCLUSIVE
    document = json.loads((out / "audit.json").read_text(encoding="utf-8"))
    assert document["findings"] == []
    told = next(note for note in document["notes"] if note.startswith("Who is in a picture by age is not known"))
    assert "a gap of up to 66.7 points is possible" in told
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "a gap of up to 66.7 points is possible" in " ".join(page.split()).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("declared", "column", "words"),
    [
        (SHARES, "age", "group_shares are for groups that no column tells, and 'age' is one"),
        (SHARES.replace("0.7", "0.6"), "", "that add up to 1; they add up to 0.9"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], declared: str, column: str, words: str
) -> None:
    status, _ = audited(tmp_path, declared, column)
    assert status == ExitStatus.COULD_NOT_RUN
    assert words in " ".join(capsys.readouterr().err.split())
