"""A patient record beside a roll: who may modify it, what its trail tells, nothing of it kept."""

from datetime import date
from typing import Any

import pytest

from tests.end_to_end.conftest import Desk
from tests.end_to_end.planted import files, found, stored

CONFIGURATION = """
[site]
name = "CH de Saint-Exemple"

[[people]]
name = "rh"
path = "rh.csv"
extracted_on = 2026-11-19

[[record]]
name = "dpi"
extracted_on = 2026-11-19
users = "utilisateurs.csv"
profiles = "profils.csv"
matrix = "matrice.csv"
validated_by = "CME"
validated_on = 2026-03-12
super_users = ["ADMIN DPI"]
trail = "traces/*.csv"
trail_since = 2026-07-01
shared_accounts = ["urg*"]
"""
ROLL = """MATRICULE;NOM;PRENOM;DATE_ENTREE;DATE_SORTIE;GRADE
0010001;LEFÈVRE;Jérôme;02/09/2019;;PRATICIEN HOSPITALIER
0010002;DUPONT;Marie;01/07/2020;;INFIRMIER EN SOINS GENERAUX
0010003;BLOCH;Ancien;01/01/2012;30/06/2026;INFIRMIER EN SOINS GENERAUX
0010004;PETIT;Anne;01/01/2015;;ADJOINT ADMINISTRATIF
0010005;ROUX;Paul;01/01/2016;;SAGE-FEMME
"""
USERS = """LOGIN;NOM;PRENOM;MATRICULE;PROFIL;ETAT
jlefevre;LEFÈVRE;Jérôme;0010001;MEDECIN;actif
mdupont;DUPONT;Marie;0010002;IDE;actif
abloch;BLOCH;Ancien;0010003;IDE;actif
apetit;PETIT;Anne;0010004;IDE;actif
proux;ROUX;Paul;0010005;MEDECIN;actif
urgences;URGENCES;;;IDE;actif
zinconnu;INCONNU;Zoé;;IDE;actif
"""
PROFILES = """PROFIL;LECTURE;ECRITURE;VALIDATION;PRESCRIPTION;SUPPRESSION
MEDECIN;O;O;O;O;N
IDE;O;O;N;N;N
ADMIN DPI;O;O;O;O;O
"""
MATRIX = """METIER;LECTURE;ECRITURE;VALIDATION;PRESCRIPTION
PRATICIEN*;O;O;O;O
INFIRMIER*;O;O;N;N
ADJOINT ADMINISTRATIF*;O;N;N;N
"""
TRAIL_HEADER = "HORODATAGE;LOGIN;NOM_AGENT;IPP;INS;PATIENT;ACTION;MOTIF\n"
OF_PATIENTS = {
    "patient's number": "800451277",
    "identity number": "285017512345671",
    "patient's name": "TESTARD-LACHENAL",
    "reason": "suspicion de grossesse",
    "who read": "nuitdegarde77",
    "agent's name": "VERNEUIL-ASTIER",
    "hour": "03:17:42.913",
    "name of the file": "enquete-CHAMBRELAN",
}


def trail() -> str:
    told = OF_PATIENTS
    lines = []
    for day in range(date(2026, 8, 1).toordinal(), date(2026, 11, 20).toordinal()):
        at = f"{date.fromordinal(day):%d/%m/%Y} {told['hour']}"
        for login, action in ((told["who read"], "Consultation"), ("urg01", "Modification")):
            lines.append(
                ";".join([
                    at, login, told["agent's name"], told["patient's number"],
                    told["identity number"], told["patient's name"], action, told["reason"],
                ])
            )  # fmt: skip
    return TRAIL_HEADER + "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("record")
    (folder / "traces").mkdir()
    (folder / "traces" / f"{OF_PATIENTS['name of the file']}.csv").write_text(trail(), "cp1252")
    for name, text in (
        ("rh", ROLL), ("utilisateurs", USERS), ("profils", PROFILES), ("matrice", MATRIX),
    ):  # fmt: skip
        (folder / f"{name}.csv").write_text(text, "utf-8")
    made = Desk(folder, {})
    made.configure(CONFIGURATION)
    ran = made.scan()
    assert ran.code == 2, ran.err  # most questions have no source
    assert "sans réponse" not in ran.err, ran.err
    return made


