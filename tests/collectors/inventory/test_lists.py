"""GLPI's exports and lists kept by hand: columns by their names, servers apart, gaps told."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import Empty, SourceError, Unreadable
from agent.core.facts.inventory import Nature
from collectors.transports.tabular import parse_table
from tests.collectors.inventory.workbooks import Read, listed

GLPI = (
    '"Nom";"Entité";"Statut";"Fabricant";"Numéro de série";"Type";"Modèle";'
    '"Système d\'exploitation - Nom";"Lieu";"Usager";"Dernière modification";'
    '"Informations financières et administratives - Date d\'achat";'
    '"Informations financières et administratives - Date d\'expiration de la garantie";\n'
    '"SRV-PACS";"CH";"En production";"Dell Inc.";"7XKQ2N3";"Rack Mount Chassis";"PowerEdge R740";'
    '"Windows Server 2019";"Salle A";"Vasseur Anne";"2026-11-02 08:11";"2019-05-14";"2024-05-13";\n'
    '"SRV-VIEUX";"CH";"Réformé";"HP";"CZ1";"Serveur";"DL380";"";"";"";"";"";"";\n'
    '"PC-ACCUEIL";"CH";"En production";"HP";"CZC1";"Mini Tower";"ProDesk";"Windows 11 Pro";"";'
    '"Vasseur Anne";"";"2023-01-10";"";\n'
)


def test_glpi_in_french_gives_servers_alone() -> None:
    told = listed(GLPI, "glpi")

    server, old = told.assets["SRV-PACS"], told.assets["SRV-VIEUX"]
    assert (server.nature, server.serials, server.vendor, server.model, server.system) == (
        Nature.PHYSICAL, ("7XKQ2N3",), "Dell Inc.", "PowerEdge R740", "Windows Server 2019",
    )  # fmt: skip
    assert (server.purchased, server.warranty_until) == (date(2019, 5, 14), date(2024, 5, 13))
    assert (server.in_service, old.retired, old.in_service) == (True, True, False)
    assert (set(told.assets), told.inventory.left_out, told.inventory.retired) == (
        {"SRV-PACS", "SRV-VIEUX"}, 1, 1,
    )  # fmt: skip


def test_nothing_is_kept_of_workstations_nor_of_who_uses_them() -> None:
    told = listed(GLPI, "glpi")

    assert not [each for each in ("Vasseur", "ACCUEIL", "CZC1") if each in told.body]
    (kept,) = told.kept
    assert {each.rule: each.count for each in kept.redactions}["workstations/1"] == 1


def test_glpi_in_english_is_read_alike() -> None:
    told = listed(
        "Name;Status;Manufacturers;Serial number;Type;Model;Operating System - Name;Location;"
        "Financial and administrative information - Date of purchase;"
        "Financial and administrative information - Warranty expiration date\n"
        "srv-lab;Production;HPE;CZJ1;Server;ProLiant DL360;Debian GNU/Linux;Room;2021-06-01;"
        "2026-05-31\n",
        "glpi",
    )

    server = told.assets["srv-lab"]
    assert (server.purchased, server.warranty_until, server.serials) == (
        date(2021, 6, 1), date(2026, 5, 31), ("CZJ1",),
    )  # fmt: skip


def test_computers_of_which_nothing_says_which_are_servers_are_refused() -> None:
    with pytest.raises(Unreadable, match="neither type nor system"):
        listed("Nom;Numéro de série\nSRV;CZ12\n", "glpi")


HAND = (
    "Inventaire des serveurs;;;;;\n"
    "Serveur;N° de série;Date d'achat;Fin de garantie;Contrat;Fin de contrat\n"
    "ESX1;CZ3401ABCD;14/05/2019;13/05/2024;TPM-2024-17;31/12/2026\n"
    "SRV-BAIE;CZ77;03/02/2022;;aucun;\n"
    "SRV-NU;;;;;\n"
    "Total;;;;;\n"
)


def test_a_list_kept_by_hand() -> None:
    told = listed(HAND)

    one, two, bare = (told.assets[each] for each in ("ESX1", "SRV-BAIE", "SRV-NU"))
    assert (one.purchased, one.warranty_until) == (date(2019, 5, 14), date(2024, 5, 13))
    assert (one.contract, one.contract_until) == ("TPM-2024-17", date(2026, 12, 31))
    assert (two.contract, bare.contract) == ("", None)  # none, and nothing told
    assert (bare.purchased, bare.serials, bare.server) == (None, (), True)
    assert (told.unseen, set(told.assets)) == ([], {"ESX1", "SRV-BAIE", "SRV-NU"})


def test_rows_that_cannot_be_read_are_gaps_and_the_others_are_read() -> None:
    told = listed("Nom;Série;Achat\nA;S123;2020-01-02\nB;S124\n;;2021-01-01\nC;S125;2022-01-01;x\n")

    assert (set(told.assets), told.unseen) == (
        {"A"}, ["serveurs.csv, line 3", "serveurs.csv, line 5", "serveurs.csv, line 4"],
    )  # fmt: skip
    assert told.inventory.lines == 4


def test_a_day_that_cannot_be_read_is_not_known_and_counted() -> None:
    told = listed("Nom;Achat\nA;14/05/2019\nB;vers 2018\nC;15/06/2031\n")  # one is bought later

    assert [each.purchased for each in told.assets.values()] == [date(2019, 5, 14), None, None]
    assert told.inventory.unread_days == 2
    assert "vers" not in told.body


def test_of_several_days_in_a_cell_the_last_end_and_the_first_purchase_are_known() -> None:
    """GLPI writes a machine's contracts one under the other."""
    told = listed(
        "Nom;Achat;Fin de contrat\n"
        'A;14/05/2019;"31/12/2024\n31/12/2026"\n'
        'B;"02/06/2021, 01/02/2020";31/12/2025 01/03/2024\n'
        'C;;"31/12/2024\nen cours"\n'
    )

    ends = {name: (each.purchased, each.contract_until) for name, each in told.assets.items()}
    assert ends["A"] == (date(2019, 5, 14), date(2026, 12, 31))
    assert ends["B"] == (date(2020, 2, 1), date(2025, 12, 31))
    assert ends["C"] == (None, None)  # one that runs stands beside one that ended
    again = Read([parse_table("inv.csv", told.kept[0].body)], kind="csv")
    assert list(again.assets.values()) == list(told.assets.values())


