"""Applications' lists of users: every line is an account, known to be one, or an error."""

import csv
import io
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import CoverageShort, Empty, SourceError, Unreadable
from agent.core.sources import Completeness, Ground
from tests.collectors.applications.lists import Read

PAYROLL = """LOGIN;NOM;PRENOM;MATRICULE;PROFIL;ACTIF;DATE_CREATION;DERNIERE_CONNEXION;MOT_DE_PASSE
jlefevre;LEFÈVRE;Jérôme;0010001;Gestionnaire;O;02/09/2019;12/11/2026 08:41:07;Azerty1
mdupont;DUPONT;Marie;0010002;Administrateur;N;01/07/2026;;x
COMPTA1;;;;compte commun;O;;JAMAIS;x
"""


def test_a_list_becomes_accounts_of_its_source() -> None:
    read = Read(PAYROLL)

    first = read.accounts["jlefevre"]
    assert (first.source, first.login, first.dn, first.sid) == ("paie", "jlefevre", "", None)
    assert (first.surname, first.given_name) == ("LEFÈVRE", "Jérôme")
    assert first.identifiers == (("matricule", "0010001"),)
    assert first.created == date(2019, 9, 2)
    assert first.of_application
    assert read.enabled == {"jlefevre": True, "mdupont": False, "compta1": True}
    assert read.accounts["compta1"].words == ("compte", "commun")
    assert read.logons == {"jlefevre": date(2026, 11, 12)}
    assert read.file.ground is Ground.HANDED_OVER
    assert read.file.completeness is Completeness.COMPLETE


def test_what_must_not_be_held_is_dropped_and_counted() -> None:
    read = Read(
        "LOGIN;NOM;MDP;NIR;IBAN;MALADIE;MATRICULE;COULEUR;REF\n"
        "jl;LEFEVRE;s3cr3t;185057800608436;FR7630006000011234567890189;grippe;185057800608436;bleu;1\n"
        "md;DUPONT;s3cr3t;285057800608436;FR7630006000011234567890189;;10;vert;285057800608436\n"
        "ab;ABEL;s3cr3t;285057800608436;FR7630006000011234567890189;;11;vert;2\n"
        "cd;CADET;s3cr3t;285057800608436;FR7630006000011234567890189;;12;vert;3\n"
    )

    for hidden in ("s3cr3t", "85057800608436", "FR76", "grippe", "bleu"):
        assert hidden not in read.body
        assert hidden not in repr(read.items)
    assert set(read.told.dropped) >= {"MDP", "NIR", "IBAN", "MALADIE"}
    assert "COULEUR" in read.told.unrecognised
    assert read.redactions["column-password/1"] == 1
    assert read.redactions["column-health/1"] == 1


def test_a_number_of_social_security_in_a_kept_column_is_blanked() -> None:
    read = Read(
        "LOGIN;NOM;MATRICULE\na;A;185057800608436\n" + "".join(f"u{n};U;{n}\n" for n in range(9))
    )

    assert "185057800608436" not in read.body
    assert read.redactions["identity-number/1"] == 1
    assert read.accounts["a"].identifiers == ()


def test_hours_and_states_in_their_own_words_are_not_kept() -> None:
    read = Read(
        "LOGIN;ETAT;LAST LOGIN\na;Désactivé;2026-11-02T08:41:07\nb;actif;2026-11-03T09:00\n"
    )

    assert read.body == "LOGIN;ETAT;LAST LOGIN\na;inactif;2026-11-02\nb;actif;2026-11-03\n"


def test_what_is_kept_reads_the_same_again() -> None:
    read = Read(PAYROLL)
    again = Read(read.body)

    assert again.body == read.body
    assert [each for each in again.items if each != again.told] == [
        each for each in read.items if each != read.told
    ]


def test_without_a_state_all_are_taken_for_enabled_and_it_is_said() -> None:
    read = Read("UTILISATEUR;NOM\na;A\nb;B\n")

    assert read.enabled == {"a": True, "b": True}
    assert read.file.completeness is Completeness.UNKNOWN
    assert read.told.states == ()
    assert "no column of state" in read.kept[0].acquisition.query


def test_a_word_that_is_not_understood_leaves_its_account_known_but_unread() -> None:
    read = Read("LOGIN;STATUT\na;Actif\nb;Verrouillé\nc;congé maladie\n")

    assert read.enabled == {"a": True}
    assert read.unseen == ["b", "c"]
    assert read.told.unread == 2
    assert read.told.unknown_states == ("Verrouillé", "…")
    assert "maladie" not in read.body


def test_the_sites_words_are_read() -> None:
    read = Read("LOGIN;STATUT\na;Actif\nb;Verrouillé\n", words={"verrouille": True})

    assert read.enabled == {"a": True, "b": True}


def test_a_column_that_tells_no_state_is_an_error_with_two_ways_out() -> None:
    text = "LOGIN;ACTIF;STATUT\na;O;Titulaire\nb;N;Contractuel\n"
    with pytest.raises(Unreadable, match=r"'STATUT'.*'Contractuel'.*states = .*state = \"\""):
        Read(text)

    assert Read(text, declared={"state": ""}).enabled == {"a": True, "b": False}


