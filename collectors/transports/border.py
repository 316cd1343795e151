"""The border filter: what a directory may say that preuve must never hold is taken out here.

Every rule is named and versioned, and counted in the exhibit: a reader sees what was removed.
Filtering what is already filtered changes nothing, so that a recording can be replayed.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from agent.core.exhibits import Redaction
from collectors.transports import hours, replication
from collectors.transports.directory import Entry

# Marks an entry whose description seemed to hold a password; its value is TRUE.
DESCRIPTION_MARK = "x-preuve-secret-in-description"

DESCRIPTION_RULE = "description-words/1"
_NOT_ASKED_RULE = "attributes-not-asked/1"
_RULES = {
    "password-attributes/1": re.compile(
        r"(unicodepwd|userpassword|unixuserpassword|mssfu30password|dbcspwd|(nt|lm)pwdhistory"
        r"|supplementalcredentials|msds-managedpassword.*|.*admpwd|mslaps-.*password(history)?)"
    ),
    "photographs/1": re.compile(r"thumbnailphoto|jpegphoto|photo|thumbnaillogo|audio"),
    "free-text/1": re.compile(r"info|comment|usercomment|notes"),
}
# Words of a description that bear on the class of an account or on what became of it.
_WORDS = """
compte comptes générique génériques commun commune communs communes partagé partagée partagés
partagées mutualisé mutualisée service services technique techniques applicatif applicative
application interface interfaces synchronisation sauvegarde sauvegardes supervision planifiée tâche
tâches test tests essai recette formation démo démonstration stagiaire stagiaires interne internes
externe externes étudiant étudiants étudiante élève élèves prestataire prestataires prestation
éditeur fournisseur mainteneur maintenance télémaintenance infogérance temporaire provisoire
remplaçant remplaçante remplacement vacataire vacataires intérimaire intérim bénévole bénévoles
visiteur invité secours urgence admin administrateur administration administrateurs informatique
désactivé désactivée désactiver désactivation neutralisé neutralisée neutralisation supprimer
suppression archivé archivée parti partie départ retraite obsolète inactif inactive bloqué
account accounts generic shared common technical backup scheduled task training trainee student
intern external contractor vendor supplier remote temporary temp replacement guest emergency
administrator disabled deactivated neutralized delete left leaver obsolete inactive locked room
equipment mailbox salle équipement boîte messagerie copieur imprimante scanner
"""
_WORD = re.compile(r"[^\W\d_]+")
_SURELY = frozenset(
    {"mdp", "motdepasse", "password", "passwords", "passwd", "pwd", "psw", "passphrase"}
)
_SECRET_WORDS = _SURELY | {"passe", "pass", "pw", "mp", "code"}
_PERHAPS = re.compile(r"mots? de passe|(?<![^\W\d_])(?:pass|passe|mp|code|pw)\s*[:=]")
# A French social security number (NIR): sex, year, month, department, rank, and its key or not.
_IDENTITY_RULE = "identity-numbers/1"
_IDENTITY_NUMBER = re.compile(
    rb"[1278]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d{2}|2[AB])\d{6}(?:\d{2})?"
)
RULES = (
    *_RULES, DESCRIPTION_RULE, _IDENTITY_RULE, _NOT_ASKED_RULE, replication.RULE, hours.RULE
)  # fmt: skip
_SHORTEST_NUMBER = 13
_NUMBERED = frozenset(
    {"employeeid", "employeenumber", "employeetype"}
    | {f"extensionattribute{number}" for number in range(1, 16)}
)
_REDUCED = tuple(hours.REDUCED.items())
_TIMED = frozenset(hours.REDUCED)
_BEGINNING = 4096  # characters of a description that are read


def _folded(word: str) -> str:
    parts = unicodedata.normalize("NFD", word)
    return "".join(part for part in parts if not unicodedata.combining(part))


KNOWN_WORDS = frozenset(
    form for word in _WORDS.split() for form in (word, _folded(word))
)  # as they are met: lower case, with or without accents


def filtered(
    entries: Iterable[Entry], asked: Collection[str] | None = None
) -> tuple[list[Entry], tuple[Redaction, ...]]:
    """Entries without what must not be kept, in their order, and what was taken out.

    Args:
        entries: objects as the source gave them.
        asked: lower-case names of the attributes asked for; None when the source gave no other.
    """
    wanted = None if asked is None else frozenset((*asked, DESCRIPTION_MARK))
    taken: Counter[str] = Counter()
    kept = [_filter(entry, wanted, taken) for entry in entries]
    return kept, tuple(Redaction(rule, taken[rule]) for rule in sorted(taken))


def _filter(entry: Entry, wanted: frozenset[str] | None, taken: Counter[str]) -> Entry:
    attributes = entry.attributes
    if refused := _refused(tuple(attributes), wanted):
        taken.update(refused.values())
        attributes = {name: value for name, value in attributes.items() if name not in refused}
    if not _NUMBERED.isdisjoint(attributes):
        attributes = _without_identity_numbers(attributes, taken)
    if "description" in attributes:
        attributes = _described(attributes, taken)
    if replication.METADATA in attributes:
        attributes = _without_times(attributes, taken)
    if not _TIMED.isdisjoint(attributes):
        attributes = _without_hours(attributes, taken)
    return entry if attributes is entry.attributes else Entry(entry.dn, attributes)


@lru_cache(maxsize=4096)  # the entries of a page have few sets of attributes between them
def _refused(names: tuple[str, ...], wanted: frozenset[str] | None) -> Mapping[str, str]:
    """The rule that refuses each attribute that must not be kept."""
    refused = {name: rule for name in names if (rule := refusal(name))}
    if wanted is None:
        return refused
    extra = [name for name in names if name.partition(";")[0] not in wanted]
    return dict.fromkeys(extra, _NOT_ASKED_RULE) | refused


@lru_cache(maxsize=4096)
def refusal(name: str) -> str:
    """The rule that refuses an attribute of that lower-case name, or nothing."""
    plain = name.partition(";")[0]
    if plain == replication.METADATA != name:
        return replication.RULE  # under another option, it would not be reduced
    return next((rule for rule, names in _RULES.items() if names.fullmatch(plain)), "")


def _without_identity_numbers(
    attributes: Mapping[str, Sequence[bytes]], taken: Counter[str]
) -> Mapping[str, Sequence[bytes]]:
    """The attributes without those that hold a person's social security number."""
    found = {
        name
        for name in _NUMBERED.intersection(attributes)
        for value in attributes[name]
        if len(value) >= _SHORTEST_NUMBER
        and _IDENTITY_NUMBER.fullmatch(b"".join(value.upper().split()))
    }
    if not found:
        return attributes
    taken[_IDENTITY_RULE] += len(found)
    return {name: values for name, values in attributes.items() if name not in found}


