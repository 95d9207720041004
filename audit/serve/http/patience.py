"""A limit on how long a connection may take to say what it wants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

PATIENCE = 20.0
"""Seconds a connection may take to send the head of its first request."""


class PatientProtocol(H11Protocol):
    """Uvicorn's protocol, but a client that connects and says nothing, or only drips, is hung up on."""

    _impatience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start to wait."""
        super().connection_made(transport)
        self._impatience = self.loop.call_later(PATIENCE, self._hang_up)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._calm()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Stop waiting: from here on WebSocket's own pings tell whether somebody is there."""
        self._calm()
        super().handle_websocket_upgrade(event)

    def _calm(self) -> None:
        if self._impatience is not None:
            self._impatience.cancel()

    def _hang_up(self) -> None:
        nothing_asked = self.conn.their_state is h11.IDLE and self.conn.our_state is h11.IDLE
        if nothing_asked and self.timeout_keep_alive_task is None and not self.transport.is_closing():
            self.transport.close()
