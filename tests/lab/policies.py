"""Group Policy in the lab's domain: objects and links in the directory, files in a folder."""

from collections.abc import Mapping
from pathlib import Path

from tests.lab.samba import SambaDomain

# Client-side extensions, each with the tool that edits its settings.
REGISTRY = "[{35378EAC-683F-11D2-A89A-00C04FBBCFA2}{D02B1F73-3407-48AE-BA88-E8213C6761F1}]"
GROUPS = "[{17D89FEC-5C44-4972-B12D-241CAEF74509}{79F92669-4224-476C-9C5C-6EFB4D87DF4A}]"


def add_policy(
    domain: SambaDomain,
    guid: str,
    name: str,
    *,
    machine: str = "",
    user: str = "",
    version: int = 0x10001,
    flags: int = 0,
) -> str:
    """Add a policy object whose halves declare extensions; returns its DN."""
    dn = f"CN={guid},CN=Policies,CN=System,{domain.base_dn}"
    told = {
        "objectClass": ["groupPolicyContainer"],
        "displayName": [name],
        "flags": [str(flags)],
        "versionNumber": [str(version)],
        "gPCFileSysPath": [rf"\\{domain.realm}\SysVol\{domain.realm}\Policies\{guid}"],
        "gPCFunctionalityVersion": ["2"],
        **({"gPCMachineExtensionNames": [machine]} if machine else {}),
        **({"gPCUserExtensionNames": [user]} if user else {}),
    }
    domain.add_objects([(dn, told)])
    return dn


def link(domain: SambaDomain, scope: str, *policies: tuple[str, int]) -> None:
    """Link policies, each with its options, to the domain or a unit; nothing unlinks all."""
    told = "".join(f"[LDAP://{dn};{options}]" for dn, options in policies)
    domain.modify((scope, {"gPLink": [told] if told else []}))


def write_files(folder: Path, realm: str, guid: str, files: Mapping[str, bytes]) -> None:
    """The files of a policy, in a copy of SYSVOL."""
    for name, body in files.items():
        path = folder / realm / "Policies" / guid / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
