"""In a real Chromium the page says of each bundle what the program says of it."""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.verifier.build import page
from reports.verifier.program import STATES, verify
from tests.bundles.forging import LEDGER
from tests.bundles.tiny import Files, Maker, bagged, digest, pack
from tests.program.browser import Browser
from tests.reports.verifier.test_program import (
    far_seal,
    flipped,
    forged,
    honest,
    other_key,
    prefixed,
    shortened,
    swapped,
    without,
)

# As the page's own script does when a file is chosen.
LOOK = """(async () => {
  const bytes = Uint8Array.from(atob(%s), (char) => char.charCodeAt(0));
  const lines = await verifyBundle(new Blob([bytes]), { key: %s, receipt: %s });
  return JSON.stringify(lines.map(({ level, state, code }) => [level, state, code]));
})()"""


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    (tmp_path / "page.html").write_text(page(), "utf-8")
    with Browser(tmp_path) as browser:
        browser.open(tmp_path / "page.html")
        yield browser


def bundles() -> dict[str, tuple[Files, str, str]]:
    """By name: a bundle's files, the key and the receipt that its reader holds."""
    maker, payload = honest()
    key, receipt = maker.fingerprint, digest(maker.seals[-1]["json"])[7:27]
    made = {
        "honest": (bagged(payload), key, receipt),
        "unknown": (bagged(payload), "", ""),
        "other key expected": (bagged(payload), "0" * 64, ""),
        "other receipt": (bagged(payload), key, "0" * 20),
        "swapped": (forged(swapped), key, receipt),
        "shortened": (forged(shortened), key, receipt),
        "other key": (forged(other_key), key, receipt),
        "prefixed 1": (forged(prefixed(1)), key, receipt),
        "prefixed 0": (forged(prefixed(0)), key, receipt),
        "far seal": (forged(far_seal), key, receipt),
        "no seal 1": (forged(without("data/seals/000001")), key, receipt),
        "no seal 2": (forged(without("data/seals/000002")), key, receipt),
        "unsigned": (forged(without("data/seal/seal.sig")), key, receipt),
        "no ledger": (forged(without("data/ledger.jsonl")), key, receipt),
        "no facts": (forged(without("data/facts/")), key, receipt),
        "no rules": (forged(without("data/rules/")), key, receipt),
        "no body": (forged(without("data/exhibits/")), key, receipt),
        "added": (bagged(payload) | {"data/more.txt": b""}, key, receipt),
        "outside": (bagged(payload) | {"../more.txt": b""}, key, receipt),
    }
    for name in payload:
        made[f"flipped, listed: {name}"] = (forged(flipped(name)), key, receipt)
    made |= {name: (files, key, receipt) for name, files in torn_entries(payload)}
    gaps = {"source": "ad", "missing": [], "unseen": {"account": 2}, "completeness": "partial"}
    made["unseen"] = (bagged(Maker(coverage=gaps).payload()), "", "")
    made |= dict(nameless())
    whole = bagged(payload)
    for name, body in whole.items():
        made[f"flipped: {name}"] = (whole | {name: body[:-1] + bytes([body[-1] ^ 1])}, key, receipt)
    return made


def torn_entries(payload: Files) -> Iterator[tuple[str, Files]]:
    """A seal's fields, and in three entries of the ledger one byte of each word, date and key."""
    for field in (b'"site"', b'"expected"', b'"missing"'):
        body = payload["data/seals/000002.json"].replace(field, field.upper())
        yield f"flipped: a seal's {field!r}", bagged(payload | {"data/seals/000002.json": body})
    lines = payload[LEDGER].splitlines(keepends=True)
    for place, kind in ((1, b'"key.registered"'), (2, b'"exhibit.kept"'), (5, b'"run.ended"')):
        assert kind in lines[place]
        for word in re.finditer(rb'"(?=\w)|T', lines[place]):
            line = bytearray(lines[place])
            line[word.end()] ^= 1
            torn = b"".join([*lines[:place], bytes(line), *lines[place + 1 :]])
            yield f"flipped: entry {place + 1} at {word.end()}", bagged(payload | {LEDGER: torn})


