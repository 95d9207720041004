"""What torch wrote is told by the names in a zip file; nothing of it is read."""

from __future__ import annotations

import zipfile

import pytest

from audit.errors import InputError
from audit.files.contents import TorchContent, torch_content


@pytest.mark.parametrize(
    ("names", "content"),
    [
        (["net/code/__torch__.py", "net/constants.pkl", "net/data.pkl"], TorchContent.SCRIPT),
        (["net/models/model.json", "net/archive_format"], TorchContent.EXPORTED),
        (["serialized_exported_program.json", "version"], TorchContent.EXPORTED),
        (["archive/data.pkl", "archive/data/0"], TorchContent.WEIGHTS),
        (["readme.txt"], TorchContent.NOTHING),
    ],
)
def test_a_zip_file_is_told_by_its_names(tmp_path, names, content):
    path = tmp_path / "net.pt"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    assert torch_content(path) is content


def test_a_bare_pickle_is_weights_and_anything_else_is_nothing(tmp_path):
    path = tmp_path / "net.pth"
    path.write_bytes(b"\x80\x02\x8a")
    assert torch_content(path) is TorchContent.WEIGHTS
    path.write_bytes(b"<html>")
    assert torch_content(path) is TorchContent.NOTHING


def test_an_archive_whose_directory_is_damaged_is_one_sentence(tmp_path):
    path = tmp_path / "net.pt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", "x")
    path.write_bytes(path.read_bytes().replace(b"PK\x01\x02", b"PK\x01\x00"))
    with pytest.raises(InputError, match=r"net\.pt: is cut short or damaged \(.*\); get the file again"):
        torch_content(path)


@pytest.mark.parametrize(
    ("names", "content"),
    [
        (["net/code/__torch__.py", "net/data.pkl"], TorchContent.WEIGHTS),  # code, and no constants
        (["net/constants.pkl", "net/data.pkl"], TorchContent.WEIGHTS),
        (["net/constants.pkl"], TorchContent.NOTHING),
        (["net/code/a.py", "net/constants.pkl"], TorchContent.SCRIPT),
    ],
)
def test_a_program_has_code_and_constants(tmp_path, names, content):
    path = tmp_path / "net.pt"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    assert torch_content(path) is content


def test_an_empty_file_is_nothing(tmp_path):
    path = tmp_path / "net.pt"
    path.write_bytes(b"")
    assert torch_content(path) is TorchContent.NOTHING
