"""Veeam's report mails: a row for each machine, in both languages, and whatever a mail may hold."""

from base64 import encodebytes
from quopri import encodestring
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.veeam.mail import html_parts
from collectors.transports.report_border import filtered
from tests.collectors.backups.read import as_read, at, lost, reports, told

OK, WARN, KO = JobResult.SUCCESS, JobResult.WARNING, JobResult.FAILED

ENGLISH: dict[str, Any] = {
    "title": "Backup job: Nuit (Incremental)", "status": "Warning", "objects": "3 of 3 VMs processed",
    "day": "Wednesday, November 25, 2026 10:00:13 PM",
    "summary": ("Success", "Start time", "10:00:13 PM", "Total size", "1.2 TB", "Warning", "End time", "12:31:04 AM (+1)", "Error", "Duration"),
    "header": ("Name", "Status", "Start time", "End time", "Size", "Read", "Transferred", "Duration", "Details"),
    "rows": [
        ("srv-dpi", "Success", "10:00:40 PM", "10:20:02 PM", "100.0 GB", "5.2 GB", "1.1 GB", "0:19:22", ""),
        ("srv-labo", "Failed", "10:00:41 PM", "10:02:00 PM", "0.0 B", "0.0 B", "0.0 B", "0:01:19", "Processing srv-labo Error: no connection"),
        ("srv-paie", "Warning", "11:59:00 PM", "12:31:00 AM", "512.0 MB", "1 GB", "1 GB", "0:32:00", "Retry 1 of 3: will be retried"),
    ],
}  # fmt: skip
FRENCH: dict[str, Any] = {
    "title": "Travail de sauvegarde\u00a0: Nuit (Incrémentielle)", "status": "Avertissement", "objects": "3 VM sur 3 traitées",
    "day": "mercredi 25 novembre 2026 22:00:13",
    "summary": ("Succès", "Heure de début", "22:00:13", "Taille totale", "1,2 To", "Avertissement", "Heure de fin", "00:31:04 (+1)", "Erreur", "Durée"),
    "header": ("Nom", "État", "Heure de début", "Heure de fin", "Taille", "Lu", "Transféré", "Durée", "Détails"),
    "rows": [
        ("srv-dpi", "Succès", "22:00:40", "22:20:02", "100,0 Go", "5,2 Go", "1,1 Go", "0:19:22", ""),
        ("srv-labo", "Échec", "22:00:41", "22:02:00", "0,0 o", "0,0 o", "0,0 o", "0:01:19", "Erreur\u00a0: pas de connexion"),
        ("srv-paie", "Avertissement", "23:59:00", "00:31:00", "512,0 Mo", "1 Go", "1 Go", "0:32:00", "L’objet sera retenté"),
    ],
}  # fmt: skip


def page(said: dict[str, Any], title: str = "", status: str = "") -> str:
    """Laid out as Veeam lays it: tables in cells of tables, styles everywhere."""

    def row(*cells: str) -> str:
        return "<tr style='height: 17px;'>" + "".join(
            f"\n  <td nowrap='' style='border: 1px solid #a7a9ac;'><b>{cell}</b>\n</td>" for cell in cells
        ) + "</tr>\n"  # fmt: skip

    a = said["summary"]
    return (
        "<html><head><meta http-equiv='Content-Type' content='text/html; charset=utf-8'></head><body>"
        "<table><tr><td><table><tr style='height:70px'>"
        f"<td style='color: White;'>\n{title or said['title']}\n<div class='jobDescription'>CH\\admin-jd</div></td>"
        f"<td>{status or said['status']}\n<div>{said['objects']}</div></td></tr>"
        f"<tr><td colspan='2'><table class='inner'><tr><td colspan='9'><span>{said['day']}</span></td></tr>"
        + row(a[0], "1", a[1], a[2], a[3], a[4], "", "", "")
        + row(a[5], "1", a[6], a[7], "", "", "", "")
        + row(a[8], "1", a[9], "2:30:51", "", "", "", "")
        + "<tr><td colspan='9'>Details</td></tr>"
        + row(*said["header"])
        + "".join(row(*each) for each in said["rows"])
        + "</table></td></tr></table></td></tr><tr><td>Veeam Backup &amp; Replication 12.3</td></tr></table></body></html>"
    )


