"""What every audit ends with on the terminal: answers, findings, verdict, reading; as loud as people asked for."""

from __future__ import annotations

import json
from dataclasses import replace

import click
import pytest
from assets.audits import drawn, five_pictures, waived

from audit.api import Audit
from audit.cli.audits.publish import publish, show
from audit.cli.terminal import Volume
from audit.domain.cohort.reading import Reader, Reading, Remark, Treatment
from audit.errors import OutputError
from audit.report import READING_TITLE, to_document

QUESTION = "Does it perform equally well across demographic groups?"


def asked(volume: Volume | None = None) -> click.Context:
    """Return the context of a command that was asked to say so much."""
    context = click.Context(click.Command("run"))
    if volume is not None:
        context.meta["audit.volume"] = volume
    return context


def test_answers_come_first_then_findings_then_the_verdict(capsys) -> None:
    show(drawn())
    lines = capsys.readouterr().out.splitlines()
    assert QUESTION in lines
    findings = [line for line in lines if "/age_group/" in line or "/skin_tone/" in line or "/glasses/" in line]
    assert [line.split()[0] for line in findings] == ["FAIL", "PASS", "INCONCLUSIVE"]
    assert all(line[:13].rstrip() == line.split()[0] for line in findings)  # reasons begin in one column
    verdict = next(place for place, line in enumerate(lines) if line.startswith("FAIL: "))
    assert lines[verdict].endswith("(exit status 1)")
    assert verdict > max(map(lines.index, findings))


def test_a_waived_finding_says_so(capsys) -> None:
    show(waived())
    assert "FAIL, waived" in capsys.readouterr().out


def test_what_was_read_otherwise_stands_below_the_verdict(capsys) -> None:
    remark = Remark(treatment=Treatment.MAPPED, sentence="grey was read as gray", by=Reader.MANIFEST)
    show(replace(five_pictures(), reading=Reading.of(remark)))
    text = capsys.readouterr().out
    assert text.index(f"{READING_TITLE}:") > text.index("(exit status 3)")
    assert "grey was read as gray" in " ".join(text.casefold().split())


def test_quiet_leaves_the_verdict_alone_and_loud_adds_to_stderr(capsys) -> None:
    with asked(Volume.QUIET):
        show(drawn())
    quiet = capsys.readouterr()
    assert quiet.out.startswith("FAIL: ")
    assert len(quiet.out.splitlines()) == 1
    with asked():
        show(drawn())
    normal = capsys.readouterr()
    with asked(Volume.LOUD):
        show(drawn())
    loud = capsys.readouterr()
    assert (normal.err, loud.out) == ("", normal.out)
    assert loud.err


def test_the_report_is_written_and_its_exit_status_returned(tmp_path, capsys) -> None:
    assert publish(Audit(result=five_pictures()), tmp_path / "out") == 3
    said = capsys.readouterr()
    assert f"report: {tmp_path / 'out' / 'index.html'}" in said.err
    assert (tmp_path / "out" / "index.html").is_file()


def test_json_is_the_document_alone(tmp_path, capsys) -> None:
    publish(Audit(result=five_pictures()), tmp_path / "out", as_json=True, export="csv")
    said = capsys.readouterr()
    assert said.out == to_document(five_pictures())
    assert json.loads(said.out)["schema_version"] == 1
    assert "report: " not in said.err
    assert f"exported: {tmp_path / 'out' / 'tables'}" in said.err


def test_a_folder_of_somebody_else_is_not_written_over(tmp_path) -> None:
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(OutputError, match="not an audit"):
        publish(Audit(result=five_pictures()), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
