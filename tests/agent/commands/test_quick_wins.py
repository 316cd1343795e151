"""Quick wins are shown alike on the terminal, as data and on the page."""

import json

from checks.guide.quick_wins import QUICK_WINS
from tests.agent.commands.conftest import Demo


def test_every_way_shows_the_same_eleven(demo: Demo) -> None:
    told = ("--answer", "oui", "--person", "M. Lenoir", "--role", "RSSI", "--date", "2026-11-02")
    said = demo.run("attest", "P1", *told, "--expires", "2027-01-01")
    assert said.returncode == 0, said.stderr
    demo.run("check")

    shown = json.loads(demo.run("show", "quick-wins", "--json").stdout)
    result = json.loads(demo.run("report", "--format", "json", "--output", "-").stdout)
    english = demo.run("show", "quick-wins", "--lang", "en").stdout
    demo.run("report", "--format", "html", "--output", "r.html")
    page = (demo.folder / "r.html").read_text("utf-8")

    assert [each["id"] for each in shown] == list(QUICK_WINS)
    assert [{name: each[name] for name in result["quick_wins"][0]} for each in shown] == (
        result["quick_wins"]
    )
    states = {each["id"]: each["done"] for each in shown}
    # Its Group Policy locks some of the workstations, and generic accounts administer it.
    assert (states["P1"], states["P2"], states["P3"], states["P9"]) == (
        "attested",
        "unknown",
        "lacking",
        "lacking",
    )
    assert shown[0]["attested"]["role"] == "RSSI"
    assert "declared" in english
    section = page[page.index('<section id="quick_wins">') : page.index('<section id="sources">')]
    assert section.count("<tr><td>P") == 11
    assert "d’après la parole d’une personne (RSSI)" in section
    assert "Lenoir" not in page
