"""Pairs of our name and theirs, as typed."""

from __future__ import annotations

import pytest

from audit.errors import UsageError
from audit.load.tables.mapping import parse_columns


def test_pairs_in_one_text_or_several_and_a_name_with_a_comma() -> None:
    assert parse_columns(["image=id,label=y", "predicted=yhat"]) == {"image": "id", "label": "y", "predicted": "yhat"}
    assert parse_columns(['"image=path, full"']) == {"image": "path, full"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("image", "write OURS=THEIRS"),
        ("imag=id", "did you mean 'image'"),
        ("image=a,image=b", "names 'image' twice, as 'a' and as 'b'"),
        ('"image=a', "the quotes do not close"),
    ],
)
def test_what_is_no_pair_is_refused(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        parse_columns([text])
