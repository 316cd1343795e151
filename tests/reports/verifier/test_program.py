"""A bundle that was touched is named by the level that it breaks, by a program of one file."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256

from reports.verifier.build import languages, script
from reports.verifier.program import EXITS, told, verify, worst
from tests.bundles.tiny import Files, Maker, bagged, canonical, digest, pack

Verify = Callable[..., dict[str, str]]
Touch = Callable[[Files], None]
SEALED = "data/seal/seal.json"


@cache
def honest() -> tuple[Maker, Files]:
    maker = Maker()
    return maker, maker.payload()


@pytest.fixture
def levels(tmp_path: Path) -> Verify:
    def levels(files: Files, *, receipt: str = "", key: str = "") -> dict[str, str]:
        path = tmp_path / "bundle.zip"
        path.write_bytes(pack(files))
        said = verify(path, key=key, receipt=receipt)
        return {level: worst([line for line in said if line.level == level]) for level, *_ in said}

    return levels


def test_an_honest_bundle_is_good_wherever_it_can_be(levels: Verify) -> None:
    maker, payload = honest()
    receipt = digest(maker.seals[-1]["json"])[7:27]

    assert levels(bagged(payload), key=maker.fingerprint, receipt=receipt) == {
        **dict.fromkeys(("list", "integrity", "continuity", "chain"), "good"),
        **dict.fromkeys(("signature", "coherence", "coverage", "purges"), "good"),
        "timestamp": "unverifiable",
    }


def test_what_the_bundle_alone_cannot_tell_is_not_good(levels: Verify) -> None:
    found = levels(bagged(honest()[1]))

    assert found["signature"] == found["continuity"] == "unverifiable"
    assert "false" not in found.values()


@pytest.mark.parametrize("name", sorted(bagged(honest()[1])))
def test_one_byte_of_any_file_is_seen(name: str, levels: Verify) -> None:
    files = bagged(honest()[1])
    body = bytearray(files[name])
    body[len(body) // 2] ^= 1
    found = levels(files | {name: bytes(body)})

    assert "false" in {found["integrity"], found["list"]}


def forged(touch: Touch) -> Files:
    """A payload that somebody touched, and put in lists that agree with it."""
    payload = dict(honest()[1])
    touch(payload)
    return bagged(payload)


def flipped(name: str) -> Touch:
    def touch(files: Files) -> None:
        body = files[name]
        at = len(body) * 2 // 3
        files[name] = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]

    return touch


@pytest.mark.parametrize("name", sorted(honest()[1]))
def test_lists_made_again_hide_nothing(name: str, levels: Verify) -> None:
    found = levels(forged(flipped(name)))

    assert found["list"] == found["integrity"] == "good"
    assert "false" in found.values()


def swapped(files: Files) -> None:
    lines = files["data/ledger.jsonl"].splitlines(keepends=True)
    lines[2], lines[3] = lines[3], lines[2]
    files["data/ledger.jsonl"] = b"".join(lines)


def test_an_entry_that_cannot_be_read_accuses_no_exhibit_that_the_others_tell_of(
    levels: Verify,
) -> None:
    def tear(files: Files) -> None:
        first, second, *more = files["data/ledger.jsonl"].splitlines(keepends=True)
        files["data/ledger.jsonl"] = b"".join((first, second.replace(b'"at"', b'"au"'), *more))

    found = levels(forged(tear))

    assert (found["chain"], found["coherence"]) == ("false", "good")


def shortened(files: Files) -> None:
    files["data/ledger.jsonl"] = b"".join(files["data/ledger.jsonl"].splitlines(keepends=True)[:-1])


def prefixed(seq: int) -> Touch:
    """A forged entry before the first one, which no seal covers."""

    def touch(files: Files) -> None:
        first = files["data/ledger.jsonl"].splitlines()[0]
        forged = json.loads(first) | {"seq": seq, "payload": {"forged": True}}
        files["data/ledger.jsonl"] = (
            json.dumps(forged).encode() + b"\n" + files["data/ledger.jsonl"]
        )

    return touch


def far_seal(files: Files) -> None:
    """A seal so far away that its absent fellows would fill a page."""
    files["data/seals/999999.json"] = files["data/seals/000002.json"]


def without(*parts: str) -> Touch:
    def touch(files: Files) -> None:
        for name in [name for name in files if name.startswith(parts)]:
            del files[name]

    return touch


def other_key(files: Files) -> None:
    """Every signature made again by somebody else's key."""
    thief = Maker()
    for name in [name for name in files if name.endswith((".sig", ".pem"))]:
        if name.endswith(".pem"):
            files[name] = thief.pem
        else:
            seal = files[name.removesuffix(".sig") + ".json"]
            files[name] = thief.key.sign(seal, ECDSA(SHA256()))


