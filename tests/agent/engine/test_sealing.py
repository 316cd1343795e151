"""A run's seal: what independent tools check, what never changes it, what it does not hold."""

import json
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from agent.core.errors import ConfigurationError, IntegrityError, UsageError
from agent.core.runs import RunState
from agent.engine import inputs, keys, sealing, trees
from agent.engine.audit import judge_again, scan
from agent.engine.configuration import Configuration, read
from agent.engine.progress import silent
from agent.store import Store
from agent.store.engines import connect
from agent.store.tables import seals
from tests.agent.store.samples import DAY, start_run

SITE = "CH de Saint-Exemple"
ROLL = "Matricule;Nom;Prénom;Date d'entrée;Date de sortie\n0010007;DUPONT;Jeanne;01/02/2019;\n"
LDIF = (
    "dn: CN=jdupont,OU=Agents,DC=ch,DC=lan\nobjectClass: top\nobjectClass: person\n"
    "objectClass: user\nsAMAccountName: jdupont\nsn: DUPONT\ngivenName: Jeanne\n"
    "userAccountControl: 512\nobjectGUID:: 3q2+78r+uq3erb7vyv66rQ==\n"
    "objectSid:: AQUAAAAAAAUVAAAAAQIDBAUGBwgJCgsMUQQAAA==\nwhenCreated: 20190201080000.0Z\n\n"
)
SEALED = {"coverage.json", "exhibits.json", "facts.json", "inputs.json", "settings.json"}


def configured(folder: Path, more: str = "") -> Configuration:
    folder.mkdir(exist_ok=True)
    (folder / "rh.csv").write_text(ROLL, "utf-8")
    (folder / "ad.ldif").write_text(LDIF, "utf-8")
    (folder / "preuve.toml").write_text(
        f'[site]\nname = "{SITE}"\n'
        '[[people]]\nname = "rh"\npath = "rh.csv"\nextracted_on = 2026-11-20\n'
        f'[[directory]]\nname = "ad"\nexport = "ad.ldif"\n{more}',
        "utf-8",
    )
    return read(folder / "preuve.toml")


KEY = '[seal]\nkey = "key.pem"\npassphrase = "env:PREUVE_TEST_PASSPHRASE"\n'


