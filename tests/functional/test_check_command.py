"""A cohort is looked at without any classifier."""

from __future__ import annotations

import json

from audit.cli.main import run


def written(tmp_path, rows: dict[tuple[str, str], int]):
    path = tmp_path / "cohort.csv"
    cells = [pair for pair, n in rows.items() for _ in range(n)]
    lines = [f"{i}.png,{label},{group}" for i, (label, group) in enumerate(cells)]
    path.write_text("image,label,gender\n" + "\n".join(lines) + "\n")
    return str(path)


UNEVEN = {("happy", "female"): 30, ("sad", "female"): 10, ("happy", "male"): 20, ("sad", "male"): 40, ("sad", ""): 3}


def test_the_balance_of_a_cohort_is_printed(tmp_path, capsys) -> None:
    assert run(["check", written(tmp_path, UNEVEN)]) == 0
    printed = capsys.readouterr().out
    # V = √(1/6), chance √(1/99); 20 happy faces of women expected: 30 / 20
    assert (
        "balance of gender: 2 groups count as 2.0 equally large ones, evenness 0.97, largest to smallest 1.5" in printed
    )
    assert (
        "balance of gender: emotions and groups go together: Cramér's V 0.41, by chance about 0.10, p 0.001" in printed
    )
    assert "happy is 1.50 times as frequent among female as overall (30 images, 20 if all groups were alike)" in printed


def test_the_same_is_machine_readable(tmp_path, capsys) -> None:
    assert run(["check", written(tmp_path, UNEVEN), "--json"]) == 0
    (feature,) = json.loads(capsys.readouterr().out)["representation"]["features"]
    assert (feature["images"], feature["unknown"]) == ([[30, 10], [20, 40]], 3)
    assert round(feature["association"]["cramers_v"], 6) == round((1 / 6) ** 0.5, 6)


def test_what_is_undefined_is_said(tmp_path, capsys) -> None:
    rows = {("happy", "female"): 5, ("sad", "female"): 4, ("happy", ""): 2}
    assert run(["check", written(tmp_path, rows)]) == 0
    assert "undefined: only one group has images" in capsys.readouterr().out


def pictured(tmp_path, *, split: str = "valid", label: str = "happy", names: tuple[str, str] = ("a.png", "b.png")):
    """Return a folder of two files with one photograph."""
    import numpy as np
    from PIL import Image

    pixels = np.random.default_rng(0).integers(0, 256, (16, 16), np.uint8)
    for name in names:
        Image.fromarray(pixels).save(tmp_path / name)
    rows = f'"{names[0]}",happy,train\n"{names[1]}",{label},{split}\n'
    (tmp_path / "manifest.csv").write_text("image,label,split\n" + rows, newline="")
    (tmp_path / "cohort.toml").write_text('labels = "happy-sad"\n')
    return str(tmp_path)


def test_no_picture_is_opened_unless_asked_and_that_it_can_be_is_said(tmp_path, capsys) -> None:
    assert run(["check", pictured(tmp_path)]) == 0
    assert "pictures: not opened; --pictures opens each" in capsys.readouterr().out


def test_copies_are_reported_and_fail_the_check_only_where_it_is_strict(tmp_path, capsys) -> None:
    folder = pictured(tmp_path)
    assert run(["check", folder, "--pictures"]) == 0
    assert "copies that stand in more than one split: 1 clusters (1 same bytes)" in capsys.readouterr().out
    assert run(["check", folder, "--pictures", "--strict"]) == 1


def test_copies_in_one_split_with_one_label_pass_a_strict_check(tmp_path) -> None:
    assert run(["check", pictured(tmp_path, split="train"), "--pictures", "--strict"]) == 0


def test_a_copy_with_another_label_fails_a_strict_check_and_is_in_the_json(tmp_path, capsys) -> None:
    assert run(["check", pictured(tmp_path, split="train", label="sad"), "--pictures", "--strict", "--json"]) == 1
    (cluster,) = json.loads(capsys.readouterr().out)["pictures"]["clusters"]
    assert (cluster["labels"], cluster["splits"]) == ("same bytes", None)
    assert [copy["label"] for copy in cluster["copies"]] == ["happy", "sad"]


def test_names_cannot_act_in_a_terminal(tmp_path, capsys) -> None:
    run(["check", pictured(tmp_path, names=("a\x1b[31m\u202e.png", "b.png")), "--pictures"])
    printed = capsys.readouterr().out
    assert "a\\x1b[31m\\u202e.png" in printed
    assert not {"\x1b", "\u202e"} & set(printed)


