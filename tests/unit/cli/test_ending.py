"""An end from outside is raised where Python lets it through: after an import, out of no destructor, once told."""

from __future__ import annotations

import importlib
import signal
import sys
import time
from typing import TYPE_CHECKING

import pytest

from audit.cli import main as door
from audit.cli.ending import Terminated, listen, listen_no_more

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LISTENED = (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)
ENDS = [(signal.SIGTERM, Terminated), (signal.SIGINT, KeyboardInterrupt)]

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no signal can come again")


@pytest.fixture(autouse=True)
def listening() -> Iterator[None]:
    """Listen, and leave this process as it was."""
    before, hook = {number: signal.getsignal(number) for number in LISTENED}, sys.unraisablehook
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets what it starts beside itself ignore it
    listen()
    yield
    listen_no_more()
    for number, handler in before.items():
        signal.signal(number, handler)
    sys.unraisablehook = hook


def wait_after(done: Callable[[], object]) -> None:
    """Do something, then wait for what it put off."""
    done()
    end = time.monotonic() + 60
    while time.monotonic() < end:
        time.sleep(0.001)


@pytest.mark.parametrize(("number", "raised"), ENDS)
def test_an_end_comes_at_once(number: int, raised: type[BaseException]) -> None:
    with pytest.raises(raised):
        signal.raise_signal(number)


@pytest.mark.parametrize(("number", "raised"), ENDS)
def test_an_import_is_let_to_its_end(tmp_path: Path, monkeypatch, number: int, raised: type[BaseException]) -> None:
    name = f"imported_{raised.__name__}"
    (tmp_path / f"{name}.py").write_text(f"import signal\nsignal.raise_signal({int(number)})\nwhole = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(raised):
        wait_after(lambda: importlib.import_module(name))
    assert sys.modules[name].whole


@pytest.mark.parametrize(("number", "raised"), ENDS)
def test_an_end_that_a_destructor_dropped_comes_again(number: int, raised: type[BaseException]) -> None:
    class Dropping:
        def __del__(self) -> None:
            signal.raise_signal(number)

    with pytest.raises(raised):
        wait_after(Dropping)  # gone as soon as it is there


def test_another_fault_of_a_destructor_is_told_as_ever(monkeypatch) -> None:
    heard = []
    monkeypatch.setattr(sys, "__unraisablehook__", heard.append)

    class Faulty:
        def __del__(self) -> None:
            raise ValueError

    faulty = Faulty()
    del faulty
    assert [said.exc_type for said in heard] == [ValueError]


def test_a_ctrl_c_that_is_ignored_stays_ignored() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    listen()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_an_end_that_comes_while_another_ending_is_told_has_its_status(monkeypatch, capsys, number, status) -> None:
    def run(_: list[str]) -> int:
        signal.raise_signal(number)
        return 0

    monkeypatch.setattr(door, "run", run)
    with pytest.raises(SystemExit) as ended:
        door.main()
    assert ended.value.code == status
    assert "emotion-audit: " in capsys.readouterr().err


def test_a_command_that_is_done_is_not_ended_any_more(monkeypatch) -> None:
    monkeypatch.setattr(door, "run", lambda _: 3)
    with pytest.raises(SystemExit) as ended:
        door.main()
    signal.raise_signal(signal.SIGTERM)
    assert ended.value.code == 3
