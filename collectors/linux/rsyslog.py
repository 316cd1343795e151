"""Where a host's syslog goes: to which other machines, and into which files.

Sources: rsyslog's documentation (rsyslog.conf(5), omfwd, omrelp, omfile), the syslog-ng
Administration Guide (network(), syslog(), file()), journal-upload.conf(5). What these read is
what the configuration names; whether a message passes a filter is not judged.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from collectors.linux.systemd_conf import assignments

_QUOTED = r'"(?:[^"\\]|\\.)*"' + r"|'(?:[^'\\]|\\.)*'"
# A quote that its line does not close is an apostrophe.
_INLINE = r'"(?:[^"\\\n]|\\.)*"' + r"|'(?:[^'\\\n]|\\.)*'"
_COMMENT = re.compile(rf"({_INLINE})|(?:(?<=\s)|^)#[^\n]*|/\*.*?\*/", re.DOTALL | re.MULTILINE)
_OBJECT = re.compile(
    rf"\b(?P<name>[a-z_]+)\s*\((?P<body>(?:[^()\"']|{_QUOTED})*)\)", re.DOTALL | re.IGNORECASE
)
_PARAMETER = re.compile(rf"([a-z0-9_.]+)\s*=\s*({_QUOTED}|\[[^]]*\])", re.DOTALL | re.IGNORECASE)
_VALUE = re.compile(_QUOTED, re.DOTALL)
_FORWARD = re.compile(
    r"(?P<tcp>@{1,2})(?:\((?P<options>[^)]*)\))?"
    r"(?:\[(?P<ipv6>[^\]]+)\]|(?P<host>[^\[\]:;]+))(?::(?P<port>\w+))?(?:;.*)?"
)
_LOOPBACKS = {"localhost", "localhost.localdomain", "localhost4", "localhost6", "ip6-localhost"}


@dataclass(frozen=True, slots=True)
class Syslog:
    """Other machines as `host:port/protocol`, and local files, each sorted."""

    targets: tuple[str, ...]
    files: tuple[str, ...]


def read(texts: Mapping[str, str]) -> Syslog:
    """Read rsyslog's configuration, its included files with it, in both of its languages."""
    targets: list[str | None] = []
    files: list[str] = []
    for text in texts.values():
        bare = _uncommented(text)
        for found in _OBJECT.finditer(bare):
            if found["name"].lower() == "action":
                _action(_parameters(found["body"]), targets, files)
        for last in _last_words(_OBJECT.sub(" ", bare)):
            if forward := _FORWARD.fullmatch(last):
                host = forward["ipv6"] or forward["host"]
                protocol = "tcp" if len(forward["tcp"]) > 1 else "udp"
                targets.append(_target(host, forward["port"] or "514", protocol))
            elif last.startswith(("/", "-/")):
                files.append(last.removeprefix("-").partition(";")[0])
    return _syslog(targets, files)


def _action(told: Mapping[str, list[str]], targets: list[str | None], files: list[str]) -> None:
    """An action of RainerScript."""
    kind = next(iter(told.get("type", [])), "").lower()
    port = next(iter(told.get("port", [])), "514")
    if kind == "omfwd":
        protocol = next(iter(told.get("protocol", [])), "udp").lower()
        targets += [_target(host, port, protocol) for host in told.get("target", [])]
    elif kind == "omrelp":
        targets += [_target(host, port, "relp") for host in told.get("target", [])]
    elif kind == "omfile":
        files += told.get("file", [])


def _parameters(body: str) -> dict[str, list[str]]:
    return {
        found[1].lower(): [each[1:-1] for each in _VALUE.findall(found[2])]
        for found in _PARAMETER.finditer(body)
    }


def _last_words(text: str) -> Iterator[str]:
    """The action of each line of the older language: what stands last on it."""
    for line in re.sub(r"\\\n", " ", text).replace("{", "\n").replace("}", "\n").splitlines():
        words = line.split()
        if words and not words[0].startswith("$"):
            yield words[-1]


