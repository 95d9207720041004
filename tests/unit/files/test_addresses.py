"""Addresses are asked as paths are: what is there is read, what is not is said, and nobody is asked beyond the root."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from audit.errors import AuditError, InputError, UsageError
from audit.files import addresses
from audit.files.addresses import Address, root_of


@pytest.fixture(autouse=True)
def at_once(monkeypatch) -> None:
    monkeypatch.setattr(addresses, "_WAITS", (0.0, 0.0))
    addresses._store.cache_clear()


@pytest.fixture
def fsspec():
    pytest.importorskip("aiohttp", reason="fsspec asks web servers with it")
    return pytest.importorskip("fsspec", reason="the extra remote is not installed")


@pytest.fixture
def memory(fsspec) -> Iterator[Address]:
    files = fsspec.filesystem("memory")
    files.pipe({"/faces/x/a.png": b"abc", "/faces/none.png": b"", "/secret.png": b"no"})
    yield Address("memory://faces")
    files.store.clear()
    files.pseudo_dirs[:] = [""]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


class Refusing(BaseHTTPRequestHandler):
    """Answers every question with the number that its folder is called by."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        self.send_error(int(self.path.split("/")[1]))

    def log_message(self, *_: object) -> None:
        pass


def served(handler) -> Iterator[tuple[str, list[str]]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", server.asked  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def web(tmp_path, fsspec) -> Iterator[Address]:
    assert fsspec
    (tmp_path / "faces" / "x").mkdir(parents=True)
    (tmp_path / "faces" / "x" / "a.png").write_bytes(b"abc")
    (tmp_path / "faces" / "half%20 a?b#c.png").write_bytes(b"odd")
    (tmp_path / "faces" / "none.png").touch()
    (tmp_path / "secret.png").write_bytes(b"no")
    for url, _ in served(partial(Quiet, directory=tmp_path)):
        yield Address(f"{url}/faces")


@pytest.fixture
def refusing(fsspec) -> Iterator[tuple[str, list[str]]]:
    assert fsspec
    yield from served(Refusing)


@pytest.mark.parametrize("kind", ["memory", "web"])
def test_a_store_is_asked_as_a_folder_is(kind: str, request) -> None:
    root = request.getfixturevalue(kind)
    assert root.is_dir()
    assert root.exists()
    assert not root.is_file()
    assert (root / "x/a.png").is_file()
    assert not (root / "x/b.png").is_file()
    assert (root / "x/a.png").read_bytes(10) == b"abc"
    assert (root / "none.png").read_bytes(10) == b""
    with pytest.raises(FileNotFoundError):
        (root / "x/b.png").read_bytes(10)
    assert (root.absolute(), root.resolve(), str(root / "x" / "a.png")) == (root, root, f"{root}/x/a.png")


def test_a_store_that_reads_parts_gives_one_byte_more_than_wanted_and_no_more(memory) -> None:
    assert (memory / "x/a.png").read_bytes(1) == b"ab"


def test_a_web_server_that_sends_all_of_a_file_is_left_after_the_bytes_that_are_wanted(tmp_path, web) -> None:
    """Python's own server knows no parts of files."""
    (tmp_path / "faces" / "large.png").write_bytes(b"large" * 2_000_000)
    assert (web / "large.png").read_bytes(3_000_000) == (b"large" * 600_001)[:3_000_001]


def test_a_folder_that_is_none_is_not_there(memory) -> None:
    assert not Address("memory://nowhere").is_dir()
    assert not Address("memory://faces/x/a.png").is_dir()
    assert not (memory / "x").is_file()


def test_a_name_is_a_name_and_no_question_to_a_web_server(web) -> None:
    assert (web / "half%20 a?b#c.png").read_bytes(9) == b"odd"
    with pytest.raises(FileNotFoundError):
        (web / "%2e%2e/secret.png").read_bytes(9)


@pytest.mark.parametrize("name", ["../secret.png", "x/../../secret.png", "x\\..\\..\\secret.png", "/secret.png"])
def test_what_leads_out_is_not_inside(name: str) -> None:
    """The store is not even asked: there is no driver of such a letter."""
    assert not (Address("none://faces") / name).inside
    assert not (Address("none://faces") / name).is_file()


@pytest.mark.parametrize("name", ["x/a.png", "..a.png", "x/a..", "x\\a.png"])
def test_what_lies_below_is_inside(name: str) -> None:
    assert (Address("none://faces") / name).inside


@pytest.mark.parametrize(
    ("status", "raised"),
    [(404, FileNotFoundError), (410, FileNotFoundError), (401, PermissionError), (403, PermissionError)],
)
def test_an_answer_that_settles_it_is_not_asked_for_again(refusing, status: int, raised) -> None:
    url, asked = refusing
    with pytest.raises(raised):
        (Address(f"{url}/{status}") / "a.png").read_bytes(9)
    assert asked == [f"/{status}/a.png"]


def test_a_server_that_fails_is_asked_three_times_and_then_it_is_said(refusing) -> None:
    url, asked = refusing
    with pytest.raises(InputError, match=r"/500/a\.png: could not be read: 500.*; when the store answers again"):
        (Address(f"{url}/500") / "a.png").read_bytes(9)
    assert asked == ["/500/a.png"] * 3


def test_a_store_that_answers_at_the_third_time_is_believed(memory, fsspec, monkeypatch) -> None:
    files, asked = type(fsspec.filesystem("memory")), []
    answer = files.cat_file

    def late(*args: object, **options: object) -> bytes:
        asked.append(args)
        if len(asked) < 3:
            raise ConnectionResetError("reset by peer")
        return answer(*args, **options)

    monkeypatch.setattr(files, "cat_file", late)
    assert (memory / "x/a.png").read_bytes(9) == b"abc"
    assert asked == [asked[0]] * 3


@pytest.mark.parametrize(("name", "found"), [("none.png", b""), ("x/a.png", None)])
def test_of_an_empty_file_alone_a_store_may_have_no_part(memory, fsspec, monkeypatch, name: str, found) -> None:
    """A file that is not empty and cannot be read is never taken for an empty one."""

    def no_part(*_: object, **__: object) -> bytes:
        raise ValueError("no such range")

    monkeypatch.setattr(type(fsspec.filesystem("memory")), "cat_file", no_part)
    if found is None:
        with pytest.raises(InputError, match=r"^memory://faces/x/a\.png: could not be read: no such range"):
            (memory / name).read_bytes(9)
    else:
        assert (memory / name).read_bytes(9) == found


def test_of_an_empty_file_a_web_server_has_no_part(refusing) -> None:
    url, asked = refusing
    assert (Address(f"{url}/416") / "a.png").read_bytes(9) == b""
    assert asked == ["/416/a.png"]


def test_a_server_that_shows_no_folder_may_have_pictures_all_the_same(refusing) -> None:
    url, _ = refusing
    for status in (401, 403, 404, 410):
        assert Address(f"{url}/{status}").is_dir()
        assert not (Address(f"{url}/{status}") / "a.png").is_file()


@pytest.mark.usefixtures("fsspec")
def test_a_server_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(InputError, match=r"^http://127\.0\.0\.1:9/x: could not be read: Cannot connect"):
        Address("http://127.0.0.1:9/x").is_dir()


def test_a_store_that_may_not_be_looked_at_is_one_sentence(memory, fsspec, monkeypatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError("Access Denied")

    monkeypatch.setattr(type(fsspec.filesystem("memory")), "info", forbidden)
    with pytest.raises(InputError, match=r"^memory://faces: may not be looked at: Access Denied$"):
        memory.is_dir()
    assert not (memory / "x/a.png").is_file()


@pytest.mark.usefixtures("fsspec")
def test_a_driver_that_is_not_installed_is_named(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(InputError, match=r"^s3://b: the driver of this address is not installed: Install s3fs"):
        Address("s3://b").is_dir()
    with pytest.raises(InputError, match=r"^odd://b: no such address can be read: Protocol not known: odd"):
        Address("odd://b").is_dir()


def test_without_the_extra_what_to_type_is_said(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(AuditError, match=r"s3://b: reading pictures from an address needs the extra 'remote'"):
        Address("s3://b").is_dir()


REFUSED = {
    "simplecache::s3://b/x": "an address of one driver is taken",
    "filecache://x": "no copies are kept",
    "zip::s3://b/x.zip": "an address of one driver is taken",
    "https://me:secret@host/x": "would stand in the report",
    "s3://me:@host/x": "would stand in the report",
    "https://host/x?token=secret": r"^https://host…: an address of a folder has no '\?'",
    "http://host/x#secret": r"^http://host…: an address of a folder has no '\?' and no '#'",
}


@pytest.mark.parametrize(("address", "words"), REFUSED.items())
def test_addresses_that_would_keep_copies_or_tell_a_secret_are_refused(address: str, words: str) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        root_of(address)
    assert "secret" not in str(caught.value)


def test_what_is_no_address_is_a_path_from_where_it_starts() -> None:
    assert root_of("a/b") == Path("a/b")
    assert root_of("a/b", Path("/top")) == Path("/top/a/b")
    assert root_of("/a", Path("/top")) == Path("/a")
    assert root_of("file:///a%20b") == Path("/a b")
    assert root_of(Path("s3://b")) == Path("s3:/b")
    assert root_of("s3://b/x/", Path("/top")) == Address("s3://b/x")
    assert os.fspath(root_of("local:///a")) == "/a"


@pytest.mark.parametrize("address", ["s3://b/x?y#z", "https://me@host/x", "http://host:80", "gs://b/a:b@c"])
def test_signs_that_ask_nothing_of_a_store_are_part_of_an_address(address: str) -> None:
    assert root_of(address) == Address(address)


def test_below_an_address_lie_names_and_addresses_stay_what_they_are() -> None:
    root = root_of("s3://b/x//")
    assert (str(root), str(root / "a"), str(root / "a" / "b.png")) == ("s3://b/x", "s3://b/x/a", "s3://b/x/a/b.png")
    assert (root / "a" / "b.png") == Address("s3://b/x", "a/b.png")
    assert (root.absolute(), (root / "a").resolve()) == (root, root / "a")
