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
