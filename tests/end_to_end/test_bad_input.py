"""What goes wrong in the field: one clear error each, nothing lost, and never a good answer."""

import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread

import pytest

from tests.end_to_end.conftest import Desk
from tests.hospital.objects import FOLDERS
from tests.hospital.rolls import FILES
from tests.lab.export import export_ldif
from tests.lab.samba import SambaDomain

NewDesk = Callable[..., Desk]
STAFF = FILES["rh"]


def state(here: Desk, check: str) -> tuple[str, str | None]:
    outcome = here.outcome(check)
    return outcome["outcome"], outcome["reason"]


def unit(here: Desk, collector: str) -> tuple[str, str | None]:
    (found,) = [each for each in here.result()["sources"] if each["collector"] == collector]
    return found["state"], found["reason"]


def test_a_wrong_password_is_tried_once_then_remembered(desk: NewDesk) -> None:
    here = desk()

    first = here.scan(PREUVE_AD_PASSWORD="wrong")
    again = here.scan(PREUVE_AD_PASSWORD="wrong")
    corrected = here.scan()

    assert first.code == again.code == 2
    assert first.err.count("utilisateur ou mot de passe faux") == 1  # five units, one try
    assert "a été refusé le" in again.err
    assert "utilisateur ou mot de passe faux" not in again.err
    assert corrected.err.count("sans réponse") == 0
    assert state(here, "accounts.orphan")[0] == "unsatisfied"


def test_an_untrusted_certificate_stops_before_any_logon(desk: NewDesk) -> None:
    here = desk()
    text = (here.folder / "preuve.toml").read_text("utf-8")
    here.configure("\n".join(line for line in text.splitlines() if not line.startswith("ca =")))

    ran = here.scan()

    assert ran.code == 2
    assert "certificat du contrôleur n’est pas reconnu" in ran.err
    assert unit(here, "directory.accounts-and-switches") == ("failed", "denied")
    assert state(here, "accounts.bridge") == ("unanswered", "denied")


@contextmanager
def cut_after(address: str, size: int) -> Iterator[int]:
    """A relay to the controller that hangs up once it has passed `size` bytes back."""
    server = socket.create_server((address, 0))

    def relay(client: socket.socket) -> None:
        with client, socket.create_connection((address, 636)) as upstream:
            Thread(target=pump, args=(client, upstream, None), daemon=True).start()
            pump(upstream, client, size)
            with suppress(OSError):  # it may have hung up first
                client.shutdown(socket.SHUT_RDWR)

    def pump(source: socket.socket, sink: socket.socket, limit: int | None) -> None:
        passed = 0
        try:
            while data := source.recv(16384):
                passed += len(data)
                if limit is not None and passed > limit:
                    return
                sink.sendall(data)
        except OSError:
            return

    def serve() -> None:
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            Thread(target=relay, args=(client,), daemon=True).start()

    Thread(target=serve, daemon=True).start()
    try:
        yield int(server.getsockname()[1])
    finally:
        server.close()


def test_a_controller_that_goes_away_in_mid_search_is_truncated(
    desk: NewDesk, samba: SambaDomain
) -> None:
    here = desk()
    here.scan()
    before = state(here, "accounts.orphan")
    with cut_after(samba.address, 200_000) as port:
        here.edit(samba.url, f"{samba.url}:{port}")
        ran = here.scan()

    assert ran.code == 2
    assert before[0] == "unsatisfied"
    assert unit(here, "directory.accounts-and-switches") == ("failed", "truncated")
    assert state(here, "accounts.orphan") == ("unanswered", "truncated")
    assert here.result("--run", "1")["reconciliation"]["enabled_accounts"] > 700


