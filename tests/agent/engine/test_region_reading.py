"""What a bundle says is kept as codes and counts, or is refused by name: whatever was signed."""

import json
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given
from hypothesis import strategies as st

from agent.engine.region import reading, trust
from agent.engine.region.reading import Told
from agent.engine.region.refusals import NotFiled
from agent.store import canonical
from tests.bundles.tiny import Maker, bagged, digest, pack
from tests.reports.fleet.samples import filing

CLOCK = {
    "started": "2026-11-26T10:20:00.000Z",
    "ended": "2026-11-26T10:21:00.000Z",
    "sealed": "2026-11-26T10:22:00.000Z",
    "as_of": "2026-11-26",
}
JUDGED: dict[str, Any] = {
    "profile": "guide-2013",
    "thresholds": [["dormant_days", 180]],
    "outcomes": [
        {"check": "accounts.orphan", "question": "Q3", "state": "unsatisfied", "reason": None,
         "expected": 9, "examined": 9, "findings": 1, "detail": "Xavier Dupont",
         "missing": [{"target": "CN=Dupont", "reason": "denied"}]},
    ],
    "findings": [{"check": "accounts.orphan", "finding": {"severity": "gap", "about": {"label": "xdupont"}}}],
    "answers": [
        {"id": "Q3", "verdict": "contradicted", "leaning": "unfavourable", "ground": "live",
         "checks": ["accounts.orphan"], "satisfied": 0, "evaluated": 1, "expected": 1,
         "answers": [{"id": "3a", "value": "yes", "leaning": "unfavourable", "verdict": "contradicted",
                      "ground": "live", "measure": {"value": 1, "unit": "accounts"}}]},
    ],
}  # fmt: skip


def bundle(folder: Path, judged: Any, **seal: Any) -> Path:
    """A named bundle of which nothing but the judgement and a part of the seal is looked at here."""
    files = Maker().payload()
    told = json.loads(files["data/seal/seal.json"]) | {"clock": CLOCK} | seal
    files = {name: body for name, body in files.items() if "data/seals/" not in name} | {
        "data/seals/000001.json": canonical.encode(told),
        "data/seal/seal.json": canonical.encode(told),
        "data/results/judgement.json": json.dumps(judged).encode(),
    }
    path = folder / "bundle.zip"
    path.write_bytes(pack(bagged(files)))
    return path


def changed(value: Any, steps: list[int], by: Any) -> Any:
    """A value with one of its parts replaced, which steps lead to."""
    if not steps or not isinstance(value, dict | list) or not value:
        return by
    names = list(value) if isinstance(value, dict) else list(range(len(value)))
    at = names[steps[0] % len(names)]
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[at] = changed(value[at], steps[1:], by)
    return copy


SENTENCE = "Jeanne Dupont, 3 rue du Bac"
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(SENTENCE),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def test_what_names_somebody_is_not_read(tmp_path: Path) -> None:
    told = reading.read(bundle(tmp_path, JUDGED))
    kept = canonical.encode(told.summary)

    assert (told.member, told.number) == ("CH de Saint-Exemple", 1)
    assert dict(told.summary.severities) == {"watch": 0, "gap": 1, "serious": 0}
    assert [each.findings for each in told.summary.outcomes] == [1]
    assert b"upont" not in kept
    assert b"accounts.orphan" in kept


@given(st.lists(st.integers(0, 20), max_size=5), ANYTHING)
def test_any_judgement_is_codes_and_counts_or_refused(
    tmp_path_factory: pytest.TempPathFactory, steps: list[int], by: Any
) -> None:
    folder = tmp_path_factory.mktemp("bundle")
    try:
        told = reading.read(bundle(folder, changed(JUDGED, steps, by)))
    except NotFiled:
        return
    assert SENTENCE.encode() not in canonical.encode(told.summary)
    assert all(each.findings >= 0 for each in told.summary.outcomes)


@pytest.mark.parametrize(
    ("where", "by"),
    [
        ([3, 0, 0], SENTENCE),  # the check's name
        ([4, 0, 8, 0, 1], SENTENCE),  # the answer
        ([4, 0, 8, 0, 5, 1], SENTENCE),  # the unit
        ([4, 0, 0], "Q11"),
    ],
)
def test_a_sentence_where_a_code_is_due_is_refused(
    tmp_path: Path, where: list[int], by: str
) -> None:
    order = ["profile", "thresholds", "findings", "outcomes", "answers"]
    judged = {name: JUDGED[name] for name in order}
    altered = changed(judged, where, by)
    assert altered != judged

    with pytest.raises(NotFiled, match="form"):
        reading.read(bundle(tmp_path, altered))


