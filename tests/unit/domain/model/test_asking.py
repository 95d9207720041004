"""How a function or a service is asked, and which addresses may be."""

from __future__ import annotations

import pytest

from audit.domain.model.asking import VIEWS, Asking, require_views, service_address, views_in_words
from audit.errors import UsageError


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"batch": 0}, "batch is 1 to 4,096, found 0"),
        ({"retries": -1}, "retries is 0 to 100"),
        ({"timeout": 0.0}, "timeout is a number above 0"),
        ({"rate": float("inf")}, "rate is a number above 0"),
        ({"budget": 0}, "budget is 1 to"),
    ],
)
def test_terms_that_cannot_be_are_refused(said, words):
    with pytest.raises(UsageError, match=words):
        Asking(**said)


@pytest.mark.parametrize(
    ("reference", "address"),
    [
        ("https+json://api.example.org/v1/face", "https://api.example.org/v1/face"),
        ("https+json:api.example.org/v1/face?x=1", "https://api.example.org/v1/face?x=1"),
        ("https+json:https://api.example.org/v1", "https://api.example.org/v1"),
        ("http+json://127.0.0.1:8000/e", "http://127.0.0.1:8000/e"),
        ("http+json:http://localhost:8000/e", "http://localhost:8000/e"),
    ],
)
def test_an_address_is_written_short_or_long(reference, address):
    assert service_address(reference) == address


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("http+json://api.example.org/v1", "pictures of people are sent unencrypted to no other machine"),
        ("https+json:http://api.example.org/v1", "unencrypted"),
        ("https+json:ftp://api.example.org/v1", "is asked by http or https, found 'ftp'"),
        ("https+json://me:secret@api.example.org/v1", "a password in an address ends up in reports"),
        ("https+json:///v1", "names no host"),
    ],
)
def test_where_pictures_of_people_may_not_go(reference, words):
    with pytest.raises(UsageError, match=words) as refused:
        service_address(reference)
    assert "secret" not in str(refused.value)


def test_one_two_and_ten_are_allowed_and_told_apart() -> None:
    for views in VIEWS:
        require_views(views)
    assert views_in_words(2) == "two views, as it is and mirrored"
    assert views_in_words(10).startswith("ten views, as it is and moved towards each corner by a 24th of its side")


@pytest.mark.parametrize("views", [0, 3, -1, 11])
def test_another_number_is_refused_with_what_each_means(views: int) -> None:
    with pytest.raises(UsageError, match=rf"views = {views}: expected 1 \(the face as it is\), 2 \(also mirrored\)"):
        require_views(views)
