"""Where the computing is done: a few threads, a bounded queue, and a refusal instead of a longer one."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from audit.processors import processors
from audit.serve.http.guard import Refused
from audit.serve.http.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")

MOST_WAITING = 64
"""Calls that may wait; each holds at most one request's pictures."""


class Engine:
    """Runs calls that take long beside the event loop, at most as many at once as there are cores."""

    def __init__(self, threads: int | None = None) -> None:
        self._pool = ThreadPoolExecutor(threads or max(2, processors()), "emotion-audit")
        self._waiting = 0

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what the function returns.

        Raises
        ------
        Refused
            When too many calls wait already.
        """
        if self._waiting >= MOST_WAITING:
            raise Refused(503, WORDS["busy"])
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, partial(function, *args, **kwargs))
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """End the threads; calls that wait are dropped."""
        self._pool.shutdown(wait=False, cancel_futures=True)
