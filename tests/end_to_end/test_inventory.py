"""Inventories from a folder to questions 5 and 6: an RVTools workbook beside a list of purchases."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.collectors.inventory.workbooks import exported, host, vm
from tests.end_to_end.conftest import Desk
from tests.end_to_end.test_attested import codes
from tests.end_to_end.test_backups import log, night, server
from tests.end_to_end.test_dishonest import STRANGER
from tests.end_to_end.test_evidence import Office
from tests.end_to_end.test_rederiving import unpacked

RVTOOLS = (
    '[[inventory]]\nkind = "rvtools"\npath = "inventaires/RVTools*.xlsx"\n'
    "extracted_on = 2026-11-18\n"
)
PURCHASES = (
    '[[inventory]]\nkind = "csv"\npath = "inventaires/achats.csv"\nextracted_on = 2026-11-02\n'
)
CONFIGURATION = (
    '[site]\nname = "CH d’essai"\n'
    '[[directory]]\nname = "ad"\nexport = "ad.ldif"\n'
    '[[backups]]\nproduct = "restic"\npath = "restic/*.log*"\n'
)
# Seven years and a day before the audit's day, five years and a day, and a year.
LIST = """Serveur;N° de série;Date d'achat;Fin de garantie;Contrat;Fin de contrat
Nœud 1;7XKQ2N3;19/11/2019;18/11/2024;TPM-2024-17;31/12/2025
Nœud 2;8KLM2N3;19/11/2021;18/11/2026;TPM-2026-03;18/11/2027
SRV-LABO;CZ77ABCD;20/11/2025;19/11/2030;;
SRV-OUBLIE;CZ99ABCD;20/11/2025;19/11/2030;;
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A machine on each of two hosts, and a server of its own; jobs name virtual machines."""
    made = Desk(tmp_path, {})
    made.configure(CONFIGURATION + RVTOOLS + PURCHASES)
    for folder in ("restic", "inventaires"):
        (tmp_path / folder).mkdir()
    servers = [server(1, "srv-dpi"), server(2, "srv-labo"), server(3, "srv-pacs")]
    (tmp_path / "ad.ldif").write_text("\n".join(servers), "utf-8")
    for name in ("VM-DPI01", "VM-PACS", "srv-labo"):
        log(made, name, *(night(name, back) for back in range(20, -1, -1)))
    dpi, pacs = {"DNS Name": "srv-dpi.ch.lan"}, {"DNS Name": "srv-pacs.ch.lan"}
    machines = [
        vm("VM-DPI01", also=dpi), vm("VM-PACS", Host="esx2.ch.lan", also=pacs), vm("VM-NUE"),
        vm("VM-ETEINTE", Powerstate="poweredOff"), vm("MODELE", Template="True"),
    ]  # fmt: skip
    second = {"ESX Version": "VMware ESXi 8.0.2 build-22380479", "Service tag": "8KLM2N3"}
    hosts = [
        host("esx1.ch.lan", also={"Serial number": ""}),
        host("esx2.ch.lan", also=second | {"Serial number": ""}),
    ]
    write(made, exported(machines, hosts), LIST)
    return made


def write(desk: Desk, workbook: bytes | None, purchases: str | None) -> None:
    folder = desk.folder / "inventaires"
    if workbook is not None:
        (folder / "RVTools_export_all_2026.xlsx").write_bytes(workbook)
    if purchases is not None:
        (folder / "achats.csv").write_text(purchases, "utf-8")


def findings(desk: Desk) -> set[tuple[str, str]]:
    told = json.loads(desk.run("show", "findings", "--json").out)
    subjects = ("inventory.", "backups.none")
    return {
        (each["check"].removeprefix("inventory."), each["about"]["label"])
        for each in told
        if each["check"].startswith(subjects)
    }


def part(desk: Desk, name: str) -> Any:
    (told,) = [
        each for question in desk.result()["questions"] for each in question["answers"]
        if each["id"] == name
    ]  # fmt: skip
    return told


def test_age_maintenance_and_what_nobody_knows(desk: Desk) -> None:
    scanned = desk.scan()

    assert "Traceback" not in scanned.err
    assert findings(desk) == {
        # Those on the first host have its age; the contract is told of the host alone.
        ("old", "esx1.ch.lan"), ("old", "srv-dpi"), ("old", "VM-NUE"),
        ("aging", "esx2.ch.lan"), ("aging", "srv-pacs"),
        ("unmaintained", "esx1.ch.lan"),
        ("hypervisor-past-support", "esx1.ch.lan"),
        ("never-seen", "SRV-OUBLIE"),
        ("vm-unknown", "VM-NUE"),
        ("backups.none", "VM-NUE"),
    }  # fmt: skip
    age = part(desk, "6a")
    assert (age["measure"], age["answer"], age["ground"]) == (
        {"value": 7, "unit": "years"}, "unfavourable", "handed_over",
    )  # fmt: skip
    shown = desk.run("show", "answers", COLUMNS="300").out
    assert "Le plus ancien serveur dont la date d’achat est connue a 7 ans." in shown


def test_all_young_and_maintained_is_a_good_answer_and_no_proof(desk: Desk) -> None:
    young = LIST.replace("19/11/2019", "20/11/2021").replace("19/11/2021", "20/11/2021")
    write(desk, None, young.replace("31/12/2025", "31/12/2026"))
    desk.scan()

    assert not {each for each in findings(desk) if each[0] in {"old", "aging", "unmaintained"}}
    age, maintained = part(desk, "6a"), part(desk, "6b")
    assert (age["answer"], age["verdict"]) == ("favourable", "partial")
    assert (maintained["value"], maintained["verdict"]) == ("yes", "partial")


def test_a_server_without_date_keeps_the_answer_open(desk: Desk) -> None:
    write(
        desk, None, LIST.replace("19/11/2019", "20/11/2025").replace("20/11/2025;19/11/2030", ";")
    )
    desk.scan()

    outcome = desk.outcome("inventory.old")
    assert (outcome["outcome"], outcome["reason"]) == ("unanswered", "coverage")
    assert {each["target"] for each in outcome["missing"]} == {"srv-labo", "SRV-OUBLIE"}
    assert part(desk, "6a")["answer"] == "unknown"


@pytest.mark.parametrize(
    ("workbook", "reason"), [(b"", "empty"), (b"PK\x03\x04 damaged", "failed"), (None, "empty")]
)
def test_an_export_that_cannot_be_read_accuses_nobody(
    desk: Desk, workbook: bytes | None, reason: str
) -> None:
    """Whose jobs are called VM-DPI01, nobody knows then: srv-dpi may well be saved."""
    path = desk.folder / "inventaires" / "RVTools_export_all_2026.xlsx"
    path.unlink()
    write(desk, workbook, None)
    assert desk.scan().code == 2

    outcome = desk.outcome("backups.none")
    assert (outcome["outcome"], outcome["reason"]) == ("unanswered", reason)
    assert not [each for each in findings(desk) if each[0] in {"never-seen", "not-listed"}]


def test_without_any_inventory_nothing_is_concluded(desk: Desk) -> None:
    desk.configure(CONFIGURATION)
    desk.scan()

    assert desk.outcome("inventory.old")["reason"] == "no_source"
    assert part(desk, "6a")["verdict"] == "unmeasured"
    # Nothing leads from a job's name to the computer's.
    assert findings(desk) >= {("backups.none", "srv-dpi.ch.lan")}


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ('kind = "rvtol"\npath = "a"\nextracted_on = 2026-11-18', "kind"),
        ('kind = "csv"\nextracted_on = 2026-11-18', "path est obligatoire"),
        ('kind = "csv"\npath = "a.csv"', "extracted_on"),
        ('kind = "csv"\npath = "a.csv"\nextracted_on = 2999-01-01', "est dans le futur"),
        (
            'kind = "rvtools"\npath = "a.xlsx"\nextracted_on = 2026-11-18\nsheet = "vInfo"',
            "nomme lui-même ses feuilles",
        ),
        (
            'kind = "csv"\npath = "a"\nextracted_on = 2026-11-18\ncolumns = { achat = "Achat" }',
            "champ inconnu achat",
        ),
        (
            'kind = "csv"\npath = "a"\nextracted_on = 2026-11-18\nextract_on = 2026-11-18',
            "vouliez-vous dire 'extracted_on'",
        ),
    ],
)
def test_a_block_that_says_nothing_sure_is_refused(desk: Desk, block: str, told: str) -> None:
    desk.configure(f'[site]\nname = "CH"\n[[inventory]]\n{block}\n')

    ran = desk.scan()

    assert ran.code == 3
    assert told in ran.err


def test_the_privacy_file_tells_of_inventories(desk: Desk) -> None:
    ran = desk.run("privacy", "--output", "papers")

    assert ran.code == 0, ran.err
    pages = "".join(each.read_text("utf-8") for each in (desk.folder / "papers").rglob("*.html"))
    assert "Inventaire" in pages
    assert "achats.csv" in pages


def test_bundles_judge_alike_and_one_without_names_tells_no_contract_and_no_machine(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path)
    (office.desk.folder / "achats.csv").write_text(
        "Serveur;N° de série;Date d'achat;Contrat\nSRV-VASSEUR;7XKQ2N3;19/11/2019;TPM-secret\n",
        "utf-8",
    )
    (office.desk.folder / "rvtools.xlsx").write_bytes(
        exported([vm("VM-VASSEUR")], [host("esx1.ch.lan")])
    )
    office.desk.edit(
        "[seal]",
        '[[inventory]]\nkind = "csv"\npath = "achats.csv"\nextracted_on = 2026-11-02\n'
        '[[inventory]]\nkind = "rvtools"\npath = "rvtools.xlsx"\nextracted_on = 2026-11-18\n'
        "[seal]\npseudonyms = true",
    )
    office.directory(STRANGER)
    office.scan()
    for name, way in (("nameless", "--pseudonymise"), ("named", "--in-clear")):
        made = office.export("--output", f"{name}.zip", way, "--yes")
        assert made.code == 0, made.err

    assert codes(office.desk.folder / "named.zip") == [("good", "rederived")]
    assert codes(office.desk.folder / "nameless.zip")[0] == ("good", "rederived-pseudonyms")
    nameless = b"".join(unpacked(office.desk.folder / "nameless.zip").values()).lower()
    hidden = (b"vasseur", b"tpm-secret", b"7xkq2n3", b"cz3401abcd", b"esx1")
    assert not [each for each in hidden if each in nameless]
