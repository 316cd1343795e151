"""A site's own table of ends decides, and its date stands in what is found."""

from datetime import date

from agent.core.facts.computers import Computer
from agent.core.facts.hosts import Host, HostRole, HostState, Machine
from agent.core.sources import Facts
from agent.engine.judging import derive, judge_check
from checks import registry
from checks.guide import thresholds
from checks.lifecycle.table import read_table
from tests.checks.case import Known
from tests.checks.cases import DAY, OLD_SERVER

registry.load()
LIMITS = thresholds.load("guide-2013")
OURS = read_table(
    'dated = 2026-11-01\nsource = "ours"\n[products.windows-server]\n'
    '"2008-r2-sp1" = { ends = 2030-01-01, build = 7601 }\n'
    '[products.debian]\n"12" = { ends = 2026-11-10 }\n'
)


def test_a_system_that_the_sites_table_extends_is_not_past_its_end() -> None:
    check = registry.CHECKS["computers.server-past-support"]
    known: Known = {Computer: Facts([OLD_SERVER])}

    _, by_ours = judge_check(check, known, {}, LIMITS, DAY, OURS)
    _, by_shipped = judge_check(check, known, {}, LIMITS, DAY)

    assert (len(by_ours), len(by_shipped)) == (0, 1)


def test_a_host_ends_when_the_sites_table_says() -> None:
    release = 'ID=debian\nNAME="Debian GNU/Linux"\nVERSION_ID="12"'
    host = Host(source="a", key="a", name="a", role=HostRole.SERVER, release=release)
    state = HostState(source="a", key="a", host="a", seen_on=DAY)
    derivation = registry.DERIVATIONS["hosts.machines"]

    made = derive(
        {Host: Facts([host]), HostState: Facts([state])}, {}, LIMITS, DAY, [derivation], table=OURS
    )
    machines = made[Machine]
    assert isinstance(machines, Facts)
    check = registry.CHECKS["hosts.past-support"]
    _, (finding,) = judge_check(check, {Machine: machines}, {}, LIMITS, DAY, OURS)

    assert finding.values["ended"] == date(2026, 11, 10).isoformat()
    assert finding.values["table"] == "2026-11-01"