@pytest.mark.parametrize("name", ["", " \x1b[2J", "a\nb", "x" * 200, 7, None, "a\u202eb"])
def test_a_hospitals_name_is_one_that_can_be_shown(tmp_path: Path, name: Any) -> None:
    with pytest.raises(NotFiled, match="name"):
        reading.read(bundle(tmp_path, JUDGED, site=name))


@pytest.mark.parametrize(
    ("seal", "code"),
    [
        ({"key": None}, "unsigned"),
        ({"state": "aborted"}, "interrupted"),
        ({"results": None}, "interrupted"),
        ({"clock": {**CLOCK, "sealed": "yesterday"}}, "unreadable"),
        ({"coverage": {"expected": -1, "missing": 0}}, "form"),
        ({"rules": SENTENCE}, "form"),
        ({"run": 0}, "form"),
        ({"run": "2"}, "form"),
    ],
)
def test_a_seal_that_is_no_audits_is_refused(
    tmp_path: Path, seal: dict[str, Any], code: str
) -> None:
    with pytest.raises(NotFiled) as refused:
        reading.read(bundle(tmp_path, JUDGED, **seal))

    assert refused.value.code == code


class Chain:
    """Keys that hand over to each other, as a bundle's ledger tells it."""

    def __init__(self, site: str = "CH") -> None:
        self.site = site
        self.makers = [Maker(generate_private_key(SECP256R1())) for _ in range(3)]

    def registered(self, at: int) -> dict[str, Any]:
        return {"type": "key.registered", "payload": {"public": self.makers[at].pem.decode()}}

    def handed(
        self, old: int, new: int, *, site: str | None = None, by: int | None = None
    ) -> dict[str, Any]:
        """A hand-over, which somebody else than the old key may have signed."""
        one, other = self.makers[old], self.makers[new]
        told = {"site": site or self.site, "old": one.fingerprint, "new": other.fingerprint}
        statement = canonical.encode(told)
        signer = one if by is None else self.makers[by]
        return {
            "type": "key.rotated",
            "payload": {
                "statement": statement.decode(),
                "signature": b64encode(signer.key.sign(statement, ECDSA(SHA256()))).decode(),
                "countersignature": b64encode(other.key.sign(statement, ECDSA(SHA256()))).decode(),
                "public": other.pem.decode(),
            },
        }

    def told(self, last: int, *entries: dict[str, Any], folder: Path) -> Told:
        key = {"algorithm": "ecdsa-p256-sha256", "fingerprint": self.makers[last].fingerprint}
        read = reading.read(bundle(folder, JUDGED, site=self.site, key=key))
        return replace(read, rotations=entries)

    def known(self, told: Told) -> str:
        """As a region knows it that filed an audit signed by the first key."""
        before = replace(filing("CH", 0), key=self.makers[0].fingerprint)
        return trust.known_by(told, given="", configured="", filed=[before])


def test_two_hand_overs_in_a_row_are_followed(tmp_path: Path) -> None:
    chain = Chain()
    told = chain.told(
        2, chain.registered(0), chain.handed(0, 1), chain.handed(1, 2), folder=tmp_path
    )

    assert chain.known(told) == "rotated"


def test_no_other_entry_hands_over(tmp_path: Path) -> None:
    chain = Chain()
    first = chain.registered(0)
    stories: dict[str, tuple[dict[str, Any], ...]] = {
        "registered beside": (first, chain.registered(1)),
        "signed by the new key alone": (first, chain.handed(0, 1, by=1)),
        "of another hospital": (first, chain.handed(0, 1, site="CHU")),
        "by a key that never spoke": (first, chain.registered(2), chain.handed(2, 1)),
        "without the old key": (chain.handed(0, 1),),
        "by a key that had handed over": (first, chain.handed(0, 2), chain.handed(0, 1)),
        "no signature": (
            first,
            {"type": "key.rotated", "payload": {"public": chain.makers[1].pem.decode()}},
        ),
    }
    for name, entries in stories.items():
        with pytest.raises(NotFiled, match="key"):
            pytest.fail(f"{name}: {chain.known(chain.told(1, *entries, folder=tmp_path))}")


def test_the_key_is_the_seals_own(tmp_path: Path) -> None:
    told = reading.read(bundle(tmp_path, JUDGED))
    shown = told.key.removeprefix("sha256:")

    assert trust.known_by(told, given=shown, configured="", filed=[]) == "confirmed"
    assert trust.known_by(told, given="", configured=shown, filed=[]) == "configured"
    with pytest.raises(NotFiled, match="key"):
        trust.known_by(told, given=digest(b"")[7:], configured=shown, filed=[])
