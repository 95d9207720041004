"""Pictures without labels: folders, lists of paths and tables, and what is none of them."""

from __future__ import annotations

import pytest

from audit.errors import InputError, UsageError
from audit.load.pictures import load_pictures


@pytest.fixture
def folder(tmp_path):
    for name in ("b/10.png", "b/9.PNG", "a.jpg", ".hidden/x.png", "notes.txt"):
        (tmp_path / "all" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "all" / name).write_bytes(b"x")
    return tmp_path / "all"


def test_a_folder_gives_its_pictures_at_any_depth(folder) -> None:
    found = load_pictures(folder)
    assert (found.id, found.images, found.root) == ("all", ("a.jpg", "b/9.PNG", "b/10.png"), folder)


def test_a_list_gives_a_picture_a_line_whatever_its_name_holds(tmp_path) -> None:
    (tmp_path / "list.txt").write_text("my pictures/a, b.jpg\n\nc d.png\n")
    found = load_pictures(tmp_path / "list.txt")
    assert (found.images, found.root) == (("my pictures/a, b.jpg", "c d.png"), tmp_path)


def test_a_table_needs_no_labels_and_keeps_boxes_and_faces(tmp_path) -> None:
    rows = "image,face,x,y,width,height,note\na.jpg,0,1,2,3,4,x\na.jpg,1,,,,,y\n"
    (tmp_path / "t.csv").write_text(rows)
    found = load_pictures(tmp_path / "t.csv")
    assert (found.images, found.faces) == (("a.jpg", "a.jpg"), ("0", "1"))
    assert found.boxes.tolist() == [[1, 2, 3, 4], [-1] * 4]


def test_a_split_and_columns_of_another_tool_are_taken(tmp_path) -> None:
    (tmp_path / "t.jsonl").write_text('{"id": "a", "fold": "Test"}\n{"id": "b", "fold": "train"}\n')
    found = load_pictures(tmp_path / "t.jsonl", split="test", columns={"image": "id", "split": "fold"})
    assert found.images == ("a",)


def test_absolute_paths_are_read_from_the_folder_that_is_named(tmp_path, folder) -> None:
    (tmp_path / "list.txt").write_text(f"{folder}/a.jpg\nb/9.PNG\n")
    found = load_pictures(tmp_path / "list.txt", images_root=folder)
    assert (found.images, found.root) == (("a.jpg", "b/9.PNG"), folder)


WRONG = {
    "a.jpg\na.jpg\n": (InputError, "'a.jpg' is listed twice", {}),
    "image\na.jpg\n": (InputError, "there is no column 'split', so no rows of split 'x'", {"split": "x"}),
    "image,split\na.jpg,y\n": (InputError, "no row of split 'x'", {"split": "x"}),
    "id\na.jpg\n": (InputError, "there is no column 'image'", {}),
    "b.jpg\n": (UsageError, "--columns maps 'label', which is not read", {"columns": {"label": "y"}}),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_one_sentence(tmp_path, text) -> None:
    kind, words, asked = WRONG[text]
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(kind, match=words):
        load_pictures(tmp_path / "t.csv", **asked)


def test_a_folder_without_a_picture_is_refused(tmp_path) -> None:
    with pytest.raises(InputError, match="no picture in it, and no table"):
        load_pictures(tmp_path)
