"""How a function or a service is asked, and which addresses may be."""

from __future__ import annotations

import pytest

from audit.domain.model.asking import Asking, service_address
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
