"""What runs where in the fictional hospital, and what was bought when: two inventories."""

from datetime import date
from pathlib import Path
from typing import Any

from tests.collectors.inventory.workbooks import exported, host, vm

FOLDER = "inventaires"
WORKBOOK, PURCHASES = "RVTools_export_all_2026-11-18.xlsx", "achats-serveurs.csv"
_REALM = "ch-saint-exemple.lan"
# Eight years old and out of contract, five and under contract, two.
_HOSTS = {
    "esx1": ("VMware ESXi 7.0.3 build-21930508", "PowerEdge R740", "7XKQ2N3", date(2021, 5, 11)),
    "esx2": ("VMware ESXi 8.0.2 build-22380479", "PowerEdge R750", "8KLM2N3", date(2023, 2, 7)),
    "esx3": ("VMware ESXi 8.0.2 build-22380479", "PowerEdge R760", "9BCD4N3", date(2024, 6, 4)),
}
_ON = {
    "esx1": ("srv-dpi", "srv-labo", "SRV-028", "SRV-033", "SRV-034", "SRV-035"),
    "esx2": ("srv-web", "srv-relais", "srv-supervision", "SRV-029", "SRV-031"),
    "esx3": ("srv-nouveau", "SRV-030", "SRV-032"),
}
# SRV-036 is in no inventory, and nothing knows SRV-PACS-ANCIEN but its invoice: to be found.
_BOUGHT = """Serveur;N° de série;Date d'achat;Fin de garantie;Contrat de maintenance;Fin de contrat
Nœud de virtualisation 1;7XKQ2N3;12/09/2018;11/09/2023;TPM-2023-11;31/12/2025
Nœud de virtualisation 2;8KLM2N3;09/03/2021;08/03/2026;TPM-2026-04;31/12/2028
Nœud de virtualisation 3;9BCD4N3;18/06/2024;17/06/2029;;
DC1;CZ3401ABCD;05/10/2022;04/10/2027;;
SRV-037;CZ1001WXYZ;22/04/2010;21/04/2013;aucun;
SRV-PACS-ANCIEN;CZ1502EFGH;30/01/2015;29/01/2020;aucun;
"""


def _machine(name: str, carrier: str, **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "DNS Name": f"{name.lower()}.{_REALM}", "Host": f"{carrier}.{_REALM}", "Annotation": "",
        "OS according to the VMware Tools": "", "OS according to the configuration file": "",
    }  # fmt: skip
    return vm(name, also=told | more)


def _workbook() -> bytes:
    machines = [_machine(name, carrier) for carrier, names in _ON.items() for name in names]
    machines += [
        # Under another name than the system's own; without VMware Tools, that nobody knows.
        _machine("VM-INTERFACES", "esx2", **{"DNS Name": f"srv-038.{_REALM}"}),
        _machine("VM-ESSAI-PACS", "esx3", **{"DNS Name": ""}),
        _machine("SRV-ARCHIVES", "esx1", Powerstate="poweredOff"),
        _machine("MODELE-W2022", "esx3", Powerstate="poweredOff", Template="True"),
    ]
    hosts = [
        host(
            f"{name}.{_REALM}", Model=model,
            also={
                "ESX Version": system, "Service tag": tag, "Serial number": "", "BIOS Date": bios,
            },
        )
        for name, (system, model, tag, bios) in _HOSTS.items()
    ]  # fmt: skip
    return exported(machines, hosts)


def write_inventories(demo: Path) -> None:
    """The workbook and the list."""
    folder = demo / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WORKBOOK).write_bytes(_workbook())
    (folder / PURCHASES).write_text(_BOUGHT, "utf-8", newline="\n")


def configuration() -> str:
    """The sections of the two."""
    return (
        f'\n[[inventory]]\nkind = "rvtools"\npath = "{FOLDER}/{WORKBOOK}"\n'
        "extracted_on = 2026-11-18\n"
        f'\n[[inventory]]\nname = "achats"\nkind = "csv"\npath = "{FOLDER}/{PURCHASES}"\n'
        "extracted_on = 2026-11-02\n"
    )
