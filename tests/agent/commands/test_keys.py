"""`preuve keys`, as a correspondent types it, and as openssl and an auditor read what it leaves."""

import json
import os
import stat
import subprocess
from base64 import b64decode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from agent.store import Store
from agent.store.engines import connect
from agent.store.tables import ledger
from tests.agent.engine.test_sealing import SITE, configured
from tests.program.ready import PREUVE

PASSPHRASE = "trois cygnes et un piano"
KEY = '[seal]\nkey = "cle.pem"\npassphrase = "env:PREUVE_TEST_PASSPHRASE"\n'

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    configured(tmp_path, KEY)

    def preuve(*arguments: str, passphrase: str = PASSPHRASE) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"LC_ALL": "C.UTF-8", "PREUVE_TEST_PASSPHRASE": passphrase}
        done = subprocess.run(
            [PREUVE, *arguments],
            cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        assert PASSPHRASE not in done.stdout + done.stderr
        return done

    return preuve


def openssl(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, check=False)


def payloads(folder: Path, act: str) -> list[dict[str, Any]]:
    with Store.open(f"sqlite:///{folder / 'preuve.db'}", SITE) as store:
        return [each["payload"] for each in store.ledger() if each["type"] == act]


def test_a_key_is_made_encrypted_and_read_by_openssl(run: Run, tmp_path: Path) -> None:
    done = run("keys", "new", "--lang", "fr")

    path = tmp_path / "cle.pem"
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text("ascii").startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
    opened = openssl(
        tmp_path, "pkey", "-in", "cle.pem", "-passin", f"pass:{PASSPHRASE}", "-text", "-noout"
    )
    assert b"NIST CURVE: P-256" in opened.stdout
    assert openssl(tmp_path, "pkey", "-in", "cle.pem", "-passin", "pass:x").returncode != 0
    der = openssl(
        tmp_path, "pkey", "-in", "cle.pem", "-passin", f"pass:{PASSPHRASE}", "-pubout", "-outform", "DER"
    ).stdout  # fmt: skip
    digest = sha256(der).hexdigest()
    spoken = " ".join(digest[place : place + 4] for place in range(0, 64, 4))
    assert spoken in done.stdout
    shown = run("keys", "show", "--lang", "en", passphrase="")
    assert shown.returncode == 0  # the public half needs no passphrase
    assert spoken in shown.stdout
    assert shown.stdout.endswith("-----END PUBLIC KEY-----\n")
    (entry,) = payloads(tmp_path, "key.registered")
    assert (entry["fingerprint"], entry["replaces"]) == (f"sha256:{digest}", None)


def test_a_key_is_never_overwritten(run: Run, tmp_path: Path) -> None:
    run("keys", "new")
    before = (tmp_path / "cle.pem").read_bytes()

    assert run("keys", "new").returncode == 3
    assert run("keys", "new", "--lost").returncode == 3
    assert (tmp_path / "cle.pem").read_bytes() == before
    assert len(payloads(tmp_path, "key.registered")) == 1


def test_a_lost_key_is_replaced_and_the_ledger_says_so(run: Run, tmp_path: Path) -> None:
    run("keys", "new")
    (tmp_path / "cle.pem").unlink()

    assert run("keys", "new").returncode == 3
    assert run("keys", "new", "--lost").returncode == 0

    first, second = payloads(tmp_path, "key.registered")
    assert second["replaces"] == first["fingerprint"] != second["fingerprint"]


def test_both_keys_sign_the_hand_over(run: Run, tmp_path: Path) -> None:
    run("keys", "new")
    run("scan")

    assert run("keys", "rotate").returncode == 0
    assert run("scan").returncode == 2  # most questions have no source

    (registered,), (entry,) = (
        payloads(tmp_path, "key.registered"),
        payloads(tmp_path, "key.rotated"),
    )
    statement = json.loads(entry["statement"])
    assert statement["old"] == registered["fingerprint"]
    (tmp_path / "statement").write_text(entry["statement"], "utf-8")
    for name, public, signature in (
        ("old", registered["public"], entry["signature"]),
        ("new", entry["public"], entry["countersignature"]),
    ):
        (tmp_path / f"{name}.pub").write_text(public, "ascii")
        (tmp_path / f"{name}.sig").write_bytes(b64decode(signature))
        done = openssl(
            tmp_path, "dgst", "-sha256", "-verify", f"{name}.pub", "-signature", f"{name}.sig", "statement"
        )  # fmt: skip
        assert done.stdout.strip() == b"Verified OK", name
    aside = tmp_path / f"cle-{registered['fingerprint'][7:15]}.pem"
    assert stat.S_IMODE(aside.stat().st_mode) == 0o600
    with Store.open(f"sqlite:///{tmp_path / 'preuve.db'}", SITE) as store:
        assert [each.key for each in store.seals()] == [statement["old"], statement["new"]]


def test_without_a_configured_key_what_to_write_is_told(run: Run, tmp_path: Path) -> None:
    configured(tmp_path)

    for part in ("new", "rotate"):
        done = run("keys", part)
        assert done.returncode == 3
        assert 'passphrase = "env:' in done.stderr
    assert run("keys", "show").returncode == 3
    scanned = run("scan", "--lang", "en")
    assert "unsigned: no key" in scanned.stdout


def test_a_passphrase_in_clear_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "preuve.toml"
    path.write_text(
        path.read_text("utf-8").replace("env:PREUVE_TEST_PASSPHRASE", "Soleil-42"), "utf-8"
    )

    done = run("keys", "new")

    assert done.returncode == 3
    assert "Soleil-42" not in done.stdout + done.stderr


def test_a_key_that_others_can_read_is_refused(run: Run, tmp_path: Path) -> None:
    run("keys", "new")
    (tmp_path / "cle.pem").chmod(0o644)

    done = run("scan")

    assert done.returncode == 3
    assert "chmod 600" in done.stderr


def test_the_terminal_and_the_report_say_how_it_is_sealed(run: Run, tmp_path: Path) -> None:
    run("keys", "new")

    scanned = run("scan", "--lang", "fr")
    run("report", "--format", "html", "--output", "page.html", "--lang", "fr")

    with Store.open(f"sqlite:///{tmp_path / 'preuve.db'}", SITE) as store:
        (seal,) = store.seals()
    digits = sha256(seal.body).hexdigest()
    short = f"{digits[:5]} {digits[5:10]} {digits[10:15]} {digits[15:20]}"
    for told in (" ".join(scanned.stdout.split()), (tmp_path / "page.html").read_text("utf-8")):
        assert f"empreinte {short}, signé par la clé" in told


def test_a_ledger_that_does_not_hold_ends_a_scan_in_4(run: Run, tmp_path: Path) -> None:
    run("keys", "new")
    run("scan")
    engines = connect(f"sqlite:///{tmp_path / 'preuve.db'}")
    with engines.writer.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER ledger_no_UPDATE")
        connection.execute(update(ledger).where(ledger.c.seq == 2).values(body=b"{}"))
    engines.close()

    done = run("scan")

    assert done.returncode == 4
    assert "l’entrée 2 ne tient pas" in done.stderr
