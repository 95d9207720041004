"""The page that looks, and what the loaded audits say beside it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest
from assets.audits import AUDITS
from assets.live import made_up

pytest.importorskip("uvicorn", reason="the extra app is not installed")

from audit.serve.http.pages import Pages
from audit.serve.look_page import AuditsOnShow, LookPage


def page(*models, contributable: bool = False) -> str:
    made = LookPage(Pages("token", (("/", "Look"),)), models, contributable=contributable)
    return asyncio.run(made.answer(None)).body.decode()


def test_every_model_is_shown_with_its_emotions_and_names_are_text() -> None:
    model = made_up()
    hostile = replace(model, spec=replace(model.spec, title="<img src=x onerror=alert(1)>", intended_use="<b>all</b>"))
    text = page(hostile)
    assert "&lt;img src=x onerror=alert(1)&gt;" in text
    assert "<img src=x" not in text
    assert "happy" in text
    assert "sad" in text


def test_a_picture_can_be_given_from_here_only_where_a_cohort_grows() -> None:
    assert page(made_up(), contributable=True) != page(made_up())


def shown(on_show: AuditsOnShow) -> list[tuple[str, str]]:
    document = json.loads(asyncio.run(on_show.answer(None)).body)
    return [(audit["model"], audit["about"]) for audit in document["audits"]]


def test_an_audit_that_is_made_meanwhile_is_shown_and_an_earlier_one_gives_way() -> None:
    model = made_up()
    on_show = AuditsOnShow((), [model])
    assert shown(on_show) == []
    result = AUDITS["five-pictures"]()
    source = replace(result.provenance.model, id="brightness", sha256=model.sha256)
    ours = replace(result, provenance=replace(result.provenance, model=source))
    on_show.add(ours)
    on_show.add(ours)
    assert shown(on_show) == [("brightness", "same weights")]
    on_show.add(AUDITS["drawn"]())
    assert [about for _, about in shown(on_show)] == ["same weights", "another model"]
