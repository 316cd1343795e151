"""A region takes in real bundles of real hospitals, and only what verifies, and only forward."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from agent.core.filings import Filing
from agent.store import Store
from tests.end_to_end.conftest import Desk
from tests.end_to_end.region import Member, Region
from tests.end_to_end.test_dishonest import AGENTS
from tests.end_to_end.test_evidence import repacked, shell
from tests.end_to_end.test_rederiving import unpacked

EAST, WEST = "CH de l’Est", "CH de l’Ouest"


class Bundles:
    """Three audits of one hospital, and the other ways that its bundles may come."""

    def __init__(self, folder: Path) -> None:
        self.east = Member(folder / "east", EAST)
        self.first = self.east.audited("1.zip")
        # What an administrator keeps aside, to tell another story from there.
        self.aside = folder / "aside"
        shutil.copytree(self.east.desk.folder, self.aside)
        self.second = self.east.audited("2.zip", "--pseudonymise")
        self.third = self.east.audited("3.zip")
        self.west = Member(folder / "west", WEST)
        self.other = self.west.audited("1.zip")

    def forked(self) -> Path:
        """The bundle of another second audit."""
        told = Desk(self.aside, self.east.desk.environment)
        assert told.scan("--lang", "en").code in {1, 2}
        assert told.run("export", "--output", "f.zip", "--in-clear", "--yes").code == 0
        return self.aside / "f.zip"


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Bundles:
    return Bundles(tmp_path_factory.mktemp("region"))


@pytest.fixture
def region(tmp_path: Path) -> Region:
    return Region(tmp_path / "region")


def filed(region: Region) -> list[Filing]:
    with Store.open(f"sqlite:///{region.desk.folder / 'preuve.db'}", "GHT du Bocage") as store:
        store.verify_ledger()
        return store.filings()


def entries(region: Region, type: str) -> list[dict[str, str]]:
    with Store.open(f"sqlite:///{region.desk.folder / 'preuve.db'}", "GHT du Bocage") as store:
        return [each["payload"] for each in store.ledger() if each["type"] == type]


def test_a_key_is_confirmed_once_then_bundles_follow_each_other(
    bundles: Bundles, region: Region
) -> None:
    unknown = region.take(bundles.first)
    confirmed = region.take(bundles.first, "--key", bundles.east.fingerprint)
    nameless, last = region.take(bundles.second), region.take(bundles.third)

    assert unknown.code == 3
    assert bundles.east.fingerprint in unknown.err
    assert [each.code for each in (confirmed, nameless, last)] == [0, 0, 0]
    assert "confirmed by you" in confirmed.out
    assert [(e.member, e.run, e.number) for e in filed(region)] == [(EAST, n, n) for n in (1, 2, 3)]
    assert [e.summary.pseudonymised for e in filed(region)] == [False, True, False]
    assert [e["known"] for e in entries(region, "bundle.filed")] == ["confirmed", "filed", "filed"]


def test_names_and_pseudonyms_are_filed_alike(bundles: Bundles, region: Region) -> None:
    """The three audits read the same directory: only what time moves may differ."""
    for path in (bundles.first, bundles.second, bundles.third):
        assert region.take(path, "--key", bundles.east.fingerprint).code == 0
    _, nameless, named = (each.summary for each in filed(region))
    result = bundles.east.desk.result()

    assert nameless.withheld == ()
    assert nameless.questions == named.questions
    assert nameless.outcomes == named.outcomes
    assert {e.check: (e.state, e.findings) for e in named.outcomes} == {
        e["check"]: (e["outcome"], e["findings"]) for e in result["outcomes"]
    }
    assert dict(named.severities)["gap"] == sum(e["severity"] == "gap" for e in result["findings"])


def test_no_name_is_kept(bundles: Bundles, region: Region) -> None:
    """What names somebody is in the bundle, and nowhere in the region's folder."""
    names = [b"Xavier", b"xdupont", b"OU=Agents", b"rh.csv", b"00007"]
    names += [f"znom{number:02}".encode() for number in range(AGENTS)]
    told = b"".join(unpacked(bundles.first).values())
    assert all(each in told for each in names)
    assert region.take(bundles.first, "--key", bundles.east.fingerprint).code == 0
    assert region.run("fleet", "report", "--format", "html", "--output", "f.html").code == 0

    kept = {each.name: each.read_bytes() for each in region.desk.folder.iterdir()}
    assert {"preuve.db", "f.html"} <= kept.keys()
    assert [(each, name) for each in names for name, body in kept.items() if each in body] == []


