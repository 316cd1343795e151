"""The papers say what this very configuration does, in both languages, and make nothing up."""

import csv
import re
from html import unescape
from pathlib import Path

import pytest

from collectors.people import columns
from collectors.people.describe import describe
from tests.agent.commands.conftest import Demo
from tests.program.browser import Browser
from tests.program.ready import LOCALE, run

CONFIGURATION = """
[site]
name = "CH de l’Épreuve <b>[[x]]"

[store]
url = "postgresql+psycopg://writer@db.ch.lan/preuve"

[thresholds]
profile = "anssi-ad"
roll_stale_days = 20

[retention]
exhibit_weeks = 9
names_months = 7

[scope]
not_asked = ["Q4"]
since = 2026-11-02
reason = "audité en 2027"

[[people]]
name = "rh"
path = "agents.xlsx"
origin = "staff"
extracted_on = 2026-11-20

[[people]]
name = "externes"
path = "externes.csv"
origin = "contractor"
extracted_on = 2026-11-19

[[directory]]
name = "ad"
url = ["ldaps://dc1.ch.lan", "ldaps://dc2.ch.lan"]
user = "audit@ch.lan"
password = "env:PREUVE_AD_PASSWORD"

[[accounts]]
name = "paie"
path = "paie.csv"
extracted_on = 2026-11-18

[[hosts]]
name = "serveurs"
address = ["s1.ch.lan", "s2.ch.lan", "s3.ch.lan", "s4.ch.lan"]
user = "preuve-lecteur"
key = "k"

[[hosts]]
name = "postes-partages"
address = "p1.ch.lan"
user = "preuve-lecteur"
key = "k"
role = "workstation"
"""
FRENCH = ("registre", "impact", "instances", "agents", "ressources-humaines")
ENGLISH = ("register", "impact-assessment", "staff-bodies", "staff", "human-resources")


class Office:
    """A folder with a configuration, and the papers that were made of it."""

    def __init__(self, folder: Path, text: str = CONFIGURATION) -> None:
        self.folder = folder
        (folder / "preuve.toml").write_text(text, "utf-8")

    def privacy(self, *arguments: str) -> tuple[int, str, str]:
        done = run(self.folder, {"LC_ALL": LOCALE, "PATH": "/usr/bin"}, "privacy", *arguments)
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout, done.stderr

    def page(self, name: str, language: str = "fr") -> str:
        return (self.folder / "rgpd" / f"{name}.{language}.html").read_text("utf-8")

    def text(self, name: str, language: str = "fr") -> str:
        """What is read on a page, with plain spaces."""
        body = self.page(name, language).partition("<body>")[2]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return written(Office(tmp_path_factory.mktemp("office")))


def written(office: Office) -> Office:
    for language in ("fr", "en"):
        code, _, err = office.privacy("--lang", language)
        assert code == 0, err
    return office


def test_five_papers_are_written_and_their_blanks_counted(office: Office) -> None:
    written = {path.name for path in (office.folder / "rgpd").iterdir()}
    assert written == {f"{n}.fr.html" for n in FRENCH} | {f"{n}.en.html" for n in ENGLISH}
    for name in FRENCH:
        text = office.text(name)
        told = re.search(r"(\d+) passages encadrés", text)
        assert told
        assert (
            text.count("[à remplir :") == int(told[1]) == office.page(name).count('class="blank"')
        )
        assert "x" not in re.findall(r"\[à remplir : ([^\]]*)\]", text)  # of the site's own name


def test_they_count_the_same_blanks_in_both_languages(office: Office) -> None:
    for french, english in zip(FRENCH, ENGLISH, strict=True):
        assert office.page(french).count('class="blank"') == office.page(english, "en").count(
            'class="blank"'
        )


@pytest.mark.parametrize(
    ("name", "language"),
    [
        *((name, "fr") for name in ("registre", "impact", "instances")),
        *((name, "en") for name in ("register", "impact-assessment", "staff-bodies")),
    ],
)
def test_each_source_of_the_configuration_is_told(office: Office, name: str, language: str) -> None:
    text = office.text(name, language)

    for told in (
        *("agents.xlsx", "externes.csv", "paie.csv"),
        *("ldaps://dc1.ch.lan, ldaps://dc2.ch.lan", "audit@ch.lan", "preuve-lecteur"),
        *("serveurs", "postes-partages", "p1.ch.lan", "Q4"),
    ):
        assert told in text


