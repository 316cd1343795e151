"""An audit of hosts alone: no list, no account, no bridge; every reader still gets what there is."""

from dataclasses import replace

import pytest

from agent.commands.speech import LANGUAGES
from reports.registry import pairs, render
from tests.reports.conftest import Demo


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("reader", "how"), list(pairs()))
def test_what_there_is_is_told(demo: Demo, reader: str, how: str, language: str) -> None:
    judged = demo.seen.judgement
    seen = replace(
        demo.seen, bridge=None, standings=(), persons=(), rolls=(), history=(), coverages=(),
        words={}, kept=(), judgement=replace(judged, findings=()),
    )  # fmt: skip
    body = render(how, seen, language, reader)

    assert len(body) > 2000
    if reader == "staff-bodies":
        assert ("rien n’en est dit" if language == "fr" else "nothing is told") in body.decode()
