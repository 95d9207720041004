"""A weekly gate on the command line: `run --series`, then `monitor`."""

from __future__ import annotations

import json

import pytest
import weeks

import audit
from audit.cli.main import run


def looked(folder, number: int, *more: str, **given) -> int:
    table = str(weeks.week(folder, number, **given))
    rules = str(weeks.policy(folder))
    out = str(folder / f"report{number}")
    series = str(folder / "series")
    return run(
        ["run", "--cohort", table, "--predictions", table, "--policy", rules, "--series", series, "--out", out, *more]
    )


def test_a_series_goes_on_and_every_channel_says_which_look_it_is(tmp_path, capsys) -> None:
    assert looked(tmp_path, 1, right={"young": 190, "old": 100}, each=200) == 1
    assert looked(tmp_path, 2, each=200, right={"young": 190, "old": 180}) == 1
    said = "look 2 of a series since "
    assert said in capsys.readouterr().out
    report = tmp_path / "report2"
    for name in ("index.html", "summary.md", "junit.xml", "audit.json"):
        text = (report / name).read_text(encoding="utf-8")
        assert said in text or (name == "audit.json" and '"number": 2' in text), name


def test_monitor_shows_every_look_and_writes_the_page(tmp_path, capsys) -> None:
    for number in (1, 2, 2):
        looked(tmp_path, number)
    capsys.readouterr()
    assert run(["monitor", str(tmp_path / "series")]) == 0
    found = capsys.readouterr()
    assert [line.split()[0] for line in found.out.splitlines()[:3]] == ["look", "1", "2"]
    assert "INCONCLUSIVE at look 2 of" in found.out
    assert "PASS in at most 5\xa0% for each limit, however many looks a series has." in found.out
    assert f"page: {tmp_path / 'series' / 'index.html'}" in found.err


def test_monitor_says_what_was_not_counted_at_a_look(tmp_path, capsys) -> None:
    table = weeks.week(tmp_path, 1)
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace(",sad,", ",sadness,", 1), encoding="utf-8")
    (tmp_path / "said.csv").write_text("\n".join(text.splitlines()[:-2]) + "\n", encoding="utf-8")
    rules, series = weeks.policy(tmp_path), tmp_path / "series"
    audit.run(table, predictions=tmp_path / "said.csv", policy=rules, series=series)
    assert run(["monitor", str(tmp_path / "series")]) == 0
    said = "18 of 20 rows counted; 1 doubted, 1 not scored, 1 mapped"
    assert f"Not counted, or read otherwise than written: {said}" in capsys.readouterr().out
    assert said in (tmp_path / "series" / "index.html").read_text(encoding="utf-8")


def test_monitor_as_json(tmp_path, capsys) -> None:
    looked(tmp_path, 1)
    capsys.readouterr()
    assert run(["monitor", str(tmp_path / "series"), "--json", "--out", str(tmp_path / "public")]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [look["fresh"] for look in document["looks"]] == [20]
    assert document["looks"][0]["limits"][0]["code"] == "accuracy/age/difference"
    assert (tmp_path / "public" / "index.html").exists()


def test_an_audit_by_itself_takes_no_policy_of_a_series(tmp_path, capsys) -> None:
    table, rules = str(weeks.week(tmp_path, 1)), str(weeks.policy(tmp_path))
    assert run(["run", "--cohort", table, "--predictions", table, "--policy", rules, "--out", str(tmp_path / "r")]) == 2
    assert "name its folder with --series" in capsys.readouterr().err


@pytest.mark.parametrize("where", ["series", "series/inside"])
def test_the_report_has_another_folder_than_the_series(tmp_path, capsys, where: str) -> None:
    table, rules, series = str(weeks.week(tmp_path, 1)), str(weeks.policy(tmp_path)), str(tmp_path / "series")
    out = str(tmp_path / where)
    status = run(
        ["run", "--cohort", table, "--predictions", table, "--policy", rules, "--series", series, "--out", out]
    )
    assert status == (2 if where == "series" else 3)
    assert "two folders" in capsys.readouterr().err or status == 3
