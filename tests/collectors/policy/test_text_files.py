"""The text and XML files of policies: encodings, headers in French, items off or targeted."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.core.errors import Unreadable
from agent.core.facts.policy import Deed
from collectors.policy import audit_csv, backup, gpt_ini, preferences, security_template
from tests.collectors.policy.mutations import FILES, tried
from tests.collectors.policy.written import (
    AUDIT,
    BACKUP,
    FRENCH_HEADER,
    GROUPS,
    HEADER,
    LOGOFF,
    LOGON,
    PREFERENCES,
    TEMPLATE,
)  # fmt: skip

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_template_in_any_encoding(encoding: str) -> None:
    told = [
        (each.hive, each.path.rpartition("\\")[2], each.name, each.type, each.text)
        for each in security_template.parse("t.inf", TEMPLATE.encode(encoding))
    ]
    assert told == [
        ("", "System Access", "MinimumPasswordLength", "", "12"),
        ("", "System Access", "LockoutDuration", "", "-1"),
        ("", "System Access", "NewAdministratorName", "", "Admin, local"),
        ("", "Event Audit", "AuditLogonEvents", "", "3"),
        ("HKLM", "System", "InactivityTimeoutSecs", "REG_DWORD", "900"),
        ("HKLM", "Parameters", "MaximumPasswordAge", "REG_DWORD", "30"),
        ("HKLM", "Winlogon", "ScRemoveOption", "REG_SZ", "1"),
        ("HKLM", "Lsa", "pipes", "REG_MULTI_SZ", "netlogon\nlsarpc"),
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (r"MACHINE\A\b=4,-1", "4294967295"),
        (r"MACHINE\A\b=4,0x384", "900"),
        (r"MACHINE\A\b=4,", None),
        (r"MACHINE\A\b=4,many", None),
        (r"MACHINE\A\b=4,900 ; a quarter", "900"),
        (r'MACHINE\A\b = 4 , "900"', "900"),
        (r"MACHINE\A\b=7,stop; or go,now", "stop; or go\nnow"),
        (r"MACHINE\A\b = 1 , ", ""),
        (r'MACHINE\A\b=1,"a,b;c=d"', "a,b;c=d"),
        (r'"MACHINE\A\b"=1,"x"', "x"),
        (r'MACHINE\A\b=7,"a,b",c', "a,b\nc"),
        (r"MACHINE\A\b=3,01", None),
        (r"machine\A\b=99,x", None),
    ],
)
def test_values_of_a_template(line: str, expected: str | None) -> None:
    (value,) = security_template.parse("t.inf", f"[Registry Values]\r\n{line}\r\n".encode())
    assert (value.hive, value.path, value.name, value.text) == ("HKLM", "A", "b", expected)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hello", "byte 0: not a security template"),
        ("", "byte 0: empty"),
        ("; a comment alone\r\n", "byte 0: empty"),
        ("[Version\r\n", "byte 0: a section whose name"),
        ("[System Access]\r\nMinimumPasswordLength\r\n", "byte 17: a line that sets nothing"),
        ("[Registry Values]\r\nMACHINE\\A\\b=x\r\n", "byte 19: a registry value without type"),
        ("[Registry Values]\r\nDISK\\A\\b=4,1\r\n", "byte 19: a registry value without hive"),
        ("[A]\0[B]", "byte 3: a null character"),
    ],
)
def test_a_damaged_template_names_its_byte(text: str, words: str) -> None:
    with pytest.raises(Unreadable, match=f"^t.inf, {words}"):
        security_template.parse("t.inf", text.encode())
    at = int(words.split()[1].rstrip(":"))
    with pytest.raises(Unreadable, match=f"byte {2 + 2 * at}: "):
        security_template.parse("t.inf", b"\xff\xfe" + text.encode("utf-16-le"))


def test_sections_that_are_empty_odd_or_told_twice() -> None:
    told = (
        "\r\n; made by hand\r\n [ system access ] \r\n\tMinimumPasswordLength\t=\t12 ; CIS\r\n"
        "[Profile Description]\r\nDescription\r\n[Event Audit]\r\n[System Access]\r\n"
        "MinimumPasswordLength = 14\r\nNewGuestName = Invité\r\n"
    )
    for encoding in (*ENCODINGS, "utf-16-le"):
        read = security_template.parse("t.inf", told.encode(encoding))
        assert [(each.name, each.text) for each in read] == [
            ("MinimumPasswordLength", "12"),
            ("MinimumPasswordLength", "14"),
            ("NewGuestName", "Invité"),
        ]


def test_utf_16_that_breaks_off() -> None:
    raw = "[A]".encode("utf-16")
    assert security_template.parse("t.inf", raw + b"\n") == []
    with pytest.raises(Unreadable, match="byte 8: half a character"):
        security_template.parse("t.inf", raw + b"x")
    with pytest.raises(Unreadable, match="byte 8: not UTF-16-LE"):
        security_template.parse("t.inf", raw + b"\0\xd8" + b"a\0")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("header", [HEADER, FRENCH_HEADER])
def test_an_audit_policy_in_any_encoding_and_language(encoding: str, header: str) -> None:
    raw = AUDIT.replace(HEADER, header).encode(encoding)
    assert [(each.name, each.text) for each in audit_csv.parse("a.csv", raw)] == [
        (LOGON, "3"),
        (LOGOFF.upper(), "0"),
        ("CrashOnAuditFail", "0"),
    ]


def test_other_shapes_of_an_audit_policy() -> None:
    row = f'PC1,System,"Ouvrir, fermer",{LOGON},Succès et échec,,3'
    french = f"{HEADER}\n{row}\n".encode()
    assert [each.text for each in audit_csv.parse("a.csv", french)] == ["3"]
    assert [each.text for each in audit_csv.parse("a.csv", row.encode())] == ["3"]
    excel = f"{HEADER};x\n,System,Logon,{LOGON},,,3\n".replace(",", ";").replace(";x", "")
    assert [each.text for each in audit_csv.parse("a.csv", excel.encode())] == ["3"]
    listing = f"{HEADER.rpartition(',')[0]}\r\n\r\nPC1,System,Logon,{LOGON},Success,\r\n".encode()
    assert [each.text for each in audit_csv.parse("a.csv", listing)] == [None]
    assert audit_csv.parse("a.csv", b"") == audit_csv.parse("a.csv", HEADER.encode()) == []


def test_rows_as_people_and_tools_write_them() -> None:
    blank = f"\r\n;;;;;;\r\n{HEADER}\n;System;Logon;{LOGON};;;3\n".replace(",", ";")
    assert [each.text for each in audit_csv.parse("a.csv", blank.encode())] == ["3"]
    bare = f'{HEADER}\n,System,"Logon",{LOGON.strip("{}")},"Success",,"1"\n'
    (value,) = audit_csv.parse("a.csv", bare.encode("utf-16-le"))
    assert (value.name, value.text) == (LOGON, "1")
    twice = f"{HEADER}\n,System,Logon,{LOGON},,,1\n\n{HEADER}\nPC1,System,Logoff,{LOGOFF},,,2,\n"
    assert [each.text for each in audit_csv.parse("a.csv", twice.encode())] == ["1", "2"]
    nameless = f"{HEADER}\n,Logon,,,Success,,1\n"  # nothing that Windows would apply
    assert audit_csv.parse("a.csv", nameless.encode()) == []


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (f"{HEADER}\n,System,Audit Log", f"byte {len(HEADER) + 1}: 3 fields where 7"),
        ("hello\n", "byte 0: not an audit policy"),
        (f"{HEADER}\n,System,Logon,{{0CCE9215}},,,3\n", f"byte {len(HEADER) + 1}: a subcategory"),
        (f"{HEADER}\n,System,Logon,{LOGON},,\n", f"byte {len(HEADER) + 1}: 6 fields where 7"),
        (f"{HEADER}\n,System,Logon,{LOGON},,,both\n", f"byte {len(HEADER) + 1}: a setting that"),
    ],
)
def test_a_damaged_audit_policy_names_its_byte(rows: str, words: str) -> None:
    with pytest.raises(Unreadable, match=f"^a.csv, {words}"):
        audit_csv.parse("a.csv", rows.encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_registry_items_of_preferences(encoding: str) -> None:
    raw = PREFERENCES.replace('encoding="utf-8"', f'encoding="{encoding[:6].rstrip("-")}"')
    read = preferences.parse("Registry.xml", raw.encode(encoding))
    assert [
        (each.hive, each.name, each.deed, each.text, each.conditions) for each in read.values
    ] == [
        ("HKCU", "ScreenSaveTimeOut", Deed.SET, "600", ()),
        ("HKLM", "InactivityTimeoutSecs", Deed.SET, "900", ("FilterOs", "FilterGroup")),
        ("HKCU", "ScreenSaveActive", Deed.DELETE, None, ()),
    ]
    assert read.secrets == 0


def test_actions_of_items_and_whole_files_switched_off() -> None:
    def read(action: str, name: str = "n", whole: str = "") -> list[Deed]:
        item = f'<Registry><Properties action="{action}" hive="HKEY_CURRENT_USER" key="K" name="{name}"/></Registry>'
        raw = f"<RegistrySettings {whole}>{item}</RegistrySettings>".encode()
        return [each.deed for each in preferences.parse("Registry.xml", raw).values]

    assert read("C") == [Deed.CREATE]
    assert read("R") == read("U") == [Deed.SET]
    assert read("D") == [Deed.DELETE]
    assert read("D", name="") == [Deed.DELETE_KEY]
    assert read("U", whole='disabled="1"') == []


def test_passwords_of_preferences_are_counted_and_nothing_of_them_is_returned() -> None:
    read = preferences.parse("Groups.xml", GROUPS.encode())
    assert read.secrets == 1  # the empty one is none
    assert "j1Uyj3" not in repr(read)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "byte 0: not XML \\(no element found"),
        (b"<a><b></a>", "byte 8: not XML \\(mismatched tag"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "byte \\d+: refused \\(DTDForbidden"),
        (b'<?xml version="1.0" encoding="none-such"?><a/>', "byte \\d+: "),
        (b"<a>" + b"\xff" + b"</a>", "byte 3: not XML"),
    ],
)
def test_damaged_xml_names_its_byte(raw: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=f"^Registry.xml, {words}"):
        preferences.parse("Registry.xml", raw)


def test_a_deep_file_is_read_without_recursion() -> None:
    deep = b"<RegistrySettings>" + b"<Collection>" * 20_000
    deep += b"</Collection>" * 20_000 + b"</RegistrySettings>"
    assert preferences.parse("Registry.xml", deep).values == ()


def test_the_version_of_a_folder() -> None:
    assert gpt_ini.version("GPT.INI", b"[General]\r\nVersion=65539\r\ndisplayName=x\r\n") == 65539
    assert gpt_ini.version("gpt.ini", "[general]\nversion = 0".encode("utf-16")) == 0
    assert gpt_ini.version("gpt.ini", b"[General]\r\ngPCFunctionalityVersion=2\r\n") is None
    with pytest.raises(Unreadable, match="byte 11: a version that is no number"):
        gpt_ini.version("gpt.ini", b"[General]\r\nVersion=one\r\n")
    with pytest.raises(Unreadable, match=r"byte 0: not a gpt\.ini"):
        gpt_ini.version("gpt.ini", b"Version=1")


def test_what_a_backup_says_of_itself() -> None:
    info = backup.parse("bkupInfo.xml", BACKUP.encode())
    assert info == backup.BackupInfo(
        policy="{31B2F340-016D-11D2-945F-00C04FB984F9}",
        domain="ch.lan",
        name="Verrouillage des sessions",
        taken_on=date(2026, 10, 5),
    )
    with pytest.raises(Unreadable, match="byte 0: not the description of a backup"):
        backup.parse("bkupInfo.xml", b"<BackupInst/>")


MANY = 20_000


def test_damaged_files_decode_or_give_one_error() -> None:
    outcomes = [told for _, told in tried(MANY, seed=20261126)]
    assert len(outcomes) == MANY
    # Both must happen, or nothing was tried.
    assert MANY // 10 < outcomes.count("decoded") < MANY * 9 // 10


@settings(max_examples=2_000)
@given(st.integers(0, len(FILES) - 1), st.binary(max_size=200))
def test_bytes_of_anything_decode_or_give_one_error(which: int, raw: bytes) -> None:
    name, parse, _ = FILES[which]
    try:
        parse(name, raw)
    except Unreadable as error:
        assert str(error).startswith(f"{name}, byte ")  # noqa: PT017 - an error is one of two good ends