def test_an_altered_bundle_is_refused_and_the_refusal_is_kept(
    bundles: Bundles, region: Region, tmp_path: Path
) -> None:
    files = unpacked(bundles.first)
    (name,) = [each for each in files if each.endswith("results/judgement.json")]
    changed = files[name].replace(b'"unsatisfied"', b'"satisfied"', 1)
    assert changed != files[name]
    path = repacked(files | {name: changed}, tmp_path / "changed.zip")

    ran = region.take(path, "--key", bundles.east.fingerprint)

    assert ran.code == 4
    assert "judgement.json" in ran.err
    assert filed(region) == []
    assert [e["code"] for e in entries(region, "bundle.refused")] == ["false"]


def test_what_is_no_bundle_is_refused(region: Region, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK\3\4 no bundle")

    assert region.take(tmp_path / "x.zip").code == 4
    assert region.take(tmp_path / "absent.zip").code == 3


def test_the_same_again_changes_nothing_and_an_older_one_is_refused(
    bundles: Bundles, region: Region
) -> None:
    assert region.take(bundles.third, "--key", bundles.east.fingerprint).code == 0
    before = filed(region)

    again, older = region.take(bundles.third), region.take(bundles.second)

    assert again.code == 0
    assert "already" in again.out
    assert older.code == 3
    assert "older than audit 3" in older.err
    assert filed(region) == before


def test_a_fork_is_named(bundles: Bundles, region: Region) -> None:
    """The store was put back as it was after the first audit, and told otherwise from there."""
    for path in (bundles.first, bundles.second):
        assert region.take(path, "--key", bundles.east.fingerprint).code == 0

    ran = region.take(bundles.forked())

    assert ran.code == 4
    assert "two histories" in ran.err
    assert "Seal 2" in ran.err
    assert [e.run for e in filed(region)] == [1, 2]
    (refused,) = entries(region, "bundle.refused")
    assert (refused["member"], refused["code"]) == (EAST, "fork")


def test_another_key_is_refused_whoever_it_is_of(bundles: Bundles, region: Region) -> None:
    wrong = region.take(bundles.first, "--key", bundles.west.fingerprint)
    assert (wrong.code, "another key" in wrong.err) == (4, True)
    assert region.take(bundles.first, "--key", bundles.east.fingerprint).code == 0
    assert region.take(bundles.other).code == 3, "one hospital's key says nothing of another's"


def rotated(bundles: Bundles, folder: Path) -> Desk:
    """The hospital after it handed over to a new key, and one more audit."""
    shutil.copytree(bundles.east.desk.folder, folder)
    desk = Desk(folder, bundles.east.desk.environment)
    assert desk.run("keys", "rotate").code == 0
    assert desk.scan().code in {1, 2}
    assert desk.run("export", "--output", "r.zip", "--in-clear", "--yes").code == 0
    assert desk.run("export", "--output", "n.zip", "--pseudonymise").code == 0
    return desk


def test_a_key_that_hands_over_is_followed(
    bundles: Bundles, region: Region, tmp_path: Path
) -> None:
    desk = rotated(bundles, tmp_path / "rotated")
    assert region.take(bundles.third, "--key", bundles.east.fingerprint).code == 0

    without = region.take(desk.folder / "n.zip")  # no ledger in it: no hand-over to be seen
    whole = region.take(desk.folder / "r.zip")
    older = region.take(bundles.second)

    assert (without.code, whole.code, older.code) == (4, 0, 3)
    assert "ask for a whole bundle" in without.err
    assert "named by the old one" in whole.out


def test_a_lost_key_is_confirmed_again_by_somebody(
    bundles: Bundles, region: Region, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "lost", bundles.east.desk.environment)
    shutil.copytree(bundles.east.desk.folder, desk.folder)
    (desk.folder / "key.pem").unlink()
    made = desk.run("keys", "new", "--lost", "--lang", "en")
    assert made.code == 0, made.err
    fingerprint = made.out.splitlines()[1].partition(": ")[2]
    assert desk.scan().code in {1, 2}
    assert desk.run("export", "--output", "l.zip", "--in-clear", "--yes").code == 0
    assert region.take(bundles.third, "--key", bundles.east.fingerprint).code == 0

    refused = region.take(desk.folder / "l.zip")
    confirmed = region.take(desk.folder / "l.zip", "--key", fingerprint)

    assert (refused.code, confirmed.code) == (4, 0)
    assert fingerprint in refused.err


def test_an_unsigned_bundle_is_nobodys(bundles: Bundles, region: Region, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "unsigned", bundles.east.desk.environment)
    shutil.copytree(bundles.aside, desk.folder, ignore=shutil.ignore_patterns("preuve.db*"))
    desk.edit('key = "key.pem"\npassphrase = "env:PREUVE_PASSPHRASE"\n', "")
    assert desk.scan().code in {1, 2}
    assert desk.run("export", "--output", "u.zip", "--in-clear", "--yes").code == 0

    ran = region.take(desk.folder / "u.zip")

    assert (ran.code, "not signed" in ran.err) == (4, True)


def test_an_envelope_is_opened_by_its_reader(
    bundles: Bundles, region: Region, tmp_path: Path
) -> None:
    made = shell(
        "openssl req -x509 -newkey rsa:2048 -subj /CN=pilot -passout pass:secret -keyout p.key -out p.pem"
        " && openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=other -keyout o.key -out o.pem",
        tmp_path,
    )
    assert made.returncode == 0, made.stderr
    sealed = bundles.east.export("3.p7m", "--recipient", str(tmp_path / "p.pem"))
    assert b"xdupont" not in sealed.read_bytes()
    region.desk.environment["PILOT"] = "secret"
    known = ("--key", bundles.east.fingerprint)
    mine = ("--certificate", str(tmp_path / "p.pem"), "--private-key", str(tmp_path / "p.key"))
    others = ("--certificate", str(tmp_path / "o.pem"), "--private-key", str(tmp_path / "o.key"))

    closed = region.take(sealed, *known)
    not_theirs = region.take(sealed, *known, *others)
    opened = region.take(sealed, *known, *mine, "--passphrase", "env:PILOT")

    assert (closed.code, not_theirs.code, opened.code) == (3, 3, 0), (closed, not_theirs, opened)
    assert "encrypted" in closed.err
    assert [each.run for each in filed(region)] == [3]


def test_one_refused_bundle_keeps_no_other_out(bundles: Bundles, tmp_path: Path) -> None:
    keys = "".join(
        f'[[sites]]\nname = "{each.name}"\nkey = "{each.fingerprint}"\n'
        for each in (bundles.east, bundles.west)
    )
    region = Region(tmp_path / "region", keys)
    (tmp_path / "poison.zip").write_bytes(b"")

    ran = region.take(bundles.first, tmp_path / "poison.zip", bundles.other)

    assert ran.code == 4
    assert "poison.zip" in ran.err
    assert {each.member for each in filed(region)} == {EAST, WEST}
    assert [e["known"] for e in entries(region, "bundle.filed")] == ["configured"] * 2


def test_what_is_filed_and_changed_by_hand_is_noticed(bundles: Bundles, region: Region) -> None:
    assert region.take(bundles.first, "--key", bundles.east.fingerprint).code == 0
    with closing(sqlite3.connect(region.desk.folder / "preuve.db")) as database:
        database.execute("DROP TRIGGER filings_no_UPDATE")
        database.execute(
            "UPDATE filings SET body = CAST(replace(body, '\"unsatisfied\"', '\"satisfied\"') AS BLOB)"
        )
        database.commit()

    assert region.run("fleet", "status").code == 4
    assert region.take(bundles.third).code == 4