EXPECTED = [
    ("Nuit", "srv-dpi", OK, at("2026-11-25T22:00:40"), at("2026-11-25T22:20:02"), 100 << 30, ()),
    ("Nuit", "srv-labo", KO, at("2026-11-25T22:00:41"), at("2026-11-25T22:02:00"), 0, ()),
    (
        "Nuit",
        "srv-paie",
        WARN,
        at("2026-11-25T23:59:00"),
        at("2026-11-26T00:31:00"),
        512 << 20,
        ("will_be_retried",),
    ),
]


def mail(body: str, encoding: str, charset: str = "utf-8") -> str:
    raw = body.encode(charset)
    encoded = {"base64": encodebytes, "quoted-printable": encodestring}.get(encoding, lambda x: x)(
        raw
    )
    return (
        "Received: from srv-veeam by mail.ch.lan\nFrom: veeam@ch.lan\nTo: jeanne.dupont@ch.lan\n"
        "Subject: [Warning] Nuit (3 VM)\nDate: Thu, 26 Nov 2026 00:31:10 +0100\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed;\n boundary="=_b1"\n\n--=_b1\n'
        f"Content-Type: text/html;\n charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n"
        + encoded.decode("utf-8")
        + "\n--=_b1\nContent-Type: text/plain\n\nbonjour\n--=_b1--\n"
    )


def found(text: str) -> list[tuple[object, ...]]:
    return [
        (each.job, each.system, each.result, each.started, each.ended, each.size, each.marks)
        for each in reports("veeam", text, "rapport.eml")
    ]


@pytest.mark.parametrize("said", [ENGLISH, FRENCH], ids=["english", "french"])
@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit", "page"])
def test_each_machine_of_a_mail(said: dict[str, Any], encoding: str) -> None:
    body = page(said)
    assert found(body if encoding == "page" else mail(body, encoding)) == EXPECTED


def test_a_charset_of_before() -> None:
    assert found(mail(page(FRENCH), "quoted-printable", "cp1252")) == EXPECTED
    assert (
        found(mail(page(ENGLISH), "base64", "utf-8").replace("charset=utf-8", "charset=x-none"))
        == EXPECTED
    )


def test_a_mail_of_one_part_whose_headers_are_apart() -> None:
    body = encodebytes(page(FRENCH).encode()).decode()
    text = f"Content-Transfer-Encoding: base64\nSubject: x\nContent-Type: text/html; charset=utf-8\nX: y\n\n{body}"

    assert found(text) == EXPECTED


def test_only_the_page_is_kept_of_a_mail() -> None:
    text = as_read(mail(page(ENGLISH), "quoted-printable"))
    (report, *_) = reports("veeam", text)
    kept = "".join(text.splitlines(keepends=True)[report.first : report.last + 1])

    assert "jeanne.dupont" not in kept
    assert "bonjour" not in kept
    assert found(kept) == EXPECTED


def test_of_an_address_the_domain_is_kept() -> None:
    raw = "To: Jeanne <jeanne.dupont@ch.lan>, x@y\nNuit@2026-11-25 21:00:13 FLR_[srv]@2026-11-25"
    body, redactions = filtered(raw.encode())

    assert body.decode() == (
        "To: Jeanne <…@ch.lan>, x@y\nNuit@2026-11-25 21:00:13 FLR_[srv]@2026-11-25"
    )
    assert [(each.rule, each.count) for each in redactions] == [("mail-addresses/1", 1)]


