"""A restoration sheet answers as a word does: declared, under the seal, nameless without names."""

import pytest

from tests.end_to_end.conftest import Desk
from tests.end_to_end.test_attested import codes
from tests.end_to_end.test_dishonest import STRANGER
from tests.end_to_end.test_evidence import Office
from tests.end_to_end.test_rederiving import unpacked

NAMES = (
    "Mme Vasseur",
    "administratrice des sauvegardes",
    "M. Roux",
    "srv-restaure",
    "Base secrète",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    office = Office(tmp_path_factory.mktemp("office"))
    office.desk.edit("[seal]", "[seal]\npseudonyms = true")
    office.directory(STRANGER)
    operator, role, requester, system, data = NAMES
    said = office.desk.run(
        "restore-test", "record", system, "--data", data, "--operator", operator, "--role", role,
        "--requester", requester, "--backup-date", "2026-11-10", "--date", "2026-11-12",
        "--minutes", "95", "--result", "success",
    )  # fmt: skip
    assert said.code == 0, said.err
    office.scan()
    for name, way in (("nameless", "--pseudonymise"), ("named", "--in-clear")):
        made = office.export("--output", f"{name}.zip", way, "--yes")
        assert made.code == 0, made.err
    return office.desk


def test_it_is_in_the_answers_and_the_same_facts_and_sheets_give_them_again(desk: Desk) -> None:
    questions = {each["id"]: each for each in desk.result()["questions"]}
    answers = {sub["id"]: sub for each in questions.values() for sub in each["answers"]}

    assert (questions["Q7"]["verdict"], questions["Q7"]["answer"]) == ("declared", "favourable")
    assert (answers["5b"]["value"], answers["5b"]["attested"]["role"]) == ("yes", NAMES[1])
    assert codes(desk.folder / "named.zip") == [("good", "rederived")]


def test_who_restored_what_is_in_no_bundle_and_the_rest_in_none_without_names(desk: Desk) -> None:
    named = b"".join(unpacked(desk.folder / "named.zip").values())
    nameless = b"".join(unpacked(desk.folder / "nameless.zip").values())

    assert codes(desk.folder / "nameless.zip")[0] == ("good", "rederived-pseudonyms")
    assert [name for name in NAMES if name.encode() in named] == [NAMES[1], NAMES[3]]
    assert not [name for name in NAMES if name.encode() in nameless]


def test_a_sheet_that_was_taken_back_answers_nothing(desk: Desk) -> None:
    taken = desk.run("restore-test", "list", "--withdraw", "1", "--reason", "autre serveur")
    assert taken.code == 0, taken.err
    assert desk.run("check").code == 2

    questions = {each["id"]: each for each in desk.result()["questions"]}
    assert questions["Q7"]["verdict"] == "unmeasured"


def test_a_failure_that_was_recorded_before_an_older_success_is_still_the_last_word(
    desk: Desk,
) -> None:
    operator, role, requester, system, data = NAMES
    (desk.folder / "a").write_bytes(b"a")
    (desk.folder / "b").write_bytes(b"b")
    for day, more in (("2026-11-14", ("--file", "a", "--original", "b")), ("2026-11-12", ())):
        said = desk.run(
            "restore-test", "record", system, "--data", data, "--operator", operator, "--role",
            role, "--requester", requester, "--backup-date", "2026-11-10", "--date", day,
            "--result", "success", *more,
        )  # fmt: skip
        assert said.code == 0, said.err
    desk.run("check")

    question = next(each for each in desk.result()["questions"] if each["id"] == "Q7")
    assert (question["verdict"], question["answer"]) == ("declared", "unfavourable")
    told = [e for e in desk.result()["findings"] if e["check"] == "backups.restore-told-failed"]
    assert [(each["about"]["label"], each["values"]) for each in told] == [
        (system, {"failed": "2026-11-14", "differs": True})
    ]
    assert desk.outcome("backups.restore-told-failed")["ground"] == "declared"
