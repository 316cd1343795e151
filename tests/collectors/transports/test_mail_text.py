"""Mails that mail systems encoded read as the text they hold, whatever the bytes."""

import gzip
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.exhibits import Exhibit
from collectors.transports.mail_text import readable
from collectors.transports.report_files import HandedOverReports

REPORT = "Tâche : srv-dpi\n  état : terminé = vrai, " + "x" * 90 + "\nde jeanne.dupont@ch.lan\n"


def mail(text: str = REPORT, encoding: str = "base64", charset: str = "utf-8") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"] = "sauvegarde@ch.lan", "si@ch.lan"
    made["Subject"] = "Sauvegarde : terminée"
    made.set_content(text, charset=charset, cte=encoding)
    return made


def read(raw: bytes) -> bytes:
    return readable(BytesIO(raw), raw[:4096]).read()


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
def test_the_text_of_a_mail(encoding: str, charset: str) -> None:
    raw = mail(REPORT, encoding, charset).as_bytes()
    text = read(raw).decode("utf-8" if encoding != "8bit" else charset)

    assert text.endswith("\n\n" + REPORT)
    assert "From: sauvegarde@ch.lan" in text


def test_lines_end_as_the_network_ends_them() -> None:
    raw = mail(REPORT, "quoted-printable").as_bytes(policy=SMTP)

    assert read(raw).decode().replace("\r\n", "\n").endswith("\n\n" + REPORT)


def test_parts_that_are_text_are_read_and_others_left() -> None:
    made = mail()
    made.add_attachment(b"job;fin\nnuit;ok\n", "application", "octet-stream", filename="a.csv")
    made.add_attachment(bytes(range(256)), "image", "png", filename="logo.png")
    raw = made.as_bytes()
    text = read(raw)

    assert REPORT.encode() in text
    assert b"\njob;fin\nnuit;ok\n" in text
    assert raw[raw.index(b"image/png") :] in text  # as it came


def test_mails_that_follow_one_another() -> None:
    one = b"From root@srv Thu Nov 26 00:31:10 2026\n" + mail("hier\n").as_bytes() + b"\n"
    two = b"From root@srv Fri Nov 27 00:31:10 2026\n" + mail("demain\n").as_bytes() + b"\n"
    text = read(one + two)

    assert b"\n\nhier\n" in text
    assert b"\n\ndemain\n" in text


def test_what_is_no_mail_stays_as_it_is() -> None:
    log = b"25-Nov 02:00 srv-dir JobId 1: Subject: x\nContent-Transfer-Encoding: base64\n\nbm9u\n"
    assert read(log) == log
    assert read(b"Note: bm9u\n\nbm9u\n") == b"Note: bm9u\n\nbm9u\n"


@pytest.mark.parametrize("charset", ["x-none", "hex", "utf-7"])
def test_a_charset_nobody_knows_is_read_as_utf_8(charset: str) -> None:
    raw = mail().as_bytes().replace(b"utf-8", charset.encode())
    assert b"srv-dpi" in read(raw)


@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc"))),
    st.sampled_from(["base64", "quoted-printable"]),
)
def test_any_text_comes_back(text: str, encoding: str) -> None:
    lines = f"{text}\n"
    assert read(mail(lines, encoding).as_bytes()).decode().endswith("\n\n" + lines)


@given(
    st.binary(max_size=300), st.integers(0, 600), st.sampled_from(["base64", "quoted-printable"])
)
def test_damage_gives_no_error(junk: bytes, at: int, encoding: str) -> None:
    raw = mail(REPORT, encoding).as_bytes()
    read(raw[:at] + junk + raw[at:])


@given(st.integers(0, 2000), st.sampled_from(["base64", "quoted-printable"]))
def test_more_of_a_mail_changes_nothing_of_what_was_read(at: int, encoding: str) -> None:
    raw = mail(REPORT * 3, encoding).as_bytes()
    before = read(raw[:at]).rstrip(b"\n\0")  # what a cut leaves is told as damage
    cut = before[: before.rfind(b"\n") + 1] if b"\n\n" in before else b""

    assert read(raw).startswith(cut)


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw.rstrip()[:-2],  # cut in the middle of a group
        lambda raw: raw.replace(b"\n\n", b"\n\n=AAA\n"),  # no base64 at all
    ],
)
def test_what_cannot_be_decoded_is_counted(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    (tmp_path / "a.eml").write_bytes(damage(mail().as_bytes()))
    files = HandedOverReports(
        collector="backups.jobs", source="logs", folder=tmp_path, patterns=["*.eml"],
        keep=lambda _: None,
    )  # fmt: skip
    (text,) = files.texts()
    lines = list(text.lines(0))

    assert text.damaged == 1
    assert any("srv-dpi" in line for line in lines)


@pytest.mark.parametrize("packed", [False, True])
def test_the_exhibit_holds_what_was_read_and_the_border_sees_it(
    tmp_path: Path, *, packed: bool
) -> None:
    raw = mail().as_bytes()
    (tmp_path / "a.eml").write_bytes(gzip.compress(raw) if packed else raw)
    kept: list[Exhibit] = []
    files = HandedOverReports(
        collector="backups.jobs", source="logs", folder=tmp_path, patterns=["*.eml"],
        keep=kept.append,
    )  # fmt: skip
    for text in files.texts():
        lines = list(text.lines(0))
        text.keep([(len(lines) - 3, len(lines) - 1)])

    assert "".join(lines).endswith("\n\n" + REPORT)
    told = kept[0].body.decode()
    assert told.startswith("Tâche : srv-dpi\n")
    assert told.endswith("de …@ch.lan\n")
