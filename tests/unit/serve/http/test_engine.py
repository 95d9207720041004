"""Where the computing is done: beside the event loop, with a refusal in place of an endless queue."""

from __future__ import annotations

import asyncio
import threading

import pytest

pytest.importorskip("uvicorn", reason="the extra app is not installed")

from audit.serve.http import engine as module
from audit.serve.http.engine import Engine
from audit.serve.http.guard import Refused
from audit.serve.http.words import WORDS


def test_what_a_function_returns_or_raises_comes_back_from_another_thread() -> None:
    async def asked() -> None:
        engine = Engine(1)
        assert await engine.run(lambda a, *, b: (a, b, threading.get_ident()), 1, b=2) != (1, 2, threading.get_ident())
        assert await engine.run(divmod, 7, 2) == (3, 1)
        with pytest.raises(ZeroDivisionError):
            await engine.run(divmod, 7, 0)
        engine.close()

    asyncio.run(asked())


def test_beyond_the_queue_a_call_is_refused_and_a_freed_place_is_taken(monkeypatch) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 2)

    async def asked() -> None:
        engine, go = Engine(1), threading.Event()
        waiting = [asyncio.ensure_future(engine.run(go.wait)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Refused, match=WORDS["busy"]) as refused:
            await engine.run(int)
        assert refused.value.status == 503
        go.set()
        assert await asyncio.gather(*waiting) == [True, True]
        assert await engine.run(int) == 0
        with pytest.raises(ZeroDivisionError):
            await engine.run(divmod, 1, 0)
        assert await engine.run(int) == 0  # a call that failed holds no place
        engine.close()

    asyncio.run(asked())
