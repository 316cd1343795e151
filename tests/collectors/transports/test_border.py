"""What a directory says and preuve must never hold stays out of the exhibit, and is counted."""

import pytest

from agent.core.exhibits import Redaction
from collectors.transports.border import DESCRIPTION_MARK, filtered
from collectors.transports.directory import Entry


def entry(**attributes: bytes) -> Entry:
    named = {name.replace("_", "-"): (value,) for name, value in attributes.items()}
    return Entry("CN=a,DC=ch,DC=lan", named)


@pytest.mark.parametrize(
    ("description", "words", "secret"),
    [
        ("Compte générique du bloc, Mme Durand", "compte générique", False),
        ("COMPTE GENERIQUE", "compte generique", False),
        ("compte de service (compte n°2)", "compte service", False),
        ("mdp: Bloc2024!", None, True),
        ("compte partagé, mot de passe = Ete2024", "compte partagé", True),
        ("Pwd2019 affiché sur l'écran", None, True),
        ("code : 1234", None, True),
        ("code postal 51100", None, False),
        ("au mois passé", None, False),
        ("Docteur Martin", None, False),
    ],
)
def test_a_description_keeps_its_known_words_only(
    description: str, words: str | None, *, secret: bool
) -> None:
    (kept,), redactions = filtered([entry(description=description.encode())])
    expected = {"description": (words.encode(),)} if words else {}
    if secret:
        expected[DESCRIPTION_MARK] = (b"TRUE",)

    assert dict(kept.attributes) == expected
    assert redactions == (Redaction("description-words/1", 1),)


def test_passwords_photographs_and_free_text_are_taken_out_and_counted() -> None:
    whole = Entry(
        "CN=pc1,DC=ch,DC=lan",
        {
            "cn": (b"pc1",),
            "unicodepwd": (b"x",),
            "userpassword;binary": (b"x",),
            "ms-mcs-admpwd": (b"x",),
            "ms-acme-admpwd": (b"x",),
            "mslaps-encryptedpasswordhistory": (b"x",),
            "mslaps-passwordexpirationtime": (b"1",),
            "thumbnailphoto": (b"x",),
            "info": (b"x",),
            "pwdlastset": (b"0",),
        },
    )

    (kept,), redactions = filtered([whole])

    assert list(kept.attributes) == ["cn", "mslaps-passwordexpirationtime", "pwdlastset"]
    assert redactions == (
        Redaction("free-text/1", 1),
        Redaction("password-attributes/1", 5),
        Redaction("photographs/1", 1),
    )


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (b"0010001", True),
        (b"10003456789", True),  # RPPS
        (b"185017512345678", False),
        (b"1 85 01 75 123 456 78", False),
        (b"2850720123456", False),
        (b"185012a12345678", False),
        (b"3850120123456", True),  # no sex begins with 3
        (b"1851320123456", True),  # no 13th month
    ],
)
def test_a_social_security_number_is_no_identifier(value: bytes, *, kept: bool) -> None:
    (left,), redactions = filtered([entry(employeeid=value, cn=value)])

    assert ("employeeid" in left.attributes) is kept
    assert "cn" in left.attributes
    assert redactions == (() if kept else (Redaction("identity-numbers/1", 1),))


def test_what_was_not_asked_is_not_kept() -> None:
    (kept,), redactions = filtered([entry(cn=b"a", title=b"x", info=b"y")], asked=("cn",))

    assert dict(kept.attributes) == {"cn": (b"a",)}
    assert redactions == (Redaction("attributes-not-asked/1", 1), Redaction("free-text/1", 1))


def test_filtering_twice_changes_nothing() -> None:
    first, _ = filtered([entry(description="Compte partagé mdp toto".encode(), cn=b"a")])

    again, redactions = filtered(first, asked=("cn", "description"))

    assert again == first
    assert redactions == ()


@pytest.mark.parametrize(
    ("attribute", "told", "kept"),
    [
        # 134390275500000000 is 13 November 2026 at 07:12:30; a day is 864000000000 ticks of 100 ns.
        ("lastlogon", b"134390275500000000", b"134390016000000000"),
        ("lastlogontimestamp", b"134390275500000000", b"134390016000000000"),
        ("pwdlastset", b"134390275500000000", b"134390016000000000"),
        ("whencreated", b"20261126122119.0Z", b"20261126000000.0Z"),
        ("whencreated", b"20261126122119Z", b"20261126000000.0Z"),
    ],
)
def test_of_a_moment_only_the_day_is_kept(attribute: str, told: bytes, kept: bytes) -> None:
    (left,), redactions = filtered([entry(cn=b"a", **{attribute: told})])

    assert dict(left.attributes) == {"cn": (b"a",), attribute: (kept,)}
    assert redactions == (Redaction("hours/1", 1),)
    assert filtered([left]) == ([left], ())


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("lastlogon", b"0"),
        ("pwdlastset", b"-1"),
        ("lastlogon", b"134390016000000000"),  # midnight
        ("lastlogon", b"no number"),
        ("lastlogon", b"9" * 5000),
        ("whencreated", b"soon"),
        ("whencreated", b"20261126000000.0Z"),
        # No act of anybody: the day on which a date of validity was set to end.
        ("accountexpires", b"134390275500000000"),
    ],
)
def test_what_tells_no_hour_is_left_as_it_is(attribute: str, value: bytes) -> None:
    given = entry(**{attribute: value})

    assert filtered([given]) == ([given], ())