@pytest.fixture(scope="module")
def result(here: Desk) -> Any:
    return here.result()


def told(result: Any, check: str) -> dict[str, Any]:
    return {
        each["about"]["label"]: (each["severity"], each["values"])
        for each in result["findings"]
        if each["check"] == check
    }


def outcome(result: Any, check: str) -> Any:
    (one,) = [each for each in result["outcomes"] if each["check"] == check]
    return one


def test_the_record_s_accounts_are_reconciled_with_the_roll(result: Any) -> None:
    classes = {
        each["account"]: each["class"]
        for each in result["reconciliation"]["accounts"]
        if each["directory"] == "dpi"
    }

    assert classes == {
        "jlefevre": "person", "mdupont": "person", "abloch": "leaver", "apetit": "person",
        "proux": "person", "urgences": "generic", "zinconnu": "orphan",
    }  # fmt: skip


def test_who_may_modify_and_should_not(result: Any) -> None:
    rights = ["write"]
    ended = {"rights": rights, "ended": "2026-06-30"}

    assert told(result, "record.departed-writer") == {"abloch": ("serious", ended)}
    assert told(result, "record.unknown-writer") == {"zinconnu": ("gap", {"rights": rights})}
    assert told(result, "record.shared-writer") == {"urgences": ("serious", {"rights": rights})}
    assert told(result, "record.outside-matrix") == {
        "apetit": ("gap", {"rights": rights, "allowed": ["read"]})
    }
    assert told(result, "record.super-users") == {}
    assert told(result, "record.matrix-old") == {}


def test_a_function_that_the_matrix_lacks_is_told_and_nobody_accused(result: Any) -> None:
    assert told(result, "record.unlisted") == {
        "dpi": ("watch", {"functions": ["SAGE-FEMME"], "profiles": []})
    }
    assert outcome(result, "record.outside-matrix")["missing"] == [
        {"target": "proux", "reason": "coverage"}
    ]


def test_the_trail_is_counted(result: Any) -> None:
    # 1 August to 19 November: 110 days from the first to the last.
    assert outcome(result, "record.trail-short")["outcome"] == "satisfied"
    assert outcome(result, "record.reads-untraced")["outcome"] == "satisfied"
    assert told(result, "record.trail-shared") == {"dpi": ("gap", {"share": 50, "wanted": 5})}


def test_both_questions_follow(result: Any) -> None:
    verdicts = {each["id"]: each["verdict"] for each in result["questions"]}

    assert verdicts["Q4"] == "contradicted"
    # Good answers, handed over, beside a gap: half of the trail points to nobody.
    assert verdicts["Q10"] == "partial"


def test_nothing_of_a_patient_is_kept_written_or_said(here: Desk) -> None:
    said = [here.scan("--debug")]
    for language in ("fr", "en"):
        page = ("report", "--format", "html", "--lang", language, "--output", f"{language}.html")
        said.append(here.run(*page))
    forms = ("xlsx", "json", "csv", "oscal")
    said += [here.run("report", "--format", each, "--output", f"result.{each}") for each in forms]
    said += [
        here.run("show", "findings", "--json"),
        here.run("export", "--output", "bundle.zip", "--in-clear", "--yes"),
    ]
    assert [ran.code for ran in said] == [2, *[0] * (len(said) - 1)]
    name = f"{OF_PATIENTS['name of the file']}.csv"

    places = files(here.folder, frozenset({name})) | stored(here.folder / "preuve.db")
    places |= {f"said {at}": f"{ran.out}{ran.err}".encode() for at, ran in enumerate(said)}

    assert {"preuve.db", "fr.html", "bundle.zip", "result.xlsx", "table exhibits"} <= set(places)
    assert found(OF_PATIENTS, places) == []
    # It would be seen: all of it is in the trail.
    seen = found(OF_PATIENTS, {name: name.encode() + trail().encode()})
    assert {each for each, form, _ in seen if form == "as it is"} == set(OF_PATIENTS)
