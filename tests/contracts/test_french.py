"""French as a director reads it aloud: its spaces, its accents, its plurals, no word of the trade."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.core.facts import KINDS
from checks.guide.crosswalk import REFERENCES
from checks.guide.questions import QUESTIONS, SUBS
from checks.guide.quick_wins import QUICK_WINS
from checks.guide.thresholds import PROFILES
from checks.texts.loader import load
from checks.texts.typography import french
from reports.agreement import agreed
from tests.contracts.test_texts import BOTH, flat, toml

OURS = {name for name, kind in KINDS.items() if kind.__module__.startswith("agent.core.facts.")}
# What a number may stand before and that no plural changes.
INVARIABLE = {"fois", "dans", "sans"}
# Places that hold a name, a day or a code: what follows them is a verb or another noun.
NAMES = {
    "about",
    "name",
    "ended",
    "last",
    "rights",
    "site",
    "host",
    "policies",
    "known",
    "written",
    "log",
    "person",
}

# A text of the command line is copied, searched and compared by scripts: its spaces stay plain.
TYPESET = {name: french for name, (french, _) in BOTH.items() if name != "commands"}
GUIDE = {
    "questions": [
        text
        for each in QUESTIONS.values()
        for text in (each.words["fr"], each.title["fr"], each.needs["fr"], each.person["fr"])
    ]
    + [each.words["fr"] for each in SUBS.values()],
    "quick wins": [each.words["fr"] for each in QUICK_WINS.values()],
    "thresholds": [each.source["fr"] for profile in PROFILES.values() for each in profile.values()],
    "rounds": [
        text
        for key, text in flat(toml("checks.guide", "rounds.toml")).items()
        if key.endswith("/fr")
    ],
    "crosswalk": [each.words["fr"] for each in REFERENCES],
}
# A mark with no space before it, or an opening quotation mark with none after it. What holds a
# colon otherwise: an address, a reference to a secret (env:), an hour, a path, a TOML key.
_TIGHT = re.compile(r"(?<![\s:;!?(«\u00a0\u202f])(?:[;!?»]|:(?=\s|$)|(?<!{)%)|«(?![\s\u00a0])")
_SECRETS = re.compile(r"\b(?:env|keyring|file|systemd):|https?://\S+|`[^`]*`")
_BREAKABLE = re.compile(r" [:;!?»%]|« |n° (?=[\d{])")


@pytest.mark.parametrize("texts", [french for french, _ in BOTH.values()], ids=BOTH)
def test_every_mark_of_a_french_text_has_its_space(texts: dict[str, Any]) -> None:
    prose = {
        key: "\n".join(line for line in text.splitlines() if not line.startswith(("  ", "#", "[")))
        for key, text in flat(texts).items()
        if not key.startswith("/host_script/")  # what an administrator types
    }
    tight = {
        key: found[0]
        for key, text in prose.items()
        if (found := _TIGHT.search(_SECRETS.sub("", text)))
    }

    assert tight == {}


def test_what_is_read_on_a_page_has_no_mark_that_starts_a_line() -> None:
    read = {
        f"{name}{key}": text for name, texts in TYPESET.items() for key, text in flat(texts).items()
    }
    read |= {f"{name} {n}": text for name, told in GUIDE.items() for n, text in enumerate(told)}
    left = {key: text for key, text in read.items() if _BREAKABLE.search(french(text))}

    assert len(read) > 1500
    assert left == {}


def test_capitals_keep_their_accents() -> None:
    # Words that only an accent that was lost would explain, at the head of a sentence.
    bare = re.compile(
        r"\b(?:A (?:la|défaut|venir|confirmer|remplir|lire|relire)|Etat|Ecart|Echec|Ecrit|Etablissement|Evalu|Eviter|Etape|Eteindre)"
    )
    found = {
        key: text
        for texts, _ in BOTH.values()
        for key, text in flat(texts).items()
        if bare.search(text)
    }

    assert found == {}


# What a director reads without asking: an abbreviation of the trade stands there with its meaning,
# or not at all. GPO, SID and the like are for the limits and remedies that follow.
JARGON = re.compile(
    r"\b(?:GPO|SID|LDAPS?|OU|PSO|SMB|CIFS|WinRM|SSH|NTFS|ACL|sudo|PAM|syslog|DNS|NTP|SPN|KB|LAPS|"
    r"GUID|RID|DN|UPN|DC|WMI|BIOS|TLS|API|VM|RPC|NTLM|Kerberos|cron|hash|token|login|logs?|backups?)\b"
)
# And on the front page, no word that a hospital uses otherwise.
TRADE = re.compile(r"\b(?:hôtes?|hyperviseurs?|instances?|nœuds?)\b", re.IGNORECASE)
_EXPLAINED = re.compile(r"{\w+}|\w+ \([^)]*\)")


def test_a_director_reads_no_jargon() -> None:
    french_texts, chrome = BOTH["checks"][0], BOTH["reports"][0]
    read = {
        f"{section}/{key}": text
        for section in ("answers", "limits", "page", "coverage", "bridge", "quick_wins", "scope")
        for key, text in flat(chrome[section]).items()
    }
    read |= {
        f"{section}/{key}": text
        for section in (
            "verdicts",
            "verdict_rules",
            "grounds",
            "outcome_reasons",
            "classes",
            "details",
        )
        for key, text in flat(french_texts[section]).items()
    }
    read |= {
        f"{check}/{part}": texts[part]
        for check, texts in french_texts["checks"].items()
        for part in ("title", "finding", "satisfied")
    }
    read |= {
        f"{name} {n}": text
        for name in ("questions", "quick wins", "rounds")
        for n, text in enumerate(GUIDE[name])
    }
    left = {
        key: found[0]
        for key, text in read.items()
        if (found := JARGON.search(_EXPLAINED.sub("", text)))
    }

    assert left == {}
    front = {key: text for key, text in read.items() if key.startswith(("answers/", "limits/"))}
    front |= {key: text for key, text in read.items() if key.endswith("/title")}
    assert len(front) > 150
    assert [key for key, text in front.items() if TRADE.search(_EXPLAINED.sub("", text))] == []


def test_each_kind_of_fact_that_a_check_lacks_has_its_word() -> None:
    for language in ("fr", "en"):
        assert set(load(language)["fact_kinds"]) >= OURS


def test_why_a_check_cannot_conclude_has_its_words() -> None:
    """Each literal sentence of `Unanswered` and `NotApplicable` in our own code."""
    told = {text for folder in ("checks", "agent/engine") for text in reasons(Path(folder))}
    known = set(load("fr")["details"]) | set(load("fr")["fact_kinds"])

    assert len(told) > 10
    assert told - {""} <= known


def reasons(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = (
                node.func.id
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                else ""
            )
            if name in {"Unanswered", "NotApplicable"} and isinstance(node, ast.Call):
                yield from (
                    each.value
                    for each in node.args
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                )


def test_a_counted_noun_knows_its_singular() -> None:
    """`{days} jours` of a finding, `{count} machines` of a page: what one of them is called."""
    unknown = {}
    for language in (0, 1):
        code = ("fr", "en")[language]
        for name in ("checks", "reports"):
            texts = flat(BOTH[name][language])
            for key, text in texts.items():
                if not key.endswith(("finding",)) and "/answers/" not in key:
                    continue
                if f"{key}_one" in texts or key.endswith("_one"):
                    continue
                for place, noun in re.findall(r"{(\w+)} ([^\W\d_]+s)\b", text):
                    if place in NAMES or noun in INVARIABLE:
                        continue
                    if f"{{{place}}} {noun}" in agreed(text, {place: 1}, code):
                        unknown[f"{code}{key}"] = f"{place} {noun}"

    assert unknown == {}


@pytest.mark.parametrize(
    "name", ["exploiter", "installer", "lire-le-rapport", "menaces", "premiere-heure", "verifier"]
)
def test_a_french_page_has_no_mark_that_starts_a_line(name: str) -> None:
    page = Path("docs", f"{name}.md").read_text("utf-8")
    prose = re.sub(r"^```.*?^```$|`[^`\n]*`", "x", page, flags=re.DOTALL | re.MULTILINE)

    assert len(prose) > 1000
    assert _BREAKABLE.findall(prose) == []
