"""A limit that the policy names primary, from the file to page one."""

from __future__ import annotations

import weeks

from audit.cli.main import run

POLICY = """title = "one first"
[[criteria]]
metric = "accuracy"
feature = "age"
limit = 0.1
primary = true
[[criteria]]
metric = "macro_recall"
feature = "age"
limit = 0.1
"""


def test_it_is_named_on_page_one_and_the_method_says_who_has_which_half(tmp_path) -> None:
    table, rules = str(weeks.week(tmp_path, 1)), str(weeks.policy(tmp_path, POLICY))
    out = tmp_path / "report"
    run(["run", "--cohort", table, "--predictions", table, "--policy", rules, "--out", str(out)])
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "at most 10 points, primary" in page
    assert "is shared by 1 primary limit, half of it, and 1 other limit, the other half" in page
