"""`audit.serve(…)`: the live app beside a notebook, which goes on meanwhile."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from audit.domain.model.model import ModelSpec
from audit.errors import OutputError
from audit.serve.server import LOCAL, App, Running, check_installed, listen, load_models

if TYPE_CHECKING:
    from collections.abc import Iterable
    from socket import socket

    from audit.api.arguments import Place

RECOMMENDED = "emotion7"
_PATIENCE = 30.0


class LiveApp:
    """A live app that runs until it is stopped, or the notebook ends.

    Attributes
    ----------
    address
        Of its page, with the access token where it needs one.
    """

    def __init__(self, running: Running, listening: socket) -> None:
        self._running, self._listening = running, listening
        self.address = running.entry
        self._thread = threading.Thread(target=running.server.run, kwargs={"sockets": [listening]}, daemon=True)
        self._thread.start()
        deadline = time.monotonic() + _PATIENCE
        while not running.server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise OutputError("the live app did not start; its messages stand above")
            time.sleep(0.02)

    def __repr__(self) -> str:
        return f"<live app at {self.address}>"

    def stop(self) -> None:
        """Stop it and free its port; nothing happens where it is stopped already."""
        self._running.server.should_exit = True
        self._thread.join(_PATIENCE)
        self._listening.close()


def serve(
    *models: Place | ModelSpec,
    audits: Iterable[Place] = (),
    cohort: Place | None = None,
    keeper: str = "",
    label: Place | None = None,
    host: str = LOCAL,
    port: int = 0,
    open_browser: bool = False,
) -> LiveApp:
    """Start the live app and return it; the arguments are the options of `emotion-audit serve`.

    Parameters
    ----------
    *models
        Who looks: model folders, bundled ids or `ModelSpec`s; several stand side by side. None: `emotion7`.
    audits
        Files and folders of saved audits that stand beside the answers.
    cohort, keeper
        Folder that contributions grow; who keeps them and how they are reached.
    label
        Folder whose pictures annotators vote on.
    host, port
        Where it listens; port 0 takes a free one.
    open_browser
        Whether the page is opened.

    Raises
    ------
    InputError, UsageError
        When a model or an audit does not load, or the options do not fit together.
    MissingExtra
        When the extra `app` is not installed.
    OutputError
        When the port is in use.
    """
    check_installed()
    app = App(
        models=tuple(_spec(model) for model in models or (RECOMMENDED,)),
        audits=tuple(Path(os.fspath(place)) for place in audits),
        cohort=None if cohort is None else Path(os.fspath(cohort)),
        keeper=keeper,
        label=None if label is None else Path(os.fspath(label)),
        host=host,
        port=port,
    )
    listening = listen(app.host, app.port)
    try:
        running = Running(app, load_models(app), listening)
    except BaseException:
        listening.close()
        raise
    if open_browser:
        running.open()
    return LiveApp(running, listening)


def _spec(model: Place | ModelSpec) -> ModelSpec:
    from audit.load import ModelOptions, named_model  # noqa: PLC0415 - tables and declarations, needed once

    return model if isinstance(model, ModelSpec) else named_model(os.fspath(model), ModelOptions())
