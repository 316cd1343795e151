"""A store of every earlier schema opens, whole, beside a copy of what it was; never backward.

`fixtures/stores/schema-N.db.xz`: one audit of one account, made by the last preuve of that schema.
A schema that changes leaves its store there first.
"""

import lzma
import os
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from agent.core.errors import ConfigurationError
from agent.core.facts.accounts import Account
from agent.core.runs import RunState
from agent.engine import sealing
from agent.engine.audit import scan
from agent.engine.progress import silent
from agent.store import Store, copies, migrations
from agent.store.engines import connect
from tests.agent.engine.test_sealing import SITE, configured
from tests.program.ready import LOCALE, run

STORES = Path(__file__).parents[3] / "fixtures" / "stores"
KEPT = {int(path.name.split("-")[1].split(".")[0]): path for path in STORES.glob("schema-*.db.xz")}
NOW = len(migrations.MIGRATIONS)
EARLIER = [each for each in sorted(KEPT) if each < NOW]


def schema(path: Path) -> int:
    with closing(sqlite3.connect(path)) as read:
        found: int = read.execute("SELECT MAX(version) FROM preuve_schema").fetchone()[0]
        return found


@pytest.fixture
def old(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    path = tmp_path / "preuve.db"
    path.write_bytes(lzma.decompress(KEPT[request.param].read_bytes()))
    return path


def test_every_schema_is_kept() -> None:
    """The first two were made together."""
    assert sorted(KEPT) == list(range(2, NOW + 1))


@pytest.mark.parametrize("old", KEPT, indirect=True)
def test_a_store_goes_forward_whole(old: Path) -> None:
    before, version = old.read_bytes(), schema(old)
    with Store.open(f"sqlite:///{old}", SITE) as store:
        sealing.verify(store)
        (record,) = store.runs()
        assert (record.run, record.state, record.erased) == (1, RunState.ENDED, None)
        assert [each.login for each in store.facts(Account, 1)] == ["jdupont"]
        assert len(store.judgement(1).answers) == 10
        assert len(store.seals()) == (1 if version >= 4 else 0)
        copied = store.copied
    assert schema(old) == NOW
    if version == NOW:
        assert copied is None
        return
    assert copied == copies.copy_of(old, version)
    assert schema(copied) == version
    assert stat.S_IMODE(copied.stat().st_mode) == 0o600
    again = old.with_name("again.db")  # the copy is the store it was
    again.write_bytes(copied.read_bytes())
    with closing(sqlite3.connect(again)) as one, sqlite3.connect(":memory:") as other:
        other.deserialize(before)
        assert list(one.iterdump()) == list(other.iterdump())
    other.close()


@pytest.mark.parametrize("old", [EARLIER[0], EARLIER[-1]], indirect=True)
def test_audits_go_on_in_it(old: Path) -> None:
    configuration = configured(old.parent)
    with Store.open(configuration.store_url, SITE) as store:
        scan(store, configuration, silent)
        assert [each.run for each in store.runs()] == [1, 2]
        assert [each.login for each in store.facts(Account, 2)] == ["jdupont"]
        sealing.verify(store)
        assert store.copied
    with Store.open(configuration.store_url, SITE) as store:
        assert store.copied is None


@pytest.mark.parametrize("old", [EARLIER[-1]], indirect=True)
def test_whoever_upgrades_is_told_where_the_copy_is(old: Path) -> None:
    configured(old.parent)
    done = run(old.parent, {**os.environ, "LC_ALL": LOCALE}, "show", "runs")

    assert done.returncode == 0
    assert f"preuve.db.schema-{EARLIER[-1]}.bak" in done.stderr
    assert "schema" not in run(old.parent, {**os.environ, "LC_ALL": LOCALE}, "show", "runs").stderr


@pytest.mark.parametrize("old", [EARLIER[0]], indirect=True)
def test_two_that_upgrade_at_once_leave_one_copy_of_before(old: Path) -> None:
    def opened(_: int) -> int:
        with Store.open(f"sqlite:///{old}", SITE) as store:
            return len(store.runs())

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(opened, range(4))) == [1] * 4

    (copy,) = copies.found(old)
    assert (schema(copy), schema(old)) == (EARLIER[0], NOW)


@pytest.mark.parametrize("old", [EARLIER[-1]], indirect=True)
def test_without_a_copy_nothing_changes(old: Path) -> None:
    copies.copy_of(old, EARLIER[-1]).mkdir()  # a place that cannot be written to
    with pytest.raises(ConfigurationError, match="no copy could be made before the upgrade"):
        Store.open(f"sqlite:///{old}", SITE)

    assert schema(old) == EARLIER[-1]
    assert not list(old.parent.glob("*.part"))


@pytest.mark.parametrize("old", [NOW], indirect=True)
def test_never_backward(old: Path) -> None:
    engines = connect(f"sqlite:///{old}")
    with engines.writer.begin() as connection:
        connection.exec_driver_sql("INSERT INTO preuve_schema VALUES (99, 'later', '2030-01-01')")
    engines.close()
    configured(old.parent)
    done = run(old.parent, {**os.environ, "LC_ALL": LOCALE}, "scan")

    assert done.returncode == 3
    assert f"(schéma 99, celui-ci connaît {NOW})" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert copies.found(old) == []