@pytest.fixture
def passphrase(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PREUVE_TEST_PASSPHRASE", "trois cygnes et un piano")
    return "trois cygnes et un piano"


def audited(folder: Path, more: str = "") -> tuple[Store, Any]:
    configuration = configured(folder, more)
    store = Store.open(configuration.store_url, SITE)
    scan(store, configuration, silent)
    return store, json.loads(store.seals()[-1].body)


def test_openssl_checks_the_signature(tmp_path: Path, passphrase: str) -> None:
    configuration = configured(tmp_path, KEY)
    keys.make(tmp_path / "key.pem", passphrase)
    with Store.open(configuration.store_url, SITE) as store:
        scan(store, configuration, silent)
        (seal,) = store.seals()
    assert seal.signature is not None
    assert seal.public is not None
    (tmp_path / "seal.json").write_bytes(seal.body)
    (tmp_path / "seal.sig").write_bytes(seal.signature)
    (tmp_path / "pub.pem").write_text(seal.public, "ascii")
    command = ["openssl", "dgst", "-sha256", "-verify", "pub.pem", "-signature", "seal.sig"]

    done = subprocess.run(
        [*command, "seal.json"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    (tmp_path / "seal.json").write_bytes(seal.body.replace(b'"run":1', b'"run":2'))
    changed = subprocess.run(
        [*command, "seal.json"], cwd=tmp_path, capture_output=True, check=False
    )
    der = subprocess.run(
        ["openssl", "pkey", "-pubin", "-in", "pub.pem", "-outform", "DER"],
        cwd=tmp_path, capture_output=True, check=True,
    ).stdout  # fmt: skip

    assert (done.returncode, done.stdout.strip()) == (0, "Verified OK")
    assert changed.returncode == 1
    told = json.loads(seal.body)["key"]
    assert told["fingerprint"] == seal.key == "sha256:" + sha256(der).hexdigest()


def test_a_seal_without_a_key_says_so(tmp_path: Path) -> None:
    store, body = audited(tmp_path)
    with store:
        (seal,) = store.seals()
        assert (seal.signature, seal.key, seal.public) == (None, None, None)
        assert body["key"] is None
        *_, entry = store.ledger()
    assert entry["payload"]["signed"] is False


def test_the_seal_covers_the_ledger_up_to_its_own_entry(tmp_path: Path) -> None:
    store, body = audited(tmp_path)
    with store:
        entries = list(store.ledger_bytes())
        (seal,) = store.seals()
    assert body["ledger"]["size"] == len(entries) - 1
    assert body["ledger"]["head"] == "sha256:" + sha256(entries[-2]).hexdigest()
    last = json.loads(entries[-1])
    assert (last["type"], last["payload"]["digest"]) == ("sealed", seal.digest)
    assert seal.digest == "sha256:" + sha256(seal.body).hexdigest()


def test_each_seal_names_the_one_before(tmp_path: Path) -> None:
    configuration = configured(tmp_path)
    with Store.open(configuration.store_url, SITE) as store:
        scan(store, configuration, silent)
        judge_again(store, 1, configuration, store.run(1).as_of)
        scan(store, configuration, silent)
        made = store.seals()
        assert store.seal_of(1) == made[1]
        assert sealing.verify(store) == len(list(store.ledger()))
    bodies = [json.loads(each.body) for each in made]
    assert [each["number"] for each in bodies] == [1, 2, 3]
    assert [each["run"] for each in bodies] == [1, 1, 2]
    assert [each["previous"] for each in bodies] == [None, made[0].digest, made[1].digest]


def test_the_documents_are_those_of_the_digests(tmp_path: Path) -> None:
    store, body = audited(tmp_path)
    with store:
        documents = store.sealed_documents(1)
        facts = json.loads(documents["facts.json"])
        for each in facts:
            disclosed = list(store.disclosed(1, each["kind"], each["source"]))
            leaves = sorted(sha256(salt + fact).digest() for salt, fact in disclosed)
            assert each["count"] == len(leaves)
            assert each["root"] == "sha256:" + sha256(b"".join(leaves)).hexdigest()
    assert set(documents) == SEALED
    for name, each in documents.items():
        assert body["documents"][name] == "sha256:" + sha256(each).hexdigest()
    counts = {(each["source"], each["kind"]): each["count"] for each in facts}
    assert (counts["ad", "account"], counts["rh", "person"]) == (1, 1)
    assert body["facts"] == sum(counts.values())


def test_nothing_sealed_names_anybody_or_holds_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANTED_PASSWORD", "Soleil-de-Minuit-42")
    # A controller nobody answers for: its settings are sealed all the same.
    more = (
        '[[directory]]\nname = "other"\nurl = "ldaps://127.0.0.1:9"\nuser = "audit@ch.lan"\n'
        'password = "env:PLANTED_PASSWORD"\n'
    )
    store, body = audited(tmp_path, more)
    with store:
        (seal,) = store.seals()
        everything = seal.body + b"".join(store.sealed_documents(1).values())
    assert b"ldaps://127.0.0.1:9" in everything
    for word in (b"Soleil-de-Minuit-42", b"PLANTED_PASSWORD", b"jdupont", b"0010007", b"DUPONT"):
        assert word not in everything
    assert body["coverage"]["missing"] > 0


def test_the_same_sources_give_the_same_results_in_two_stores(tmp_path: Path) -> None:
    one, first = audited(tmp_path / "one")
    other, second = audited(tmp_path / "other")
    one.close()
    other.close()
    assert first["results"]["judgement"] != second["results"]["judgement"]  # two instants
    assert first["results"]["comparable"] == second["results"]["comparable"]
    for name in ("tool", "rules", "texts", "outcomes", "findings", "coverage"):
        assert first[name] == second[name]


def test_a_second_scan_of_the_same_sources_seals_the_same_facts(tmp_path: Path) -> None:
    configuration = configured(tmp_path)
    with Store.open(configuration.store_url, SITE) as store:
        for _ in range(2):
            scan(store, configuration, silent)
        one, other = (json.loads(each.body) for each in store.seals())
    # What else was judged is dated, and names the seal of the audit before.
    told = [{**each["documents"], "inputs.json": ""} for each in (one, other)]
    assert told[0] == told[1]


def test_a_demonstration_is_never_sealed(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'preuve.db'}", SITE) as store:
        run = store.start_run(
            as_of=DAY,
            profile="guide-2013",
            demonstration=True,
            tool="preuve 0",
            settings_digest="sha256:1",
            settings=b"{}",
            config_path="preuve.toml",
        )
        store.end_run(run, RunState.ENDED)
        with pytest.raises(UsageError, match="demonstration"):
            store.seal(run, {"clock": {}}, {}, None)
        assert sealing.seal(store, configured(tmp_path), run, None, None) is None
        assert store.seals() == []


def test_an_interrupted_run_is_sealed_without_results(tmp_path: Path) -> None:
    configuration = configured(tmp_path)

    def interrupted(step: Any) -> None:
        if step.state == "done":
            raise KeyboardInterrupt

    with Store.open(configuration.store_url, SITE) as store:
        with pytest.raises(KeyboardInterrupt):
            scan(store, configuration, interrupted)
        scan(store, configuration, silent, resume=True)
        cut, whole = (json.loads(each.body) for each in store.seals())
    assert (cut["state"], cut["results"], cut["outcomes"]) == ("aborted", None, {})
    assert cut["clock"]["judged"] is None
    assert (whole["state"], whole["run"]) == ("ended", 1)
    assert whole["results"]


@pytest.mark.parametrize("column", ["body", "signature", "key"])
def test_a_changed_seal_stops_the_next_scan(tmp_path: Path, passphrase: str, column: str) -> None:
    configuration = configured(tmp_path, KEY)
    keys.make(tmp_path / "key.pem", passphrase)
    with Store.open(configuration.store_url, SITE) as store:
        scan(store, configuration, silent)
        (seal,) = store.seals()
        engines = connect(configuration.store_url)
        with engines.writer.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER seals_no_UPDATE")
            changed = {
                "body": seal.body.replace(b'"run":1', b'"run":2'),
                "signature": b"\x30" + (seal.signature or b"")[:-1],
                "key": "sha256:" + "0" * 64,
            }
            connection.execute(update(seals).values({column: changed[column]}))
        engines.close()
        before = len(store.runs())
        with pytest.raises(IntegrityError, match="seal 1"):
            scan(store, configuration, silent)
        assert len(store.runs()) == before


def test_a_key_that_cannot_be_used_stops_before_any_source(
    tmp_path: Path, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    configuration = configured(tmp_path, KEY)
    with Store.open(configuration.store_url, SITE) as store:
        with pytest.raises(ConfigurationError, match="preuve keys new"):
            scan(store, configuration, silent)
        keys.make(tmp_path / "key.pem", passphrase)
        monkeypatch.setenv("PREUVE_TEST_PASSPHRASE", "another")
        with pytest.raises(ConfigurationError, match="does not open it") as told:
            scan(store, configuration, silent)
        assert store.runs() == []
    assert "another" not in str(told.value)


def test_a_swapped_key_is_refused(tmp_path: Path, passphrase: str) -> None:
    configuration = configured(tmp_path, KEY)
    keys.make(tmp_path / "key.pem", passphrase)
    with Store.open(configuration.store_url, SITE) as store:
        scan(store, configuration, silent)
        (tmp_path / "key.pem").unlink()
        keys.make(tmp_path / "key.pem", passphrase)
        with pytest.raises(ConfigurationError, match="preuve keys rotate"):
            scan(store, configuration, silent)


def test_the_rules_are_not_their_words() -> None:
    tree = trees.tool()
    rules, texts = trees.rules(tree), trees.texts(tree)

    assert "checks/accounts.py" in rules
    assert "checks/guide/questions.toml" in rules
    assert "checks/texts/fr/accounts.toml" in texts
    assert rules.keys().isdisjoint(texts)
    assert not [path for path in tree if "__pycache__" in path or path.startswith("agent/demo")]
    encoded = json.dumps(rules, sort_keys=True, separators=(",", ":")).encode()
    assert trees.digest(rules) == "sha256:" + sha256(encoded).hexdigest()


def test_a_seal_of_an_earlier_version_discloses_no_inputs(tmp_path: Path) -> None:
    given: list[str] = []
    with Store.open(f"sqlite:///{tmp_path / 'preuve.db'}", SITE) as store:
        run = start_run(store)
        store.end_run(run, RunState.ENDED)
        seal = store.seal(run, {"state": "ended", "clock": {}}, {"facts.json": b"[]"}, None)
        inputs.disclose(store, seal, lambda name, _: given.append(name))

    assert given == []