def test_the_register_says_what_is_kept_and_how_long(office: Office) -> None:
    text = office.text("registre")

    for attribute in (
        "extensionAttribute15",
        "lastLogonTimestamp",
        "replPropertyMetaData",
        "msDS-ResultantPSO",
    ):
        assert attribute in text
    assert "thumbnailPhoto" not in text
    assert "personnel, prestataires" in text
    assert "20 novembre 2026" in text
    assert "4 machines interrogées en direct" in text
    assert "9 semaines, puis celles d’un audit par mois" in text
    assert "Au bout de 7 mois" in text
    assert "« preuve purge »" in text
    assert "Seuils du profil anssi-ad, modifiés sur : roll_stale_days" in text
    assert "audité en 2027" in text
    assert "serveur PostgreSQL db.ch.lan/preuve" in text
    assert "aucune clé n’est configurée" in text
    assert "mots de passe des applications" in text  # the border of [[accounts]]
    assert "absence longue : oui ou non" in text


def test_no_secret_is_in_a_paper(office: Office) -> None:
    for path in (office.folder / "rgpd").iterdir():
        text = path.read_text("utf-8")
        for secret in ("hunter2", "writer", "PREUVE_AD_PASSWORD", "<b>", "<script"):
            assert secret not in text, path.name


@pytest.mark.parametrize("name", ["agents", "instances", "impact"])
def test_what_is_impossible_is_said_with_its_reservations(office: Office, name: str) -> None:
    text = office.text(name)

    for told in (
        "Connaître des heures",
        "l’emploi du temps d’une personne",
        "navigation sur Internet",
        "Lire des messages",
    ):
        assert told in text
    assert "postes de travail de la section postes-partages disent quand ils ont démarré" in text
    assert "l’instant de chacun sont inscrits au registre interne" in text


def test_agents_are_told_their_rights_and_where_data_come_from(office: Office) -> None:
    text = office.text("agents")

    for told in (
        "(rh, externes)",
        "(ad)",
        "(paie)",
        "Vos droits",
        "www.cnil.fr",
        "articles 13 et 14",
    ):
        assert told in text
    # A note for everybody shows neither servers nor the audit's accounts.
    assert "dc1.ch.lan" not in text
    assert "audit@ch.lan" not in text


def test_a_source_that_is_not_configured_is_not_told(tmp_path: Path) -> None:
    office = Office(tmp_path, '[site]\nname = "CH"\n')
    assert office.privacy("--lang", "fr")[0] == 0

    text = office.text("registre")
    assert "La configuration ne désigne aucune source" in text
    assert "extensionAttribute15" not in text
    assert "aucune liste de personnes n’est configurée" in text
    assert "Base : le fichier preuve.db" in text
    assert "postes de travail" not in text
    assert "13 semaines" in text


def test_the_letter_asks_for_eight_columns_that_preuve_reads(
    office: Office, tmp_path: Path
) -> None:
    table = office.page("ressources-humaines").partition("<tbody>")[2].partition("</tbody>")[0]
    headers = [
        unescape(re.sub(r"<[^>]+>", "", row)) for row in re.findall(r"<tr><td>(.*?)</td>", table)
    ]
    assert headers == [
        *("Matricule", "Nom d’usage", "Nom de naissance", "Prénom"),
        *("Date d’entrée", "Date de sortie", "Adresse électronique", "Service"),
    ]
    path = tmp_path / "roll.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(headers)
        rows.writerow(["007", "BON", "BON", "Jo", "01/02/2020", "", "jo@ch.example", "Bloc"])

    read = describe(path)

    assert dict(read.columns) == columns.ASKED
    assert read.dropped == ()
    text = office.text("ressources-humaines")
    assert "Au-delà de 20 jours" in text
    assert "numéros de sécurité sociale" in text
    assert "Listes déjà configurées : rh, externes" in text


def test_what_may_have_been_filled_in_is_not_overwritten(tmp_path: Path) -> None:
    office = written(Office(tmp_path))
    (office.folder / "rgpd" / "agents.fr.html").write_text("rempli", "utf-8")

    code, _, err = office.privacy("--lang", "fr")

    assert code == 3
    assert "registre.fr.html" in err
    assert office.page("agents") == "rempli"


def test_the_demonstration_says_what_it_is(demo: Demo) -> None:
    done = demo.run("privacy", "--lang", "en", "--output", "gdpr")

    assert done.returncode == 0
    for name in ENGLISH:
        page = (demo.folder / "gdpr" / f"{name}.en.html").read_text("utf-8")
        assert "DEMONSTRATION" in page
        assert "CH de Saint-Exemple" in page


def test_a_browser_shows_and_prints_them_on_a4(office: Office, tmp_path: Path) -> None:
    with Browser(tmp_path) as browser:
        for name in FRENCH:
            browser.open(office.folder / "rgpd" / f"{name}.fr.html")
            assert browser.errors == []
            assert browser.evaluate("document.querySelector('.blank').isContentEditable")
            assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert (
                browser.evaluate(
                    "getComputedStyle(document.querySelector('.blank')).borderTopStyle"
                )
                == "dashed"
            )
            printed = browser.call("Page.printToPDF", preferCSSPageSize=True)["data"]
            assert len(printed) > 10_000
