import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.linux.rsyslog import Syslog, journal_upload, read, syslog_ng


@pytest.mark.parametrize(
    ("text", "targets", "files"),
    [
        ("*.* @loghost", ("loghost:514/udp",), ()),
        ("*.* @@10.0.0.5:1514;RSYSLOG_SyslogProtocol23Format", ("10.0.0.5:1514/tcp",), ()),
        ("*.*  @[2001:DB8::1]:514", ("[2001:db8::1]:514/udp",), ()),
        ("*.*\t@@(o)siem.chu.example:6514 # the SIEM", ("siem.chu.example:6514/tcp",), ()),
        ("*.* @(z9)loghost", ("loghost:514/udp",), ()),
        ("#*.* @@loghost", (), ()),
        ("  # *.* @@loghost", (), ()),
        ("/* *.* @@loghost\n*/ *.* /var/log/all", (), ("/var/log/all",)),
        ("*.* @127.0.0.1:514\n*.* @localhost\n*.* @@[::1]:514\n*.* @[::ffff:127.0.0.2]", (), ()),
        ("auth,authpriv.*  -/var/log/auth.log", (), ("/var/log/auth.log",)),
        ("*.*;auth.none\t-/var/log/syslog;Short", (), ("/var/log/syslog",)),
        ("mail.info \\\n   -/var/log/mail.info", (), ("/var/log/mail.info",)),
        ("*.emerg :omusrmsg:*\n*.* |/dev/xconsole\n*.* /dev/tty8\n*.* ?Dynamic\n*.* ~", (), ()),
        ("$IncludeConfig /etc/rsyslog.d/*.conf\n  $WorkDirectory /var/spool/rsyslog", (), ()),
        ('$template T,"/var/log/%HOSTNAME%.log"', (), ()),
        (':msg, contains, "it\'s" /var/log/its\n& stop', (), ("/var/log/its",)),
        (
            "if $programname == 'sudo' then {\n  /var/log/sudo\n  @@siem\n}",
            ("siem:514/tcp",),
            ("/var/log/sudo",),
        ),
        ("if $programname == 'sudo' then /var/log/sudo.log", (), ("/var/log/sudo.log",)),
        ('action(type="omfwd" target="h" port="6514" protocol="tcp")', ("h:6514/tcp",), ()),
        (
            '*.* action(\n  Type="omfwd"   # away\n  Target="h"\n  queue.type="LinkedList"\n)',
            ("h:514/udp",),
            (),
        ),
        ('action(type="omfwd" target=["a", "b"] port="1")', ("a:1/udp", "b:1/udp"), ()),
        ('action(type="omfwd" target="127.0.0.1" port="1")', (), ()),
        ('action(type="omrelp" target="h" port="2514")', ("h:2514/relp",), ()),
        (
            'action(type="omfile" file="/var/log/x") action(type="omfile" dynaFile="t")',
            (),
            ("/var/log/x",),
        ),
        ('# action(type="omfwd" target="h")', (), ()),
        ('input(type="imfile" File="/var/log/app.log" tag="app")', (), ()),
        ('module(load="imuxsock")\ntemplate(name="t" type="string" string="/var/log/%a%")', (), ()),
        ('template(name="t" type="list") { constant(value="/a") property(name="msg") }', (), ()),
        ('ruleset(name="r") { action(type="omfwd" target="h#1" port="1") }', ("h#1:1/udp",), ()),
        ("# don't\n*.* @h\n# it's", ("h:514/udp",), ()),
    ],
)
def test_rsyslog(text: str, targets: tuple[str, ...], files: tuple[str, ...]) -> None:
    assert read({"/etc/rsyslog.conf": text}) == Syslog(targets, files)


def test_rsyslog_as_debian_ships_it() -> None:
    main = """
module(load="imuxsock") # provides support for local system logging
#module(load="imudp")
$FileOwner root
$IncludeConfig /etc/rsyslog.d/*.conf
*.*;auth,authpriv.none\t\t-/var/log/syslog
auth,authpriv.*\t\t\t/var/log/auth.log
*.emerg\t\t\t\t:omusrmsg:*
"""
    texts = {"/etc/rsyslog.conf": main, "/etc/rsyslog.d/90-siem.conf": "*.* @@siem:6514\n"}
    assert read(texts) == Syslog(("siem:6514/tcp",), ("/var/log/auth.log", "/var/log/syslog"))


