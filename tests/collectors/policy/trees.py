"""Folders of policies as hospitals hand them over: a copied SYSVOL, and backups."""

from pathlib import Path

from tests.collectors.policy.written import (
    AUDIT,
    BACKUP,
    GROUPS,
    LOCK,
    PREFERENCES,
    SZ,
    TEMPLATE,
    entry,
    pol,
    sz,
)  # fmt: skip

DEFAULT = "{31B2F340-016D-11D2-945F-00C04FB984F9}"
LOCKING = "{0A1B2C3D-0000-4000-8000-000000000001}"
WINLOGON = r"Software\Microsoft\Windows NT\CurrentVersion\Winlogon"
AUTO_LOGON = pol(
    entry(WINLOGON, "AutoAdminLogon", SZ, sz("1")),
    entry(WINLOGON, "DefaultPassword", SZ, sz("Borne2026!")),
    entry(r"Software\Editeur", "Licence", SZ, sz("x")),
)


def put(root: Path, files: dict[str, bytes]) -> None:
    for name, raw in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)


def sysvol(root: Path) -> Path:
    """Two objects; names in the mixture of cases that SYSVOL has."""
    at = "sysvol/ch.lan/Policies"
    put(
        root,
        {
            f"{at}/{DEFAULT}/GPT.INI": b"[General]\r\nVersion=65539\r\n",
            f"{at}/{DEFAULT}/MACHINE/Registry.pol": AUTO_LOGON,
            f"{at}/{DEFAULT}/MACHINE/Microsoft/Windows NT/SecEdit/GptTmpl.inf": TEMPLATE.encode(
                "utf-16"
            ),
            f"{at}/{DEFAULT}/Machine/microsoft/windows nt/Audit/audit.csv": AUDIT.encode(),
            f"{at}/{DEFAULT}/Machine/Preferences/Groups/Groups.xml": GROUPS.encode(),
            f"{at}/{LOCKING.lower()}/gpt.ini": b"[General]\r\nVersion=131072\r\n",
            f"{at}/{LOCKING.lower()}/User/registry.pol": LOCK,
            f"{at}/{LOCKING.lower()}/User/Preferences/Registry/Registry.xml": PREFERENCES.encode(),
            f"{at}/{LOCKING.lower()}/Machine/Registry.pol": LOCK[:100],
            "sysvol/ch.lan/scripts/logon.bat": b"@echo off",
        },
    )
    return root


def backups(root: Path) -> Path:
    at = "{0F5B6F4C-7C4E-4D0C-9A44-3D4E1E1C9B01}"
    put(
        root,
        {
            f"{at}/bkupInfo.xml": BACKUP.encode(),
            f"{at}/DomainSysvol/GPO/User/registry.pol": LOCK,
            "manifest.xml": b"<Backups/>",
        },
    )
    return root