def nameless() -> Iterator[tuple[str, tuple[Files, str, str]]]:
    """Bundles without names: honest, forged, and with something that has no place there."""
    maker = Maker()
    payload = maker.nameless()
    key, receipt = maker.fingerprint, digest(maker.seals[-1]["json"])[7:27]
    yield "nameless", (bagged(payload), key, receipt)
    for name, body in payload.items():
        touched = body[:-1] + bytes([body[-1] ^ 1])
        yield f"nameless, touched: {name}", (bagged(payload | {name: touched}), key, receipt)
        less = {each: held for each, held in payload.items() if each != name}
        yield f"nameless, without: {name}", (bagged(less), key, receipt)
    for name in (
        "data/facts/0001.jsonl",
        "data/pseudonyms/0001.jsonl",
        "data/pseudonyms/0003.jsonl",
    ):
        yield f"nameless, with: {name}", (bagged(payload | {name: b"{}"}), key, receipt)
    other = Maker(differing=("accounts.orphan",))
    yield "nameless, differing", (bagged(other.nameless()), other.fingerprint, "")
    full = honest()[1]
    unsealed = {name: body for name, body in full.items() if name != "data/ledger.jsonl"}
    yield "named, without its ledger", (bagged(unsealed), "", "")


def levels(lines: set[tuple[str, str, str]]) -> dict[str, str]:
    """The worst state of each level."""
    worst: dict[str, str] = {}
    for level, state, _ in lines:
        worst[level] = max(state, worst.get(level, state), key=STATES.index)
    return worst


def test_chromium_says_of_each_bundle_what_the_program_says(
    browser: Browser, tmp_path: Path
) -> None:
    for name, (files, key, receipt) in bundles().items():
        body = pack(files)
        (tmp_path / "bundle.zip").write_bytes(body)
        said = verify(tmp_path / "bundle.zip", key=key, receipt=receipt)
        said.doubt("rederivation", "not-rederived")
        expected = {(line.level, line.state, line.code) for line in said}
        given = (base64.b64encode(body).decode(), key, receipt)
        told = json.loads(browser.evaluate(LOOK % tuple(map(json.dumps, given))))
        found = {(level, state, code) for level, state, code in told}

        assert levels(found) == levels(expected), name
        if not name.startswith("flipped"):  # of broken JSON, each reads what it can
            assert found == expected, name
    assert not browser.errors


@pytest.mark.parametrize("body", [b"", b"PK", b"no zip at all", pack({}), pack({"a": b"b"})])
def test_what_is_no_bundle_is_said(browser: Browser, body: bytes) -> None:
    given = (base64.b64encode(body).decode(), "", "")
    told = json.loads(browser.evaluate(LOOK % tuple(map(json.dumps, given))))

    assert ["list", "false", "not-a-bag"] in told


def test_a_reader_chooses_a_file_and_reads_the_levels(browser: Browser, tmp_path: Path) -> None:
    maker, payload = honest()
    for name, files in (("good", bagged(payload)), ("bad", forged(swapped))):
        (tmp_path / f"{name}.zip").write_bytes(pack(files))
    browser.evaluate(f"document.getElementById('key').value = {json.dumps(maker.fingerprint)}")
    shown = {}
    for name in ("good", "bad"):
        browser.choose("#bundle", tmp_path / f"{name}.zip")
        shown[name] = browser.evaluate(SHOWN)
    browser.evaluate("document.querySelector('[value=en]').click()")

    assert "Signature : vérifié" in shown["good"]
    assert "Chaîne du registre : vérifié" in shown["good"]
    assert "Chaîne du registre : faux" in shown["bad"]
    assert "Chain of the ledger: false" in browser.evaluate(SHOWN)
    assert not browser.errors  # its policy refused nothing, and nothing was thrown


# The text on the page once the levels are there.
SHOWN = """(async () => {
  const result = document.getElementById("result");
  while (!result.querySelector("h3")) await new Promise((done) => setTimeout(done, 50));
  return result.innerText;
})()"""


def test_the_page_is_always_the_same_and_calls_nobody() -> None:
    assert page() == page()
    assert not re.search(r"https?://|@import|url\(", page())
    (policy,) = re.findall(r'Security-Policy" content="([^"]*)"', page())
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+';"
        r" base-uri 'none'; form-action 'none'",
        policy,
    )


def test_an_entry_that_the_end_of_the_zip_hides_is_no_bundle(browser: Browser) -> None:
    body = bytearray(pack(bagged(honest()[1]) | {"data/hidden.txt": b""}))
    end = body.rindex(b"PK\x05\x06")
    for place in (end + 8, end + 10):  # one file less than there are
        body[place : place + 2] = (int.from_bytes(body[place : place + 2], "little") - 1).to_bytes(
            2, "little"
        )
    given = (base64.b64encode(bytes(body)).decode(), "", "")
    told = json.loads(browser.evaluate(LOOK % tuple(map(json.dumps, given))))

    assert ["list", "false", "not-a-bag"] in told