def _described(
    attributes: Mapping[str, Sequence[bytes]], taken: Counter[str]
) -> Mapping[str, Sequence[bytes]]:
    """The attributes with the description reduced to its known words, and marked if need be."""
    values = attributes["description"]
    found = [reduced(value) for value in values]
    kept = " ".join(dict.fromkeys([word for words, _ in found for word in words])).encode()
    secret = any(holds_secret for _, holds_secret in found)
    if [kept] == list(values) and not secret:
        return attributes
    taken[DESCRIPTION_RULE] += 1
    made = dict(attributes)
    if kept:
        made["description"] = (kept,)
    else:
        del made["description"]
    if secret:
        made[DESCRIPTION_MARK] = (b"TRUE",)
    return made


def _without_times(
    attributes: Mapping[str, Sequence[bytes]], taken: Counter[str]
) -> Mapping[str, Sequence[bytes]]:
    """The attributes with one day left of the times of every attribute: see `replication`."""
    values = attributes[replication.METADATA]
    heads = any(value.lower() == b"domaindns" for value in attributes.get("objectclass", ()))
    reduce = replication.reduced_backup if heads else replication.reduced
    kept = reduce(values[0]) if values else None
    if [kept] == list(values):
        return attributes
    taken[replication.RULE] += 1
    rest = {name: value for name, value in attributes.items() if name != replication.METADATA}
    return rest if kept is None else rest | {replication.METADATA: (kept,)}


def _without_hours(
    attributes: Mapping[str, Sequence[bytes]], taken: Counter[str]
) -> Mapping[str, Sequence[bytes]]:
    """The attributes with the day alone of what a person did."""
    days = {
        name: day
        for name, day_of in _REDUCED
        if (values := attributes.get(name))
        and (day := tuple([day_of(value) for value in values])) != tuple(values)
    }
    if not days:
        return attributes
    taken[hours.RULE] += len(days)
    return {**attributes, **days}


@lru_cache(maxsize=1024)
def reduced(description: bytes) -> tuple[tuple[str, ...], bool]:
    """The known words of a description, in order, and whether it seems to hold a password."""
    text = description.decode("utf-8", "replace")[:_BEGINNING].lower()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    words = _WORD.findall(text)
    if met := _SECRET_WORDS.intersection(words):
        secret = not met.isdisjoint(_SURELY) or bool(_PERHAPS.search(text))
    else:
        secret = False
    return tuple([word for word in words if word in KNOWN_WORDS]), secret