def _uncommented(text: str) -> str:
    return _COMMENT.sub(lambda found: found[1] or " ", text)


_NG_DRIVER = re.compile(
    rf"(?<![\w-])(?P<name>network|syslog|tcp6?|udp6?|file)\s*\(\s*(?P<first>{_QUOTED}|[^\s()\"']+)",
    re.DOTALL,
)
_NG_OPTION = re.compile(
    rf"(?<![\w-])(port|destport|transport)\s*\(\s*({_QUOTED}|[^\s()\"']+)\s*\)", re.DOTALL
)
_NG_BLOCK = re.compile(r"\bdestination\s*([\w.-]*)\s*\{")
_NG_USE = re.compile(rf"\bdestination\s*\(\s*({_QUOTED}|[^\s()\"']+)\s*\)")
_NG_SIGN = re.compile(rf"{_QUOTED}|[{{}}()]", re.DOTALL)


def syslog_ng(texts: Mapping[str, str]) -> Syslog:
    """Read syslog-ng's configuration; a destination that no log path uses receives nothing."""
    text = "\n".join(_uncommented(each) for each in texts.values())
    used = {_plain(found[1]) for found in _NG_USE.finditer(text)}
    targets: list[str | None] = []
    files: list[str] = []
    for block, body in _opened(_NG_BLOCK, text):
        for driver, options in _opened(_NG_DRIVER, body):
            first = _plain(driver["first"])
            if block[1] and block[1] not in used:
                continue
            if driver["name"] == "file":
                files.append(first)
            else:
                targets.append(_ng_target(driver["name"], first, options))
    return _syslog(targets, files)


def _ng_target(driver: str, host: str, text: str) -> str | None:
    options = {found[1]: _plain(found[2]) for found in _NG_OPTION.finditer(text)}
    transport = options.get("transport", "tcp").lower()
    protocol = transport if driver in {"network", "syslog"} else driver.rstrip("6")
    usual = {"tcp": "601", "tls": "6514"} if driver == "syslog" else {}
    port = options.get("port") or options.get("destport") or usual.get(protocol, "514")
    return _target(host, port, protocol)


def _opened(pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Each place where a pattern opens a brace or a parenthesis, and what stands inside."""
    at = 0
    while found := pattern.search(text, at):
        at, depth = len(text), 1
        for sign in _NG_SIGN.finditer(text, found.end()):
            depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(sign[0], 0)
            if not depth:
                at = sign.start()
                break
        yield found, text[found.end() : at]


def journal_upload(texts: Mapping[str, str]) -> Syslog:
    """Read journal-upload.conf and its drop-ins: to where systemd-journal-upload sends."""
    url = ""
    for key, value in assignments(texts, "journal-upload.conf", "Upload"):
        if key == "URL":
            url = value
    if not url:
        return Syslog((), ())
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        target = _target(parts.hostname or "", str(parts.port or 19532), parts.scheme)
    except ValueError:  # no address at all
        target = None
    return _syslog([target], [])


def _target(host: str, port: str, protocol: str) -> str | None:
    """A target as it is shown, None for this machine itself."""
    host = host.strip().strip("[]").lower()
    if not host or host in _LOOPBACKS:
        return None
    try:
        address = ip_address(host)
    except ValueError:
        return f"{host}:{port}/{protocol}"
    if isinstance(address, IPv6Address):
        local = address.ipv4_mapped or address
        return None if local.is_loopback else f"[{host}]:{port}/{protocol}"
    return None if address.is_loopback else f"{host}:{port}/{protocol}"


def _plain(text: str) -> str:
    return text[1:-1] if text[:1] in {'"', "'"} else text


def _syslog(targets: Iterable[str | None], files: Iterable[str]) -> Syslog:
    written = {file for file in files if file.startswith("/") and not file.startswith("/dev/")}
    return Syslog(tuple(sorted({each for each in targets if each})), tuple(sorted(written)))