@pytest.mark.parametrize(
    ("touch", "level"),
    [
        (swapped, "chain"),
        (shortened, "chain"),
        (prefixed(1), "chain"),
        (prefixed(0), "chain"),
        (far_seal, "continuity"),
        (without("data/seals/000001"), "continuity"),
        (without("data/seals/000002"), "continuity"),
        (without("data/seal/seal.sig"), "signature"),
        (other_key, "signature"),
        (without("data/ledger.jsonl"), "chain"),
        (without("data/results/judgement.json"), "coherence"),
        (flipped("data/rules/checks/accounts.py"), "coherence"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_each_forgery_is_false_at_its_level(touch: Touch, level: str, levels: Verify) -> None:
    assert levels(forged(touch))[level] == "false"


def test_files_taken_out_added_or_renamed_are_named(levels: Verify) -> None:
    files = bagged(honest()[1])
    body = files.pop(SEALED)

    assert levels(files)["list"] == "false"
    assert levels(files | {SEALED: body, "data/more.txt": b""})["list"] == "false"
    assert levels(files | {"data/seal/other.json": body})["list"] == "false"


def test_a_run_dropped_at_the_end_is_seen_against_a_receipt_only(levels: Verify) -> None:
    maker, _ = honest()
    receipt = digest(maker.seals[-1]["json"])[7:27]
    before = Maker(maker.key)
    payload = before.payload()
    kept = payload["data/ledger.jsonl"].splitlines(keepends=True)[:7]
    payload["data/ledger.jsonl"] = b"".join(kept)
    for suffix, name in (("json", "seal.json"), ("sig", "seal.sig"), ("pem", "key.pem")):
        del payload[f"data/seals/000002.{suffix}"]
        payload[f"data/seal/{name}"] = payload[f"data/seals/000001.{suffix}"]
    inputs = json.loads(payload["data/seal/inputs.json"]) | {"earlier": None}
    payload["data/seal/inputs.json"] = canonical(inputs)
    for name in ("facts.json", "0001.jsonl"):
        del payload[f"data/earlier/{name}"]
    result = json.loads(payload["data/results/result.json"]) | {"run": 1}
    payload["data/results/result.json"] = json.dumps(result).encode()

    assert "false" not in levels(bagged(payload), key=maker.fingerprint).values()
    assert levels(bagged(payload), receipt=receipt)["continuity"] == "false"


def test_a_clock_set_back_is_told_or_false(levels: Verify) -> None:
    def made(type: str) -> Files:
        maker = Maker()
        maker.append("genesis", None, {}, 30)
        maker.append(type, None, {}, 0)
        return bagged(maker.payload())

    assert levels(made("clock.set_back"))["chain"] == "unverifiable"
    assert levels(made("exhibit.kept"))["chain"] == "false"


def test_rules_that_an_update_took_away_accuse_nobody(levels: Verify) -> None:
    assert levels(forged(without("data/rules/")))["coherence"] == "unverifiable"


@pytest.mark.parametrize("gap", [{"unseen": {"account": 2}}, {"completeness": "unknown"}])
def test_what_was_not_seen_is_never_covered(gap: dict[str, object], levels: Verify) -> None:
    maker = Maker(coverage={"source": "ad", "missing": [], **gap})
    found = levels(bagged(maker.payload()))

    assert found["coverage"] == "unverifiable"
    assert "false" not in found.values()


def test_a_run_that_ended_unsealed_is_told_and_accuses_nobody(levels: Verify) -> None:
    maker = Maker()
    maker.append("run.ended", 9, {}, 0)
    payload = maker.payload()
    found = levels(bagged(payload), receipt=digest(maker.seals[-1]["json"]))

    assert found["continuity"] == "unverifiable"
    assert "false" not in found.values()


@pytest.mark.parametrize("body", [b"", b"PK", b"not a zip", pack({}), pack({"a": b"b"})])
def test_what_is_no_bundle_is_said_and_raises_nothing(body: bytes, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(body)

    assert worst(verify(tmp_path / "b.zip")) == "false"


def test_a_file_name_is_no_way_to_the_readers_terminal(tmp_path: Path) -> None:
    """Nor to a line that looks like the verifier's own."""
    trick = "data/\x1b[2J\x1b[1;1H\nSignature : vérifié\u202e.json"
    (tmp_path / "b.zip").write_bytes(pack(bagged(honest()[1]) | {trick: b""}))

    lines = list(told(verify(tmp_path / "b.zip"), languages()["fr"]))

    (shown,) = [line for line in lines if "vérifié\ufffd.json" in line]
    assert not [line for line in lines if re.search("[\x00-\x1f\x7f\u202e]", line)]
    assert shown.startswith("  - data/")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("data/seal/facts.json", b"[" * 200_000),
        ("data/seal/exhibits.json", b'{"a":' * 200_000),
        ("data/ledger.jsonl", b"[" * 200_000),
        ("data/ledger.jsonl", b"1" * 5_000),
        ("data/ledger.jsonl", b"\n" * 100_000),
        ("data/seals/000001.json", b"null"),
        ("data/seal/coverage.json", b'[{"missing":[{"source":{}}]}]'),
        ("data/seal/key.pem", b"-----BEGIN PUBLIC KEY-----\n" + b"A" * 100_000),
    ],
)
def test_a_hostile_document_is_false_and_ends_no_verification(
    name: str, body: bytes, levels: Verify
) -> None:
    found = levels(forged(lambda files: files.update({name: body})))

    assert "false" in found.values()


def test_a_file_that_unpacks_to_more_than_it_says_is_false(tmp_path: Path) -> None:
    body = bytearray(pack(bagged(honest()[1]) | {"data/bomb": bytes(1 << 28)}))
    name = b"data/bomb"
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = body.rindex(
            mark, 0, body.rindex(name) if mark == b"PK\x01\x02" else body.index(name)
        )
        body[start + place : start + place + 4] = (10).to_bytes(4, "little")
    (tmp_path / "b.zip").write_bytes(body)

    said = verify(tmp_path / "b.zip")

    assert ("list", "file-added") in {(line.level, line.code) for line in said}


def test_the_program_of_one_file_says_the_same_alone(tmp_path: Path) -> None:
    (tmp_path / "verify_preuve.py").write_text(script(), "utf-8")
    maker, payload = honest()
    (tmp_path / "good.zip").write_bytes(pack(bagged(payload)))
    (tmp_path / "bad.zip").write_bytes(pack(forged(swapped)))
    ended = {}
    for name in ("good", "bad"):
        command = [sys.executable, "-I", "verify_preuve.py", f"{name}.zip"]
        command += ["--key", maker.fingerprint, "--lang", "en"]
        ended[name] = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, check=False
        )

    assert ended["good"].returncode == EXITS["unverifiable"]  # no timestamp, no receipt
    assert "Chain of the ledger: verified" in ended["good"].stdout
    assert ended["bad"].returncode == EXITS["false"]
    assert "Chain of the ledger: false" in ended["bad"].stdout
    assert ended["good"].stderr == ended["bad"].stderr == ""


def test_every_code_has_its_sentence() -> None:
    source = script().partition("LANGUAGES:")[0]
    said = set(
        re.findall(
            r'"(?:list|integrity|continuity|chain|signature|coherence|coverage|purges)", "([a-z-]+)"',
            source,
        )
    )

    assert said
    assert said <= languages()["fr"]["says"].keys()
