"""Files of policies written byte by byte, as Windows writes them."""

from struct import pack

PREG = b"PReg\1\0\0\0"
DESKTOP = r"Software\Policies\Microsoft\Windows\Control Panel\Desktop"
SYSTEM = r"Software\Microsoft\Windows\CurrentVersion\Policies\System"
SZ, EXPAND, BINARY, DWORD, BIG, MULTI, QWORD = 1, 2, 3, 4, 5, 7, 11
HEADER = "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value"
FRENCH_HEADER = "Nom d’ordinateur,Cible de stratégie,Sous-catégorie,GUID de sous-catégorie,Paramètre d’inclusion,Paramètre d’exclusion,Valeur de paramètre"
LOGON = "{0CCE9215-69AE-11D9-BED3-505054503030}"
LOGOFF = "{0cce9216-69ae-11d9-bed3-505054503030}"


def utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def sz(text: str) -> bytes:
    return utf16(text + "\0")


def dword(number: int) -> bytes:
    return pack("<I", number)


def entry(key: str, name: str, type: int, data: bytes) -> bytes:
    """One entry of a Registry.pol."""
    return (
        utf16("[") + sz(key) + utf16(";") + sz(name) + utf16(";") + dword(type) + utf16(";")
        + dword(len(data)) + utf16(";") + data + utf16("]")
    )  # fmt: skip


def pol(*entries: bytes) -> bytes:
    return PREG + b"".join(entries)


LOCK = pol(
    entry(DESKTOP, "ScreenSaveActive", SZ, sz("1")),
    entry(DESKTOP, "ScreenSaverIsSecure", SZ, sz("1")),
    entry(DESKTOP, "ScreenSaveTimeOut", SZ, sz("900")),
    entry(DESKTOP, "SCRNSAVE.EXE", SZ, sz("scrnsave.scr")),
    entry(DESKTOP, "**del.Wallpaper", SZ, sz(" ")),
)


def lock(seconds: int) -> bytes:
    """The user half of a policy that locks after so long, with a password."""
    return pol(
        entry(DESKTOP, "ScreenSaveActive", SZ, sz("1")),
        entry(DESKTOP, "ScreenSaverIsSecure", SZ, sz("1")),
        entry(DESKTOP, "ScreenSaveTimeOut", SZ, sz(str(seconds))),
        entry(DESKTOP, "SCRNSAVE.EXE", SZ, sz("scrnsave.scr")),
    )


TEMPLATE = r"""[Unicode]
Unicode=yes
[Version]
signature="$CHICAGO$"
Revision=1
[System Access]
MinimumPasswordLength = 12
LockoutDuration = -1
NewAdministratorName = "Admin, local"
[Event Audit]
AuditLogonEvents = 3
[Privilege Rights]
SeRemoteShutdownPrivilege = *S-1-5-32-544
[Registry Values]
MACHINE\Software\Microsoft\Windows\CurrentVersion\Policies\System\InactivityTimeoutSecs=4,900
MACHINE\System\CurrentControlSet\Services\Netlogon\Parameters\MaximumPasswordAge=4,30
MACHINE\Software\Microsoft\Windows NT\CurrentVersion\Winlogon\ScRemoveOption=1,"1"
MACHINE\System\CurrentControlSet\Control\Lsa\pipes=7,netlogon,lsarpc,
[Service General Setting]
"RemoteRegistry",4,""
""".replace("\n", "\r\n")
AUDIT = "\r\n".join(
    [
        HEADER,
        f",System,Audit Logon,{LOGON},Success and Failure,,3",
        f",System,Audit Logoff,{LOGOFF},No Auditing,,0",
        ",,Option:CrashOnAuditFail,,Disabled,,0",
        ",,FileGlobalSacl,,,,S:(AU;SAFA;FA;;;WD)",
        f"PC1,S-1-5-21-1-2-3-1104,Audit Logon,{LOGON},Success,,1",
        "",
    ]
)
PREFERENCES = """<?xml version="1.0" encoding="utf-8"?>
<RegistrySettings clsid="{A3CCFC41-DFDB-43a5-8D26-0FE8B954DA51}">
 <Registry clsid="{9CD4B2F4-923D-47f5-A062-E897DD1DAD50}" name="ScreenSaveTimeOut" status="ScreenSaveTimeOut" image="12" changed="2026-01-01 00:00:00" uid="{1}">
  <Properties action="U" displayDecimal="0" default="0" hive="HKEY_CURRENT_USER" key="Control Panel\\Desktop" name="ScreenSaveTimeOut" type="REG_SZ" value="600"/>
 </Registry>
 <Registry name="off" disabled="1"><Properties action="U" hive="HKEY_CURRENT_USER" key="X" name="Off" type="REG_SZ" value="1"/></Registry>
 <Collection name="Postes">
  <Registry name="InactivityTimeoutSecs"><Properties action="R" hive="HKEY_LOCAL_MACHINE" key="SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System" name="InactivityTimeoutSecs" type="REG_DWORD" value="00000384"/></Registry>
  <Filters><FilterOs bool="AND" not="0" class="NT"/><FilterGroup bool="AND" not="0" name="CH\\Urgences"/></Filters>
 </Collection>
 <Registry name="gone"><Properties action="D" hive="HKEY_CURRENT_USER" key="Control Panel\\Desktop" name="ScreenSaveActive" type="REG_SZ" value=""/></Registry>
</RegistrySettings>
"""
GROUPS = """<?xml version="1.0" encoding="utf-8"?>
<Groups clsid="{3125E937-EB16-4b4c-9934-544FC6D24D26}"><User name="Administrateur">
<Properties action="U" newName="" fullName="" description="" cpassword="j1Uyj3Vx8TY9LtLZil2uAuZkFQA/4latT76ZwgdHdhw" userName="Administrateur"/></User>
<User name="b"><Properties cpassword="" userName="b"/></User></Groups>
"""
BACKUP = """<?xml version="1.0" encoding="utf-8"?>
<BackupInst xmlns="http://www.microsoft.com/GroupPolicy/GPOOperations/Manifest"><GPOGuid><![CDATA[{31b2f340-016d-11d2-945f-00c04fb984f9}]]></GPOGuid><GPODomain><![CDATA[CH.lan]]></GPODomain><GPODomainGuid><![CDATA[{x}]]></GPODomainGuid><BackupTime><![CDATA[2026-10-05T09:30:00]]></BackupTime><ID><![CDATA[{0F5B6F4C-7C4E-4D0C-9A44-3D4E1E1C9B01}]]></ID><Comment><![CDATA[]]></Comment><GPODisplayName><![CDATA[Verrouillage des sessions]]></GPODisplayName></BackupInst>
"""