def domain_export(samba: SambaDomain) -> str:
    """`ldapsearch` with its comments and its end mark."""
    done = subprocess.run(
        [
            *("ldapsearch", "-E", "pr=1000/noprompt", "-H", samba.url, "-x", "-D", samba.audit),
            *("-w", samba.audit_password, "-b", samba.base_dn, "(sAMAccountType=805306368)"),
        ],
        env={**os.environ, "LDAPTLS_CACERT": str(samba.ca)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_an_export_that_hit_the_size_limit_is_truncated(desk: NewDesk, samba: SambaDomain) -> None:
    here = desk()
    whole = domain_export(samba)
    assert "result: 0 Success" in whole
    limited = whole.replace("result: 0 Success", "result: 4 Size limit exceeded")
    (here.folder / "ad.ldif").write_text(limited, "utf-8")
    text = (here.folder / "preuve.toml").read_text("utf-8").partition("[[directory]]")[0]
    here.configure(f'{text}[[directory]]\nname = "ad"\nexport = "ad.ldif"\n')

    here.scan()

    assert unit(here, "directory.accounts") == ("failed", "truncated")


def test_unreadable_logon_dates_leave_dormancy_unanswered(
    desk: NewDesk, samba: SambaDomain
) -> None:
    here = desk()
    with samba.without_last_logons(samba.base_dn):
        here.scan()

    assert state(here, "accounts.dormant") == ("unanswered", "coverage")
    assert state(here, "accounts.never-used") == ("unanswered", "coverage")
    assert state(here, "accounts.orphan")[0] == "unsatisfied"


def test_accounts_hidden_by_a_deny_entry_are_missed(desk: NewDesk, samba: SambaDomain) -> None:
    here = desk()
    here.scan()
    seen = here.outcome("accounts.orphan")
    unit_dn = f"{FOLDERS['medical']},{samba.base_dn}"
    with samba.hidden(unit_dn):
        here.scan()

    hidden = here.outcome("accounts.orphan")
    assert hidden["examined"] < seen["examined"]
    assert {each["reason"] for each in hidden["missing"]} == {"coverage"}
    assert hidden["completeness"] == "partial"
    assert state(here, "directory.vanished")[0] == "unsatisfied"


@pytest.mark.parametrize(
    ("content", "said", "reason"),
    [
        (b"", "est vide", "empty"),
        (b"MATRICULE;NOM;PRENOM\n", "ne nomme personne", "empty"),
        (b"MATRICULE;NOM;PRENOM\n1;DUPONT;Jean\n2;MAR", "ligne 3", "failed"),
        (b'MATRICULE;NOM;PRENOM\n1;"DUPONT;Jean\n2;MARTIN;Luc\n', "ligne 2", "failed"),
        (b"<html><table><tr><td>MATRICULE</td></tr></table>", "page web", "failed"),
    ],
)
def test_a_broken_roll_is_one_error_and_accuses_nobody(
    desk: NewDesk, content: bytes, said: str, reason: str
) -> None:
    here = desk()
    (here.folder / STAFF).write_bytes(content)

    ran = here.scan()

    assert ran.code == 2
    assert ran.err.count(said) == 1
    for check in ("accounts.bridge", "accounts.orphan", "accounts.leaver", "accounts.generic"):
        assert state(here, check) == ("unanswered", reason)
    # What needs no person is still answered.
    assert state(here, "accounts.dormant")[0] == "unsatisfied"


def test_a_roll_that_lost_a_third_is_refused_until_accepted(desk: NewDesk) -> None:
    here = desk()
    here.scan()
    path = here.folder / STAFF
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: len(lines) // 2]))

    refused = here.scan()
    again = here.scan()

    assert "shrink_accepted_on" in refused.err
    assert "shrink_accepted_on" in again.err  # the shrunken roll was not taken as the new measure
    assert state(here, "accounts.orphan") == ("unanswered", "coverage")
    drawn = (here.folder / "preuve.toml").read_text("utf-8").split("extracted_on = ")[1][:10]
    here.edit(f"extracted_on = {drawn}", f"extracted_on = {drawn}\nshrink_accepted_on = {drawn}")
    assert "shrink_accepted_on" not in here.scan().err


def test_a_roll_without_leavers_says_that_leavers_cannot_be_told(desk: NewDesk) -> None:
    here = desk()
    text = (here.folder / "preuve.toml").read_text("utf-8")
    directory = "[[directory]]" + text.partition("[[directory]]")[2]
    (here.folder / "present.csv").write_text(
        "MATRICULE;NOM;PRENOM\n1;DUPONT;Jean\n2;MARTIN;Luc\n", "utf-16"
    )
    here.configure(
        '[site]\nname = "CH"\n[[people]]\nname = "rh"\npath = "present.csv"\n'
        f"extracted_on = 2026-11-18\n{directory}"
    )

    here.scan()

    assert state(here, "accounts.leaver") == ("unanswered", "coverage")
    assert unit(here, "people.roll") == ("done", None)


def test_a_workbook_that_is_none(desk: NewDesk) -> None:
    here = desk()
    (here.folder / FILES["prestataires"]).write_bytes(b"MATRICULE;NOM;PRENOM\n1;DUPONT;Jean\n")

    ran = here.scan()

    assert ran.err.count("ce n’est pas un classeur") == 1
    assert state(here, "accounts.orphan") == ("unanswered", "failed")


def test_every_problem_of_a_configuration_is_listed_at_once(desk: NewDesk) -> None:
    here = desk()
    here.configure(
        '[site]\nname = "CH"\ntimzone = "Europe/Paris"\n'
        '[[people]]\nname = "rh"\npath = "rh.csv"\n'
        '[[directory]]\nname = "ad"\nurl = "ldaps://dc1"\nuser = "a@b"\npassword = "Hunter2!"\n'
        '[thresholds]\ndormant_day = 90\n[[shares]]\nkind = "x"\n[scop]\n'
    )

    ran = here.run("scan")

    assert ran.code == 3
    assert "site.timzone : clé inconnue ; vouliez-vous dire 'timezone' ?" in ran.err
    assert "people[0].extracted_on : obligatoire (le jour de l’extraction de la liste" in ran.err
    assert "directory[0].password" in ran.err
    assert "Hunter2!" not in ran.err + ran.out
    assert "thresholds.dormant_day : seuil inconnu ; vouliez-vous dire 'dormant_days' ?" in ran.err
    assert "shares[0].kind : clé inconnue" in ran.err
    assert "scop : section inconnue ; vouliez-vous dire 'scope' ?" in ran.err
    assert not (here.folder / "preuve.db").exists()


def test_an_unreachable_controller_and_an_unknown_name(desk: NewDesk, samba: SambaDomain) -> None:
    here = desk()
    here.edit(samba.url, "ldaps://nowhere.invalid")

    ran = here.scan()

    assert "pas d’adresse pour nowhere.invalid" in ran.err
    assert unit(here, "directory.accounts-and-switches") == ("failed", "unreachable")


def test_a_roll_in_another_encoding_gives_the_same_people(
    desk: NewDesk, samba: SambaDomain
) -> None:
    here, other = desk("cp1252"), desk("utf16")
    (other.folder / STAFF).write_text((here.folder / STAFF).read_text("cp1252"), "utf-16")
    for each in (here, other):
        (each.folder / "ad.ldif").write_text(export_ldif(samba), "utf-8")
        each.scan()

    assert here.result()["reconciliation"] == other.result()["reconciliation"]
