"""What is asked for at the start: a port in use, a model twice, no extra."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest
from assets.live import made_up

from audit.domain.cohort.labels import LabelSet
from audit.domain.model.narrowing import narrow
from audit.errors import MissingExtra, OutputError, UsageError
from audit.serve import App, server


def test_a_port_in_use_is_said_before_a_model_is_loaded() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OutputError, match=f"cannot listen on 127.0.0.1, port {port}: .*name another with --port"):
            server.serve(App(models=(made_up().spec,), port=port), open_browser=False)


def test_a_model_that_does_not_load_ends_in_its_own_sentence() -> None:
    with pytest.raises(UsageError.__mro__[1], match=r"none\.onnx"):
        server.serve(App(models=(made_up().spec,), port=0), open_browser=False)


def test_a_service_is_refused_for_no_face_leaves_this_machine() -> None:
    spec = replace(made_up().spec, service="https://api.example.org/emotion")
    for models in ((spec,), (narrow(spec, LabelSet(emotions=spec.labels.emotions[::-1])),)):
        with pytest.raises(UsageError, match="the live app sends faces to no other host"):
            server.serve(App(models=models, port=0), open_browser=False)


def test_a_model_twice_and_none_at_all_are_refused() -> None:
    spec = made_up().spec
    with pytest.raises(UsageError, match="two models have one name: brightness, brightness"):
        App(models=(spec, spec))
    with pytest.raises(UsageError, match="name at least one model"):
        App(models=())


def test_without_the_extra_the_error_names_the_command(monkeypatch) -> None:
    monkeypatch.setattr(server, "find_spec", lambda _: None)
    with pytest.raises(MissingExtra, match=r"needs the extra 'app'; .*app\]'"):
        server.serve(App(models=(made_up().spec,)), open_browser=False)


EVERYWHERE = "0.0.0.0"  # noqa: S104 - that is the question


@pytest.mark.parametrize(
    ("host", "beyond"), [("127.0.0.1", False), ("::1", False), ("localhost", False), (EVERYWHERE, True)]
)
def test_only_this_machine_needs_no_token(host, beyond) -> None:
    assert App(models=(made_up().spec,), host=host).beyond is beyond