@pytest.mark.parametrize(
    ("text", "targets", "files"),
    [
        (
            'destination d { network("h" port(1514)); }; log { destination(d); };',
            ("h:1514/tcp",),
            (),
        ),
        (
            'destination d { network("h" transport("udp")); }; log { destination(d); };',
            ("h:514/udp",),
            (),
        ),
        ('destination d { syslog("h"); }; log { source(s); destination(d); };', ("h:601/tcp",), ()),
        (
            'destination d { syslog("h" transport("tls") tls(ca-dir("/etc/ca"))); }; log { destination(d); };',
            ("h:6514/tls",),
            (),
        ),
        (
            'destination d { tcp("h" port(5)); udp6("::2"); }; log { destination("d"); };',
            ("[::2]:514/udp", "h:5/tcp"),
            (),
        ),
        ('destination d { tcp("127.0.0.1" port(514)); }; log { destination(d); };', (), ()),
        ('destination unused { tcp("h"); };', (), ()),
        (
            'log { source(s); destination { file("/var/log/x" template-file("/y")); }; };',
            (),
            ("/var/log/x",),
        ),
        (
            'source s { file("/proc/kmsg"); network(port(514)); }; destination d { file("/var/log/x"); }; log { destination(d); };',
            (),
            ("/var/log/x",),
        ),
        ('#destination d { tcp("h"); };\nlog { destination(d); };', (), ()),
        ('destination d { tcp("h"', (), ()),
    ],
)
def test_syslog_ng(text: str, targets: tuple[str, ...], files: tuple[str, ...]) -> None:
    assert syslog_ng({"/etc/syslog-ng/syslog-ng.conf": text}) == Syslog(targets, files)


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("[Upload]\nURL=https://siem:19532\n", ("siem:19532/https",)),
        ("[Upload]\nURL = http://siem\n", ("siem:19532/http",)),
        ("[Upload]\nURL=10.0.0.1\n", ("10.0.0.1:19532/https",)),
        ("[Upload]\n# URL=\n", ()),
        ("[Upload]\nURL=https://localhost\n", ()),
        ("[Upload]\nURL=https://h:port\n", ()),
        ("URL=https://siem\n", ()),
    ],
)
def test_journal_upload(text: str, targets: tuple[str, ...]) -> None:
    assert journal_upload({"/etc/systemd/journal-upload.conf": text}) == Syslog(targets, ())


_ANY = st.text(max_size=200) | st.binary(max_size=200).map(
    lambda each: each.decode("utf-8", "replace")
)
_PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "*.* ",
                "@",
                "@@",
                "[",
                "]",
                ":",
                "::1",
                "host",
                "514",
                "\n",
                " ",
                "#",
                '"',
                "'",
                "\\",
            ),
            *(
                "action(",
                "type=",
                '"omfwd"',
                "target=",
                '"h"',
                "(",
                ")",
                "{",
                "}",
                "/*",
                "*/",
                "/var",
            ),
            *(
                "destination ",
                "d ",
                "log ",
                "network(",
                "port(",
                "[Upload]\n",
                "URL=",
                "http://",
                ";",
            ),
        ]
    ),
    max_size=30,
).map("".join)


@given(text=_ANY | _PIECES)
def test_any_text_is_read(text: str) -> None:
    results = [
        read({"/etc/rsyslog.conf": text}),
        syslog_ng({"/etc/syslog-ng/syslog-ng.conf": text}),
        journal_upload({"/etc/systemd/journal-upload.conf": f"[Upload]\nURL={text}"}),
    ]
    for found in results:
        assert list(found.targets) == sorted(set(found.targets))
        assert all(file.startswith("/") for file in found.files)


def test_what_is_never_closed_is_read_in_good_time() -> None:
    for text in ('destination{tcp("', 'action("', "a(", '"', "/*", "{", "tcp(x "):
        read({"/r": text * 20000})
        syslog_ng({"/s": text * 20000})