TITLES = [
    ("Backup job: DPI", JobKind.INCREMENTAL, ""),
    ("Backup job: DPI (Active Full)", JobKind.FULL, ""),
    ("Backup job: DPI (Full) (Retry 1)", JobKind.FULL, ""),
    ("Backup Copy job: DPI", JobKind.COPY, ""),
    ("Backup to Tape job: DPI", JobKind.COPY, "tape"),
    ("SureBackup job: DPI", JobKind.RESTORE_TEST, ""),
    ("Agent Backup job: DPI", JobKind.INCREMENTAL, ""),
    ("Replication job: DPI", JobKind.OTHER, ""),
    ("Health check job: DPI", JobKind.VERIFY, ""),
    ("Travail de copie de sauvegarde\u00a0: DPI", JobKind.COPY, ""),
    ("Tâche de sauvegarde sur bande : DPI", JobKind.COPY, "tape"),
    ("Travail de sauvegarde : DPI (Complète)", JobKind.FULL, ""),
    ("Travail SureBackup : DPI", JobKind.RESTORE_TEST, ""),
    ("Restore job: DPI", JobKind.RESTORE, ""),
]


@pytest.mark.parametrize(("title", "kind", "medium"), TITLES)
def test_what_a_job_did(title: str, kind: JobKind, medium: str) -> None:
    told_ = reports("veeam", page(ENGLISH, title))

    assert {(each.job, each.kind, each.medium) for each in told_} == {("DPI", kind, medium)}
    assert all(("retry" in each.marks) == ("Retry" in title) for each in told_)


def test_a_job_without_a_machine_is_told_alone() -> None:
    (job,) = reports("veeam", page(ENGLISH | {"rows": []}, status="Failed"))

    assert (job.system, job.result) == (None, KO)
    assert (job.started, job.ended) == (at("2026-11-25T22:00:13"), at("2026-11-26T00:31:04"))


def test_a_job_that_is_graver_than_its_machines_is_told_too() -> None:
    rows = [ENGLISH["rows"][0]]
    told_ = reports("veeam", page(ENGLISH | {"rows": rows}, status="Failed"))

    assert [(each.system, each.result) for each in told_] == [(None, KO), ("srv-dpi", OK)]


def test_a_word_that_is_not_known_is_no_success() -> None:
    rows = [("srv-dpi", "Gelukt", *ENGLISH["rows"][0][2:])]
    (report,) = reports("veeam", page(ENGLISH | {"rows": rows}, status="Success"))[-1:]

    assert (report.system, report.result) == ("srv-dpi", JobResult.UNKNOWN)


def test_several_sessions_of_one_page() -> None:
    """The report of a job, as its console makes it."""
    again = page(ENGLISH | {"day": "Tuesday, November 24, 2026 10:00:13 PM"}).partition("<body>")[2]

    told_ = reports("veeam", page(ENGLISH).replace("</body></html>", again))

    assert [each.started.day for each in told_ if each.started] == [25, 25, 25, 24, 24, 24]


@pytest.mark.parametrize(
    "text",
    [
        "<html><body>Bonjour</body></html>",
        "Subject: x\nContent-Type: text/plain\n\nfoo",
        "<table><tr><td>Success",
    ],
)
def test_a_page_without_a_report_is_lost(text: str) -> None:
    assert lost("veeam", text) == ["no_report"]


def test_a_page_that_never_ends_its_tables() -> None:
    deep = "<html>" + "<table><tr><td>" * 20_000 + "Backup job: Nuit</td><td>Success"
    told("veeam", deep)
    many = "Content-Type: text/html\n\nx\n" * 2_000
    assert len(list(html_parts(many))) <= 50


@given(st.data())
def test_a_damaged_mail_gives_no_error(data: st.DataObject) -> None:
    text = data.draw(
        st.sampled_from(
            [page(ENGLISH), mail(page(FRENCH), "quoted-printable"), mail(page(FRENCH), "base64")]
        )
    )
    place = data.draw(st.integers(0, len(text)))
    told(
        "veeam",
        text[:place]
        + data.draw(st.text(max_size=12))
        + text[place + data.draw(st.integers(0, 300)) :],
    )
