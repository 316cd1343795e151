"""The record of collection: one sheet that holds what a receipt needs, whatever the size of a site."""

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest

from agent.engine import keys
from agent.engine.audit import scan
from agent.engine.progress import silent
from agent.store import Store
from reports import view
from reports.registry import render
from reports.view import View
from tests.agent.engine.test_sealing import KEY, configured
from tests.reports.conftest import HOSTILE, Demo

UNREACHABLE = (
    '[[directory]]\nname = "silent"\nurl = "ldaps://127.0.0.1:9"\nuser = "audit@ch.lan"\n'
    'password = "env:PREUVE_TEST_PASSPHRASE"\n'
)


@pytest.fixture
def seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> View:
    """A signed audit of two files and of a controller that does not answer."""
    monkeypatch.setenv("PREUVE_TEST_PASSPHRASE", "trois cygnes et un piano")
    configuration = configured(tmp_path, KEY + UNREACHABLE)
    keys.make(tmp_path / "key.pem", "trois cygnes et un piano")
    with Store.open(configuration.store_url, configuration.site.name) as store:
        scan(store, configuration, silent)
        return view.build(store, None)


def text(page: bytes) -> str:
    """What is read on a page."""
    body = page.decode().partition("<body>")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.mark.parametrize(
    ("language", "refused", "answered"),
    [("fr", "N’ont pas répondu", "1 sur 1"), ("en", "Did not answer", "1 of 1")],
)
def test_it_holds_what_a_receipt_needs(
    seen: View, language: str, refused: str, answered: str
) -> None:
    told = text(render("record", seen, language))

    assert seen.seal is not None
    digest = sha256(seen.seal.body).hexdigest()
    groups = [digest[place : place + 5] for place in range(0, 20, 5)]
    assert " ".join(groups) in told
    assert f"sha256:{digest}" in told
    assert refused in told
    assert "silent · ldaps://127.0.0.1:9" in told
    assert answered in told
    assert "jdupont" not in told


def test_a_demonstration_says_so_and_has_no_fingerprint(demo: Demo) -> None:
    page = render("record", demo.seen, "fr")

    assert text(page).count("DÉMONSTRATION") == 2
    assert b'class="fingerprint"' not in page


def test_an_unsealed_run_says_so(seen: View) -> None:
    told = text(render("record", replace(seen, seal=None), "en"))

    assert "Not sealed: no seal was made of this audit." in told


def crowded(seen: View) -> View:
    """A thousand sources, half of them silent, with names that attack."""
    units = tuple(
        replace(unit, source=f"{HOSTILE[number % len(HOSTILE)]}{number}", target=f"host-{number}")
        for number, unit in enumerate(seen.units * 200)
    )
    return replace(seen, units=units)


def test_nothing_of_a_source_becomes_markup(seen: View) -> None:
    page = render("record", crowded(seen), "fr").decode()

    assert "<script" not in page
    assert "<img" not in page


@pytest.mark.parametrize("shape", [lambda seen: seen, crowded], ids=["few", "crowded"])
def test_it_is_one_sheet(seen: View, tmp_path: Path, shape: Callable[[View], View]) -> None:
    (tmp_path / "record.html").write_bytes(render("record", shape(seen), "fr"))
    subprocess.run(
        [
            *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
            *(f"--user-data-dir={tmp_path / 'profile'}", "--no-pdf-header-footer"),
            *(f"--print-to-pdf={tmp_path / 'record.pdf'}", (tmp_path / "record.html").as_uri()),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    pages = re.findall(rb"/Type\s*/Page[^s]", (tmp_path / "record.pdf").read_bytes())
    assert len(pages) == 1
