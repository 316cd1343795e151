"""The border filter of policy files: passwords and persons are taken out before anything is kept.

A password's place is marked, never its value nor its length. Of Preferences that are not judged,
elements and names of attributes stay; what they say is blanked, byte for byte.
"""

import re
from collections import Counter

from agent.core.exhibits import Redaction

PASSWORD_RULE = "policy-passwords/1"  # noqa: S105  # nosec B105  # the name of a rule, not a secret
_WORDS_RULE = "policy-preferences/1"
_COMMENT_RULE = "backup-comment/1"
_REMOVED = "removed"
SECRET = re.compile(r"passw|passphrase|pwd|secret|credential", re.IGNORECASE)
_TEXTS = {1, 2, 3, 7}  # types that may hold a password: strings and bytes
_POL_VALUE = re.compile(rb";\0((?:[^\0]\0){1,255})\0\0;\0(.{4});\0(.{4});\0", re.DOTALL)
_INF_VALUE = re.compile(
    r"(?im)^([^\S\r\n]*\"?(?:machine|users?)\\([^=\r\n]*)=\s*[1237]\s*,)([^\r\n]*)"
)
_ATTRIBUTE = re.compile(r"""(?<![\w:.-])([\w:.-]+)(\s*=\s*)(["'])((?:(?!\3)[^<])*)\3""")
_KEPT = {"cpassword", "version", "encoding"}
_PROPERTIES = re.compile(
    r"""<(?:\w+:)?Properties\b(?:[^<>"']|"[^"<]*"|'[^'<]*')*>""", re.IGNORECASE
)
_CPASSWORD = re.compile(r"""(cpassword\s*=\s*)("[^"]+"|'[^']+')""", re.IGNORECASE)
_NAME = re.compile(r"""\bname\s*=\s*("[^"]*"|'[^']*')""", re.IGNORECASE)
_VALUE = re.compile(r"""(\bvalue\s*=\s*)("[^"]*"|'[^']*')""", re.IGNORECASE)
_COMMENT = re.compile(r"(<Comment>)((?:(?!<Comment>).)*?)(</Comment>)", re.IGNORECASE | re.DOTALL)


def redacted(path: str, raw: bytes) -> tuple[bytes, tuple[Redaction, ...]]:
    """A file as it may be kept, and what was taken out; done twice, it changes nothing more."""
    name = path.rpartition("/")[2].lower()
    taken: Counter[str] = Counter()
    if name.endswith(".pol"):
        raw = _without_pol_secrets(raw, taken)
    elif name.endswith((".inf", ".xml")):
        text, encoding, tail = _text(raw)
        text = _without_text_secrets(name, text, taken)
        raw = text.encode(encoding, "surrogatepass" if "16" in encoding else "strict") + tail
    return raw, tuple(Redaction(rule, taken[rule]) for rule in sorted(taken))


def _text(raw: bytes) -> tuple[str, str, bytes]:
    """Every byte as characters, in the encoding that gives them back; an odd last byte apart."""
    encoding = "latin-1"
    if raw[:2] == b"\xff\xfe" or (raw[:1] and raw[1:2] == b"\0"):
        encoding = "utf-16-le"
    elif raw[:2] == b"\xfe\xff" or (raw[:1] == b"\0" and raw[1:2]):
        encoding = "utf-16-be"
    if encoding == "latin-1":
        return raw.decode(encoding), encoding, b""
    even = len(raw) // 2 * 2
    return raw[:even].decode(encoding, "surrogatepass"), encoding, raw[even:]


def _without_pol_secrets(raw: bytes, taken: Counter[str]) -> bytes:
    made, last = bytearray(), 0
    for found in _POL_VALUE.finditer(raw):
        told, kind, size = found.groups()
        name = told.decode("utf-16-le", "replace")
        if int.from_bytes(kind, "little") not in _TEXTS or not SECRET.search(name):
            continue
        end = min(found.end() + int.from_bytes(size, "little"), len(raw))
        data = f"{_REMOVED}\0".encode("utf-16-le")
        if found.start() < last or raw[found.end() : end] == data:
            continue
        taken[PASSWORD_RULE] += 1
        made += raw[last : found.end() - 6] + len(data).to_bytes(4, "little") + b";\0" + data
        last = end
    return bytes(made + raw[last:])


def _without_text_secrets(name: str, text: str, taken: Counter[str]) -> str:
    if name.endswith(".inf"):
        return _template(text, taken)
    text = _CPASSWORD.sub(lambda found: _secret(found, taken), text)
    if name == "bkupinfo.xml":
        return _COMMENT.sub(lambda found: _blank(found, _COMMENT_RULE, taken), text)
    if name == "registry.xml":
        return _PROPERTIES.sub(lambda found: _item(found, taken), text)
    return _ATTRIBUTE.sub(lambda found: _attribute(found, taken), text)


def _template(text: str, taken: Counter[str]) -> str:
    def line(found: re.Match[str]) -> str:
        told = f'"{_REMOVED}"'
        if not SECRET.search(found[2].rpartition("\\")[2]) or found[3] == told:
            return found[0]
        taken[PASSWORD_RULE] += 1
        return found[1] + told

    return _INF_VALUE.sub(line, text)


def _secret(found: re.Match[str], taken: Counter[str]) -> str:
    told = found[2][1:-1]
    if told == _REMOVED or not told.strip():
        return found[0]
    taken[PASSWORD_RULE] += 1
    return f'{found[1]}"{_REMOVED}"'


def _item(found: re.Match[str], taken: Counter[str]) -> str:
    """A registry item whose name is a password's."""
    named = _NAME.search(found[0])
    if not named or not SECRET.search(named[1]):
        return found[0]
    return _VALUE.sub(lambda value: _secret(value, taken), found[0])


def _attribute(found: re.Match[str], taken: Counter[str]) -> str:
    if found[1].lower() in _KEPT or not found[4].strip():
        return found[0]
    return _blank(found, _WORDS_RULE, taken, middle=4)


def _blank(found: re.Match[str], rule: str, taken: Counter[str], *, middle: int = 2) -> str:
    """Spaces in the place of what was there, so that every byte stays where it was."""
    told = found[middle]
    if not told.strip():
        return found[0]
    taken[rule] += 1
    at = found.start(middle) - found.start()
    return found[0][:at] + " " * len(told) + found[0][at + len(told) :]
