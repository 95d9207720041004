"""Which columns of a table are read, what must be there, and what is said of the others."""

from __future__ import annotations

import pytest

from audit.load.tables.selection import Selection


def no_cells(_: str) -> list[str]:
    return []


def told(selection: Selection, header: list[str]) -> list[str]:
    return list(selection.missing(header, no_cells))


def test_without_a_mapping_every_column_is_read_by_its_name() -> None:
    selection = Selection(required=("image",))
    assert selection.pairs(["image", "age"]) == (("image", "image"), ("age", "age"))
    assert not selection.by_place


def test_a_mapped_column_has_our_name_and_keeps_its_place() -> None:
    selection = Selection(required=("image", "label"), mapped={"label": "y", "image": "id"}, own=lambda _: False)
    assert selection.pairs(["id", "age", "y"]) == (("id", "image"), ("y", "label"))
    assert selection.expected == {"id", "y"}


def test_one_column_may_stand_for_two_of_ours_and_for_a_feature() -> None:
    selection = Selection(required=("image",), mapped={"image": "id", "subject": "id"}, features=("id",))
    assert selection.pairs(["id"]) == (("id", "image"), ("id", "subject"), ("id", "id"))


def test_a_name_that_is_taken_is_not_read_a_second_time() -> None:
    selection = Selection(required=("label",), mapped={"label": "truth"})
    assert selection.pairs(["label", "truth"]) == (("truth", "label"),)


def test_odd_columns_are_read_only_where_somebody_asks() -> None:
    odd = frozenset({"embedding", "image"})
    selection = Selection(required=("image",), features=())
    assert selection.pairs(["image", "embedding"], odd) == (("image", "image"),)
    named = Selection(required=("image",), features=("embedding",))
    assert ("embedding", "embedding") in named.pairs(["image", "embedding"], odd)


@pytest.mark.parametrize(
    ("mapped", "by_place"), [({}, False), ({"image": "0", "label": "12"}, True), ({"image": "0", "label": "y"}, False)]
)
def test_columns_that_are_all_numbered_are_named_by_their_places(mapped: dict, by_place: bool) -> None:
    assert Selection(required=(), mapped=mapped).by_place is by_place


def test_what_must_be_there_is_told_with_what_was_found() -> None:
    assert told(Selection(required=("image", "label")), ["image", "label"]) == []
    assert told(Selection(required=("label",)), ["image", "age"]) == [
        "there is no column 'label'; found 'image, age'; name the column that it is with --columns label=COLUMN"
    ]
    pictures = list(Selection(required=("image",)).missing(["file_name", "age"], lambda _: ["a.jpg", "b.jpg"]))
    assert pictures == [
        "there is no column 'image'; found 'file_name, age' (is it 'file_name'? add --columns image=file_name, or "
        "rename it)"
    ]


def test_a_mapped_column_that_is_not_there_is_told_with_the_nearest() -> None:
    selection = Selection(required=("image",), mapped={"image": "file"})
    assert told(selection, ["fil", "age"]) == [
        "--columns image=file: there is no column 'file'; expected one of fil, age (did you mean 'fil'?)"
    ]
    elsewhere = Selection(required=(), mapped={"predicted": "yhat"}, elsewhere=("predicted",))
    assert told(elsewhere, ["image"]) == []  # it may be that of the other table
    both = Selection(required=("image",), mapped={"image": "id"}, elsewhere=("image",))
    assert told(both, ["image"]) == []
    assert len(told(both, ["picture"])) == 1


def test_our_own_name_that_nobody_mapped_must_be_named_beside_a_mapping() -> None:
    selection = Selection(required=("label",), mapped={"image": "id"}, own=lambda _: False)
    assert told(selection, ["id", "label"]) == [
        "--columns names other columns, but not the one for 'label'; add label=COLUMN"
    ]


def test_a_feature_that_is_not_there_is_told() -> None:
    selection = Selection(required=(), features=("gendr",))
    assert told(selection, ["gender"]) == [
        "there is no column for the feature 'gendr'; expected one of gender (did you mean 'gender'?)"
    ]


def test_columns_that_nobody_reads_are_said_up_to_ten() -> None:
    selection = Selection(required=("image",), own=lambda name: name == "image", aside=lambda name: name == "theirs")
    header = ["image", "theirs", *(f"x{i}" for i in range(12))]
    (remark,) = selection.remarks(header)
    assert remark.sentence == (
        "columns that were not named and not read: x0, x1, x2, x3, x4, x5, x6, x7, x8, x9 and 2 more"
    )
    assert selection.remarks(["image", "theirs"]) == ()
    assert Selection(required=("image",), own=lambda name: name == "image").remarks(header) == ()


def test_odd_columns_are_said_apart() -> None:
    selection = Selection(required=("image",), aside=lambda _: False)
    found = selection.remarks(["image", "embedding"], frozenset({"embedding"}))
    assert [remark.sentence for remark in found] == ["columns that hold neither text nor numbers, not read: embedding"]
