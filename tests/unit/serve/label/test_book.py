"""Votes of several annotators: kept at once, the newest counts, written as columns an audit reads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.errors import InputError, OutputError
from audit.load import load_cohort
from audit.serve.label.agreement import agreement, agreements
from audit.serve.label.book import VoteBook, annotator_name

LABELS = LABEL_SETS["happy-sad"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = ["image,label,age", *(f"{place}.png,,{'old' if place % 2 else 'young'}" for place in range(4))]
    (tmp_path / "manifest.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path


def vote_all(book: VoteBook, **votes: str) -> None:
    """Each annotator's votes on the pictures in order: h, s, u (cannot tell), n (not a face), - (none)."""
    answers = {"h": "happy", "s": "sad", "u": "unknown", "n": "not_a_face"}
    for annotator, row in votes.items():
        for place, letter in enumerate(row):
            if letter != "-":
                book.vote(place, annotator, answers[letter])


def test_votes_of_three_annotators_become_columns_and_labels(folder) -> None:
    book = VoteBook(folder, LABELS)
    vote_all(book, ann="hhss", bob="hhsu", cleo="hssu")
    assert book.write() == 0
    read = load_cohort(folder)
    assert [read.labels.emotions[code] for code in read.y_true] == ["happy", "happy", "sad", "sad"]
    assert read.votes.tolist() == [[3, 0], [2, 1], [0, 3], [0, 1]]
    assert read.votes_outside.tolist() == [0, 0, 0, 2]
    assert [feature.name for feature in read.features] == ["age"]
    assert (
        (folder / "manifest-before-votes.csv").read_text(encoding="utf-8").startswith("image,label,age\n0.png,,young")
    )


def test_rows_without_one_leading_emotion_are_counted_and_get_no_label(folder) -> None:
    book = VoteBook(folder, LABELS)
    vote_all(book, ann="hu-h", bob="su-h")
    assert book.write() == 3
    assert (folder / "manifest.csv").read_text(encoding="utf-8").splitlines()[1:] == [
        "0.png,,young,1,1,0,0", "1.png,,old,0,0,2,0", "2.png,,young,0,0,0,0", "3.png,happy,old,2,0,0,0"
    ]  # fmt: skip


def test_the_newest_vote_counts_and_all_survive_a_restart_and_a_line_cut_off(folder) -> None:
    book = VoteBook(folder, LABELS)
    vote_all(book, ann="h")
    vote_all(book, ann="s")
    with (folder / "votes.csv").open("a", encoding="utf-8") as file:
        file.write("1.png,ann,hap")
    again = VoteBook(folder, LABELS)
    assert again.counts()[0] == [0, 1, 0, 0]
    assert again.voted(" ann ") == {0}
    vote_all(again, bob="-h")
    assert VoteBook(folder, LABELS).counts()[1] == [1, 0, 0, 0]


def test_writing_twice_replaces_the_columns(folder) -> None:
    book = VoteBook(folder, LABELS)
    vote_all(book, ann="hhhh")
    book.write()
    again = VoteBook(folder, LABELS)
    vote_all(again, bob="hhhh")
    again.write()
    assert load_cohort(folder, labels=LABELS).votes.tolist() == [[2, 0]] * 4


def test_many_at_once_lose_nothing(folder) -> None:
    book = VoteBook(folder, LABELS)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: book.vote(number % 4, f"annotator {number}", "sad"), range(80)))
    assert [row[1] for row in VoteBook(folder, LABELS).counts()] == [20] * 4


def test_a_folder_of_pictures_alone_gets_a_manifest(tmp_path) -> None:
    for name in ("b.png", "a.jpg"):
        (tmp_path / name).write_bytes(b"")
    book = VoteBook(tmp_path, LABELS)
    vote_all(book, ann="hs")
    assert book.write() == 0
    assert load_cohort(tmp_path).images == ("a.jpg", "b.png")


def test_a_vote_that_cannot_be_kept_does_not_count(folder, monkeypatch) -> None:
    book = VoteBook(folder, LABELS)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(OutputError, match="No space left on device; it does not count"):
        book.vote(0, "ann", "sad")
    assert book.voted("ann") == set()


@pytest.mark.parametrize(("place", "answer"), [(-1, "sad"), (4, "sad"), (0, "bored"), (0, "")])
def test_what_is_no_vote_is_refused(folder, place, answer) -> None:
    with pytest.raises(InputError):
        VoteBook(folder, LABELS).vote(place, "ann", answer)


@pytest.mark.parametrize("name", ["", "  ", "=x", "a" * 41, "a\x07"])
def test_what_is_no_name_is_refused(name) -> None:
    with pytest.raises(InputError, match="Write a name"):
        annotator_name(name)


@pytest.mark.parametrize("text", ["label\nsad\n", "image\na.png\na.png\n", "image,age\na.png\n", "image\n"])
def test_a_table_that_cannot_be_labelled_is_refused(tmp_path, text) -> None:
    (tmp_path / "manifest.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="a table to label has a column 'image'"):
        VoteBook(tmp_path, LABELS)


def test_agreement_by_hand() -> None:
    """Two annotators on ten pictures: 20 votes, 14 and 6 of a kind, 4 pictures disputed: α = 1 − 19 · 4 / (14 · 6)."""
    one, two = "0100000000", "1110010100"
    votes = [[(a + b).count("0"), (a + b).count("1")] for a, b in zip(one, two, strict=True)]
    assert agreement("example", votes).alpha == pytest.approx(1 - 19 * 4 / (14 * 6), abs=1e-4)


def test_agreement_is_given_by_group_and_undefined_with_its_reason(folder) -> None:
    book = VoteBook(folder, LABELS)
    vote_all(book, ann="hsh-", bob="hsh-")
    found = {each.name: each for each in agreements(book)}
    assert found["all pictures"].alpha == 1.0
    assert found["age: old"].why == "every vote is for one answer"
    assert found["age: young"].pictures == 2
    assert agreement("none", [[1, 0], [0, 1]]).why == "no picture has two votes"