def test_findings_are_written_as_a_table(tmp_path, capsys) -> None:
    out = tmp_path / "found.csv"
    assert run(["check", pictured(tmp_path), "--pictures", "--out", str(out)]) == 0
    assert out.read_text("utf-8-sig").count("same bytes") == 4  # two rows, each with the finding and `splits_differ`
    assert f"findings: {out}" in capsys.readouterr().err


def test_what_does_not_fit_together_is_refused(tmp_path, capsys) -> None:
    folder = pictured(tmp_path)
    for flags, words in (
        (["--out", "x.csv"], "add one of them"),
        (["--strict"], "add --pictures"),
        (["--predictions", "x.csv", "--out-of-fold"], "give one"),
        ([folder + "/manifest.csv", "--pictures", "--out", "x.csv"], "name one"),
    ):
        assert run(["check", folder, *flags]) == 2
        assert words in capsys.readouterr().err


def test_a_blind_judge_names_no_picture(tmp_path, capsys) -> None:
    assert run(["check", pictured(tmp_path), "--out-of-fold"]) == 0
    assert "no picture is named:" in capsys.readouterr().out


def test_labels_that_are_numbers_are_read_in_the_order_given(tmp_path, capsys) -> None:
    table = tmp_path / "people.csv"
    table.write_text("image,label,group\na.png,0,x\nb.png,1,y\nc.png,1,x\n", encoding="utf-8")
    assert run(["check", str(table)]) == 2
    assert "--labels" in capsys.readouterr().err
    assert run(["check", str(table), "--labels", "happy,sad"]) == 0
    assert "labels: happy 1, sad 2" in capsys.readouterr().out


def test_another_tools_table_is_checked_by_the_flags_of_run(tmp_path, capsys) -> None:
    (tmp_path / "list.txt").write_text("a.jpg 1 f\nb.jpg 4 m\nc.jpg 7 f\n")
    typed = ["check", str(tmp_path / "list.txt"), "--columns", "image=0,label=1", "--labels", "rafdb"]
    assert run([*typed, "--features", "2"]) == 0
    printed = capsys.readouterr().out
    assert "labels: surprise 1, fear 0, disgust 0, happy 1, sad 0, angry 0, neutral 1" in printed
    assert "  2: f 2, m 1" in printed


def test_columns_that_nobody_named_are_said_not_to_be_read(tmp_path, capsys) -> None:
    (tmp_path / "t.jsonl").write_text('{"id": "a", "y": "happy", "c": 1}\n{"id": "b", "y": "sad", "c": 2}\n')
    assert run(["check", str(tmp_path / "t.jsonl"), "--columns", "image=id,label=y"]) == 0
    assert "note: columns that were not named and not read: c" in capsys.readouterr().out


def test_one_split_is_checked(tmp_path, capsys) -> None:
    (tmp_path / "t.csv").write_text("image,label,split\na,happy,Train\nb,sad,Train\nc,sad,Test\n")
    assert run(["check", str(tmp_path / "t.csv"), "--split", "Train"]) == 0
    assert "labels: happy 1, sad 1\n" in capsys.readouterr().out


def test_naming_groups_without_columns_would_do_nothing(tmp_path, capsys) -> None:
    assert run(["check", written(tmp_path, UNEVEN), "--features", "gender"]) == 2
    assert "--features names the groups of another tool's table" in capsys.readouterr().err


def test_a_folder_of_datasets_is_a_cohort(tmp_path, capsys) -> None:
    """As Hugging Face's ImageFolder: metadata.jsonl beside the pictures, their names in `file_name`."""
    rows = '{"file_name": "a.png", "label": "happy"}\n{"file_name": "b.png", "label": "sad"}\n'
    folder = tmp_path / "faces"
    folder.mkdir()
    (folder / "metadata.jsonl").write_text(rows)
    assert run(["check", str(folder)]) == 0
    assert "faces (faces): 2 images, manifest is sound" in capsys.readouterr().out
    assert run(["check", str(tmp_path)]) == 2
    assert f"the folders in it have a metadata.jsonl: name one of {folder}" in capsys.readouterr().err


def test_pictures_in_a_parquet_file_are_opened(tmp_path, capsys) -> None:
    import io

    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq
    from PIL import Image

    cells = []
    for seed in (0, 1, 0):
        file = io.BytesIO()
        Image.fromarray(np.random.default_rng(seed).integers(0, 256, (16, 16), np.uint8)).save(file, "PNG")
        cells.append({"bytes": file.getvalue(), "path": None})
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"image": cells, "label": ["happy", "sad", "happy"]}), path)
    assert run(["check", str(path), "--pictures"]) == 0
    printed = capsys.readouterr().out
    assert "3 looked for, 3 opened" in printed
    assert "missing" not in printed
    assert "row 1" in printed  # beside row 3: a copy
