"""Twenty thousand rows in a real browser: a window of them in the page, the rest as data."""

import re
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Locator, Page

from agent.core.facts.standing import AccountClass
from reports import html
from reports.view import View
from reports.words import words
from tests.reports.conftest import HOSTILE, Demo
from tests.reports.html.conftest import MANY, Open

WINDOW = 120  # rows that the page holds at once


def accounts(page: Page) -> Locator:
    return page.locator("[data-list=accounts]")


def rows(place: Locator) -> list[list[str]]:
    """The rows that the page holds, without the empty ones that keep the height."""
    told: list[list[str]] = place.evaluate(
        "place => [...place.querySelectorAll('tbody tr:not(.gap)')]"
        ".map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return told


def counted(place: Locator) -> list[int]:
    """The numbers that the list says, narrow spaces left out."""
    said = re.sub(r"(?<=\d)[\s,](?=\d)", "", place.locator("output").inner_text())
    return [int(each) for each in re.findall(r"\d+", said)]


def test_the_page_holds_a_window_of_the_rows(long_page: Path, opened: Open, many: View) -> None:
    place = accounts(opened(long_page))
    enabled = sum(each.enabled for each in many.standings)

    assert len(rows(place)) == WINDOW
    assert counted(place) == [enabled, MANY]
    assert place.locator(".window table").get_attribute("aria-rowcount") == str(enabled + 1)


def test_the_last_row_comes_when_it_is_scrolled_to(
    long_page: Path, opened: Open, many: View
) -> None:
    page = opened(long_page)
    place = accounts(page)
    enabled = sum(each.enabled for each in many.standings)

    place.locator(".window").evaluate("frame => { frame.scrollTop = frame.scrollHeight }")
    last = place.locator(f"tr[aria-rowindex='{enabled + 1}']")
    last.wait_for(state="visible")

    assert len(rows(place)) == WINDOW
    seen, frame = last.bounding_box(), place.locator(".window").bounding_box()
    assert seen is not None
    assert frame is not None
    assert frame["y"] <= seen["y"] <= frame["y"] + frame["height"]
    assert place.locator("tr.gap").last.is_hidden()


def test_a_filter_keeps_what_it_says(long_page: Path, opened: Open, many: View) -> None:
    place = accounts(opened(long_page))
    orphans = [each for each in many.standings if each.account_class is AccountClass.ORPHAN]

    place.locator("select").select_option(label=words("fr").term("classes", "orphan"))
    assert counted(place)[0] == sum(each.enabled for each in orphans)
    place.locator("[type=checkbox]").uncheck()
    assert counted(place)[0] == len(orphans)
    place.locator("[type=search]").fill(orphans[7].login.upper())
    assert orphans[7].login in {row[0] for row in rows(place)}
    assert counted(place)[0] < 20


def test_rows_are_sorted_by_what_they_mean(demo: Demo, opened: Open, tmp_path: Path) -> None:
    first, *others = demo.seen.standings
    named = [
        replace(first, login=login, key=login) for login in ("tri-10", "tri-9", "tri-é", "tri-f")
    ]
    page = tmp_path / "x.html"
    page.write_bytes(html.render(replace(demo.seen, standings=(*named, *others)), "fr"))
    place = accounts(opened(page))
    place.locator("[type=search]").fill("tri-")
    head = place.locator("thead th").first

    head.get_by_role("button").click()
    assert [row[0] for row in rows(place)] == ["tri-9", "tri-10", "tri-é", "tri-f"]
    assert head.get_attribute("aria-sort") == "ascending"
    head.get_by_role("button").click()
    assert [row[0] for row in rows(place)] == ["tri-f", "tri-é", "tri-10", "tri-9"]
    assert head.get_attribute("aria-sort") == "descending"


def test_days_are_sorted_as_days(long_page: Path, opened: Open, many: View) -> None:
    place = opened(long_page).locator("[data-list=hosts]")
    say = words("fr")
    ends = sorted(each.support_ends for each in many.machines if each.support_ends)

    button = place.get_by_role("button", name="Fin des correctifs")
    button.click()
    button.click()

    assert rows(place)[0][2] == say.day(ends[-1])
    assert rows(place)[WINDOW - 1][2] == say.day(ends[-WINDOW])


def test_what_is_kept_is_copied_and_no_spreadsheet_runs_it(
    hostile: View, opened: Open, tmp_path: Path
) -> None:
    file = tmp_path / "x.html"
    file.write_bytes(html.render(hostile, "fr"))
    page = opened(file)
    place = accounts(page)
    formula = HOSTILE[3]
    place.locator("[type=search]").fill(formula)
    kept = counted(place)[0]
    assert kept > 0

    place.get_by_role("button", name="Copier").click()
    page.wait_for_function(
        "document.querySelector('[data-list=accounts] output').textContent.includes('copi')"
    )

    text = page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n")
    lines = [line.split("\t") for line in text.splitlines()]
    assert lines[0][:3] == ["Compte", "Annuaire", "Classe"]
    assert len(lines) == kept + 1
    assert {len(line) for line in lines} == {8}
    assert lines[1][0] == "'" + formula


def test_every_finding_is_in_the_list(long_page: Path, opened: Open, many: View) -> None:
    place = opened(long_page).locator("[data-list=findings]")
    found = Counter(each.finding.severity.value for each in many.judgement.findings)

    assert counted(place) == [found.total(), found.total()]
    place.locator("select").first.select_option(label=words("fr").term("severities", "serious"))
    assert counted(place)[0] == found["serious"]


def test_a_list_is_scrolled_by_keyboard(long_page: Path, opened: Open) -> None:
    page = opened(long_page)
    frame = page.locator("#accounts .window")

    frame.focus()
    page.keyboard.press("End")
    page.wait_for_function(
        "() => { const table = document.querySelector('#accounts .window table');"
        " return table.querySelector(`[aria-rowindex='${table.ariaRowCount}']`) }"
    )


def test_what_a_filter_kept_is_printed_whole(demo: Demo, opened: Open, tmp_path: Path) -> None:
    page = opened(demo.folder / "report.fr.html")
    place = accounts(page)
    orphans = [
        each.login
        for each in demo.seen.standings
        if each.enabled and each.account_class is AccountClass.ORPHAN
    ]
    assert WINDOW < len(orphans) <= 500
    place.locator("select").select_option(label=words("fr").term("classes", "orphan"))

    page.pdf(path=tmp_path / "list.pdf", prefer_css_page_size=True)

    told = subprocess.run(
        ["pdftotext", "-raw", tmp_path / "list.pdf", "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    pages = told.split("\f")[:-1]
    assert [n for n, text in enumerate(pages) if "Diffusion restreinte" not in text] == []
    start = next(n for n, text in enumerate(pages) if "Les comptes, un par un" in text)
    printed = "".join("".join(pages[start:]).split())
    assert [login for login in orphans if login not in printed] == []
    assert len(rows(place)) == WINDOW  # and the screen is as it was
