"""Weekly tables for tests of series: pictures that are new every week, with known numbers of right answers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import audit

RIGHT = {"young": 8, "old": 6}
POLICY = """title = "weekly gate"
[monitoring]
looks = 4
[[criteria]]
metric = "accuracy"
feature = "age"
limit = 0.1
"""


def week(
    folder: Path,
    number: int,
    *,
    right: Mapping[str, int] = RIGHT,
    each: int = 10,
    people: bool = False,
    feature: str = "age",
) -> Path:
    """Write a table of a week's pictures with labels and answers, and return where it is; half are happy."""
    lines = [f"image,label,{feature},predicted{',subject' if people else ''}"]
    for group, hits in right.items():
        for place in range(each):
            label, other = ("happy", "sad") if place % 2 else ("sad", "happy")
            person = f",{group} {place // 2}" if people else ""
            answer = label if place < hits else other
            lines.append(f"{number}-{group}-{place}.png,{label},{group},{answer}{person}")
    path = folder / f"week{number}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def policy(folder: Path, text: str = POLICY) -> Path:
    """Write the rules of a weekly gate, and return where they are."""
    path = folder / "policy.toml"
    path.write_text(text, encoding="utf-8")
    return path


def look(folder: Path, table: Path, text: str = POLICY) -> audit.Audit:
    """Audit a week's table as a look of the series in `folder/series`."""
    return audit.run(table, predictions=table, policy=policy(folder, text), series=folder / "series")
