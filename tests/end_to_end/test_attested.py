"""A person's word is under the seal with what it answers, and its role in no bundle without names."""

import zipfile
from pathlib import Path

import pytest

from agent.engine.rederiving import rederive
from reports.verifier.bag import Said
from tests.end_to_end.conftest import Desk
from tests.end_to_end.test_dishonest import STRANGER
from tests.end_to_end.test_evidence import Office
from tests.end_to_end.test_rederiving import unpacked

ROLE = "responsable des sauvegardes"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    office = Office(tmp_path_factory.mktemp("office"))
    office.desk.edit("[seal]", "[seal]\npseudonyms = true")
    office.directory(STRANGER)
    for what, answer in (("7a", "oui"), ("6a", "9"), ("3a", "non"), ("P1", "oui")):
        told = ("--person", "Mme Vasseur", "--role", ROLE, "--date", "2026-11-02")
        said = office.desk.run("attest", what, "--answer", answer, *told, "--expires", "2027-11-01")
        assert said.code == 0, said.err
    office.scan()
    for name, way in (("nameless", "--pseudonymise"), ("named", "--in-clear")):
        made = office.export("--output", f"{name}.zip", way, "--yes")
        assert made.code == 0, made.err
    return office.desk


def codes(path: Path) -> list[tuple[str, str]]:
    said = Said()
    rederive(path, said)
    return [(line.state, line.code) for line in said]


def test_it_is_in_the_answers_and_the_same_facts_and_words_give_them_again(desk: Desk) -> None:
    questions = {each["id"]: each for each in desk.result()["questions"]}

    assert (questions["Q7"]["verdict"], questions["Q7"]["answer"]) == ("declared", "favourable")
    assert questions["Q3"]["verdict"] == "contradicted"
    assert codes(desk.folder / "named.zip") == [("good", "rederived")]


def test_without_names_the_answer_still_follows_and_the_role_is_hidden(desk: Desk) -> None:
    whole = b"".join(unpacked(desk.folder / "named.zip").values())
    files = unpacked(desk.folder / "nameless.zip")

    assert codes(desk.folder / "nameless.zip")[0] == ("good", "rederived-pseudonyms")
    assert ROLE.encode() in whole
    assert not [name for name, body in files.items() if ROLE.encode() in body or b"Vasseur" in body]


def test_whoever_rewrites_a_word_is_told(desk: Desk, tmp_path: Path) -> None:
    forged = tmp_path / "forged.zip"
    with zipfile.ZipFile(forged, "w") as archive:
        for name, body in unpacked(desk.folder / "named.zip").items():
            if name.endswith("inputs/attested_answer.jsonl"):
                assert b'"answer":"yes"' in body
                archive.writestr(name, body.replace(b'"answer":"yes"', b'"answer":"no"'))
            else:
                archive.writestr(name, body)

    assert codes(forged) == [("false", "rederived-other")]
