"""What the directory says of policies: links, flags, and whom they are for."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.core.errors import Unreadable
from agent.core.facts.policy import Half, Link, Permission, ScopeKind
from collectors.policy.descriptor import permissions
from collectors.policy.links import links
from collectors.policy.objects import OBJECTS, SCOPES, SITES, policy_object, policy_scope
from collectors.transports.directory import Entry
from tests.collectors.policy.descriptors import (
    ALLOW,
    ALLOW_IF,
    ALLOW_OBJECT,
    APPLY,
    CONTROL,
    DENY,
    DENY_OBJECT,
    READ,
    ace,
    descriptor,
)

ONE = "{31B2F340-016D-11D2-945F-00C04FB984F9}"
TWO = "{6AC1786C-016F-11D2-945F-00C04FB984F9}"
IN = "cn=policies,cn=system,DC=ch,DC=lan"
USERS, STAFF = "S-1-5-11", "S-1-5-21-1-2-3-1104"
RESET = "00299570-246d-11d0-a768-00aa006e0529"  # another extended right


def link(policy: str, *, enabled: bool = True, enforced: bool = False) -> Link:
    return Link(policy=policy, domain="ch.lan", enabled=enabled, enforced=enforced)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("", []),
        (" ", []),
        (f"[LDAP://cn={ONE},{IN};0]", [link(ONE)]),
        (f"[LDAP://CN={ONE.lower()},{IN};1]", [link(ONE, enabled=False)]),
        (f"[LDAP://cn={ONE},{IN};2]", [link(ONE, enforced=True)]),
        (f"[LDAP://cn={ONE},{IN};3]", [link(ONE, enabled=False, enforced=True)]),
        (f"[LDAP://dc1.ch.lan/cn={ONE},{IN};0][ldap://cn={TWO},{IN};2]", [link(ONE), link(TWO, enforced=True)]),
        (f"[LDAP://cn={ONE},{IN};0] [LDAP://cn={TWO},{IN};0]", [link(ONE), link(TWO)]),
    ],
)  # fmt: skip
def test_links_in_the_order_written(told: str, expected: list[Link]) -> None:
    assert list(links(told)) == expected


@pytest.mark.parametrize(
    "told", ["x", f"[LDAP://cn={ONE},{IN}]", "[LDAP://cn=a,dc=b;0]", f"[LDAP://cn={ONE},{IN};0]x"]
)
def test_what_is_no_link_is_an_error_that_names_the_unit(told: str) -> None:
    entry = Entry(
        "OU=Bloc,DC=ch,DC=lan", {"objectclass": [b"organizationalUnit"], "gplink": [told.encode()]}
    )
    with pytest.raises(Unreadable, match="OU=Bloc,DC=ch,DC=lan: gplink is"):
        policy_scope(entry, "ad")


def test_a_unit_that_blocks_and_a_site() -> None:
    unit = policy_scope(
        Entry(
            "OU=Bloc,DC=ch,DC=lan",
            {
                "objectclass": [b"top", b"organizationalUnit"],
                "gplink": [f"[LDAP://cn={ONE},{IN};0]".encode()],
                "gpoptions": [b"1"],
            },
        ),
        "ad",
    )
    assert unit
    assert (unit.key, unit.scope, unit.blocks, unit.links) == (
        "ou=bloc,dc=ch,dc=lan",
        ScopeKind.UNIT,
        True,
        (link(ONE),),
    )
    site = Entry(
        "CN=Paris,CN=Sites,CN=Configuration,DC=ch,DC=lan", {"objectclass": [b"top", b"site"]}
    )
    assert (told := policy_scope(site, "ad"))
    assert (told.scope, told.links, told.blocks) == (ScopeKind.SITE, (), False)
    assert SITES.matches(site)
    assert not SCOPES.matches(site)
    assert policy_scope(Entry("CN=a", {"objectclass": [b"user"]}), "ad") is None


def test_a_policy_object() -> None:
    attributes = {
        "objectclass": [b"top", b"container", b"groupPolicyContainer"],
        "cn": [ONE.lower().encode()],
        "displayname": ["Verrouillage · bloc".encode()],
        "flags": [b"1"],
        "versionnumber": [b"-65533"],  # 0xFFFF0003
        "gpcfilesyspath": [rb"\\ch.lan\sysvol\ch.lan\Policies\x"],
        "gpcwqlfilter": [b"[ch.lan;{7A5F6B1C-0000-0000-0000-0123456789AB};0]"],
        "gpcmachineextensionnames": [b"[{35378EAC-683F-11D2-A89A-00C04FBBCFA2}{D02B1F72-3407-48AE-BA88-E8213C6761F1}]"],
        "ntsecuritydescriptor": [descriptor(ace(ALLOW, READ, USERS), ace(ALLOW_OBJECT, CONTROL, USERS, APPLY))],
    }  # fmt: skip
    entry = Entry(f"CN={ONE},CN=Policies,CN=System,DC=ch,DC=lan", attributes)
    told = policy_object(entry, "ad")

    assert OBJECTS.matches(entry)
    assert told
    assert (told.policy, told.label, told.domain) == (ONE, "Verrouillage · bloc", "ch.lan")
    assert (told.off(Half.USER), told.off(Half.MACHINE)) == (True, False)
    assert (told.version_of(Half.USER), told.version_of(Half.MACHINE)) == (0xFFFF, 3)
    assert told.wmi_filter == "{7A5F6B1C-0000-0000-0000-0123456789AB}"
    assert told.extensions == ((Half.MACHINE, "{35378EAC-683F-11D2-A89A-00C04FBBCFA2}"),)
    assert told.permissions == (
        Permission(sid=USERS, allow=True, apply=False, read=True),
        Permission(sid=USERS, allow=True, apply=True, read=False),
    )


def test_what_a_policy_object_does_not_tell_is_not_known() -> None:
    bare = policy_object(
        Entry(f"CN={ONE},DC=ch,DC=lan", {"cn": [ONE.encode()], "gpcwqlfilter": [b" "]}), "ad"
    )
    assert bare
    assert (bare.permissions, bare.flags, bare.version, bare.wmi_filter) == (None, None, None, "")
    assert bare.off(Half.USER) is None
    broken = Entry("CN=x", {"cn": [ONE.encode()], "ntsecuritydescriptor": [b"\1\0\4\x80"]})
    assert (told := policy_object(broken, "ad"))
    assert told.permissions is None
    assert policy_object(Entry("CN=x", {"cn": [b"x"]}), "ad") is None


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (ace(ALLOW, READ, USERS), (True, False, True, False)),
        (ace(ALLOW, READ | CONTROL, USERS), (True, True, True, False)),  # every extended right
        (ace(DENY, CONTROL, USERS), (False, True, False, False)),
        (ace(ALLOW_OBJECT, CONTROL, USERS, APPLY), (True, True, False, False)),
        (ace(ALLOW_OBJECT, CONTROL, USERS), (True, True, False, False)),  # of any type
        (ace(DENY_OBJECT, CONTROL, USERS, APPLY), (False, True, False, False)),
        (ace(ALLOW, 0x1000_0000, USERS), (True, True, True, False)),  # generic all
        (ace(ALLOW_IF, CONTROL, USERS), (True, True, False, True)),
        (ace(ALLOW_OBJECT, CONTROL, USERS, RESET), None),
        (ace(ALLOW_OBJECT, 0x10, USERS, RESET), None),  # one property only
        (ace(ALLOW, 0x20000, USERS), None),
        (ace(ALLOW, READ, USERS, flags=0x0A), None),  # for what is under it only
        (ace(2, CONTROL, USERS), None),  # an audit
    ],
)  # fmt: skip
def test_what_an_entry_of_a_list_grants(entry: bytes, expected: tuple[bool, ...] | None) -> None:
    found = permissions(descriptor(entry))
    assert [(each.allow, each.apply, each.read, each.conditional) for each in found] == (
        [expected] if expected else []
    )
    assert all(each.sid == USERS for each in found)


def test_no_list_lets_everybody_and_an_empty_one_nobody() -> None:
    (everybody,) = permissions(descriptor(control=0x8000))
    assert (everybody.sid, everybody.allow, everybody.apply, everybody.read) == (
        "S-1-1-0",
        True,
        True,
        True,
    )
    assert permissions(descriptor()) == ()


WHOLE = descriptor(ace(ALLOW, READ, STAFF), ace(DENY_OBJECT, CONTROL, STAFF, APPLY))


@given(st.integers(0, len(WHOLE) - 1), st.binary(max_size=4))
def test_a_damaged_descriptor_is_read_or_refused(at: int, junk: bytes) -> None:
    with suppress(ValueError):
        permissions(WHOLE[:at] + junk + WHOLE[at + len(junk) :])
    with pytest.raises(ValueError, match=r"descriptor|list|entry"):
        permissions(WHOLE[:at])
