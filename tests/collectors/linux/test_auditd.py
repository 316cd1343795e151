import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.linux.auditd import Audit, read
from collectors.linux.logrotate import Bound

SHIPPED = """#
# This file controls the configuration of the audit daemon
#

local_events = yes
write_logs = yes
log_file = /var/log/audit/audit.log
log_group = adm
log_format = ENRICHED
max_log_file = 8
num_logs = 5
max_log_file_action = ROTATE
space_left = 75
"""


def test_as_it_is_shipped() -> None:
    assert read(SHIPPED) == Audit(
        log_file="/var/log/audit/audit.log",
        max_log_file=8,
        num_logs=5,
        max_log_file_action="rotate",
        bound=Bound.SIZE,
        space=40 << 20,
        written=True,
    )


@pytest.mark.parametrize(
    ("line", "bound", "space"),
    [
        ("max_log_file_action = keep_logs", Bound.UNLIMITED, None),
        ("max_log_file_action = IGNORE", Bound.UNLIMITED, None),
        ("max_log_file_action = syslog", Bound.UNLIMITED, None),
        ("max_log_file_action = suspend", Bound.SIZE, 8 << 20),
        ("max_log_file_action = wrong", Bound.UNLIMITED, None),
        ("num_logs = 1", Bound.UNLIMITED, None),  # under two, nothing is rotated
        ("num_logs = 99\nmax_log_file = 100", Bound.SIZE, 9900 << 20),
        ("NUM_LOGS=10", Bound.SIZE, 80 << 20),
        ("num_logs = 1000", Bound.UNLIMITED, None),
        ("# num_logs = 9", Bound.SIZE, 40 << 20),
    ],
)
def test_what_bounds_it(line: str, bound: Bound, space: int | None) -> None:
    found = read(f"{SHIPPED}{line}\n")
    assert (found.bound, found.space) == (bound, space)


@pytest.mark.parametrize("line", ["local_events = no", "write_logs = NO", "log_format = NOLOG"])
def test_what_keeps_events_from_the_disk(line: str) -> None:
    assert not read(f"{SHIPPED}{line}\n").written


def test_nothing_said_rotates_nothing() -> None:
    found = read("")
    assert (found.bound, found.space, found.written) == (Bound.UNLIMITED, None, True)
    assert found.log_file == "/var/log/audit/audit.log"


_KEYS = st.sampled_from(
    ["num_logs", "max_log_file", "max_log_file_action", "write_logs", "log_file"]
)


@given(
    text=st.text(max_size=200)
    | st.binary(max_size=200).map(lambda each: each.decode("utf-8", "replace"))
    | st.builds(
        lambda key, value: f"{key} = {value}",
        _KEYS,
        st.text(max_size=20) | st.from_regex(r"\d{1,30}"),
    )
    | st.integers(0, len(SHIPPED)).map(lambda end: SHIPPED[:end])
)
def test_any_text_is_read(text: str) -> None:
    found = read(text)
    assert (found.space is None) == (found.bound is Bound.UNLIMITED)
    assert 0 <= found.num_logs <= 999
