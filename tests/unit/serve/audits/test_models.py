"""The models that can be audited: those on show first, then what has weights on this machine."""

from __future__ import annotations

from assets.live import made_up

from audit.serve.audits.models import known_models


def test_those_on_show_come_first_and_what_has_no_weights_is_not_offered() -> None:
    shown = made_up().spec
    found = known_models([shown])
    assert next(iter(found)) == shown.id
    assert "emotion7" in found
    assert all(spec.weights.exists() or spec.members for name, spec in found.items() if name != shown.id)
    assert "vgg16" not in found
    assert found["ensemble"].members


def test_a_model_on_show_is_the_one_of_its_name() -> None:
    shown = made_up(name="emotion7").spec
    assert known_models([shown])["emotion7"] is shown