def test_the_name_of_a_server_is_none_of_a_person_beside_it() -> None:
    told = listed("Nom;Serveur;Achat\nVasseur;SRV-DPI;2020-01-02\n")

    assert set(told.assets) == {"SRV-DPI"}
    assert "Vasseur" not in told.body


def test_what_a_list_says_runs_on_a_host_is_virtual() -> None:
    told = listed("Nom;Hyperviseur\nSRV-DPI;ESX1\nESX1;\n")

    assert [(each.nature, each.runs_on) for each in told.assets.values()] == [
        (Nature.VIRTUAL, "ESX1"), (None, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("type", "system", "nature", "server"),
    [
        ("Serveur de fichiers", "", Nature.PHYSICAL, True),
        ("Serveur virtuel", "", Nature.VIRTUAL, True),
        ("VMware", "Windows 11 Pro", None, None),  # a virtual workstation
        ("VMware", "Debian GNU/Linux", Nature.VIRTUAL, True),
        ("Tower", "Windows Server 2022", Nature.PHYSICAL, True),
        ("PC portable", "Windows 11", None, None),
        ("Hyperviseur", "VMware ESXi", Nature.HYPERVISOR, True),
        ("", "", None, None),
        ("Baie", "", None, None),
        ("", "Windows Server 2022", None, True),
        ("", "Windows 11", None, None),
    ],
)
def test_what_is_a_server(type: str, system: str, nature: Nature | None, server: Any) -> None:
    told = listed(f"Nom;Type;Système d'exploitation\nX;{type};{system}\n", "glpi")

    found = told.assets.get("X")
    assert (found is None) == (server is None and type + system not in {"", "Baie"})
    assert (found and found.nature, found and found.server) == (nature, server)


def test_columns_that_are_declared_win_and_absent_ones_are_refused() -> None:
    told = listed("Libellé;Réception\nA;2020-01-02\n", declared={
        "name": "Libellé", "purchased": "Réception",
    })  # fmt: skip
    assert told.assets["A"].purchased == date(2020, 1, 2)
    with pytest.raises(Unreadable, match="no column is named 'Achat'"):
        listed("Nom\nA\n", declared={"purchased": "Achat"})
    with pytest.raises(Unreadable, match="no column of name or serial"):
        listed("Achat;Contrat\n2020-01-01;A\n")
    with pytest.raises(Empty):
        listed("Nom;Achat\n")


def test_a_social_security_number_is_never_kept() -> None:
    told = listed("Nom;Contrat\nA;1 84 12 76 451 089 46\nB;TPM\nC;TPM\nD;TPM\n")

    assert "451" not in told.body
    assert told.assets["A"].contract is None


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=10)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=6))
def test_whatever_rows_hold_each_is_a_machine_a_gap_or_left_out(rows: list[list[str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Nom", "N° de série", "Date d'achat", "Contrat"])
    writer.writerows(rows)
    try:
        told = listed(out.getvalue())
    except SourceError:
        return
    inventory = told.inventory
    assert inventory.lines == inventory.machines + inventory.left_out + len(told.unseen)


@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=6))
def test_what_is_kept_is_read_back_alike(rows: list[list[str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Nom", "N° de série", "Date d'achat", "Contrat"])
    writer.writerows(rows)
    try:
        told = listed(out.getvalue())
    except SourceError:
        return
    (kept,) = told.kept
    if not told.assets and not told.unseen:
        return
    again = Read([parse_table("inv.csv", kept.body)], kind="csv")
    assert (list(again.assets.values()), len(again.unseen)) == (
        list(told.assets.values()), len(told.unseen),
    )  # fmt: skip
    assert again.kept[0].body == kept.body