def test_nothing_read_is_no_answer() -> None:
    with pytest.raises(CoverageShort):
        Read("LOGIN;ACTIF\na;\nb;\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("NOM;PRENOM\nA;B\n", r"no column of logins \(columns: NOM, PRENOM\).*login = "),
        ("foo;bar\n1;2\n", r"no column of logins \(columns: foo, bar\)"),
        ("IDENTIFIANT;UTILISATEUR\na;b\n", "both look like login"),
        ("LOGIN;ETAT;STATUS\na;actif;actif\n", "both look like state"),
        ("LOGIN;NOM\na;A;B\n", "line 2: 3 fields where the header has 2"),
        ("LOGIN;NOM\na\n", "line 2: 1 fields where the header has 2"),
        ("LOGIN;DATE_CREATION\na;hier\n", "mixes dates"),
    ],
)
def test_what_cannot_be_read_is_a_clear_error(text: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        Read(text)


@pytest.mark.parametrize(
    "text", ["", "\n\n", "LOGIN;NOM\n", "LOGIN;NOM\n;\n", "LOGIN;VILLE\n;Lyon\n"]
)
def test_a_list_of_nobody_is_empty(text: str) -> None:
    with pytest.raises(Empty):
        Read(text)


def test_a_login_header_is_preferred_to_words_that_mean_something_else() -> None:
    read = Read("IDENTIFIANT;LOGIN;UTILISATEUR\n12;a;Jean Abel\n")

    assert list(read.accounts) == ["a"]
    assert read.told.unrecognised == ("IDENTIFIANT", "UTILISATEUR")


def test_columns_are_named_by_hand() -> None:
    text = "Qui;Numéro;Mdp\na;12;x\n"
    read = Read(text, declared={"login": "qui", "id": "numero"})

    assert read.accounts["a"].identifiers == (("matricule", "12"),)
    with pytest.raises(Unreadable, match="never read"):
        Read(text, declared={"login": "Mdp"})
    with pytest.raises(Unreadable, match=r"no column 'Nom' \(columns: Qui, Numéro, Mdp\)"):
        Read(text, declared={"login": "Nom"})


def test_english_headers_below_a_title() -> None:
    read = Read(
        "Users of the VPN,,,\n"
        "User ID,Full name,Account status,Valid until\n"
        "jdoe,John Doe,Enabled,31/12/2026\n"
        "old,Ann Old,Disabled,\n"
    )

    assert read.enabled == {"jdoe": True, "old": False}
    assert read.accounts["jdoe"].display_name == "John Doe"
    assert read.accounts["jdoe"].expires == date(2026, 12, 31)


def test_a_day_of_closing_that_has_come_closes() -> None:
    read = Read("LOGIN;DATE_DESACTIVATION\na;20/11/2026\nb;21/11/2026\nc;\n")

    assert read.enabled == {"a": False, "b": True, "c": True}


def test_a_line_a_profile_is_one_account_that_works_when_one_does() -> None:
    read = Read(
        "LOGIN;NOM;PROFIL;ACTIF;DERNIERE_CONNEXION\n"
        "JL;LEFEVRE;a;N;01/02/2026\njl;Lefèvre;b;O;03/02/2026\nmd;DUPONT;c;N;\nmd;DUPONT;d;;\n"
    )

    assert read.enabled == {"jl": True}
    assert read.logons == {"jl": date(2026, 2, 3)}
    assert read.unseen == ["md"]


def test_two_names_under_one_login_stay_two() -> None:
    assert list(Read("LOGIN;NOM\na;ABEL\na;BLOCH\na;ABEL\n").accounts) == ["a", "a#2"]


def test_a_line_without_login_is_an_account_known_to_exist_and_a_total_is_none() -> None:
    read = Read("LOGIN;NOM;ACTIF\na;ABEL;O\n;BLOCH;O\nTotal des comptes : 2;;\n")

    assert list(read.accounts) == ["a"]
    assert read.unseen == ["paie.csv, line 3"]


def test_cp1252_is_read() -> None:
    read = Read("LOGIN;NOM;ÉTAT\na;LEFÈVRE;Désactivé\nb;B;activé\n".encode("cp1252"))

    assert read.enabled == {"a": False, "b": True}
    assert read.accounts["a"].surname == "LEFÈVRE"


HOSTILE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


def written(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([["LOGIN", "NOM", "ETAT"], *rows])
    return out.getvalue().encode()


@given(st.lists(st.tuples(HOSTILE, HOSTILE, HOSTILE).map(list), min_size=1, max_size=8))
def test_no_line_is_lost_whatever_it_holds(rows: list[list[str]]) -> None:
    """An error, or every login is an account, unseen, or a note that says nothing else."""
    try:
        read = Read(written(rows))
    except SourceError:
        return
    met = {each.login for each in read.accounts.values()} | set(read.unseen)
    folded = {login.lower() for login in met}
    for login, _, state in rows:
        bare = login.strip()
        if bare and state.strip() and " " not in bare and not bare.isdigit():
            assert bare.lower() in folded
    assert Read(read.body).enabled == read.enabled


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(SourceError):
        Read(b"LOGIN;NOM;ACTIF\n" + content)
