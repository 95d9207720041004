"""`emotion-audit serve`: from what was asked for to a server that listens."""

from __future__ import annotations

import ipaddress
import secrets
import socket
import webbrowser
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from audit.domain.model.model import ModelSpec
from audit.errors import MissingExtra, OutputError, UsageError
from audit.serve.contribute.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from audit.serve.contribute.store import ContributedCohort
    from audit.serve.label.book import VoteBook
    from audit.serve.seeing.models import ShownModel

PORT = 8420
LOCAL = "127.0.0.1"
_BACKLOG = 128
_PARTS = ("krippendorff", "python_multipart", "starlette", "uvicorn", "websockets")


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """What the app shows, and where.

    Attributes
    ----------
    models
        Who is asked about every face; at least one.
    audits
        Files and folders of saved audits that stand beside the answers.
    cohort
        Folder that contributions grow; None = nobody can contribute.
    keeper
        Who keeps contributions, and how they are reached; needed with `cohort`.
    label
        Folder whose pictures annotators vote on; None = none.
    host, port
        Where it listens; port 0 takes a free one. A host beyond this machine needs the access token, which is printed.
    """

    models: tuple[ModelSpec, ...]
    audits: tuple[Path, ...] = ()
    cohort: Path | None = None
    keeper: str = ""
    label: Path | None = None
    host: str = LOCAL
    port: int = PORT

    def __post_init__(self) -> None:
        if not self.models:
            raise UsageError("name at least one model to look with: --model MODEL")
        names = [model.id for model in self.models]
        if len(set(names)) < len(names):
            raise UsageError(f"two models have one name: {', '.join(names)}; name each once")
        if self.cohort is not None:
            Terms(keeper=self.keeper)
        elif self.keeper:
            raise UsageError("--keeper says who keeps contributed pictures; add --cohort DIR, or remove it")
        if not 0 <= self.port < 2**16:
            raise UsageError(f"a port is a number from 0 to 65535, found {self.port}")

    @property
    def beyond(self) -> bool:
        """Whether other machines can reach it."""
        try:
            return not ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host != "localhost"


def serve(app: App, *, open_browser: bool = True, say: Callable[[str], None] = print) -> None:
    """Serve the app until it is interrupted.

    Parameters
    ----------
    app
        What is shown, and where.
    open_browser
        Whether the page is opened.
    say
        Takes each line for the person who started it.

    Raises
    ------
    MissingExtra
        When the extra `app` is not installed.
    ModelRefused
        When a model does not load.
    InputError
        When what is named as an audit is none.
    OutputError
        When the port is in use.
    """
    check_installed()
    listening = listen(app.host, app.port)
    try:
        Running(app, load_models(app), listening).run(open_browser=open_browser, say=say)
    finally:
        listening.close()


def check_installed() -> None:
    """Raise MissingExtra where the extra `app` is not installed."""
    if any(find_spec(name) is None for name in _PARTS):
        raise MissingExtra("the live app", "app")


def load_models(app: App) -> tuple[ShownModel, ...]:
    """Return the models of an app, loaded and checked.

    Raises
    ------
    UsageError
        When one is a service: the app promises that no face leaves this machine.
    ModelRefused, MissingExtra
        When one cannot be run.
    """
    for spec in app.models:
        if any(asked.service is not None for asked in (spec, *(member.spec for member in spec.members))):
            raise UsageError(
                f"model '{spec.id}' is a web service, and the live app sends faces to no other host; audit it with "
                "emotion-audit run"
            )
    from audit.serve.seeing.models import load_shown  # noqa: PLC0415 - what runs models is heavy

    return tuple(load_shown(spec) for spec in app.models)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises
    ------
    OutputError
        When the port is in use, or the host is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        raise OutputError(
            f"cannot listen on {host}, port {port}: {error.strerror or error}; name another with --port, or 0 for any"
        ) from error
    return listening


def _cohort(app: App) -> ContributedCohort | None:
    """Return the cohort that contributions grow, opened; its emotions are those of the first model where it is new."""
    from audit.serve.contribute.store import ContributedCohort  # noqa: PLC0415

    if app.cohort is None:
        return None
    return ContributedCohort(app.cohort, app.models[0].labels, Terms(keeper=app.keeper))


def _book(app: App) -> VoteBook | None:
    """Return the votes on the pictures to label; their emotions are declared beside them, else the first model's."""
    from audit.load import read_declaration  # noqa: PLC0415
    from audit.serve.label.book import MANIFEST, VoteBook  # noqa: PLC0415

    if app.label is None:
        return None
    declared = read_declaration(app.label / MANIFEST).labels
    return VoteBook(app.label, declared or app.models[0].labels)


class Running:
    """The app on its socket.

    Parameters
    ----------
    app
        What is shown.
    models
        The same models, loaded.
    listening
        A socket that listens already, so that a port in use is said before a model is loaded.
    """

    def __init__(self, app: App, models: Sequence[ShownModel], listening: socket.socket) -> None:
        import uvicorn  # noqa: PLC0415 - of an extra

        from audit.serve.app import Served, build_app  # noqa: PLC0415 - needs the extra
        from audit.serve.audits.jobs import REPORTS  # noqa: PLC0415
        from audit.serve.audits.kept import Shelf  # noqa: PLC0415
        from audit.serve.http.frames import LARGEST_FRAME  # noqa: PLC0415
        from audit.serve.http.guard import Admission  # noqa: PLC0415
        from audit.serve.http.patience import PatientProtocol  # noqa: PLC0415
        from audit.serve.whom.audits import load_shown_audits  # noqa: PLC0415

        port = listening.getsockname()[1]
        self._access = secrets.token_urlsafe(16) if app.beyond else None
        names = () if app.beyond else (LOCAL, "localhost", "[::1]", app.host)
        admission = Admission(
            hosts=frozenset(f"{name}:{port}" for name in names),
            page_token=secrets.token_urlsafe(24),
            access_token=self._access,
        )
        self.address = f"http://{f'[{app.host}]' if ':' in app.host else app.host}:{port}/"
        self._listening = listening
        served = Served(
            models=models,
            audits=load_shown_audits(app.audits, models),
            shelf=Shelf((*app.audits, Path(REPORTS))),
            cohort=_cohort(app),
            book=_book(app),
        )
        config = uvicorn.Config(
            build_app(served, admission),
            http=PatientProtocol,
            ws="websockets-sansio",
            ws_max_size=LARGEST_FRAME,
            ws_max_queue=2,
            ws_per_message_deflate=False,
            lifespan="on",
            access_log=False,
            log_level="warning",
            server_header=False,
            limit_concurrency=256,
            timeout_graceful_shutdown=3,
        )
        self.server = uvicorn.Server(config)

    @property
    def entry(self) -> str:
        """Where a person enters: the address, with the access token where one is needed."""
        return self.address if self._access is None else f"{self.address}?token={self._access}"

    def open(self) -> None:
        """Open the page in the browser of this machine."""
        webbrowser.open(self.entry)

    def run(self, *, open_browser: bool, say: Callable[[str], None]) -> None:
        """Serve until interrupted."""
        say(f"the live app: {self.entry} (stop with Ctrl+C)")
        if self._access is not None:
            say(
                "it listens beyond this machine, without encryption: whoever has this address with its token can use it"
            )
        if open_browser:
            self.open()
        self.server.run(sockets=[self._listening])
