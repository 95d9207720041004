"""The face finders there are, and what cannot be brought."""

from __future__ import annotations

from audit.cli.main import run


def test_every_finder_is_named_with_its_licence_and_where_it_comes_from(capsys) -> None:
    assert run(["detector"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sum("default here" in line for line in lines) == 1
    assert any(line.startswith("yunet") for line in lines)


def test_a_file_that_is_not_the_network_is_refused(tmp_path, capsys) -> None:
    (tmp_path / "net.onnx").write_bytes(b"something else")
    assert run(["detector", "yunet", "--from", str(tmp_path / "net.onnx")]) == 2
    assert "net.onnx" in capsys.readouterr().err


def test_options_of_a_detector_need_one(capsys) -> None:
    assert run(["detector", "--version", "2023mar"]) == 2
    assert "emotion-audit detector yunet" in capsys.readouterr().err
