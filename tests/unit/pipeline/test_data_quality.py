"""A folder of pictures looked at before training: files, copies, labels; odd folders too."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from audit.domain.cohort.data_quality import Likeness
from audit.errors import UsageError
from audit.load import load_cohort
from audit.pipeline import data_quality, doubts_by_table, doubts_out_of_fold, examine_pictures
from audit.report import data_quality_table


def portrait(seed: int, *, smile: bool) -> np.ndarray:
    """Return noise with a bright or a dark band at the mouth, uint8, shape (48, 48)."""
    noise = np.random.default_rng(seed).normal(128, 15, (48, 48)).astype(np.float32)
    picture = cv2.GaussianBlur(noise, (0, 0), 1) * 2 - 128
    picture[32:40, 12:36] += 70 if smile else -70
    return np.clip(picture, 0, 255).astype(np.uint8)


def folder(tmp_path: Path, rows: list[str], header: str = "image,label,split") -> Path:
    (tmp_path / "manifest.csv").write_text("\n".join([header, *rows]) + "\n", newline="")
    return tmp_path


def save(path: Path, pixels: np.ndarray) -> None:
    Image.fromarray(pixels).save(path)


def faces(tmp_path: Path, n: int = 100) -> list[str]:
    """Write n faces, every other one smiling, and return their rows."""
    for i in range(n):
        save(tmp_path / f"{i}.png", portrait(i, smile=i % 2 == 0))
    return [f"{i}.png,{'sad' if i % 2 else 'happy'},train" for i in range(n)]


def test_copies_and_unusable_files_are_found_across_splits_and_labels(tmp_path) -> None:
    rows = faces(tmp_path, 6)
    (tmp_path / "again.png").write_bytes((tmp_path / "0.png").read_bytes())
    save(tmp_path / "again.bmp", portrait(1, smile=False))
    (tmp_path / "text.png").write_text("x")
    rows += ["again.png,happy,valid", "again.bmp,happy,train", "gone.png,sad,train", "text.png,sad,train"]
    quality, copies = examine_pictures(load_cohort(folder(tmp_path, rows)))
    assert [(each.row, each.outcome.value) for each in quality.unusable] == [(8, "missing file"), (9, "unreadable")]
    (split,), (conflict,) = quality.across_splits, quality.conflicts
    assert [copy.image for copy in split.copies] == ["0.png", "again.png"]
    assert (split.splits, conflict.labels) == (Likeness.BYTES, Likeness.PIXELS)
    assert [copy.image for copy in conflict.copies] == ["1.png", "again.bmp"]
    assert quality.grave
    assert (copies[0] == copies[6], copies[1] == copies[7], len(set(copies.tolist()))) == (True, True, 8)


def test_pictures_that_are_all_the_same_are_one_cluster_and_teach_nothing(tmp_path) -> None:
    for i in range(8):
        save(tmp_path / f"{i}.png", np.full((48, 48), 7, np.uint8))
    cohort = load_cohort(folder(tmp_path, [f"{i}.png,{'sad' if i % 2 else 'happy'},train" for i in range(8)]))
    quality, copies = examine_pictures(cohort)
    assert [len(cluster.copies) for cluster in quality.clusters] == [8]
    found = doubts_out_of_fold(cohort, copies)
    assert (found.judged, found.doubts) == (0, ())
    assert "no picture has both" in found.refused


def test_a_folder_whose_files_are_all_missing_is_looked_at_to_the_end(tmp_path) -> None:
    rows = ["gone.png,happy,train", "lost.png,sad,valid"]
    cohort = load_cohort(folder(tmp_path, rows))
    quality, copies = examine_pictures(cohort)
    assert (len(quality.unusable), quality.clusters) == (len(rows), ())
    assert doubts_out_of_fold(cohort, copies).refused


def test_swapped_labels_are_named_out_of_fold_with_how_good_the_judge_is(tmp_path) -> None:
    rows = faces(tmp_path)
    rows[10], rows[33] = "10.png,sad,train", "33.png,happy,train"
    cohort = load_cohort(folder(tmp_path, rows))
    _, copies = examine_pictures(cohort)
    found = doubts_out_of_fold(cohort, copies)
    assert {doubt.row for doubt in found.doubts[:2]} == {10, 33}
    assert found.accuracy is not None
    assert found.accuracy > 0.85
    assert "a small classifier, 5 folds" in found.judge


def test_a_label_on_one_picture_is_left_undecided(tmp_path) -> None:
    rows = faces(tmp_path)
    rows[5] = "5.png,angry,train"
    cohort = load_cohort(folder(tmp_path, rows))
    found = doubts_out_of_fold(cohort, np.arange(len(cohort)))
    assert found.thresholds[found.emotions.index("angry")] is None
    assert all(doubt.suggested != "angry" for doubt in found.doubts)


def test_a_table_judges_without_any_picture(tmp_path) -> None:
    rows = [f"{i}.png,{'sad' if i % 2 else 'happy'},train" for i in range(40)]
    table = tmp_path / "table.csv"
    said = [(0.1, 0.9) if i % 2 or i == 4 else (0.9, 0.1) for i in range(40)]
    table.write_text("image,p_happy,p_sad\n" + "".join(f"{i}.png,{h},{s}\n" for i, (h, s) in enumerate(said)))
    found = doubts_by_table(load_cohort(folder(tmp_path, rows)), table)
    assert [(doubt.image, doubt.suggested) for doubt in found.doubts] == [("4.png", "sad")]


def test_more_pictures_than_the_small_classifier_holds_are_refused(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(data_quality, "MOST_JUDGED", 1)
    cohort = load_cohort(folder(tmp_path, ["a.png,happy,t", "b.png,sad,t"]))
    with pytest.raises(UsageError, match="at most 1 pictures, found 2; predict them"):
        doubts_out_of_fold(cohort, np.arange(2))


def test_the_table_of_findings_holds_no_formula(tmp_path) -> None:
    name = "=HYPERLINK(1).png"
    save(tmp_path / name, portrait(1, smile=True))
    save(tmp_path / "b.png", portrait(1, smile=True))
    quality, _ = examine_pictures(
        load_cohort(folder(tmp_path, [f"{name},happy,train", "b.png,sad,valid", "+gone.png,sad,valid"]))
    )
    lines = list(csv.DictReader(io.StringIO(data_quality_table(quality, None).decode("utf-8-sig"))))
    assert [line["image"] for line in lines] == ["'+gone.png", f"'{name}", "b.png"]
    assert [line["finding"] for line in lines] == ["unusable file", "same bytes", "same bytes"]
    assert (lines[1]["splits_differ"], lines[1]["labels_differ"], lines[1]["people_differ"]) == (
        "same bytes",
        "same bytes",
        "",
    )
